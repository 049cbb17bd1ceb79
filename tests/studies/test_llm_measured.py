"""Measured throughputs: what they say of the efficiencies, and those that were kept aside."""

import numpy as np
import pytest
from repository import shipped_study

import uncertain_compute as uc
from uncertain_compute.model.evaluation import evaluate

SPREAD = 1.2
"""How far a throughput lies from the roofline of its model and chip: one standard deviation, as a factor."""


def test_nine_of_ten_throughputs_that_were_kept_aside_lie_in_their_intervals() -> None:
    sets = {name: shipped_study(name, model="llm_measured") for name in ("published", "expert")}
    found = uc.backtest(sets, draws=512)
    for name in sets:
        held = found["inside_90"].sel(set=name).values
        assert len(held) == 27
        assert held.mean() >= 0.9


def test_learnt_efficiencies_give_the_throughputs_that_they_were_learnt_from() -> None:
    """All 18, at medians, within 2.5 of their standard deviations, and within one of these on the whole."""
    study = shipped_study("expert", evidence="llm_throughputs", model="llm_measured")
    equations, _ = study.graph.needed(["loaded_rate"], study.assumptions)
    rates = evaluate(equations, study.medians())["loaded_rate"]
    off = []
    for seen in study.observations:
        places = seen.quantity.partition("[")[2].rstrip("]").split(", ")
        axes = {name: study.dimensions[name] for name in rates.dims}
        at = {name: labels.index(place) for name, labels in axes.items() for place in places if place in labels}
        off.append(np.log(seen.observed[0] / rates.isel(at).item()) / np.log(SPREAD))
    assert len(off) == 18
    assert np.max(np.abs(off)) < 2.5
    assert np.sqrt(np.mean(np.square(off))) == pytest.approx(1, abs=0.3)
