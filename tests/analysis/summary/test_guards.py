"""What the world had: said where a run exceeds it, by the probability that a closed form gives."""

from typing import Any

import pytest
from repository import shipped_study
from scipy.stats import norm

import uncertain_compute as uc
from uncertain_compute.analysis.summary.guards import exceeded_guards
from uncertain_compute.model.graph import Number
from uncertain_compute.study.guards import Guard, guards_in
from uncertain_compute.views.sentences.summary import guard_sentences

ROW = {"quantity": "chips", "above": 2.0, "what": "all there were", "source": "a count"}


def chips(x: Number) -> Number:
    """Return a number of chips [GPU]."""
    return x


def run_with(*guards: Guard) -> tuple[uc.Study, Any]:
    study = uc.Study([chips], {"x": {"value": {"normal": {"mu": 0, "sigma": 1}}, "unit": "GPU"}}, guards=guards)
    return study, uc.run(study, draws=2**12)


def test_a_run_says_with_what_probability_it_exceeds_what_there_was() -> None:
    study, run = run_with(*guards_in([ROW]))
    ((_, most),) = exceeded_guards(study, run)
    # A share of 4,096 stratified draws is off by less than that of independent ones, sqrt(p (1 - p) / n) = 0.0023.
    assert most == pytest.approx(norm.sf(2.0), abs=4 * 0.0023)
    assert guard_sentences(study, run) == ["chips: 2% of the probability is above 2 GPU, all there were (a count)"]


def test_a_chance_that_a_guard_lets_pass_is_not_said() -> None:
    assert exceeded_guards(*run_with(*guards_in([{**ROW, "chance": 0.03}]))) == []
    assert len(exceeded_guards(*run_with(*guards_in([{**ROW, "chance": 0.015}])))) == 1
    assert exceeded_guards(*run_with(*guards_in([{**ROW, "above": 5.0}]))) == []


def test_the_fleet_of_a_default_run_is_below_all_chips_there_are() -> None:
    study = shipped_study()
    (guard,) = study.guards
    assert (guard.quantity, guard.above) == ("peak_gpus", 19.7e6)
    wide = shipped_study(priors="expert")
    assert exceeded_guards(study, uc.run(study, draws=2048, targets=["peak_gpus"])) == []
    assert len(exceeded_guards(wide, uc.run(wide, draws=2048, targets=["peak_gpus"]))) == 1
    assert exceeded_guards(wide, uc.run(wide, draws=64, targets=["train_flop"])) == []


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"above": None}, r"model\.guards\.0\.above: missing; a guard needs quantity, what, source, above"),
        ({"above": "many"}, r"model\.guards\.0\.above: 'many' is not a number"),
        ({"chance": 1}, r"model\.guards\.0\.chance: 1 is not a probability from 0 to below 1"),
        ({"abov": 1}, r"model\.guards\.0\.abov: not a key of it; did you mean 'above'"),
        ({"source": None}, r"model\.guards\.0\.source: missing"),
    ],
)
def test_a_wrong_guard_is_named(change: dict[str, Any], said: str) -> None:
    with pytest.raises(uc.UncertainComputeError, match=said):
        guards_in([{**ROW, **change}])


def test_a_guard_of_an_unknown_quantity_is_refused() -> None:
    with pytest.raises(uc.UncertainComputeError, match=r"model\.guards: no quantity 'chip'; did you mean 'chips'"):
        run_with(Guard("chip", 1.0, "all", "a count"))
