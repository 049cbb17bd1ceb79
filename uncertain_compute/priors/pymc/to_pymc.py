"""The same distribution in PyMC: a distribution of its own wherever PyMC has it."""

from functools import singledispatch
from typing import Any

import numpy as np
import pymc as pm
from pytensor.tensor.variable import TensorVariable
from scipy.special import expit

from uncertain_compute.priors.distributions import (
    Clipped,
    Counts,
    Discrete,
    Distribution,
    Fixed,
    Interpolated,
    JointRows,
    Mixture,
    Truncated,
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
    """
    own: PyMCVariable | None = distribution.in_pymc()
    return _interpolated(distribution) if own is None else own


@to_pymc.register
def _(distribution: Fixed) -> PyMCVariable:
    return pm.DiracDelta.dist(distribution.value)


@to_pymc.register
def _(distribution: Discrete) -> PyMCVariable:
    return pm.Mixture.dist(distribution.probabilities, pm.DiracDelta.dist(distribution.points))


@to_pymc.register
def _(distribution: JointRows) -> PyMCVariable:
    return to_pymc(distribution.marginal)


@to_pymc.register
def _(distribution: Interpolated) -> PyMCVariable:
    return pm.Interpolated.dist(distribution.knots, distribution.densities)


@to_pymc.register
def _(distribution: Truncated) -> PyMCVariable:
    own = distribution.distribution.in_pymc()
    if distribution.kept < LEAST_KEPT or own is None:
        return _interpolated(distribution)
    return pm.Truncated.dist(own, lower=_finite(distribution.low), upper=_finite(distribution.high))


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
    if not isinstance(distribution, Discrete | Counts):
        return [(weight, distribution)]
    return [(weight * share, Fixed(value)) for value, share in distribution.atoms.items()]


def _interpolated(distribution: Distribution) -> PyMCVariable:
    points = np.unique(distribution.ppf(KNOTS))
    return pm.Interpolated.dist(points, distribution.pdf(points))


def _finite(end: float) -> float | None:
    return end if np.isfinite(end) else None
