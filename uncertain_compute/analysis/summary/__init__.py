"""A run's results for each quantity."""
