"""Decisions, as they are written and as objects."""

from typing import Any

import numpy as np
import pytest

from uncertain_compute.errors import UncertainComputeError
from uncertain_compute.study.decisions import Choice, Commitment, Order, decision

ORDER: dict[str, Any] = {"order": "peak_gpus", "idle_cost": 10, "missing_cost": "gpu_revenue"}
COMMIT: dict[str, Any] = {"commit": "need", "options": {"own": "owned"}, "rest": {"on demand": "rented"}}
CHOOSE: dict[str, Any] = {"choose": "chip", "options": {"H100": 1, "B200": 2.5}, "loss": "cost"}


def test_an_order_is_read() -> None:
    assert decision(ORDER) == Order("peak_gpus", 10, "gpu_revenue")
    assert decision(ORDER).subject == "how much of peak_gpus to commit to"
    assert decision({**ORDER, "label": "how many GPUs to rent"}).subject == "how many GPUs to rent"


def test_a_choice_is_read() -> None:
    assert decision(CHOOSE) == Choice("chip", {"H100": 1, "B200": 2.5}, "cost")
    assert decision(CHOOSE).subject == "which chip to choose"
    assert decision({**CHOOSE, "label": "which chip to buy"}).subject == "which chip to buy"


def test_a_commitment_is_read() -> None:
    assert decision(COMMIT) == Commitment("need", {"own": "owned"}, {"on demand": "rented"})
    assert decision({**COMMIT, "load": "week"}).names == {
        "commit": "need", "load": "week", "options.own": "owned", "rest.on demand": "rented"
    }  # fmt: skip
    assert decision(COMMIT).subject == "how much of need to commit to"


def without(written: dict[str, Any], key: str) -> dict[str, Any]:
    return {name: value for name, value in written.items() if name != key}


WRONG = {
    "a misspelt kind": (
        {"ordr": "x", "idle_cost": 1},
        "decision.ordr: not a key of it; did you mean 'order'?",
    ),
    "neither": ({"idle_cost": 1}, "decision: has none; needs one of order, choose, commit"),
    "empty": ({}, "decision: has none; needs one of order, choose, commit"),
    "both": ({**ORDER, **CHOOSE}, "decision: has order and choose; needs one of order, choose, commit"),
    "misspelt": ({**ORDER, "idle_cots": 1}, "decision.idle_cots: not a key of it; did you mean 'idle_cost'?"),
    "of the other kind": ({**ORDER, "loss": "x"}, "decision.loss: not a key of it; known are "),
    "of the other kind, too": ({**CHOOSE, "idle_cost": 1}, "decision.idle_cost: not a key of it; known are "),
    "no idle cost": (without(ORDER, "idle_cost"), "decision.idle_cost: missing"),
    "no missing cost": (without(ORDER, "missing_cost"), "decision.missing_cost: missing"),
    "no options": (without(CHOOSE, "options"), "decision.options: missing"),
    "no loss": (without(CHOOSE, "loss"), "decision.loss: missing"),
    "no rest": (without(COMMIT, "rest"), "decision.rest: missing"),
    "two rests": ({**COMMIT, "rest": {"a": "x", "b": "y"}}, "decision.rest: needs a mapping of one way to the name"),
    "no way": ({**COMMIT, "options": {}}, "decision.options: needs a mapping of one way or more to the name of its"),
    "a cost of 5": ({**COMMIT, "options": {"own": 5}}, "decision.options.own: 5 is not a name"),
    "a way twice": ({**COMMIT, "rest": {"own": "x"}}, "decision.rest: own is among the options, too"),
    "load is a number": ({**COMMIT, "load": 5}, "decision.load: 5 is not a text"),
    "nothing to order": ({**ORDER, "order": None}, "decision.order: missing"),
    "null": ({**ORDER, "idle_cost": None}, "decision.idle_cost: missing"),
    "order is a number": ({**ORDER, "order": 5}, "decision.order: 5 is not a text"),
    "choose is a list": ({**CHOOSE, "choose": ["chip"]}, "decision.choose: ['chip'] is not a text"),
    "loss is a number": ({**CHOOSE, "loss": 5}, "decision.loss: 5 is not a text"),
    "label is a number": ({**ORDER, "label": 5}, "decision.label: 5 is not a text"),
    "options are a list": ({**CHOOSE, "options": [1, 2]}, "decision.options: needs a mapping of two options or more"),
    "one option": ({**CHOOSE, "options": {"H100": 1}}, "decision.options: needs a mapping of two options or more"),
    "an option in words": ({**CHOOSE, "options": {"H100": 1, "B200": "x"}}, "decision.options.B200: 'x' is not a num"),
    "an option of NaN": ({**CHOOSE, "options": {"H100": np.nan, "B200": 1}}, "decision.options.H100: nan is not a num"),
    "options of one name": ({**CHOOSE, "options": {1: 1, "1": 2}}, "decision.options.1: this key comes twice"),
    "a vast option": ({**CHOOSE, "options": {"H100": 10**400, "B200": 1}}, "decision.options.H100: 1000"),
    "an option of true": ({**CHOOSE, "options": {"H100": 1, "B200": True}}, "decision.options.B200: True is not a num"),
}


@pytest.mark.parametrize(("written", "message"), WRONG.values(), ids=WRONG)
def test_what_is_no_decision_is_refused_by_its_key(written: dict[str, Any], message: str) -> None:
    with pytest.raises(UncertainComputeError) as error:
        decision(written)
    assert str(error.value).startswith(message)
    assert "\n" not in str(error.value)


@pytest.mark.parametrize("key", ["idle_cost", "missing_cost"])
@pytest.mark.parametrize("cost", [0, -1, 0.0, 1e-200, np.inf, np.nan, True, np.True_, [1], {"value": 1}])
def test_a_cost_that_is_not_positive_is_refused(key: str, cost: Any) -> None:
    with pytest.raises(UncertainComputeError) as error:
        decision({**ORDER, key: cost})
    assert str(error.value) == f"decision.{key}: {cost!r} is not a positive number or a name"
    with pytest.raises(UncertainComputeError, match=rf"decision\.{key}"):
        Order(**{"quantity": "q", "idle_cost": 1, "missing_cost": 1, key: cost})


@pytest.mark.parametrize("value", [np.inf, np.nan, "1", None])
def test_options_as_objects_are_checked_too(value: Any) -> None:
    with pytest.raises(UncertainComputeError, match=r"decision\.options\.b"):
        Choice("x", {"a": 1, "b": value}, "loss")
