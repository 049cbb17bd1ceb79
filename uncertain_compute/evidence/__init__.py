"""Observations, and how far each may be off."""
