"""Lognormal factors of quantities, which their summaries integrate exactly."""
