"""Samples of quantities whose lognormal factors are integrated exactly."""
