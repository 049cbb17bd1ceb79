"""Beliefs that are written as a Squiggle model and read again are the same beliefs."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from repository import shipped_study

import uncertain_compute as uc
from uncertain_compute.bridges.readers import imported
from uncertain_compute.model.graph import Number
from uncertain_compute.priors.distributions.families.registry import FAMILIES

LEVELS = np.array([0.01, 0.05, 0.3, 0.5, 0.8, 0.99])
OF_FAMILIES: dict[str, Any] = {name: {name: family.examples[0]} for name, family in FAMILIES.items()}
BELIEFS: dict[str, Any] = {
    **{name: belief for name, belief in OF_FAMILIES.items() if uc.prior(belief).distribution.in_squiggle()},
    "fixed": 3.5,
    "interval": "4 to 10",
    "below zero": {"normal": {"mu": -1, "sigma": 0.3}},
    "beta": {"beta": {"p5": 0.2, "p95": 0.4}},
    "wide": {"uniform": {"low": -1, "high": 2e20}},
    "mixture": {"mixture": ["4 to 16", {"normal": {"mu": 1, "sigma": 1}}], "weights": [7, 3]},
    "left": {"normal": {"mu": 0, "sigma": 1, "bounds": [0, None]}},
    "both": {"lognormal": {"mu": 0, "sigma": 1, "bounds": [0.5, 4]}},
    "values": {"discrete": {4: 0.65, 8: 0.35}},
}


def one(x: Number) -> Number:
    """Return the belief [1]."""
    return 1.0 * x


@pytest.mark.parametrize("belief", BELIEFS.values(), ids=BELIEFS)
def test_a_belief_comes_back_as_it_was(belief: Any, tmp_path: Path) -> None:
    study = uc.Study([one], {"x": {"value": belief, "unit": "1", "why": "a reason\nof two lines"}})
    path = uc.write_squiggle(study, tmp_path / "new" / "x.squiggle")
    path.write_text(path.read_text(encoding="utf-8") + "y = x * 1\n", encoding="utf-8")
    conf = uc.read_squiggle(path, tmp_path / "study")
    again = uc.load("x", priors="x", config_dir=conf)
    np.testing.assert_allclose(again.columns["x"].ppf(LEVELS), study.columns["x"].ppf(LEVELS), rtol=1e-9)
    assert uc.prior_sheet(again)["why"].tolist() == ["a reason of two lines"]


def test_a_prior_set_comes_back_as_it_was(tmp_path: Path) -> None:
    """All at once, with units and reasons; and so does the set of another tool's model, out and in again."""
    stated = {"fixed": ("GPU", ""), "left": ("USD/GPU/hour", "list prices; two clouds"), "beta": ("1", "day and night")}
    stated |= {"values": ("kW", "one; the other"), "mixture": ("1", "a guess")}
    priors = {name: {"value": BELIEFS[name], "unit": unit, "why": why} for name, (unit, why) in stated.items()}

    def all_of(fixed: Number, left: Number, beta: Number, values: Number, mixture: Number) -> Number:
        """Return the product [kW*USD/hour]."""
        return fixed * left * beta * values * mixture

    study, sets = uc.Study([all_of], priors), []
    for name in ("once", "twice"):
        read = imported(uc.write_squiggle(study, tmp_path / f"{name}.squiggle"), "path")
        sets.append(
            {one: {key: entry[key] for key in entry if key != "source"} for one, entry in read.priors().items()}
        )
        study = uc.Study([all_of], read.priors())
    assert sets[0] == sets[1]
    assert {one: (entry["unit"], entry["why"]) for one, entry in sets[0].items()} == stated
    for one, entry in sets[0].items():
        np.testing.assert_allclose(uc.prior(entry).ppf(LEVELS), uc.prior(priors[one]).ppf(LEVELS), rtol=1e-9)


def test_coordinates_are_parts_of_names_and_correlations_are_said_to_be_left_out(tmp_path: Path) -> None:
    text = uc.write_squiggle(shipped_study(), tmp_path / "x.squiggle").read_text(encoding="utf-8")
    assert "\nai_share_TikTok = " in text
    assert text.endswith("// Squiggle has no correlations: those of the study are left out\n")


def test_the_years_themselves_are_no_beliefs(tmp_path: Path) -> None:
    def grown(start: Number, year: Number) -> Number:
        """Return what has grown [GPU]."""
        return start * (year - 2025)

    years = {"year": {"from": 2026, "to": 2028, "unit": "1"}}
    study = uc.Study([grown], {"start": "1 to 2 GPU"}, dimensions=years)
    text = uc.write_squiggle(study, tmp_path / "x.squiggle").read_text(encoding="utf-8")
    assert [line.split(" = ")[0] for line in text.splitlines()] == ["start"]


@pytest.mark.parametrize("belief", [{"student_t": {"nu": 4, "mu": 0, "sigma": 1}}, {"poisson": {"mu": 3}}])
def test_what_has_no_counterpart_is_refused(belief: Any, tmp_path: Path) -> None:
    with pytest.raises(uc.UncertainComputeError, match=r"^priors\.x: Squiggle has no counterpart of a \w+$"):
        uc.write_squiggle(uc.Study([one], {"x": belief}), tmp_path / "x.squiggle")
    assert list(tmp_path.iterdir()) == []
