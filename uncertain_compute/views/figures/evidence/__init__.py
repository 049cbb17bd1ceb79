"""Figures of the effect of evidence."""
