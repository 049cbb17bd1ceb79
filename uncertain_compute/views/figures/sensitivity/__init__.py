"""Figures of what drives the answer."""
