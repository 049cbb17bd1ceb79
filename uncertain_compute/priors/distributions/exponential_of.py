"""Probabilities of a law whose logarithm has a law of its own."""

import numpy as np

from uncertain_compute.arrays import Floats, Numbers
from uncertain_compute.priors.distributions.distribution import Law


def log_or_minus_infinity(x: Numbers) -> Floats:
    """Return the logarithm, minus infinity for zero and below."""
    with np.errstate(divide="ignore"):
        return np.log(np.maximum(x, 0.0))


def density_of_exponential(logarithm: Law, x: Numbers) -> Floats:
    """Return the density at x of a law whose logarithm's law is given."""
    positive = np.asarray(x) > 0.0
    x = np.where(positive, x, 1.0)
    return np.where(positive, logarithm.pdf(np.log(x)) / x, 0.0)
