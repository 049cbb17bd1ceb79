"""How assumptions depend on each other."""
