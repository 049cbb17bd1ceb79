"""Means and variances: scipy's where it has the distribution, else from the distribution function."""

from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from distribution_table import ROWS, decimals, distribution_of, each_distribution, few, named, some
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy import stats
from scipy.integrate import cubature

from uncertain_compute.arrays import Floats
from uncertain_compute.priors.distributions import Distribution

QUAD, QUAD_RELATIVE = 1e-9, 1.5e-8
ROUNDING = 1e-12
"""Rounding of a moment, over the second moment: variances are differences of numbers as large."""


OTHERS = (
    "truncated",
    "between",
    "metalog",
    "quantiles",
    "cdf",
    "mixture",
    "clipped",
    "discrete",
    "interpolated",
    "empirical",
    "fixed",
)
CLOSED_FORM = [name for name in ROWS if not name.startswith(OTHERS)]


@pytest.mark.parametrize("name", CLOSED_FORM)
@given(data=st.data())
@some
def test_mean_and_variance_are_scipys(name: str, data: st.DataObject) -> None:
    tried = data.draw(ROWS[name])
    mean, variance = float(tried.scipy.mean()), float(tried.scipy.var())
    assume(np.isfinite(mean) and np.isfinite(variance))
    second = mean**2 + variance
    assert tried.distribution.mean == pytest.approx(mean, rel=0, abs=ROUNDING * second**0.5)
    assert tried.distribution.variance == pytest.approx(variance, rel=0, abs=ROUNDING * second)


def moments_of_probabilities(distribution: Distribution, judge: Any) -> tuple[float, float]:
    """Return mean and variance from the probabilities beyond each x, which hold single values too."""
    median, width = distribution.median, float(distribution.ppf(0.9) - distribution.ppf(0.1)) or 1.0
    levels = np.array([1e-15, 1e-9, 1e-4, 0.05, 0.2, 0.5])
    below, above = (distribution.ppf(levels) - median) / width, (distribution.isf(levels[::-1]) - median) / width

    def part(power: int, sign: int) -> float:
        def integrand(x: Floats) -> Floats:
            beyond: Floats = np.asarray((judge.sf if sign > 0 else judge.cdf)(median + width * x[:, 0]))
            return x[:, 0] ** (power - 1) * beyond

        ends = [([low], [high]) for low, high in pairwise(above if sign > 0 else below) if low < high]
        parts = [cubature(integrand, *end, rule="gk21", rtol=QUAD_RELATIVE, atol=QUAD) for end in ends]
        return sign * power * sum(float(found.estimate) for found in parts)

    first, second = (part(power, 1) + part(power, -1) for power in (1, 2))
    return median + width * first, width**2 * (second - first**2)


@pytest.mark.parametrize("name", [name for name in ROWS if name not in (*CLOSED_FORM, "empirical, smoothed")])
@given(data=st.data())
@few
def test_mean_and_variance_are_those_of_the_distribution_function(name: str, data: st.DataObject) -> None:
    tried = data.draw(ROWS[name])
    assume(np.isfinite(tried.distribution.variance))
    mean, variance = moments_of_probabilities(tried.distribution, tried.scipy or tried.distribution)
    width = float(tried.distribution.ppf(0.9) - tried.distribution.ppf(0.1)) or 1.0
    # ten pieces have an error of 1e-9 of the width each; what is left out lies beyond a probability of 1e-15
    assert tried.distribution.mean == pytest.approx(mean, rel=0, abs=1e-7 * width)
    assert tried.distribution.variance == pytest.approx(variance, rel=0, abs=1e-6 * width**2)


@each_distribution
@given(data=st.data())
@some
def test_a_million_draws_of_even_spacing_have_the_mean(name: str, data: st.DataObject) -> None:
    distribution = data.draw(ROWS[name]).distribution
    assume(np.isfinite(distribution.variance))
    count = 2**14
    draws = distribution.from_uniform((np.arange(count) + 0.5) / count)
    # what a midpoint rule misses lies in the two outer cells, whose part of the spread is at most this (Cauchy-Schwarz)
    assert abs(draws.mean() - distribution.mean) <= (2 / count) ** 0.5 * distribution.variance**0.5 + 1e-6 * abs(
        distribution.mean
    )


@pytest.mark.parametrize(("nu", "mean", "variance"), [(0.5, np.nan, np.nan), (1, np.nan, np.nan), (2, 3, np.inf)])
def test_students_t_lacks_moments_where_its_tails_are_heavy(nu: float, mean: float, variance: float) -> None:
    distribution = named("student_t", nu=nu, mu=3, sigma=2)
    np.testing.assert_array_equal([distribution.mean, distribution.variance], [mean, variance])


def test_a_metalog_that_is_the_exponential_of_a_logistic_has_its_infinite_moments() -> None:
    quantiles = stats.fisk(1.5).ppf([0.1, 0.5, 0.9])
    distribution = distribution_of({"metalog": dict(zip(["p10", "p50", "p90"], quantiles, strict=True)) | {"low": 0}})
    assert distribution.mean == pytest.approx(stats.fisk(1.5).mean(), rel=1e-6)
    assert distribution.variance == np.inf
    heavier = stats.fisk(0.9).ppf([0.1, 0.5, 0.9])
    assert (
        distribution_of({"metalog": dict(zip(["p10", "p50", "p90"], heavier, strict=True)) | {"low": 0}}).mean == np.inf
    )


@given(st.lists(st.tuples(decimals(-9, 9), st.integers(1, 9)), min_size=1, max_size=9, unique_by=lambda pair: pair[0]))
@some
def test_moments_of_discrete_values_are_weighted_sums(pairs: list[tuple[float, int]]) -> None:
    total = sum(weight for _, weight in pairs)
    distribution = distribution_of({"discrete": {value: weight / total for value, weight in pairs}})
    values = np.repeat([value for value, _ in pairs], [weight for _, weight in pairs])
    assert distribution.mean == pytest.approx(values.mean(), abs=1e-13)
    assert distribution.variance == pytest.approx(values.var(), abs=1e-12)
