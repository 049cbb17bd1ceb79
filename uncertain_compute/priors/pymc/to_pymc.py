"""The same law in PyMC: a distribution of its own wherever PyMC has it."""

from functools import singledispatch
from typing import Any

import numpy as np
import pymc as pm
import pytensor.tensor as pt
from pytensor.tensor.variable import TensorVariable
from scipy.special import expit

from uncertain_compute.priors.distributions import (
    Beta,
    Clipped,
    Discrete,
    Exponential,
    Fixed,
    Gamma,
    HalfNormal,
    Interpolated,
    Law,
    LogNormal,
    LogUniform,
    Metalog,
    Mixture,
    Normal,
    StudentT,
    Triangular,
    Truncated,
    Uniform,
    Weibull,
)

type Twin = TensorVariable[Any, Any]

KNOTS = expit(np.linspace(-20.0, 20.0, 4001))
"""Probabilities whose quantiles are the knots of a law that PyMC does not have."""

LEAST_KEPT = 1e-4
"""Probability between bounds from which PyMC's own truncation is exact and quick."""


@singledispatch
def twin(law: Law) -> Twin:
    """Return a law as an unnamed PyMC distribution; ``model.register_rv(twin(law), name)`` names it.

    A continuous law that PyMC does not have (metalog, smoothed data, truncations of these or far out in a tail) becomes
    its density between 4,001 quantiles, from 2e-9 to 1 - 2e-9, in a line from each to the next; the density is then
    within 1e-4 of the law's own; clipped, it has draws but no ``logp``. Where single values have a probability beside a
    density, draws are the law's, but ``logp`` of a mixture adds the two.

    Raises
    ------
    NotImplementedError
        If there is no twin of such a law.
    """
    raise NotImplementedError(f"no twin of {type(law).__name__}")


@twin.register
def _(law: Metalog) -> Twin:
    return _interpolated(law)


@twin.register
def _(law: Fixed) -> Twin:
    return pm.DiracDelta.dist(law.value)


@twin.register
def _(law: Discrete) -> Twin:
    return pm.Mixture.dist(law.probabilities, pm.DiracDelta.dist(law.points))


@twin.register
def _(law: Normal) -> Twin:
    return pm.Normal.dist(law.mu, law.sigma)


@twin.register
def _(law: LogNormal) -> Twin:
    return pm.LogNormal.dist(law.mu, law.sigma)


@twin.register
def _(law: HalfNormal) -> Twin:
    return pm.HalfNormal.dist(law.sigma)


@twin.register
def _(law: StudentT) -> Twin:
    return pm.StudentT.dist(law.nu, mu=law.mu, sigma=law.sigma)


@twin.register
def _(law: Beta) -> Twin:
    if (law.low, law.high) == (0.0, 1.0):
        return pm.Beta.dist(law.alpha, law.beta)

    def on_interval(alpha: Twin, beta: Twin, low: Twin, high: Twin, size: Twin) -> Twin:
        return low + (high - low) * pm.Beta.dist(alpha, beta, size=size)

    return pm.CustomDist.dist(law.alpha, law.beta, law.low, law.high, dist=on_interval)


@twin.register
def _(law: Gamma) -> Twin:
    return pm.Gamma.dist(law.alpha, law.beta)


@twin.register
def _(law: Exponential) -> Twin:
    return pm.Exponential.dist(scale=law.scale)


@twin.register
def _(law: Weibull) -> Twin:
    return pm.Weibull.dist(law.alpha, law.beta)


@twin.register
def _(law: Uniform) -> Twin:
    return pm.Uniform.dist(law.low, law.high)


@twin.register
def _(law: LogUniform) -> Twin:
    def exponential(low: Twin, high: Twin, size: Twin) -> Twin:
        return pt.exp(pm.Uniform.dist(low, high, size=size))

    return pm.CustomDist.dist(law.logarithm.low, law.logarithm.high, dist=exponential)


@twin.register
def _(law: Triangular) -> Twin:
    return pm.Triangular.dist(lower=law.low, c=law.mode, upper=law.high)


@twin.register
def _(law: Interpolated) -> Twin:
    return pm.Interpolated.dist(law.knots, law.densities)


@twin.register
def _(law: Truncated) -> Twin:
    if law.kept < LEAST_KEPT or isinstance(law.law, Interpolated | Metalog | Truncated):
        return _interpolated(law)
    return pm.Truncated.dist(twin(law.law), lower=_finite(law.low), upper=_finite(law.high))


@twin.register
def _(law: Clipped) -> Twin:
    return pm.Censored.dist(twin(law.law), lower=_finite(law.low), upper=_finite(law.high))


@twin.register
def _(law: Mixture) -> Twin:
    parts = [
        part
        for weight, component in zip(law.weights, law.components, strict=True)
        for part in _single_values(weight, component)
    ]
    return pm.Mixture.dist([weight for weight, _ in parts], [twin(component) for _, component in parts])


def _single_values(weight: float, law: Law) -> list[tuple[float, Law]]:
    """Return a discrete law as its values, any other as it is: PyMC mixes no mixtures of single values."""
    if not isinstance(law, Discrete):
        return [(weight, law)]
    return [(weight * share, Fixed(value)) for value, share in law.atoms.items()]


def _interpolated(law: Law) -> Twin:
    points = np.unique(law.ppf(KNOTS))
    return pm.Interpolated.dist(points, law.pdf(points))


def _finite(end: float) -> float | None:
    return end if np.isfinite(end) else None
