"""Numbers and intervals as people write them."""
