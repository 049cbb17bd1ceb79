"""Equations and beliefs, checked against each other."""
