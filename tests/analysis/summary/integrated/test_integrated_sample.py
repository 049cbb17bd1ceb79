"""Estimates of quantities with lognormal factors, against closed forms."""

from typing import Any

import numpy as np
import pytest
from scipy import stats
from scipy.integrate import quad
from scipy.optimize import brentq

import uncertain_compute as uc
from uncertain_compute.analysis.summary.convergence import convergence
from uncertain_compute.analysis.summary.exceedance import exceedance
from uncertain_compute.analysis.summary.integrated.of_run import estimating_samples
from uncertain_compute.analysis.summary.summaries import probability_against
from uncertain_compute.draws.integrated.kept import INTEGRATED
from uncertain_compute.model.graph import Number

PRICE, HOURS = {"lognormal": {"mu": 1.0, "sigma": 0.5}}, {"lognormal": {"mu": 2.0, "sigma": 0.3}}
SIZES = {"discrete": {1: 0.2, 3: 0.5, 10: 0.3}}
PART = {"uniform": {"low": 0.2, "high": 1.0}}
LEVELS = {"p5": 0.05, "p25": 0.25, "p50": 0.5, "p75": 0.75, "p95": 0.95}
SEEDS, LEAST = 100, 88
"""Fewer than 88 of 100 hold the truth by chance in one of 200 cases, if 95% do."""


def bill(price: Number, hours: Number, size: Number) -> Number:
    """Price of the hours that something of a size, and one more, take [1]."""
    return price * (size + 1.0) / np.sqrt(hours)


def rate(price: Number, hours: Number, size: Number) -> Number:
    """Price of the hours that something of a size takes [1]."""
    return price / size / np.sqrt(hours)


def study_of(size: Any, **more: Any) -> uc.Study:
    return uc.Study([bill], {"price": PRICE, "hours": HOURS, "size": size}, **more)


class Truth:
    """The distribution of a bill, from its distribution given the size."""

    factors = stats.lognorm(np.hypot(0.5, 0.5 * 0.3), scale=np.exp(1.0 - 0.5 * 2.0))

    def __init__(self, size: Any) -> None:
        self.size = size

    def cdf(self, value: float) -> float:
        """Return the probability of at most a value."""
        if self.size is SIZES:
            return sum(share * self.factors.cdf(value / (size + 1.0)) for size, share in SIZES["discrete"].items())
        return float(quad(lambda size: self.factors.cdf(value / (size + 1.0)) / 0.8, 0.2, 1.0, epsabs=1e-12)[0])

    def estimates(self) -> dict[str, float]:
        """Return the mean and quantiles."""
        mean = sum(size * share for size, share in SIZES["discrete"].items()) if self.size is SIZES else 0.6
        quantiles = {
            name: brentq(lambda value, level=level: self.cdf(value) - level, 1e-3, 1e3, xtol=1e-10)
            for name, level in LEVELS.items()
        }
        return {"mean": (mean + 1.0) * self.factors.mean(), **quantiles}


@pytest.mark.parametrize("size", [SIZES, PART], ids=["discrete", "uniform"])
def test_estimates_are_far_surer_than_the_draws_and_hold_the_truth(size: Any) -> None:
    run = uc.run(study_of(size), draws=2**12)
    found = uc.summarize(run).iloc[0]
    del run[INTEGRATED]
    by_draws = uc.summarize(run).iloc[0]
    for name, truth in Truth(size).estimates().items():
        assert abs(found[name] - truth) < 4 * found[f"{name}_mcse"] + 1e-7 * truth
        assert found[f"{name}_mcse"] < 0.2 * by_draws[f"{name}_mcse"]


def test_a_product_of_lognormal_factors_is_known_exactly() -> None:
    row = uc.summarize(uc.run(study_of(2.0), draws=64)).iloc[0]
    exact = stats.lognorm(np.hypot(0.5, 0.15), scale=3.0)
    assert row["mean"] == pytest.approx(exact.mean(), rel=1e-9)
    assert row["sd"] == pytest.approx(exact.std(), rel=1e-9)
    for name, level in LEVELS.items():
        assert row[name] == pytest.approx(exact.ppf(level), rel=1e-10)
        assert row[f"{name}_mcse"] == pytest.approx(1e-7 * row[name])
    assert (row["unsettled"], row["never"]) == ("", 0.0)
    above = exact.ppf(0.999)
    assert row["top_share"] == pytest.approx(exact.expect(lb=above) / exact.mean(), rel=1e-6)


FURTHER: dict[str, tuple[Any, Any]] = {
    "some values": (SIZES, lambda u: np.select([u < 0.2, u < 0.7], [1.0, 3.0], 10.0)),
    "uniform": (PART, lambda u: 0.2 + 0.8 * u),
    "beta": ({"beta": {"alpha": 12, "beta": 16}}, stats.beta(12, 16).ppf),
    "triangular": ({"triangular": {"low": 1, "mode": 2, "high": 4}}, stats.triang(1 / 3, 1, 3).ppf),
    "lognormal with bounds": (
        {"lognormal": {"mu": 0, "sigma": 1}, "bounds": [0.5, 2]},
        lambda u: np.exp(stats.truncnorm(np.log(0.5), np.log(2)).ppf(u)),
    ),
    "narrow": ({"uniform": {"low": 2.0, "high": 2.001}}, lambda u: 2.0 + 0.001 * u),
}
"""Beliefs, and their quantiles by scipy."""


@pytest.mark.parametrize(("belief", "ppf"), FURTHER.values(), ids=FURTHER)
def test_further_factors_of_any_distribution_are_integrated_with_lognormal_ones(belief: Any, ppf: Any) -> None:
    """The truth is an average over the middles of 100,000 steps of probability."""
    study = uc.Study([rate], {"price": PRICE, "hours": HOURS, "size": belief})
    row, factors = uc.summarize(uc.run(study, draws=64)).iloc[0], Truth.factors
    assert row["integrated"] == "price, hours, size"
    sizes = ppf((np.arange(10**5) + 0.5) / 10**5)
    assert row["mean"] == pytest.approx(factors.mean() * (1 / sizes).mean(), rel=1e-5)
    for name, level in LEVELS.items():
        assert factors.cdf(row[name] * sizes).mean() == pytest.approx(level, abs=1e-6)
        assert row[f"{name}_mcse"] == pytest.approx(1e-7 * row[name])


@pytest.mark.parametrize("belief", ["-1 to 3", {"pareto": {"alpha": 2, "m": 1}}, {"poisson": {"mu": 30}}])
def test_other_factors_are_left_to_the_draws(belief: Any) -> None:
    """One may be negative, one has a heavy tail, one may be zero."""
    run = uc.run(uc.Study([rated], {"price": PRICE, "size": belief}), draws=64)
    assert uc.summarize(run).loc[0, "integrated"] == "price"


@pytest.mark.parametrize("design", ["sobol", "monte_carlo"])
def test_two_errors_hold_the_truth(design: str) -> None:
    truths = Truth(PART).estimates()
    held = dict.fromkeys(truths, 0)
    for seed in range(SEEDS):
        row = uc.summarize(uc.run(study_of(PART), design=design, draws=2**10, seed=seed, threads=1)).iloc[0]
        for name, truth in truths.items():
            held[name] += abs(row[name] - truth) <= 2 * row[f"{name}_mcse"]
    assert min(held.values()) >= LEAST, held


def test_probabilities_are_those_of_the_conditional_distributions() -> None:
    study = study_of(PART, published=[uc.PublishedRange("bill", 1.0, 2.5)])
    run, truth = uc.run(study, draws=2**12), Truth(PART)
    split = probability_against(run, study.published["bill"], "bill")
    for part, exact in {"below": truth.cdf(1.0), "above": 1.0 - truth.cdf(2.5)}.items():
        value, error = split[part]
        assert abs(value - exact) < 4 * error
        assert error < 1e-3
    table = exceedance(study, run, ["bill"]).sel(quantity="bill").dropna("threshold")
    exact = [1.0 - truth.cdf(float(value)) for value in table["threshold_value"].values]
    np.testing.assert_allclose(table["probability"], exact, atol=1e-3)


def test_the_last_step_of_convergence_is_the_summary() -> None:
    run = uc.run(study_of(PART), draws=2**10)
    row, last = uc.summarize(run).iloc[0], convergence(run, ["bill"]).isel(draws=-1, quantity=0)
    np.testing.assert_array_equal(last["quantile"], row[["p5", "p50", "p95"]].astype(float))
    np.testing.assert_array_equal(last["quantile_mcse"], row[["p5_mcse", "p50_mcse", "p95_mcse"]].astype(float))


def rated(price: Number, size: Number) -> Number:
    """Price of a size that is not negative, and more [1]."""
    return price * abs(size)


def less(price: Number, size: Number) -> Number:
    """Price of what is beyond a size of two [1]."""
    return price * (size - 2.0)


def eventual(price: Number, size: Number) -> Number:
    """Price of a size, or never [1]."""
    return np.where(size > 2.0, np.inf, price * size)


@pytest.mark.parametrize("equation", [less, eventual])
def test_quantities_that_are_not_positive_numbers_are_read_off_their_draws(equation: Any) -> None:
    run = uc.run(uc.Study([equation], {"price": PRICE, "size": SIZES}), draws=2**10)
    ((_, sample),) = estimating_samples(run, equation.__name__)
    values = run["prior"][equation.__name__].values
    assert float(sample.quantiles(np.array(0.1))) == float(np.quantile(values, 0.1, method="hazen"))


def test_draws_that_take_the_place_of_others_are_read() -> None:
    run = uc.run(study_of(PART), draws=2**10)
    run["prior"]["bill"] = np.log1p(run["prior"]["bill"])
    median = np.quantile(run["prior"]["bill"], 0.5, method="hazen")
    assert uc.summarize(run).loc[0, "p50"] == pytest.approx(median, rel=1e-12)


def test_a_posterior_is_read_off_its_draws() -> None:
    seen = {"quantity": "bill", "observed": 3, "error": {"lognormal": 1.5}, "unit": "1", "source": "an invoice"}
    evidence = uc.Evidence.of({"seen": seen | {"date": "2026-01", "status": "found"}})
    run = uc.update(study_of(PART, evidence=evidence), draws=2**12)
    row = uc.summarize(run, group="posterior").iloc[0]
    assert row["p50"] == pytest.approx(np.quantile(run["posterior"]["bill"], 0.5, method="hazen"), rel=1e-12)


def test_a_heavy_tail_of_the_rest_is_seen() -> None:
    """Of a Pareto distribution with index 0.8 times a lognormal factor there is no mean, and of 1 / uniform neither."""
    for equation, size in ((bill, {"pareto": {"alpha": 0.8, "m": 1}}), (rate, {"uniform": {"low": 0, "high": 1}})):
        row = uc.summarize(uc.run(uc.Study([equation], {"price": PRICE, "hours": HOURS, "size": size}))).iloc[0]
        assert row["unsettled"] == "mean, sd"
        assert row["tail_index"] == pytest.approx(1.0, abs=0.35)
