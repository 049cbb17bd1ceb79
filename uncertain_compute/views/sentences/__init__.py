"""Numbers and what they mean, in words."""
