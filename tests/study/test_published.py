"""Numbers of others that stand beside a study's own, in units of theirs."""

import re
from typing import Any

import pytest

import uncertain_compute as uc
from uncertain_compute.config.model_keys import published_ranges
from uncertain_compute.study.guards import guards_in

PRIORS = {"power": "2 to 4 MW", "hours": "100 to 200 hour"}


def energy(power: Any, hours: Any) -> Any:
    """Energy of a fleet [MWh]."""
    return power * hours


def study(row: dict[str, Any], *, guarded: bool = False) -> uc.Study:
    if guarded:
        return uc.Study([energy], PRIORS, guards=guards_in([row]))
    return uc.Study([energy], PRIORS, published=published_ranges(row))


@pytest.mark.parametrize(
    ("said", "numbers"),
    [
        ({"low": 1, "high": 2}, (1000, 2000)),
        ({"published": 3}, (3000, 3000)),
        ({"quantiles": {"p5": 1, "p50": 2, "p95": 4}}, (1000, 4000)),
    ],
)
def test_what_was_published_in_another_unit_is_converted(said: dict[str, Any], numbers: tuple[float, float]) -> None:
    found = study({"quantity": "energy", "unit": "GWh", **said}).published["energy"]
    assert (found.low, found.high) == numbers
    assert [value for _, value in found.quantiles] in ([], [1000, 2000, 4000])


def test_a_guard_in_another_unit_is_converted() -> None:
    row = {"quantity": "energy", "above": 1.5, "unit": "GWh", "what": "all there is", "source": "a count"}
    assert study(row, guarded=True).guards[0].above == 1500
    with pytest.raises(uc.UncertainComputeError, match=r"^model\.guards\.0\.unit: unit 'MW' where .* 'MWh'"):
        study({**row, "unit": "MW"}, guarded=True)


@pytest.mark.parametrize(
    ("unit", "message"),
    [
        ("MW", "model.published.energy.unit: unit 'MW' where the equations need 'MWh'"),
        ("MWx", "model.published.energy.unit: unit 'MWx' is not understood"),
    ],
)
def test_a_unit_that_cannot_be_converted_is_refused(unit: str, message: str) -> None:
    with pytest.raises(uc.UncertainComputeError, match=re.escape(message)):
        study({"quantity": "energy", "published": [1, 2], "unit": unit})


def test_a_unit_beside_a_quantity_without_one_is_refused() -> None:
    def doubled(power: Any) -> Any:
        return 2 * power

    with pytest.raises(uc.UncertainComputeError, match=r"published\.doubled\.unit: 'MW', but doubled has no unit"):
        uc.Study([doubled], {"power": "2 to 4"}, published=[uc.PublishedRange("doubled", 1, 2, unit="MW")])
