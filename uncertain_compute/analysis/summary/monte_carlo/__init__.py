"""The Monte Carlo errors of a run's numbers, estimated from its draws."""
