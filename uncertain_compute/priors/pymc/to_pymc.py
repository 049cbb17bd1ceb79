"""Distributions as PyMC variables: PyMC's own distribution if it has one, else an interpolated density."""

from functools import singledispatch
from typing import Any

import numpy as np
import pymc as pm
import pytensor.tensor as pt
from pytensor.tensor.variable import TensorVariable
from scipy.special import expit

from uncertain_compute.errors import UncertainComputeError
from uncertain_compute.priors.distributions import (
    Clipped,
    Counts,
    Discrete,
    Distribution,
    Fixed,
    Interpolated,
    JointRows,
    LogNormal,
    Mixture,
    Normal,
    Truncated,
)
from uncertain_compute.priors.distributions.bounded import Bounded

type PyMCVariable = TensorVariable[Any, Any]

KNOTS = expit(np.linspace(-20.0, 20.0, 4001))
"""The probabilities of the quantiles between which the density of other distributions is interpolated."""

LEAST_KEPT = 1e-4
"""With at least this probability between the bounds, PyMC's own truncation is exact and fast."""


@singledispatch
def to_pymc(distribution: Distribution) -> PyMCVariable:
    """Return a distribution as a PyMC variable without a name; ``model.register_rv(variable, name)`` names it.

    PyMC does not have the metalog, smoothed data, their truncations, and truncations far out in a tail. Their density
    is interpolated linearly between 4,001 quantiles, at probabilities from 2e-9 to 1 - 2e-9. It is within 1e-4 of the
    exact density.

    Two kinds have exact draws, but no correct ``logp``:

    - clipped distributions have no ``logp`` if PyMC does not have the distribution that is clipped;
    - in a mixture of single values and a density, ``logp`` adds probabilities and densities.
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
    """Return a discrete distribution as single values, any other unchanged: PyMC has no mixture of such mixtures."""
    if not isinstance(distribution, Discrete | Counts):
        return [(weight, distribution)]
    return [(weight * share, Fixed(value)) for value, share in distribution.atoms.items()]


def _interpolated(distribution: Distribution) -> PyMCVariable:
    points = np.unique(distribution.ppf(KNOTS))
    return pm.Interpolated.dist(points, distribution.pdf(points))


def _finite(end: float) -> float | None:
    return end if np.isfinite(end) else None


def score_within(one: Bounded, bound: Any, normal: Any) -> Any:
    """Return the normal score, in the stated distribution, of a number's quantile on the allowed side of a bound.

    Raises
    ------
    UncertainComputeError
        If PyMC has no cumulative probability of the distribution.
    """
    own = one.distribution
    at = bound * one.ratio
    if isinstance(own, Normal | LogNormal):
        score = ((pt.log(at) if isinstance(own, LogNormal) else at) - own.mu) / own.sigma
        left = 0.5 * pt.erfc((-score if one.is_upper else score) / np.sqrt(2.0))
    else:
        native = own.in_pymc()
        if native is None:
            raise UncertainComputeError(f"PyMC has no probabilities of a belief that {one.by} bounds; use engine=numpy")
        below = pt.exp(pm.logcdf(native, at))
        left = below if one.is_upper else 1.0 - below
    tail = left * 0.5 * pt.erfc((-normal if one.is_upper else normal) / np.sqrt(2.0))
    found = -np.sqrt(2.0) * pt.erfcinv(2.0 * tail)
    return found if one.is_upper else -found
