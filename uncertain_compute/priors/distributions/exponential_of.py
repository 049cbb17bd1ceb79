"""Probabilities of a distribution whose logarithm has a distribution of its own."""

import numpy as np

from uncertain_compute.arrays import Floats, Numbers
from uncertain_compute.priors.distributions.distribution import Distribution


def log_or_minus_infinity(x: Numbers) -> Floats:
    """Return the logarithm, minus infinity for zero and below."""
    with np.errstate(divide="ignore"):
        return np.log(np.maximum(x, 0.0))


def density_of_exponential(logarithm: Distribution, x: Numbers) -> Floats:
    """Return the density at x of a distribution whose logarithm's distribution is given."""
    positive = np.asarray(x) > 0.0
    x = np.where(positive, x, 1.0)
    return np.where(positive, logarithm.pdf(np.log(x)) / x, 0.0)
