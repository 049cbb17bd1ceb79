"""Functions for paths, against closed forms and the same by hand."""

from typing import Any

import numpy as np
import pytest
from scipy.integrate import quad
from scipy.linalg import toeplitz
from scipy.stats import norm, weibull_min

import uncertain_compute as uc
from uncertain_compute.model.functions import (
    COUNTED,
    additions,
    discounted,
    first_where,
    grown_flow,
    since_start,
    slowed,
    stock,
    survival_fixed,
    survival_weibull,
)

YEARS = {"year": {"from": 2024, "to": 2029}}
TIME = np.arange(6.0)
BOUGHT = {"value": 100, "unit": "GPU"}
GROWTH = {"value": 0.5, "unit": "1/year"}


def purchases(first: Any, growth: Any, year: Any) -> Any:
    """Return what is bought in a year [GPU]."""
    return grown_flow(first, growth, year - 2024, "start")


def fleet(purchases: Any, lifetime: Any, year: Any) -> Any:
    """Return what still works [GPU]."""
    return stock(purchases, survival_fixed(since_start(year, "year"), lifetime), "year")


def worn_fleet(purchases: Any, lifetime: Any, shape: Any, year: Any) -> Any:
    """Return what still works where the old fail [GPU]."""
    return stock(purchases, survival_weibull(since_start(year, "year"), lifetime, shape), "year")


def values(run: Any, name: str) -> np.ndarray[Any, Any]:
    group = next(run[one] for one in ("prior", "constant_data") if name in run[one])
    return np.asarray(group[name].values.reshape(-1, *group[name].shape[2:]))


@pytest.mark.parametrize("engine", ["numpy", "pymc"])
def test_a_stock_is_the_sum_of_what_is_left_of_each_vintage(engine: str) -> None:
    priors = {
        "first": BOUGHT,
        "growth": GROWTH,
        "lifetime": {"discrete": {2: 0.5, 4: 0.5}, "unit": "year"},
        "shape": 3.0,
    }
    run = uc.run(uc.Study([purchases, fleet, worn_fleet], priors, dimensions=YEARS), draws=64, engine=engine)
    flow = 100 * 1.5**TIME
    for lifetime, fixed, worn in zip(*(values(run, name) for name in ("lifetime", "fleet", "worn_fleet")), strict=True):
        window = int(lifetime)
        exact = [flow[max(place - window + 1, 0) : place + 1].sum() for place in range(6)]
        np.testing.assert_allclose(fixed, exact)
        left = weibull_min(3.0, scale=lifetime).sf(TIME)
        np.testing.assert_allclose(worn, np.convolve(flow, left)[:6])


@pytest.mark.parametrize("engine", ["numpy", "pymc"])
def test_additions_are_the_flow_whose_stock_is_never_below_what_is_needed(engine: str) -> None:
    """Where all of the needed stock can be met at once they solve a triangular system; a surplus adds nothing."""

    def needed(first: Any, year: Any) -> Any:
        """Return what is needed [GPU]."""
        return first * np.abs(year - 2026.5)

    def fleet(needed: Any, lifetime: Any, shape: Any, year: Any) -> Any:
        """Return what is there [GPU]."""
        left = survival_weibull(since_start(year, "year"), lifetime, shape)
        return stock(additions(needed, left, "year"), left, "year")

    def bought(needed: Any, lifetime: Any, shape: Any, year: Any) -> Any:
        """Return what is bought [GPU]."""
        return additions(needed, survival_weibull(since_start(year, "year"), lifetime, shape), "year")

    lifetime = {"discrete": {1.2: 0.5, 4: 0.5}, "unit": "year"}
    first = {**BOUGHT, "unit": "GPU/year"}
    study = uc.Study([needed, fleet, bought], {"first": first, "lifetime": lifetime, "shape": 2.0}, dimensions=YEARS)
    run = uc.run(study, draws=64, engine=engine)
    wanted = 100 * np.abs(TIME - 2.5)
    for scale, there, flow in zip(*(values(run, name) for name in ("lifetime", "fleet", "bought")), strict=True):
        left = toeplitz(weibull_min(2.0, scale=scale).sf(TIME), np.zeros(6))
        np.testing.assert_allclose(left @ flow, there)
        met = flow > 0
        np.testing.assert_allclose(there[met], wanted[met])
        assert (there >= wanted - 1e-9).all()
        assert met[0]
        assert scale < 2 or not met[1:3].any()


def test_a_slowing_trend_is_the_integral_of_its_rate() -> None:
    for time in (-2.0, 0.0, 3.0):
        exact, _ = quad(lambda at: 2 ** (-at / 1.7), 0.0, time)
        assert slowed(time, 1.7) == pytest.approx(exact, rel=1e-9)


def test_a_stock_of_what_lasts_for_ever_is_a_running_sum() -> None:
    def all_of_it(purchases: Any, year: Any) -> Any:
        """Return all that was bought [GPU]."""
        return stock(purchases, np.where(year > 0, 1.0, 0.0), "year")

    study = uc.Study([purchases, all_of_it], {"first": BOUGHT, "growth": GROWTH}, dimensions=YEARS)
    np.testing.assert_allclose(values(uc.run(study, draws=32), "all_of_it")[0], np.cumsum(100 * 1.5**TIME))


@pytest.mark.parametrize("counted", COUNTED)
@pytest.mark.parametrize("rate", [1.25, 0.0, -0.4])
def test_a_flow_says_which_rate_stands_for_a_year(counted: str, rate: float) -> None:
    grid = (np.arange(10**4) + 0.5) / 10**4
    exact = {"start": 1.0, "middle": (1 + rate) ** 0.5, "end": 1 + rate, "continuous": ((1 + rate) ** grid).mean()}
    found = grown_flow(3.0, rate, 2.0, counted)
    assert float(found) == pytest.approx(3.0 * (1 + rate) ** 2 * exact[counted], rel=1e-8)


def test_the_convention_of_a_flow_stands_in_equations() -> None:
    def mean_flow(first: Any, growth: Any, year: Any) -> Any:
        """Return what is bought in a year [GPU]."""
        return grown_flow(first, growth, year - 2024, "continuous")

    study = uc.Study([mean_flow], {"first": BOUGHT, "growth": GROWTH}, dimensions=YEARS)
    np.testing.assert_allclose(values(uc.run(study, draws=32), "mean_flow")[0], 100 * 1.5**TIME * 0.5 / np.log(1.5))


def test_the_first_passage_of_a_line_with_normal_slope() -> None:
    """It is reached by a time t with the probability of a slope above the distance over t."""

    def reached(slope: Any, year: Any) -> Any:
        """Return the first year in which the line is above 3 [year]."""
        return first_where(slope * since_start(year, "year") > 3.0, year, "year", otherwise=2100)

    slope = {"normal": {"mu": 1.0, "sigma": 0.5}, "unit": "1/year"}
    found = values(uc.run(uc.Study([reached], {"slope": slope}, dimensions=YEARS), draws=2**14), "reached")
    for time in range(1, 6):
        assert (found <= 2024 + time).mean() == pytest.approx(norm(1.0, 0.5).sf(3.0 / time), abs=2e-3)
    assert (found == 2100).mean() == pytest.approx(norm(1.0, 0.5).cdf(3.0 / 5), abs=2e-3)


def test_what_comes_later_is_worth_less() -> None:
    np.testing.assert_allclose(discounted(100.0, 0.08, TIME), 100 / 1.08**TIME)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: survival_fixed(1.0, 0), "lifetime: 0 must be positive"),
        (lambda: survival_weibull(1.0, -1.0, 2.0), "scale: -1 must be positive"),
        (lambda: survival_weibull(1.0, 1.0, 0.0), "shape: 0 must be positive"),
        (lambda: grown_flow(1.0, 0.5, 1.0, "midle"), "grown_flow: counted: 'midle' is not one of start, middle"),
        (lambda: slowed(1.0, 0.0), "halving: 0 must be positive"),
        (lambda: additions(1.0, 1.0, "year"), "additions takes quantities of an equation, over a named dimension"),
        (lambda: stock(1.0, 1.0, "year"), "stock takes quantities of an equation, over a named dimension"),
    ],
)
def test_what_cannot_be_is_refused(call: Any, message: str) -> None:
    with pytest.raises(uc.UncertainComputeError, match=message):
        call()


def test_a_stock_needs_the_dimension_of_both() -> None:
    def of_number(purchases: Any, share: Any) -> Any:
        """Return nothing that there is [GPU]."""
        return stock(purchases, share, "year")

    with pytest.raises(uc.UncertainComputeError, match=r"of_number.*stock\('year'\): its argument has no dimension"):
        uc.Study([purchases, of_number], {"first": BOUGHT, "growth": GROWTH, "share": 0.5}, dimensions=YEARS)
