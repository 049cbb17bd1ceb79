"""Chips that a lab can use, and what they can do."""

from uncertain_compute.model.graph import Number


def chips(owned: Number, rented: Number) -> Number:
    """Chips of each type [GPU]."""
    return owned + rented


def rate(chips: Number, peak: Number, utilization: Number) -> Number:
    """Rate of all chips [FLOP/s]."""
    return (chips * peak).sum("chip") * utilization


def days(work: Number, rate: Number, seconds: Number) -> Number:
    """Days that the work takes [day]."""
    return work / rate / seconds
