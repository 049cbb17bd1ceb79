"""The same distribution in PyMC: a distribution of its own wherever PyMC has it."""

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
    Distribution,
    Exponential,
    Fixed,
    Gamma,
    HalfNormal,
    Interpolated,
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

type PyMCVariable = TensorVariable[Any, Any]

KNOTS = expit(np.linspace(-20.0, 20.0, 4001))
"""Probabilities whose quantiles are the knots of a distribution that PyMC does not have."""

LEAST_KEPT = 1e-4
"""Probability between bounds from which PyMC's own truncation is exact and quick."""


@singledispatch
def to_pymc(distribution: Distribution) -> PyMCVariable:
    """Return a distribution as an unnamed one of PyMC, which ``model.register_rv(to_pymc(distribution), name)`` names.

    A continuous distribution that PyMC does not have (metalog, smoothed data, truncations of these or far out in a
    tail) becomes its density between 4,001 quantiles, from 2e-9 to 1 - 2e-9, in a line from each to the next; the
    density is then within 1e-4 of the distribution's own; clipped, it has draws but no ``logp``. Where single values
    have a probability beside a density, draws are the distribution's, but ``logp`` of a mixture adds the two.

    Raises
    ------
    NotImplementedError
        If PyMC has no such distribution.
    """
    raise NotImplementedError(f"PyMC has no {type(distribution).__name__}")


@to_pymc.register
def _(distribution: Metalog) -> PyMCVariable:
    return _interpolated(distribution)


@to_pymc.register
def _(distribution: Fixed) -> PyMCVariable:
    return pm.DiracDelta.dist(distribution.value)


@to_pymc.register
def _(distribution: Discrete) -> PyMCVariable:
    return pm.Mixture.dist(distribution.probabilities, pm.DiracDelta.dist(distribution.points))


@to_pymc.register
def _(distribution: Normal) -> PyMCVariable:
    return pm.Normal.dist(distribution.mu, distribution.sigma)


@to_pymc.register
def _(distribution: LogNormal) -> PyMCVariable:
    return pm.LogNormal.dist(distribution.mu, distribution.sigma)


@to_pymc.register
def _(distribution: HalfNormal) -> PyMCVariable:
    return pm.HalfNormal.dist(distribution.sigma)


@to_pymc.register
def _(distribution: StudentT) -> PyMCVariable:
    return pm.StudentT.dist(distribution.nu, mu=distribution.mu, sigma=distribution.sigma)


@to_pymc.register
def _(distribution: Beta) -> PyMCVariable:
    if (distribution.low, distribution.high) == (0.0, 1.0):
        return pm.Beta.dist(distribution.alpha, distribution.beta)

    def on_interval(
        alpha: PyMCVariable, beta: PyMCVariable, low: PyMCVariable, high: PyMCVariable, size: PyMCVariable
    ) -> PyMCVariable:
        return low + (high - low) * pm.Beta.dist(alpha, beta, size=size)

    return pm.CustomDist.dist(
        distribution.alpha, distribution.beta, distribution.low, distribution.high, dist=on_interval
    )


@to_pymc.register
def _(distribution: Gamma) -> PyMCVariable:
    return pm.Gamma.dist(distribution.alpha, distribution.beta)


@to_pymc.register
def _(distribution: Exponential) -> PyMCVariable:
    return pm.Exponential.dist(scale=distribution.scale)


@to_pymc.register
def _(distribution: Weibull) -> PyMCVariable:
    return pm.Weibull.dist(distribution.alpha, distribution.beta)


@to_pymc.register
def _(distribution: Uniform) -> PyMCVariable:
    return pm.Uniform.dist(distribution.low, distribution.high)


@to_pymc.register
def _(distribution: LogUniform) -> PyMCVariable:
    def exponential(low: PyMCVariable, high: PyMCVariable, size: PyMCVariable) -> PyMCVariable:
        return pt.exp(pm.Uniform.dist(low, high, size=size))

    return pm.CustomDist.dist(distribution.logarithm.low, distribution.logarithm.high, dist=exponential)


@to_pymc.register
def _(distribution: Triangular) -> PyMCVariable:
    return pm.Triangular.dist(lower=distribution.low, c=distribution.mode, upper=distribution.high)


@to_pymc.register
def _(distribution: Interpolated) -> PyMCVariable:
    return pm.Interpolated.dist(distribution.knots, distribution.densities)


@to_pymc.register
def _(distribution: Truncated) -> PyMCVariable:
    if distribution.kept < LEAST_KEPT or isinstance(distribution.distribution, Interpolated | Metalog | Truncated):
        return _interpolated(distribution)
    return pm.Truncated.dist(
        to_pymc(distribution.distribution), lower=_finite(distribution.low), upper=_finite(distribution.high)
    )


@to_pymc.register
def _(distribution: Clipped) -> PyMCVariable:
    return pm.Censored.dist(
        to_pymc(distribution.distribution), lower=_finite(distribution.low), upper=_finite(distribution.high)
    )


@to_pymc.register
def _(distribution: Mixture) -> PyMCVariable:
    parts = [
        part
        for weight, component in zip(distribution.weights, distribution.components, strict=True)
        for part in _single_values(weight, component)
    ]
    return pm.Mixture.dist([weight for weight, _ in parts], [to_pymc(component) for _, component in parts])


def _single_values(weight: float, distribution: Distribution) -> list[tuple[float, Distribution]]:
    """Return a discrete distribution as its values, any other as it is: PyMC mixes no mixtures of single values."""
    if not isinstance(distribution, Discrete):
        return [(weight, distribution)]
    return [(weight * share, Fixed(value)) for value, share in distribution.atoms.items()]


def _interpolated(distribution: Distribution) -> PyMCVariable:
    points = np.unique(distribution.ppf(KNOTS))
    return pm.Interpolated.dist(points, distribution.pdf(points))


def _finite(end: float) -> float | None:
    return end if np.isfinite(end) else None
