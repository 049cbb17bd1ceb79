"""Equations on the page: as mathematics, with their inputs and users, and as a picture of the graph."""
