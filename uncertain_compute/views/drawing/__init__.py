"""What all figures are drawn with: style, axes, intervals, densities."""
