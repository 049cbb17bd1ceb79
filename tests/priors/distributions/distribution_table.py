"""One table of distributions, each as a strategy that drives its parameters; what holds for one is tried over all.

A new family is one more line. Each distribution is read from the form that a person would write.
"""

import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import settings
from hypothesis import strategies as st
from scipy import stats

from uncertain_compute.arrays import Floats
from uncertain_compute.priors.distributions import Distribution, Interpolated
from uncertain_compute.priors.reading.spec import prior


@dataclass(frozen=True)
class Tried:
    """A distribution with an independent one, and with the sizes that rounding is relative to.

    Attributes
    ----------
    scipy
        The same distribution in scipy.stats, or None.
    size
        The largest number that is added to or taken from another to make a quantile; 0 where none is.
    lost
        Absolute rounding of a probability: where it is taken from 1, or shares of it are summed.
    """

    distribution: Distribution
    scipy: Any = None
    size: float = 0.0
    lost: float = 0.0

    def slack(self, x: Floats) -> Floats:
        """Return the rounding of quantiles: a thousand units in the last place, exponents being that large."""
        return 1000 * np.finfo(float).eps * (np.abs(x) + self.size) + np.finfo(float).tiny


@dataclass(frozen=True)
class Between:
    """One of scipy's distributions given that the value lies between two bounds, from its definition."""

    of: Any
    low: float
    high: float

    @property
    def kept(self) -> float:
        """Return the probability between the bounds."""
        return float(self.of.cdf(self.high) - self.of.cdf(self.low))

    def cdf(self, x: Floats) -> Floats:
        """Return the probability of at most x."""
        return np.asarray((self.of.cdf(np.clip(x, self.low, self.high)) - self.of.cdf(self.low)) / self.kept)

    def sf(self, x: Floats) -> Floats:
        """Return the probability of more than x."""
        return np.asarray((self.of.sf(np.clip(x, self.low, self.high)) - self.of.sf(self.high)) / self.kept)

    def pdf(self, x: Floats) -> Floats:
        """Return the density."""
        return np.where((x >= self.low) & (x <= self.high), self.of.pdf(x) / self.kept, 0.0)


@dataclass(frozen=True)
class WholeNumbers:
    """One of scipy's distributions of whole numbers, which has a density of zero."""

    of: Any

    def __getattr__(self, name: str) -> Any:
        """Return what scipy calls so."""
        return getattr(self.of, name)

    def pdf(self, x: Floats) -> Floats:
        """Return the density."""
        return np.zeros(np.shape(x))


def distribution_of(written: Any) -> Distribution:
    return prior(written).distribution


def named(name: str, **parameters: float) -> Distribution:
    return distribution_of({name: parameters})


def beta_between(alpha: float, beta: float, low: float, width: float) -> Tried:
    distribution = named("beta", alpha=alpha, beta=beta, low=low, high=low + width)
    return Tried(distribution, stats.beta(alpha, beta, low, (low + width) - low), abs(low) + width)


def uniform(low: float, width: float) -> Tried:
    return Tried(named("uniform", low=low, high=low + width), stats.uniform(low, (low + width) - low), abs(low) + width)


def loguniform(low: float, factor: float) -> Tried:
    return Tried(named("loguniform", low=low, high=low * factor), stats.loguniform(low, low * factor))


def triangular(low: float, width: float, share: float) -> Tried:
    mode, high = min(low + share * width, low + width), low + width
    distribution = named("triangular", low=low, mode=mode, high=high)
    return Tried(distribution, stats.triang((mode - low) / (high - low), low, high - low), abs(low) + width, lost=1e-15)


def pert(low: float, width: float, share: float) -> Tried:
    mode, high = min(low + share * width, low + width), low + width
    distribution = named("pert", low=low, mode=mode, high=high)
    place = (mode - low) / (high - low)
    return Tried(distribution, stats.beta(1 + 4 * place, 5 - 4 * place, low, high - low), abs(low) + width)


def metalog(median: float, width: float, skew: float, bounds: Mapping[str, float]) -> Tried:
    """Return the metalog through three quantiles, bounded by so many widths from the median."""
    ends = {name: median + times * width for name, times in bounds.items()}
    distribution = distribution_of(
        {"p10": median - skew * width, "p50": median, "p90": median + (1 - skew) * width, **ends}
    )
    return Tried(distribution, size=abs(median) + 10 * width)


def through_points(median: float, width: float, skew: float, bounds: Mapping[str, float]) -> Tried:
    """Return the distribution through four quantiles, bounded by so many widths from the median."""
    ends = {name: median + times * width for name, times in bounds.items()}
    quantiles = {"p10": median - skew * width, "p50": median, "p55": median + 0.3 * (1 - skew) * width}
    return Tried(
        distribution_of({"quantiles": {**quantiles, "p90": median + (1 - skew) * width, **ends}}),
        size=abs(median) + 10 * width,
    )


def discrete(weights: Sequence[int]) -> Tried:
    total = sum(weights)
    distribution = distribution_of(
        {"discrete": {3.0 * index + 1: weight / total for index, weight in enumerate(weights)}}
    )
    return Tried(distribution, lost=1e-14)


def mixture(weight: float, factor: float, value: Any) -> Tried:
    written = [{"weight": weight, "value": "4 to 10"}, {"weight": 1 - weight, "value": value}]
    return Tried(distribution_of({"mixture": written, "clip": [None, factor * 1e6]}), lost=1e-14)


def between(part: float, scale: str) -> Tried:
    ends = {"first": {"gamma": {"mu": 12, "sigma": 3}}, "second": "4 to 9"}
    return Tried(distribution_of({"between": {**ends, "part": part, "scale": scale}}), lost=1e-14)


def interpolated(heights: Sequence[float]) -> Tried:
    return Tried(Interpolated(tuple(1.0 + np.arange(len(heights))), tuple(heights)), size=len(heights), lost=1e-13)


def truncated(of: Distribution, scipy: Any, size: float, ends: tuple[float, float]) -> Tried:
    """Return a distribution between two of its quantiles."""
    low, high = (float(of.ppf(end)) for end in sorted(ends))
    between = Between(scipy, low, high)
    size += sum(abs(end) for end in (low, high) if np.isfinite(end))
    return Tried(of.truncated(low, high), between, size, lost=1e-14 / between.kept)


def clipped(mu: float, sigma: float, scores: tuple[float, float]) -> Tried:
    low, high = (mu + score * sigma for score in sorted(scores))
    return Tried(distribution_of({"normal": {"mu": mu, "sigma": sigma}, "clip": [low, high]}), size=abs(mu) + 5 * sigma)


def empirical(rows: Sequence[float], *, smooth: bool) -> Tried:
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "rows.csv").write_text("x\n" + "\n".join(map(str, rows)))
        written = {"empirical": {"file": "rows.csv", "column": "x", "smooth": smooth}}
        return Tried(prior(written, folders=[Path(folder)]).distribution, size=max(map(abs, rows)), lost=1e-12)


def powers_of_ten(lowest: float, highest: float) -> st.SearchStrategy[float]:
    return st.floats(lowest, highest).map(lambda exponent: 10.0**exponent)


def decimals(low: float, high: float) -> st.SearchStrategy[float]:
    return st.floats(low, high).map(lambda value: round(value, 9))


PLACES = decimals(-1e3, 1e3)
SCALES = powers_of_ten(-6, 6)
SHAPES = powers_of_ten(-1, 3)
SHARES = decimals(0, 1)
WEIGHTS = st.floats(0.01, 0.99)
ENDS = st.tuples(st.floats(0, 0.45, allow_subnormal=False), st.floats(0.55, 1))
"""Probabilities between which one is truncated: 0 and 1 leave an end open. Of subnormal ones scipy has no beta's."""

SKEWS = st.floats(0.3, 0.7)

ROWS: Mapping[str, st.SearchStrategy[Tried]] = {
    "normal": st.builds(
        lambda mu, sigma: Tried(named("normal", mu=mu, sigma=sigma), stats.norm(mu, sigma), abs(mu) + sigma),
        PLACES,
        SCALES,
    ),
    "lognormal": st.builds(
        lambda mu, sigma: Tried(named("lognormal", mu=mu, sigma=sigma), stats.lognorm(sigma, scale=np.exp(mu))),
        decimals(-20, 20),
        powers_of_ten(-3, 0.7),
    ),
    "student_t": st.builds(
        lambda nu, mu, sigma: Tried(
            named("student_t", nu=nu, mu=mu, sigma=sigma), stats.t(nu, mu, sigma), abs(mu) + sigma
        ),
        powers_of_ten(-0.3, 3),
        PLACES,
        SCALES,
    ),
    "half_normal": SCALES.map(lambda sigma: Tried(named("half_normal", sigma=sigma), stats.halfnorm(scale=sigma))),
    "beta": st.builds(
        lambda alpha, beta: Tried(named("beta", alpha=alpha, beta=beta), stats.beta(alpha, beta)), SHAPES, SHAPES
    ),
    "beta, on another interval": st.builds(beta_between, SHAPES, SHAPES, PLACES, SCALES),
    "gamma": st.builds(
        lambda alpha, scale: Tried(named("gamma", alpha=alpha, beta=1 / scale), stats.gamma(alpha, scale=scale)),
        SHAPES,
        SCALES,
    ),
    "exponential": SCALES.map(lambda scale: Tried(named("exponential", scale=scale), stats.expon(scale=scale))),
    "weibull": st.builds(
        lambda alpha, beta: Tried(named("weibull", alpha=alpha, beta=beta), stats.weibull_min(alpha, scale=beta)),
        SHAPES,
        SCALES,
    ),
    "uniform": st.builds(uniform, PLACES, SCALES),
    "loguniform": st.builds(loguniform, SCALES, powers_of_ten(0.01, 12)),
    "triangular": st.builds(triangular, PLACES, powers_of_ten(-3, 6), SHARES | st.sampled_from([0.0, 1.0])),
    "pert": st.builds(pert, PLACES, powers_of_ten(-3, 6), SHARES | st.sampled_from([0.0, 1.0])),
    "gumbel": st.builds(
        lambda mu, beta: Tried(named("gumbel", mu=mu, beta=beta), stats.gumbel_r(mu, beta), abs(mu) + beta),
        PLACES,
        SCALES,
    ),
    "logistic": st.builds(
        lambda mu, s: Tried(named("logistic", mu=mu, s=s), stats.logistic(mu, s), abs(mu) + s), PLACES, SCALES
    ),
    "pareto": st.builds(
        lambda alpha, m: Tried(named("pareto", alpha=alpha, m=m), stats.pareto(alpha, scale=m)),
        powers_of_ten(-0.5, 3),
        SCALES,
    ),
    "poisson": powers_of_ten(-3, 3).map(
        lambda mu: Tried(named("poisson", mu=mu), WholeNumbers(stats.poisson(mu)), lost=1e-15)
    ),
    "bernoulli": st.floats(0.001, 0.999).map(
        lambda p: Tried(named("bernoulli", p=p), WholeNumbers(stats.bernoulli(p)), lost=1e-15)
    ),
    "binomial": st.builds(
        lambda n, p: Tried(named("binomial", n=n, p=p), WholeNumbers(stats.binom(n, p)), lost=1e-15),
        st.integers(1, 10_000),
        st.floats(0.001, 0.999),
    ),
    "geometric": st.floats(0.002, 0.999).map(
        lambda p: Tried(named("geometric", p=p), WholeNumbers(stats.geom(p)), lost=1e-15)
    ),
    "metalog": st.builds(metalog, PLACES, powers_of_ten(-2, 6), SKEWS, st.just({})),
    "metalog, bounded below": st.builds(metalog, PLACES, powers_of_ten(-2, 6), SKEWS, st.just({"low": -1})),
    "metalog, bounded above": st.builds(metalog, PLACES, powers_of_ten(-2, 6), SKEWS, st.just({"high": 1})),
    "metalog, bounded": st.builds(metalog, PLACES, powers_of_ten(-2, 6), SKEWS, st.just({"low": -1, "high": 1.5})),
    "quantiles": st.builds(through_points, PLACES, powers_of_ten(-2, 6), SKEWS, st.just({})),
    "quantiles, bounded below": st.builds(through_points, PLACES, powers_of_ten(-2, 6), SKEWS, st.just({"low": -1})),
    "quantiles, bounded": st.builds(
        through_points, PLACES, powers_of_ten(-2, 6), SKEWS, st.just({"low": -1, "high": 1.5})
    ),
    "cdf": st.just(Tried(distribution_of({"cdf": {0: 0, 1: 0.05, 3: 0.5, 9: 0.95}}), size=9)),
    "discrete": st.lists(st.integers(1, 50), min_size=1, max_size=12).map(discrete),
    "between": st.builds(between, decimals(0, 1), st.sampled_from(["linear", "log"])),
    "mixture": st.builds(mixture, WEIGHTS, st.floats(1, 2), st.just({"gamma": {"mu": 12, "sigma": 3}})),
    "mixture, with a single value": st.builds(mixture, WEIGHTS, st.floats(1, 2), decimals(1, 20)),
    "interpolated": st.lists(st.floats(0.01, 1), min_size=2, max_size=9).map(interpolated),
    "truncated normal": st.builds(
        lambda mu, sigma, ends: truncated(
            named("normal", mu=mu, sigma=sigma), stats.norm(mu, sigma), abs(mu) + sigma, ends
        ),
        decimals(-5, 5),
        powers_of_ten(-2, 2),
        ENDS,
    ),
    "truncated lognormal": ENDS.map(
        lambda ends: truncated(named("lognormal", mu=-1, sigma=0.8), stats.lognorm(0.8, scale=np.exp(-1)), 0.0, ends)
    ),
    "truncated beta": ENDS.map(lambda ends: truncated(named("beta", alpha=2, beta=0.5), stats.beta(2, 0.5), 1.0, ends)),
    "truncated gamma": ENDS.map(lambda ends: truncated(named("gamma", alpha=0.5, beta=1), stats.gamma(0.5), 0.0, ends)),
    "truncated weibull": ENDS.map(
        lambda ends: truncated(named("weibull", alpha=2, beta=3), stats.weibull_min(2, scale=3), 0.0, ends)
    ),
    "truncated student_t": ENDS.map(
        lambda ends: truncated(named("student_t", nu=30, mu=0, sigma=1), stats.t(30), 1.0, ends)
    ),
    "clipped normal": st.builds(
        clipped, PLACES, powers_of_ten(-1, 3), st.tuples(st.floats(-3, -0.5), st.floats(0.5, 3))
    ),
    "empirical": st.just(empirical((1.0, 2.0, 2.0, 5.0, 9.0), smooth=False)),
    "empirical, smoothed": st.just(empirical((1.0, 2.0, 3.0, 5.0, 9.0, 11.0), smooth=True)),
    "fixed": PLACES.map(lambda value: Tried(distribution_of(value))),
}

each_distribution = pytest.mark.parametrize("name", ROWS)
some = settings(max_examples=10, deadline=None, derandomize=True, database=None)
few = settings(some, max_examples=3)
