"""Figures of how variants differ."""
