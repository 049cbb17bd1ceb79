"""Common parts of all figures: style, axes, intervals, densities."""
