"""Factors of quantities, which their summaries integrate exactly."""
