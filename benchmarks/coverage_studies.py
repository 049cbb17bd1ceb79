"""Studies with lognormal factors whose distributions are known, with the truth of each statistic."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from coverage_problems import truths_of
from numpy.typing import NDArray
from scipy import optimize, stats
from scipy.special import ndtr, ndtri

import uncertain_compute as uc
from uncertain_compute.analysis.summary.integrated.of_run import estimating_samples
from uncertain_compute.analysis.summary.sample import Sample
from uncertain_compute.model.graph import Number

type Floats = NDArray[np.float64]

CHAINS, MIDDLES = 16, (np.arange(2**15) + 0.5) / 2**15
"""Chains of a run; middles of steps of probability, over which the truth is an average."""

FIRST, SECOND = {"lognormal": {"mu": 0.4, "sigma": 0.5}}, {"lognormal": {"mu": -0.2, "sigma": 0.3}}


@dataclass(frozen=True)
class Averaged:
    """An average of lognormal distributions of one sigma."""

    medians: Floats
    sigma: float

    def mean(self) -> float:
        """Return the mean."""
        return float(self.medians.mean() * np.exp(0.5 * self.sigma**2))

    def std(self) -> float:
        """Return the standard deviation."""
        return float(np.sqrt((self.medians**2).mean() * np.exp(2 * self.sigma**2) - self.mean() ** 2))

    def ppf(self, level: float) -> float:
        """Return a quantile."""
        logarithms = np.log(self.medians)
        ends = logarithms[[np.argmin(logarithms), np.argmax(logarithms)]] + self.sigma * ndtri(level)
        off = optimize.brentq(
            lambda x: float(ndtr((x - logarithms) / self.sigma).mean()) - level, ends[0] - 1e-6, ends[1] + 1e-6
        )
        return float(np.exp(off))


@dataclass(frozen=True)
class StudyProblem:
    """An equation of lognormal factors and of other inputs, and the distribution of its result.

    Attributes
    ----------
    median
        The result's conditional median from uniform numbers, by which the rest is the quantile of its distribution.
    sigma
        The standard deviation of the result's logarithm, given the rest.
    """

    equation: Callable[..., Number]
    beliefs: Mapping[str, Any]
    median: Callable[[Floats], Floats]
    sigma: float

    @cached_property
    def truths(self) -> Mapping[str, float]:
        """Return the mean, quantiles and the shortest interval's ends."""
        return truths_of(Averaged(self.median(MIDDLES), self.sigma))

    @cached_property
    def study(self) -> uc.Study:
        """Return the study."""
        return uc.Study([self.equation], self.beliefs)

    def sample(self, design: str, seed: int, draws: int) -> Sample:
        """Return the sample of a run."""
        run = uc.run(self.study, design=design, seed=seed, draws=draws, chains=CHAINS, threads=1)
        ((_, found),) = estimating_samples(run, self.equation.__name__)
        if not found.factors:
            raise ValueError(self.equation)
        return found


def scaled(first: Number, rest: Number) -> Number:
    """Return a factor times the rest and one more [1]."""
    return first * (rest + 1.0)


def divided(first: Number, second: Number, rest: Number) -> Number:
    """Return powers of two factors times the rest and one more [1]."""
    return (rest + 1.0) * first / np.sqrt(second)


def added(first: Number, second: Number) -> Number:
    """Return a factor times something lognormal that is not one [1]."""
    return first * (second + 1.0)


def larger(first: Number, rest: Number, other: Number) -> Number:
    """Return the larger of two terms with one factor [1]."""
    return np.maximum(first * rest, first * other)


def of_four(first: Number, one: Number, two: Number, three: Number, four: Number) -> Number:
    """Return a factor times the product of four numbers and one more [1]."""
    return first * (one * two * three * four + 1.0)


def beside(correlation: float, **rest: Any) -> dict[str, Any]:
    """Return beliefs about two factors that correlate, and about the rest."""
    pair = {"pair": ["first", "second"], "normal_score": correlation, "why": "a benchmark"}
    return {"first": FIRST, "second": SECOND, "correlations": [pair], **rest}


def _given_second(correlation: float) -> Callable[[Floats], Floats]:
    def median(uniform: Floats) -> Floats:
        score = ndtri(uniform)
        return np.exp(0.4 + 0.5 * correlation * score) * (np.exp(-0.2 + 0.3 * score) + 1.0)

    return median


UNIFORM = {"uniform": {"low": 0.2, "high": 1.0}}
STUDIES = {
    "integrated: three values": StudyProblem(
        scaled,
        {"first": FIRST, "rest": {"discrete": {1: 0.2, 3: 0.5, 10: 0.3}}},
        lambda u: np.exp(0.4) * np.select([u < 0.2, u < 0.7], [2.0, 4.0], 11.0),
        0.5,
    ),
    "integrated: uniform rest": StudyProblem(
        scaled, {"first": FIRST, "rest": UNIFORM}, lambda u: np.exp(0.4) * (1.2 + 0.8 * u), 0.5
    ),
    "integrated: gamma rest": StudyProblem(
        scaled,
        {"first": FIRST, "rest": {"gamma": {"alpha": 2, "beta": 1}}},
        lambda u: np.exp(0.4) * (1.0 + stats.gamma(2).ppf(u)),
        0.5,
    ),
    "integrated: two factors, beta rest": StudyProblem(
        divided,
        {"first": FIRST, "second": SECOND, "rest": {"beta": {"alpha": 3, "beta": 5}}},
        lambda u: np.exp(0.4 + 0.1) * (1.0 + stats.beta(3, 5).ppf(u)),
        float(np.hypot(0.5, 0.15)),
    ),
    "integrated: four uniforms": StudyProblem(
        of_four,
        {"first": FIRST, **{one: {"uniform": {"low": 0, "high": 1}} for one in ("one", "two", "three", "four")}},
        lambda u: np.exp(0.4) * (1.0 + np.exp(-stats.gamma(4).ppf(u))),
        0.5,
    ),
    "integrated: larger of two terms": StudyProblem(
        larger,
        {"first": FIRST, "rest": UNIFORM, "other": UNIFORM},
        lambda u: np.exp(0.4) * (0.2 + 0.8 * np.sqrt(u)),
        0.5,
    ),
    "integrated: correlated factors": StudyProblem(
        divided,
        beside(0.6, rest=UNIFORM),
        lambda u: np.exp(0.4 + 0.1) * (1.2 + 0.8 * u),
        float(np.sqrt(0.5**2 + 0.15**2 - 2 * 0.6 * 0.5 * 0.15)),
    ),
    "integrated: correlates with the rest": StudyProblem(
        added, beside(-0.7), _given_second(-0.7), float(0.5 * np.sqrt(1 - 0.7**2))
    ),
    "integrated: correlates little with the rest": StudyProblem(
        added, beside(0.3), _given_second(0.3), float(0.5 * np.sqrt(1 - 0.3**2))
    ),
}
