"""Equations: called on symbols to become expressions with dimensions and units, and the graph that orders them."""
