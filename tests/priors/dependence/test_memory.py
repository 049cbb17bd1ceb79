"""Beliefs along years with memory, against the autoregression that they are."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from scipy.special import ndtri
from scipy.stats import rankdata, spearmanr

import uncertain_compute as uc
from uncertain_compute.model.graph import Number

YEARS = {"year": {"from": 2024, "to": 2029}}
VALUE = {"lognormal": {"mu": 1.0, "sigma": 0.5}}


def demand(price: Number) -> Number:
    """Return what is demanded [1]."""
    return 2 * price


def mean_demand(demand: Number) -> Number:
    """Return its mean over the years [1]."""
    return demand.mean("year")


def study(dimensions: Any = None, **said: Any) -> uc.Study:
    entry = {"value": VALUE, "along": "year", "correlation": 0.8, **said}
    kept = {key: value for key, value in entry.items() if value is not None}
    return uc.Study([demand, mean_demand], {"price": kept}, dimensions=dimensions or YEARS)


def scores(made: uc.Study, **settings: Any) -> np.ndarray[Any, Any]:
    """Return the normal scores of the drawn path; shape (year, draw)."""
    drawn = uc.run(made, draws=2**13, **settings)["prior"]["price"].stack(sample=("chain", "draw"))
    return np.asarray((np.log(drawn.transpose("year", "sample")) - 1.0) / 0.5)


@pytest.mark.parametrize("engine", ["numpy", "pymc"])
def test_a_path_is_a_stationary_autoregression(engine: str) -> None:
    """Scores of a year are standard normal, those k years apart correlate by 0.8**k, within 5 errors of 1/sqrt(n)."""
    found = scores(study(), engine=engine)
    error = 1 / np.sqrt(found.shape[1])
    assert np.abs(found.mean(axis=1)).max() < 5 * error
    assert np.abs(found.std(axis=1) - 1).max() < 5 * error
    apart = np.abs(np.subtract.outer(np.arange(6), np.arange(6)))
    assert np.abs(np.corrcoef(found) - 0.8**apart).max() < 5 * error


def test_a_year_depends_on_the_one_before_alone() -> None:
    """Partial autocorrelations beyond the first are zero: the inverse of the correlation matrix has three bands."""
    inverse = np.linalg.inv(np.corrcoef(scores(study())))
    beyond = np.triu(inverse, 2)
    assert np.abs(beyond).max() < 5 * np.abs(inverse).max() / np.sqrt(2**13)


def test_years_that_are_further_apart_correlate_less() -> None:
    made = study({"year": ["2024", "2025", "2028"]})
    found = {tie.pair: tie.value for tie in made.correlations}
    assert found[frozenset({"price[2024]", "price[2025]"})] == 0.8
    assert found[frozenset({"price[2025]", "price[2028]"})] == pytest.approx(0.8**3)


def test_each_year_may_have_a_belief_of_its_own() -> None:
    entries = {str(year): f"{low} to {2 * low}" for year, low in zip(range(2024, 2030), range(1, 7), strict=True)}
    made = study(value=None, year=entries)
    drawn = uc.run(made, draws=2**13)["prior"]["price"].stack(sample=("chain", "draw")).transpose("year", "sample")
    np.testing.assert_allclose(np.quantile(drawn, 0.95, axis=1, method="hazen"), 2.0 * np.arange(1, 7), rtol=0.02)
    ranks = spearmanr(np.asarray(drawn).T).statistic
    assert ranks[0, 1] == pytest.approx(6 / np.pi * np.arcsin(0.4), abs=0.02)
    assert np.corrcoef(ndtri(rankdata(drawn[2]) / 8193), ndtri(rankdata(drawn[4]) / 8193))[0, 1] == pytest.approx(
        0.64, abs=0.03
    )


def test_a_path_is_one_factor_of_sobol_and_shapley() -> None:
    few: dict[str, Any] = {"draws": 512, "accuracy": None}
    made = study()
    assert uc.sobol(made, "mean_demand", **few)["total"]["assumption"].values.tolist() == ["price"]
    assert float(uc.shapley(made, "mean_demand", **few)["effect"].sum()) == pytest.approx(1.0, abs=0.05)


@pytest.mark.parametrize(
    ("said", "message"),
    [
        (
            {"correlation": 1.2},
            "priors.price.correlation: 1.2 must lie between 0 (copied_to: draws of their own) and 1",
        ),
        ({"correlation": 1}, "priors.price.correlation: 1 must lie between 0"),
        ({"correlation": "high"}, "priors.price.correlation: 'high' is not a number"),
        ({"correlation": None}, "priors.price.correlation: missing; along needs it"),
        ({"along": None}, "priors.price.along: missing; correlation needs it"),
        ({"along": "yaer"}, "priors.price.along: no dimension 'yaer'; did you mean 'year'?"),
        ({"copied_to": "year"}, "priors.price.copied_to: year comes twice"),
        ({"shared_by": "year"}, "priors.price.shared_by: year comes twice"),
        ({"dimensions": {"year": ["early", "late"]}}, "priors.price.along: the coordinates of year have no order"),
    ],
)
def test_a_memory_that_there_cannot_be_is_refused(said: dict[str, Any], message: str) -> None:
    with pytest.raises(uc.UncertainComputeError) as caught:
        study(**said)
    assert str(caught.value).startswith(message)


@pytest.mark.parametrize(("word", "between_chips"), [("copied_to", 0.0), ("shared_by", 1.0)])
def test_each_chip_has_a_path_of_its_own_or_all_have_one(word: str, between_chips: float) -> None:
    def total(price: Any) -> Any:
        """Return the sum of all prices [1]."""
        return price.sum("year").sum("chip")

    dimensions: dict[str, Any] = {"year": {"from": 2026, "to": 2028}, "chip": ["H100", "B200"]}
    belief = {"value": "1 to 2", "along": "year", "correlation": 0.8, word: "chip"}
    made = uc.Study([total], {"price": belief}, dimensions=dimensions)
    price = uc.run(made, draws=2**14)["prior"]["price"].transpose("chip", "year", ...).to_numpy()
    found = np.corrcoef(np.log(price.reshape(6, -1)))
    within = 0.8 ** np.abs(np.subtract.outer(range(3), range(3)))
    expected = np.kron(np.array([[1.0, between_chips], [between_chips, 1.0]]), within)
    np.testing.assert_allclose(found, expected, atol=5e-3)
    sheet = uc.prior_sheet(made)
    assert set(sheet["along"]) == {"year"}


def test_a_sheet_of_paths_of_each_chip_gives_the_same_beliefs(tmp_path: Path) -> None:
    def total(price: Any) -> Any:
        """Return the sum of all prices [1]."""
        return price.sum("year").sum("chip")

    dimensions: dict[str, Any] = {"year": {"from": 2026, "to": 2028}, "chip": ["H100", "B200"]}
    belief = {"value": "1 to 2", "along": "year", "correlation": 0.8, "copied_to": "chip"}
    made = uc.Study([total], {"price": belief}, dimensions=dimensions)
    uc.prior_sheet(made).to_csv(tmp_path / "sheet.csv", index=False)
    again = uc.Study([total], uc.priors_of_sheet(tmp_path / "sheet.csv"), dimensions=dimensions)
    assert {tie.pair: tie.value for tie in again.correlations} == {tie.pair: tie.value for tie in made.correlations}
