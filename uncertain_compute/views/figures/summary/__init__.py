"""Figures of what a run says."""
