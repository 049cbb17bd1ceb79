"""Functions of independent numbers whose distributions are known in closed form, with the truth of each statistic."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from scipy import optimize, stats
from scipy.special import ndtri

from uncertain_compute.analysis.summary.sample import Sample
from uncertain_compute.analysis.summary.samples import DrawSample
from uncertain_compute.draws.designs import streams

type Draws = Any
"""An array of numbers; uniform ones have shape (input, chain, draw)."""

CHAINS, MASS = 16, 0.9
SMALLEST = 1e-9


@dataclass(frozen=True)
class Problem:
    """A function of uniform numbers, and the distribution of its result.

    Attributes
    ----------
    inputs
        How many uniform numbers it takes.
    result
        From these, of shape (input, ...), to results of shape (...).
    truth
        The result's distribution, with ``ppf``, ``mean`` and ``std``.
    """

    inputs: int
    result: Callable[[Draws], Draws]
    truth: Any

    @cached_property
    def truths(self) -> Mapping[str, float]:
        """Return the mean, quantiles and the shortest interval's ends."""
        return truths_of(self.truth)

    def sample(self, design: str, seed: int, draws: int) -> Sample:
        """Return the sample of a run."""
        return DrawSample(self.result(uniform_numbers(design, seed, self.inputs, draws)))


def uniform_numbers(design: str, seed: int, inputs: int, draws: int) -> Draws:
    """Return what a study of so many inputs is drawn from; shape (input, chain, draw)."""
    names = [f"input_{number}" for number in range(inputs)]
    stream_of = streams(design, seed, names)
    drawn = np.array([stream_of(name, range(CHAINS))(0, draws // CHAINS) for name in names])
    return drawn.reshape(inputs, CHAINS, -1)


def truths_of(distribution: Any) -> Mapping[str, float]:
    """Return a distribution's mean, quantiles and the shortest interval's ends, each NaN where there is none."""
    ppf = distribution.ppf
    found = optimize.minimize_scalar(
        lambda low: ppf(low + MASS) - ppf(low),
        bounds=(SMALLEST, 1.0 - MASS - SMALLEST),
        method="bounded",
        options={"xatol": 1e-9},
    )
    at = found.x if found.x > 1e-4 else 0.0
    quantiles = {f"p{level}": float(ppf(level / 100)) for level in (5, 50, 95)}
    low, high = float(ppf(at)), float(ppf(at + MASS))
    moments = {"mean": float(distribution.mean()), "sd": float(distribution.std())}
    return {**moments, **quantiles, "hdi_low": low, "hdi_high": high}


class ProductOfUniforms:
    """The product of two uniform numbers."""

    @staticmethod
    def mean() -> float:
        """Return the mean."""
        return 0.25

    @staticmethod
    def std() -> float:
        """Return the standard deviation."""
        return float(np.sqrt(1 / 9 - 1 / 16))

    @staticmethod
    def ppf(level: float) -> float:
        """Return a quantile: where x (1 - log x) is the level."""
        if level <= 0.0:
            return 0.0
        return float(optimize.brentq(lambda x: x * (1 - np.log(x)) - level, 1e-300, 1.0 + 1e-9, xtol=1e-15))


class ZeroOrLognormal:
    """Zero with a probability, else a lognormal number with a median of one."""

    def __init__(self, zero: float, sigma: float) -> None:
        """Take the probability and the standard deviation of the logarithm."""
        self.zero, self.positive = zero, stats.lognorm(sigma)

    def mean(self) -> float:
        """Return the mean."""
        return float((1 - self.zero) * self.positive.mean())

    def std(self) -> float:
        """Return the standard deviation."""
        return float(np.sqrt((1 - self.zero) * self.positive.moment(2) - self.mean() ** 2))

    def ppf(self, level: float) -> float:
        """Return a quantile."""
        return float(self.positive.ppf((level - self.zero) / (1 - self.zero))) if level > self.zero else 0.0


FLEET = np.array([0.12, 0.35, 0.45, 0.4, 0.25, 0.2, 0.03, 0.15, 0.27, 0.4, 0.15, 0.5, 0.15, 0.35, 0.25])
"""Standard deviations of the logarithms of a fleet's factors."""


def exponential(uniform: Draws) -> Draws:
    """Return exponential numbers with a mean of one."""
    return -np.log1p(-uniform)


def along_inputs(weights: Draws, values: Draws) -> Draws:
    """Return the weighted sum of inputs."""
    return np.tensordot(weights, values, 1)


SPREAD_OF_FLEET = float(np.sqrt(np.sum(FLEET**2)))
PROBLEMS = {
    "one input: lognormal 0.6": Problem(1, lambda u: np.exp(0.6 * ndtri(u[0])), stats.lognorm(0.6)),
    "one input: normal": Problem(1, lambda u: ndtri(u[0]), stats.norm()),
    "one input: square of a uniform": Problem(1, lambda u: u[0] ** 2, stats.beta(0.5, 1)),
    "zero (30%) or lognormal 1": Problem(
        2, lambda u: np.where(u[0] < 0.3, 0.0, np.exp(ndtri(u[1]))), ZeroOrLognormal(0.3, 1.0)
    ),
    "zero (30%) or lognormal 1, one input": Problem(
        1,
        lambda u: np.where(u[0] < 0.3, 0.0, np.exp(ndtri(np.clip((u[0] - 0.3) / 0.7, 1e-16, 1)))),
        ZeroOrLognormal(0.3, 1.0),
    ),
    "one input: lognormal 3": Problem(1, lambda u: np.exp(3 * ndtri(u[0])), stats.lognorm(3)),
    "one input: Student's t, nu 1.5": Problem(1, lambda u: stats.t(1.5).ppf(u[0]), stats.t(1.5)),
    "one input: Pareto 0.8": Problem(1, lambda u: (1 - u[0]) ** -1.25, stats.pareto(0.8)),
    "sum of two normals": Problem(2, lambda u: ndtri(u).sum(axis=0), stats.norm(0, np.sqrt(2))),
    "fleet: product of 15 lognormals": Problem(
        15, lambda u: np.exp(along_inputs(FLEET, ndtri(u))), stats.lognorm(SPREAD_OF_FLEET)
    ),
    "ratio of lognormals": Problem(
        2, lambda u: np.exp(along_inputs(np.array([0.5, -0.4]), ndtri(u))), stats.lognorm(np.sqrt(0.41))
    ),
    "product of two uniforms": Problem(2, lambda u: u[0] * u[1], ProductOfUniforms()),
    "sum of three uniforms": Problem(3, lambda u: u.sum(axis=0), stats.irwinhall(3)),
    "largest of five uniforms": Problem(5, lambda u: u.max(axis=0), stats.beta(5, 1)),
    "least of four exponentials": Problem(4, lambda u: exponential(u).min(axis=0), stats.expon(scale=0.25)),
    "sum of four exponentials": Problem(4, lambda u: exponential(u).sum(axis=0), stats.gamma(4)),
    "squares of three normals": Problem(3, lambda u: (ndtri(u) ** 2).sum(axis=0), stats.chi2(3)),
    "share of exponentials": Problem(3, lambda u: exponential(u[0]) / exponential(u).sum(axis=0), stats.beta(1, 2)),
    "difference of exponentials": Problem(2, lambda u: exponential(u[0]) - exponential(u[1]), stats.laplace()),
    "angle's sine and a normal": Problem(
        2, lambda u: np.sqrt(2 * exponential(u[0])) * np.sin(2 * np.pi * u[1]), stats.norm()
    ),
}
