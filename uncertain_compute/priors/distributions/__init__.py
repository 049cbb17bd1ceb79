"""Distributions of one assumption: exact quantiles, probabilities, densities and moments, and fast draws."""

from uncertain_compute.priors.distributions.clipped import Clipped
from uncertain_compute.priors.distributions.counts import Counts
from uncertain_compute.priors.distributions.discrete import Discrete, Fixed
from uncertain_compute.priors.distributions.distribution import Distribution, Truncated, normal_from_uniform
from uncertain_compute.priors.distributions.families.continuous.beta import Beta
from uncertain_compute.priors.distributions.families.continuous.exponential import Exponential
from uncertain_compute.priors.distributions.families.continuous.gamma import Gamma
from uncertain_compute.priors.distributions.families.continuous.gumbel import Gumbel
from uncertain_compute.priors.distributions.families.continuous.half_normal import HalfNormal
from uncertain_compute.priors.distributions.families.continuous.logistic import Logistic
from uncertain_compute.priors.distributions.families.continuous.lognormal import LogNormal
from uncertain_compute.priors.distributions.families.continuous.loguniform import LogUniform
from uncertain_compute.priors.distributions.families.continuous.normal import Normal
from uncertain_compute.priors.distributions.families.continuous.pareto import Pareto
from uncertain_compute.priors.distributions.families.continuous.student_t import StudentT
from uncertain_compute.priors.distributions.families.continuous.triangular import Triangular
from uncertain_compute.priors.distributions.families.continuous.uniform import Uniform
from uncertain_compute.priors.distributions.families.continuous.weibull import Weibull
from uncertain_compute.priors.distributions.families.discrete.binomial import Binomial
from uncertain_compute.priors.distributions.families.discrete.geometric import Geometric
from uncertain_compute.priors.distributions.families.discrete.poisson import Poisson
from uncertain_compute.priors.distributions.interpolated import Interpolated
from uncertain_compute.priors.distributions.joint_rows import JointRows
from uncertain_compute.priors.distributions.metalog import Metalog
from uncertain_compute.priors.distributions.mixture import Mixture
from uncertain_compute.priors.distributions.share import Share
from uncertain_compute.priors.distributions.through_points import ThroughPoints

__all__ = [
    "Beta",
    "Binomial",
    "Clipped",
    "Counts",
    "Discrete",
    "Distribution",
    "Exponential",
    "Fixed",
    "Gamma",
    "Geometric",
    "Gumbel",
    "HalfNormal",
    "Interpolated",
    "JointRows",
    "LogNormal",
    "LogUniform",
    "Logistic",
    "Metalog",
    "Mixture",
    "Normal",
    "Pareto",
    "Poisson",
    "Share",
    "StudentT",
    "ThroughPoints",
    "Triangular",
    "Truncated",
    "Uniform",
    "Weibull",
    "normal_from_uniform",
]
