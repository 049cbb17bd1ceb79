"""Figures of the value of knowing more."""
