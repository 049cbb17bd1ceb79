"""Figures of how forecasts performed."""
