"""Figures of a run's results."""
