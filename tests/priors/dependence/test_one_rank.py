"""Beliefs at anchor years and those between them, against quantiles interpolated by hand."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import xarray
from scipy import stats

import uncertain_compute as uc
from uncertain_compute.model.graph import Number
from uncertain_compute.priors.distributions import Gamma, LogNormal
from uncertain_compute.priors.distributions.between import Between, between
from uncertain_compute.study.changed import with_beliefs_of

YEARS = {"year": {"from": 2024, "to": 2032}}
LOW, HIGH = LogNormal(1.0, 0.2), LogNormal(2.0, 0.6)
ANCHORS = {2024: {"lognormal": {"mu": 1.0, "sigma": 0.2}}, 2032: {"lognormal": {"mu": 2.0, "sigma": 0.6}}}


def demand(price: Number) -> Number:
    """Return what is demanded [1]."""
    return 2 * price


def mean_demand(demand: Number) -> Number:
    """Return its mean over the years [1]."""
    return demand.mean("year")


def study(dimensions: Any = None, **said: Any) -> uc.Study:
    entry = {"year": ANCHORS, "interpolate": "log", **said}
    kept = {key: value for key, value in entry.items() if value is not None}
    return uc.Study([demand, mean_demand], {"price": kept}, dimensions=dimensions or YEARS)


def scores(made: uc.Study, **settings: Any) -> np.ndarray[Any, Any]:
    """Return the normal scores of the drawn path; shape (year, draw)."""
    drawn = uc.run(made, draws=2**12, **settings)["prior"]["price"].stack(sample=("chain", "draw"))
    part = np.arange(9)[:, None] / 8
    return np.asarray((np.log(drawn.transpose("year", "sample")) - (1 + part)) / (0.2 + 0.4 * part))


@pytest.mark.parametrize("engine", ["numpy", "pymc"])
def test_a_path_between_anchors_has_one_rank(engine: str) -> None:
    """Between two lognormals lie lognormals, and each draw has one normal score in all years."""
    found = scores(study(), engine=engine)
    np.testing.assert_allclose(found, np.broadcast_to(found[0], found.shape), atol=1e-6)
    assert stats.kstest(found[0], "norm").statistic < 2 / np.sqrt(2**12)


def test_ranks_of_years_correlate_where_that_is_said() -> None:
    found = scores(study(along="year", correlation=0.8))
    apart = np.abs(np.subtract.outer(np.arange(9), np.arange(9)))
    assert np.abs(np.corrcoef(found) - 0.8**apart).max() < 5 / np.sqrt(2**12)


def test_years_with_beliefs_of_their_own_may_have_one_rank() -> None:
    entries = {str(2024 + place): f"{1 + place} to {2 + 2 * place}" for place in range(9)}
    found = uc.run(study(year=entries, interpolate=None, along="year", correlation=1), draws=256)["prior"]["price"]
    ranks = stats.rankdata(found.stack(sample=("chain", "draw")).transpose("year", "sample"), axis=1)
    assert (ranks == ranks[0]).all()


@pytest.mark.parametrize("scale", ["log", "linear"])
def test_quantiles_between_two_distributions_are_interpolated(scale: str) -> None:
    one, two, part = Gamma(3.0, 0.5), LogNormal(2.0, 0.6), 0.3
    made = between(one, two, part, scale)
    assert isinstance(made, Between)
    q = np.array([1e-6, 0.05, 0.5, 0.9, 1 - 1e-9])
    first, second = stats.gamma(3.0, scale=2.0).ppf(q), stats.lognorm(0.6, scale=np.exp(2)).ppf(q)
    expected = first**0.7 * second**0.3 if scale == "log" else 0.7 * first + 0.3 * second
    np.testing.assert_allclose(made.ppf(q), expected, rtol=1e-9)
    np.testing.assert_allclose(made.cdf(expected), q, rtol=1e-8)
    step = 1e-5 * expected
    np.testing.assert_allclose(
        made.pdf(expected), (made.cdf(expected + step) - made.cdf(expected - step)) / (2 * step), rtol=1e-3
    )
    assert made.mean == pytest.approx(made.from_uniform((np.arange(2**14) + 0.5) / 2**14).mean(), rel=1e-3)


def test_anchors_may_lie_beyond_the_horizon_and_have_a_further_dimension() -> None:
    at = {2024: {"chip": {"old": 4, "new": 8}}, 2034: {"chip": {"old": "1 to 4", "new": "2 to 8"}}}
    made = study({**YEARS, "chip": ["old", "new"]}, year=at)
    assert made.columns["price[2024, old]"].ppf(0.5) == 4
    assert made.columns["price[2029, new]"].ppf(0.95) == pytest.approx(8.0)
    found = uc.run(made, targets=["demand"], draws=256)["prior"]["price"].sel(year="2029")
    assert abs(stats.spearmanr(*found.stack(sample=("chain", "draw")).transpose("chip", "sample")).statistic) < 0.3


def test_a_path_of_one_rank_is_one_factor_everywhere() -> None:
    few: dict[str, Any] = {"draws": 256, "accuracy": None}
    made = study()
    assert uc.sobol(made, "mean_demand", **few)["total"]["assumption"].values.tolist() == ["price"]
    assert float(uc.shapley(made, "mean_demand", **few)["effect"].sum()) == pytest.approx(1.0, abs=0.05)


def test_a_variant_takes_the_ranks_of_a_path_with_its_beliefs() -> None:
    tied, apart = study(), study(along="year", correlation=0.5)
    assert [group.columns for group in with_beliefs_of(tied, apart, {"price"}).correlated_groups] == []
    (group,) = with_beliefs_of(apart, tied, {"price"}).correlated_groups
    assert group.columns == tuple(tied.columns)
    found = uc.compare({"a": tied, "b": apart}, "mean_demand", draws=512)["attribution"]
    assert found["belief"].values.tolist() == ["price", "correlations"]
    assert float(found["effect"].prod()) == pytest.approx(float(found["whole"].squeeze()))


@pytest.mark.parametrize("said", [{}, {"along": "year", "correlation": 0.8}])
def test_a_sheet_keeps_the_beliefs_between_anchors_and_their_ranks(said: dict[str, Any], tmp_path: Path) -> None:
    made = study(**said)
    uc.prior_sheet(made).to_csv(tmp_path / "sheet.csv", index=False)
    again = uc.Study([demand, mean_demand], uc.priors_of_sheet(tmp_path / "sheet.csv"), dimensions=YEARS)
    assert again.memory == made.memory
    xarray.testing.assert_equal(*(uc.run(one, draws=256)["prior"]["price"] for one in (made, again)))


@pytest.mark.parametrize(
    ("said", "message"),
    [
        ({"year": {2032: 4, 2024: 3}}, "priors.price.year: the anchors 2032, 2024 are out of order; write the earlier"),
        ({"year": {2024: 4}}, "priors.price.year: has one anchor, 2024; interpolate needs two or more"),
        (
            {"year": {2024: 4, 2030: 3}},
            "priors.price.year: 2031 lies outside the anchors, 2024, 2030; add an anchor there",
        ),
        ({"year": {2024: 4, "later": 3}}, "priors.price.year.later: neither a number nor a date"),
        ({"interpolate": "cubic"}, "priors.price.year.interpolate: 'cubic' is not one of linear, log"),
        (
            {"year": {2024: "0 to 4", 2032: 3}},
            "priors.price.year.2024: can be zero or negative, which has no logarithm",
        ),
        (
            {"year": {2024: {"discrete": {1: 0.5, 2: 0.5}}, 2032: 3}},
            "priors.price.year.2024: has single values with a prob",
        ),
        ({"year": {2024: "4 GPU", 2032: "3 W"}}, "priors.price.year.2032: is in 'W' and the anchor before it in 'GPU'"),
        ({"year": None, "value": 3}, "priors.price.interpolate: needs the beliefs of a dimension"),
    ],
)
def test_anchors_that_there_cannot_be_are_refused(said: dict[str, Any], message: str) -> None:
    with pytest.raises(uc.UncertainComputeError) as caught:
        study(**said)
    assert str(caught.value).startswith(message)
