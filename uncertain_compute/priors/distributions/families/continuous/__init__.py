"""Families with a density."""
