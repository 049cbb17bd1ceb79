"""Bounds between assumptions: each draw of one is truncated at the other's."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from scipy.stats import lognorm, norm

import uncertain_compute as uc
from uncertain_compute.config.merging import merged_all

UNIT = {"uniform": {"low": 0, "high": 1}}
YEARS = {"year": {"from": 2026, "to": 2028}}


def rest(dc: Any, ai: Any) -> Any:
    """Return what is left [MW]."""
    return dc - ai


def study(ai: Any, dc: Any = UNIT, **options: Any) -> uc.Study:
    return uc.Study([rest], {"dc": {"value": dc, "unit": "MW"}, "ai": {"unit": "MW", **ai}}, **options)


@pytest.mark.parametrize(
    "options", [{}, {"design": "latin_hypercube"}, {"engine": "pymc", "draws": 2**12}], ids=["sobol", "lhs", "pymc"]
)
@pytest.mark.parametrize("word", ["at_most", "at_least"])
def test_a_uniform_within_a_uniform(word: str, options: dict[str, Any]) -> None:
    """Below a uniform bound a uniform number is at most t with probability t - t ln t, and correlates by sqrt(3/7)."""
    made = study({"value": UNIT, word: "dc"})
    run = uc.run(made, **{"draws": 2**14, "seed": 1, **options})["prior"]
    dc, ai = (run[name].to_numpy().ravel() for name in ("dc", "ai"))
    below, bound = (ai, dc) if word == "at_most" else (1 - ai, 1 - dc)
    assert (below <= bound).all()
    near = 0.03 if options.get("engine") else 0.005
    for t in (0.1, 0.5, 0.9):
        exact = t - t * np.log(t)
        assert np.mean(below <= t) == pytest.approx(exact, abs=near)
        own = made.columns["ai"].distribution
        assert float(own.cdf(t) if word == "at_most" else own.sf(1 - t)) == pytest.approx(exact, abs=1e-3)
        assert float(own.pdf(t if word == "at_most" else 1 - t)) == pytest.approx(-np.log(t), abs=2e-3)
    assert np.corrcoef(dc, ai)[0, 1] == pytest.approx(np.sqrt(3 / 7), abs=near)
    assert np.mean(bound) == pytest.approx(0.5, abs=near)
    np.testing.assert_allclose(own.cdf(own.ppf(np.array([0.01, 0.4, 0.99]))), [0.01, 0.4, 0.99], atol=1e-9)


def test_units_years_and_chains_of_bounds_are_those_of_numpy() -> None:
    """Per year, and in kW below MW: a lognormal truncated at the draw of another, by its quantile function."""

    def left(dc: Any, ai: Any, video: Any) -> Any:
        """Return what is left [MW]."""
        return (dc - ai - video).sum("year")

    each = {"unit": "MW", "copied_to": "year"}
    priors = {
        "dc": {"value": "10 to 40", **each},
        "ai": {"value": "5000 to 50000", **each, "unit": "kW", "at_most": "dc"},
        "video": {"value": "1 to 20", **each, "at_most": "ai"},
    }
    made = uc.Study([left], priors, dimensions=YEARS)
    run = uc.run(made, draws=2**10)["prior"]
    dc, ai, video = (run[name].to_numpy() for name in priors)
    ai = ai / 1000.0  # it is in kW, as its belief is
    z90 = norm.ppf(0.95)
    own = lognorm(np.log(50 / 5) / (2 * z90), scale=np.sqrt(5 * 50))
    ranks = own.cdf(ai) / own.cdf(dc)
    assert (video <= ai).all()
    assert (ai <= dc).all()
    assert np.quantile(ranks, [0.1, 0.5, 0.9]) == pytest.approx([0.1, 0.5, 0.9], abs=0.01)
    assert np.abs(np.corrcoef(ranks[..., 0].ravel(), dc[..., 0].ravel())[0, 1]) < 0.05
    shares = uc.shapley(made, draws=1024, accuracy=None)["effect"].sel(quantity="left")
    assert shares["assumption"].values.tolist() == ["dc with ai with video"]
    tornado = uc.tornado(made, draws=1024)
    assert np.isfinite(tornado["one_at_a_time"]).all()


def test_a_fixed_bound_truncates() -> None:
    made = study({"value": UNIT, "at_most": "dc"}, 0.4)
    ai = uc.run(made, draws=1024)["prior"]["ai"]
    assert float(ai.max()) <= 0.4
    assert float(ai.mean()) == pytest.approx(0.2, abs=1e-3)


def test_a_difference_is_attributed_to_the_bound_that_makes_it() -> None:
    ours = study({"value": UNIT, "at_most": "dc"})
    theirs = study({"value": UNIT, "at_most": "dc"}, {"uniform": {"low": 0.5, "high": 1}})
    shares = uc.compare({"ours": ours, "theirs": theirs}, draws=2**11)["attribution"].to_dataset()
    assert shares["belief"].values.tolist() == ["dc"]
    medians = [np.median(uc.run(one, draws=2**11)["prior"]["rest"]) for one in (ours, theirs)]
    assert float(shares["whole"].item()) == pytest.approx(medians[1] / medians[0], rel=0.02)


def test_a_sheet_and_a_later_layer_keep_it(tmp_path: Path) -> None:
    made = study({"value": "0.1 to 0.5", "at_most": "dc"})
    assert made.columns["ai"].prior.written == "0.1 to 0.5, at most dc"
    uc.prior_sheet(made).to_csv(tmp_path / "sheet.csv", index=False)
    again = uc.Study([rest], uc.priors_of_sheet(tmp_path / "sheet.csv"))
    np.testing.assert_array_equal(again.columns["ai"].ppf([0.1, 0.9]), made.columns["ai"].ppf([0.1, 0.9]))
    before = {"value": "1 to 2", "unit": "MW", "at_most": "dc"}
    assert merged_all([before, "2 to 3"], set(), "priors.ai") == {"value": "2 to 3", "unit": "MW", "at_most": "dc"}
    assert merged_all([before, {"value": "2 to 3", "at_most": None}], set(), "priors.ai")["at_most"] is None


@pytest.mark.parametrize(
    ("ai", "dc", "message"),
    [
        ({"value": UNIT, "at_most": "dcc"}, UNIT, "priors.ai.at_most: no assumption 'dcc'; did you mean 'dc'?"),
        (
            {"value": UNIT, "at_most": 0.5},
            UNIT,
            "priors.ai.at_most: 0.5 is not the name of an assumption; for a number",
        ),
        ({"value": UNIT, "at_most": "dc", "at_least": "dc"}, UNIT, "priors.ai: has both at_most and at_least"),
        ({"value": UNIT, "at_most": "ai"}, UNIT, "priors.ai: the bounds form a circle: ai -> ai"),
        ({"value": 0.5, "at_most": "dc"}, UNIT, "priors.ai.at_most: a fixed number has no bound"),
        (
            {"value": {"discrete": {1: 0.5, 2: 0.5}}, "at_most": "dc"},
            UNIT,
            "priors.ai.at_most: only a belief with a density",
        ),
        (
            {"value": {"uniform": {"low": 2, "high": 3}}, "at_most": "dc"},
            UNIT,
            "priors.ai.at_most: dc may be 1e-06, below all values of ai; truncate dc, or widen ai",
        ),
    ],
)
def test_what_cannot_bound_is_refused(ai: Any, dc: Any, message: str) -> None:
    with pytest.raises(uc.UncertainComputeError) as refused:
        study(ai, dc)
    assert str(refused.value).startswith(message)


def test_units_correlations_and_memory_beside_it_are_refused() -> None:
    def both(dc: Any, ai: Any) -> Any:
        """Twice [1]."""
        return dc * ai

    with pytest.raises(uc.UncertainComputeError, match=r"priors\.ai\.at_most"):
        uc.Study([both], {"dc": {"value": UNIT, "unit": "MW"}, "ai": {"value": UNIT, "unit": "1/MW", "at_most": "dc"}})
    tied = [{"pair": ["ai", "dc"], "rank": 0.5, "why": "one trend"}]
    with pytest.raises(uc.UncertainComputeError, match="bounds another belief or is bounded by one"):
        uc.Study([rest], {"dc": UNIT, "ai": {"value": UNIT, "at_most": "dc"}, "correlations": tied})
