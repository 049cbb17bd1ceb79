"""The common part of the language Squiggle."""
