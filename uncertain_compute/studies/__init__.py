"""Equations of the shipped studies."""
