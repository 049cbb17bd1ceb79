"""Shares over a dimension: they sum to one, have Dirichlet's moments, and every engine and analysis takes them."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from scipy import stats

import uncertain_compute as uc

DRAWS = 2**13
CHIPS = {"H100": 3, "B200": 1, "GB200": 2}
DIRICHLET = stats.dirichlet(list(CHIPS.values()))
PRICE = {"unit": "1", "chip": {"H100": "1 to 2", "B200": "4 to 10", "GB200": "8 to 9"}}


def value(share: Any, price: Any) -> Any:
    """Value of the whole [1]."""
    return (share * price).sum("chip")


def study(share: Any = None, **beside: Any) -> uc.Study:
    priors = {"share": {"dirichlet": CHIPS} if share is None else share, "price": PRICE, **beside.pop("priors", {})}
    return uc.Study([value], priors, dimensions={"chip": list(CHIPS), "site": ["Texas", "Ohio"]}, **beside)


@pytest.mark.parametrize("engine", [{}, {"engine": "pymc"}, {"design": "monte_carlo"}], ids=["sobol", "pymc", "plain"])
def test_shares_sum_to_one_and_have_the_moments_of_scipys(engine: dict[str, str]) -> None:
    run = uc.run(study(), draws=DRAWS, **engine)["prior"]
    assert float(abs(run["share"].sum("chip") - 1).max()) < 1e-12
    drawn = run["share"].stack(all=("chain", "draw")).transpose("chip", "all").to_numpy()
    np.testing.assert_allclose(drawn.mean(axis=1), DIRICHLET.mean(), atol=5 * 0.19 / DRAWS**0.5)
    np.testing.assert_allclose(np.cov(drawn), DIRICHLET.cov(), atol=5 * 0.05 / DRAWS**0.5)
    for place, own in enumerate(drawn):
        beta = stats.beta(list(CHIPS.values())[place], 6 - list(CHIPS.values())[place])
        assert np.mean(own <= beta.ppf(0.2)) == pytest.approx(0.2, abs=5 * 0.4 / DRAWS**0.5)


def test_shares_with_a_concentration_are_those_in_the_mean() -> None:
    beliefs = study({"value": {"dirichlet": {"H100": "50%", "B200": 0.3, "GB200": "1/5", "concentration": 10}}})
    assert [round(beliefs.columns[f"share[{chip}]"].prior.mean, 12) for chip in CHIPS] == [0.5, 0.3, 0.2]
    assert beliefs.columns["share[H100]"].prior.variance == pytest.approx(0.25 / 11, rel=1e-12)
    thirds = study({"dirichlet": {**dict.fromkeys(CHIPS, 0.333), "concentration": 3}})
    assert thirds.columns["share[B200]"].prior.mean == pytest.approx(1 / 3, rel=1e-12)


def test_middles_of_shares_sum_to_one() -> None:
    assert float(study().medians(["share"])["share"].sum()) == pytest.approx(1, abs=1e-14)


def test_shares_count_as_one_where_a_variance_is_shared_out() -> None:
    beliefs = study()
    for found in (uc.sobol(beliefs, draws=2**11)["total"], uc.shapley(beliefs, draws=2**11)["effect"]):
        assert set(found["assumption"].values) == {"share", "price[H100]", "price[B200]", "price[GB200]"}
    alone = study(priors={"price": {"chip": {"H100": 1, "B200": 6, "GB200": 8}}})
    assert float(uc.sobol(alone, draws=2**10)["first_order"].sel(assumption="share").item()) == pytest.approx(
        1, abs=1e-6
    )
    with pytest.raises(uc.UncertainComputeError, match=r"factors: share\[H100\], share\[B200\], .* are drawn together"):
        uc.sobol(beliefs, factors={"one": ["share[H100]", "price"]})


def test_a_tornado_moves_one_share_and_leaves_the_rest_to_the_others() -> None:
    beliefs = study(priors={"price": {"chip": dict.fromkeys(CHIPS, 5)}})

    def whole(share: Any) -> Any:
        """All shares together [1]."""
        return share.sum("chip")

    summed = uc.Study([value, whole], {"share": {"dirichlet": CHIPS}, "price": PRICE}, dimensions=beliefs.dimensions)
    run = uc.run(summed, draws=2**12)
    found = uc.tornado(summed, ["value"], run=run)
    prices = {chip: summed.columns[f"price[{chip}]"].ppf(0.5) for chip in CHIPS}
    low = stats.beta(3, 3).ppf(0.1)
    wanted = low * prices["H100"] + (1 - low) * (prices["B200"] * 1 / 3 + prices["GB200"] * 2 / 3)
    assert found["one_at_a_time"].sel(assumption="share[H100]", end="low").item() == pytest.approx(wanted, rel=1e-9)
    assert float(abs(run["prior"]["whole"] - 1).max()) < 1e-12


@pytest.mark.usefixtures("one_process")
@pytest.mark.parametrize("method", ["importance", "nuts", "smc"])
def test_evidence_about_a_share_leaves_a_whole(method: str) -> None:
    seen = {"quantity": "share[H100]", "observed": [8, 2], "error": {"normal": 1}, "unit": "1"}
    seen |= {"observed": 0.8, "error": {"normal": 0.05}, "source": "s", "date": "2025", "status": "judgement"}
    beliefs = study(evidence=uc.Evidence.of({"seen": seen}))
    of_prior, of_posterior = (2**15, None) if method == "importance" else (1000, 2000)
    run = uc.update(beliefs, method=uc.Method(method, draws=of_posterior), draws=of_prior)
    after = run["posterior"]["share"]
    grid = np.linspace(0, 1, 20001)[1:-1]
    weights = stats.beta(3, 3).pdf(grid) * stats.norm(grid, 0.05).pdf(0.8)
    mean = float(grid @ weights / weights.sum())
    found = after.mean(["chain", "draw"]).to_numpy()
    # a standard deviation of 0.047, of a thousand draws or more that are worth some hundreds
    np.testing.assert_allclose(found, [mean, (1 - mean) / 3, (1 - mean) * 2 / 3], atol=0.01)
    assert float(abs(after.sum("chip") - 1).max()) < 1e-12


def test_two_beliefs_about_shares_are_compared_as_one() -> None:
    found = uc.compare(
        {"ours": study(), "theirs": study({"dirichlet": {"H100": 1, "B200": 3, "GB200": 2}})}, draws=2**11
    )
    assert list(found["attribution"]["belief"].values) == ["share"]


def test_a_sheet_says_shares_in_one_row(tmp_path: Path) -> None:
    beliefs = study()
    sheet = uc.prior_sheet(beliefs)
    assert list(sheet["name"]).count("share") == 1
    sheet.to_csv(tmp_path / "sheet.csv", index=False)
    again = uc.Study([value], uc.priors_of_sheet(tmp_path / "sheet.csv"), dimensions=beliefs.dimensions)
    assert again.columns["share[B200]"].distribution == beliefs.columns["share[B200]"].distribution


BAD: dict[str, tuple[Any, str]] = {
    "a share less": (
        {"dirichlet": {"H100": 3, "B200": 1}},
        r"priors.share.dirichlet: H100, B200 are the coordinates of no dimension; known are chip: H100, B200, GB",
    ),
    "one alone": ({"dirichlet": {"H100": 3}}, "shares that sum to one need two coordinates or more"),
    "another dimension's": (
        {"dirichlet": {"chip": {"Texas": 1, "Ohio": 2}}},
        r"dirichlet.chip: Texas, Ohio are not the coordinates of chip, which are H100, B200, GB200",
    ),
    "more than one": (
        {"dirichlet": {"H100": 0.5, "B200": 0.4, "GB200": 0.2, "concentration": 10}},
        r"priors.share.dirichlet: shares sum to 1.1; they must sum to 1$",
    ),
    "nothing": ({"dirichlet": CHIPS | {"B200": 0}}, r"share.dirichlet.B200: a concentration of 0 is out of range"),
    "negative": ({"dirichlet": CHIPS | {"B200": -1}}, r"share.dirichlet.B200: -1 must not be negative"),
    "no number": ({"dirichlet": CHIPS | {"B200": "some"}}, r"share.dirichlet.B200: 'some' is not a number"),
    "no mapping": ({"dirichlet": 3}, r"share.dirichlet: 3 is not a mapping of coordinates, each with its"),
    "bounds": ({"dirichlet": CHIPS, "bounds": [0, 1]}, r"priors.share.bounds: not a key of shares that sum to one"),
    "inside": ({"chip": {chip: {"dirichlet": CHIPS} for chip in CHIPS}}, "dirichlet must be the whole belief"),
}


@pytest.mark.parametrize("name", BAD)
def test_shares_that_cannot_sum_to_one_are_refused(name: str) -> None:
    share, message = BAD[name]
    with pytest.raises(uc.UncertainComputeError, match=message):
        study(share)


def test_shares_correlate_as_they_must_and_a_dimension_may_be_named() -> None:
    tie = {"priors": {"correlations": [{"pair": ["share[H100]", "price[H100]"], "rank": 0.3}]}}
    with pytest.raises(
        uc.UncertainComputeError, match=r"share\[H100\] is one of several shares that sum to one; this determines how"
    ):
        study(**tie)
    assert study({"dirichlet": {"chip": CHIPS}}).assumptions["share"].dimensions == ("chip",)
