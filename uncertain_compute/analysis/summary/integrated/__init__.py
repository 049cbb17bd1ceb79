"""Samples of quantities whose factors are integrated exactly."""
