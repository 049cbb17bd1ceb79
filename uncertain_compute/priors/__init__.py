"""Beliefs: distributions of assumptions, how they are written, and how they depend on each other."""
