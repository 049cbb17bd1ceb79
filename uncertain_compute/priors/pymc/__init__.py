"""The same distributions in PyMC."""
