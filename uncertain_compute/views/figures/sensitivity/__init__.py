"""Figures of what drives it."""
