"""Means and variances: scipy's where it has the law, else from the distribution function."""

from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from law_table import ROWS, decimals, each_law, few, law_of, named, some
from scipy import stats
from scipy.integrate import quad

from uncertain_compute.priors.distributions import Law

QUAD = 1e-9
ROUNDING = 1e-12
"""Rounding of a moment, over the second moment: variances are differences of numbers as large."""


OTHERS = ("truncated", "metalog", "mixture", "clipped", "discrete", "interpolated", "empirical", "fixed")
CLOSED_FORM = [name for name in ROWS if not name.startswith(OTHERS)]


@pytest.mark.parametrize("name", CLOSED_FORM)
@given(data=st.data())
@some
def test_mean_and_variance_are_scipys(name: str, data: st.DataObject) -> None:
    tried = data.draw(ROWS[name])
    mean, variance = float(tried.scipy.mean()), float(tried.scipy.var())
    assume(np.isfinite(mean) and np.isfinite(variance))
    second = mean**2 + variance
    assert tried.law.mean == pytest.approx(mean, rel=0, abs=ROUNDING * second**0.5)
    assert tried.law.variance == pytest.approx(variance, rel=0, abs=ROUNDING * second)


def moments_of_probabilities(law: Law, judge: Any) -> tuple[float, float]:
    """Return mean and variance from the probabilities beyond each x, which hold single values too."""
    median, width = law.median, float(law.ppf(0.9) - law.ppf(0.1)) or 1.0
    levels = np.array([1e-15, 1e-9, 1e-4, 0.05, 0.2, 0.5])
    below, above = (law.ppf(levels) - median) / width, (law.isf(levels[::-1]) - median) / width

    def part(power: int, sign: int) -> float:
        def integrand(x: float) -> float:
            return x ** (power - 1) * float((judge.sf if sign > 0 else judge.cdf)(median + width * x))

        ends = [(low, high) for low, high in pairwise(above if sign > 0 else below) if low < high]
        return sign * power * sum(quad(integrand, *end, limit=200, epsabs=QUAD)[0] for end in ends)

    first, second = (part(power, 1) + part(power, -1) for power in (1, 2))
    return median + width * first, width**2 * (second - first**2)


@pytest.mark.parametrize("name", [name for name in ROWS if name not in (*CLOSED_FORM, "empirical, smoothed")])
@given(data=st.data())
@few
def test_mean_and_variance_are_those_of_the_distribution_function(name: str, data: st.DataObject) -> None:
    tried = data.draw(ROWS[name])
    assume(np.isfinite(tried.law.variance))
    mean, variance = moments_of_probabilities(tried.law, tried.scipy or tried.law)
    width = float(tried.law.ppf(0.9) - tried.law.ppf(0.1)) or 1.0
    # ten pieces have an error of 1e-9 of the width each; what is left out lies beyond a probability of 1e-15
    assert tried.law.mean == pytest.approx(mean, rel=0, abs=1e-7 * width)
    assert tried.law.variance == pytest.approx(variance, rel=0, abs=1e-6 * width**2)


@each_law
@given(data=st.data())
@some
def test_a_million_draws_of_even_spacing_have_the_mean(name: str, data: st.DataObject) -> None:
    law = data.draw(ROWS[name]).law
    assume(np.isfinite(law.variance))
    count = 2**14
    draws = law.from_uniform((np.arange(count) + 0.5) / count)
    # what a midpoint rule misses lies in the two outer cells, whose part of the spread is at most this (Cauchy-Schwarz)
    assert abs(draws.mean() - law.mean) <= (2 / count) ** 0.5 * law.variance**0.5 + 1e-6 * abs(law.mean)


@pytest.mark.parametrize(("nu", "mean", "variance"), [(0.5, np.nan, np.nan), (1, np.nan, np.nan), (2, 3, np.inf)])
def test_students_t_lacks_moments_where_its_tails_are_heavy(nu: float, mean: float, variance: float) -> None:
    law = named("student_t", nu=nu, mu=3, sigma=2)
    np.testing.assert_array_equal([law.mean, law.variance], [mean, variance])


def test_a_metalog_that_is_the_exponential_of_a_logistic_has_its_infinite_moments() -> None:
    quantiles = stats.fisk(1.5).ppf([0.1, 0.5, 0.9])
    law = law_of({"metalog": dict(zip(["p10", "p50", "p90"], quantiles, strict=True)) | {"low": 0}})
    assert law.mean == pytest.approx(stats.fisk(1.5).mean(), rel=1e-6)
    assert law.variance == np.inf
    heavier = stats.fisk(0.9).ppf([0.1, 0.5, 0.9])
    assert law_of({"metalog": dict(zip(["p10", "p50", "p90"], heavier, strict=True)) | {"low": 0}}).mean == np.inf


@given(st.lists(st.tuples(decimals(-9, 9), st.integers(1, 9)), min_size=1, max_size=9, unique_by=lambda pair: pair[0]))
@some
def test_moments_of_discrete_values_are_weighted_sums(pairs: list[tuple[float, int]]) -> None:
    total = sum(weight for _, weight in pairs)
    law = law_of({"discrete": {value: weight / total for value, weight in pairs}})
    values = np.repeat([value for value, _ in pairs], [weight for _, weight in pairs])
    assert law.mean == pytest.approx(values.mean(), abs=1e-13)
    assert law.variance == pytest.approx(values.var(), abs=1e-12)
