"""Figures of prior sets."""
