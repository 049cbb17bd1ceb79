"""Figures of how forecasts fared."""
