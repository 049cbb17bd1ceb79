"""Figures of what evidence changed."""
