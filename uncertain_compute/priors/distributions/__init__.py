"""Distributions of one assumption: exact quantiles, probabilities, densities and moments, and fast draws."""

from uncertain_compute.priors.distributions.bounded import Beta, LogUniform, Triangular, Uniform
from uncertain_compute.priors.distributions.clipped import Clipped
from uncertain_compute.priors.distributions.discrete import Discrete, Fixed
from uncertain_compute.priors.distributions.distribution import Distribution, Truncated, normal_from_uniform
from uncertain_compute.priors.distributions.gaussian import HalfNormal, LogNormal, Normal, StudentT
from uncertain_compute.priors.distributions.interpolated import Interpolated
from uncertain_compute.priors.distributions.metalog import Metalog
from uncertain_compute.priors.distributions.mixture import Mixture
from uncertain_compute.priors.distributions.positive import Exponential, Gamma, Weibull

__all__ = [
    "Beta",
    "Clipped",
    "Discrete",
    "Distribution",
    "Exponential",
    "Fixed",
    "Gamma",
    "HalfNormal",
    "Interpolated",
    "LogNormal",
    "LogUniform",
    "Metalog",
    "Mixture",
    "Normal",
    "StudentT",
    "Triangular",
    "Truncated",
    "Uniform",
    "Weibull",
    "normal_from_uniform",
]
