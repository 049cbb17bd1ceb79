"""Intervals from zero: refused where the input is never negative, and noted where nobody says whether it is."""

from typing import Any

import pytest
import yaml

import uncertain_compute as uc
from uncertain_compute.priors.reading.ranges import WORTH_A_NOTE

FORMS = "{uniform: {low: 0, high: 10}}, {half_normal: {p95: 10}}, '0.1 to 10' (lognormal), "
TRUNCATED = "{normal: {mu: 5, sigma: 3.04, bounds: [0, null]}}"


def used(count: Any) -> Any:
    """Return a count [GPU]."""
    return count


def study(count: Any, declared: Any = "positive") -> uc.Study:
    said = {"unit": "GPU", **({"range": declared} if declared else {})}
    return uc.Study([used], {"count": count}, inputs={"count": said})


@pytest.mark.parametrize(
    "count",
    ["0 to 10", "-1 to 4", "0 to 10 (80%)", {"p10": 0, "p90": 10}, {"value": "0 to 10", "ci": 0.8}, "0 to 10 kGPU"],
)
@pytest.mark.parametrize("declared", ["positive", "nonnegative", [0, None], [0, 100]])
def test_an_interval_that_makes_gpus_negative_is_refused(count: Any, declared: Any) -> None:
    with pytest.raises(
        uc.UncertainComputeError, match=r"priors\.count: .* names no family, and as a normal has .* below"
    ):
        study(count, declared)


def test_the_refusal_names_forms_that_are_taken_and_are_not_negative() -> None:
    with pytest.raises(uc.UncertainComputeError) as error:
        study("0 to 10")
    assert str(error.value).endswith(
        f"has 5% below 0, where its range is above 0; write {FORMS}{TRUNCATED} (truncated)"
    )
    for form in (*FORMS.replace("(lognormal), ", "").split("}}, "), TRUNCATED):
        closed = form + "}}" * (form.count("{") - form.count("}") == 2)
        taken = study(yaml.safe_load(closed))
        assert taken.columns["count"].outside < WORTH_A_NOTE
        assert taken.notes == []


@pytest.mark.parametrize("count", [{"normal": "0 to 10"}, {"normal": {"p5": 0, "p95": 10}}])
def test_a_normal_of_ones_own_choice_is_noted(count: Any) -> None:
    (note,) = study(count).notes
    assert note.startswith("count: 5% of its probability lies outside its range, above 0; bounds: [0, null] truncates")


@pytest.mark.parametrize(("count", "notes"), [("0 to 10", 1), ("-5 to 10", 0), ({"normal": "0 to 10"}, 0), (0, 0)])
def test_an_interval_from_zero_is_noted_where_no_range_is_declared(count: Any, notes: int) -> None:
    found = study(count, None).notes
    assert len(found) == notes
    if found:
        assert found[0].startswith("count: 0 to 10 is a normal, with 5% below 0; where that cannot be, write {uniform")


@pytest.mark.parametrize("count", ["1 to 10", {"value": "0 to 10", "clip": [0, None]}, "0.001% to 10"])
def test_what_is_not_below_zero_is_taken(count: Any) -> None:
    assert (study(count, "nonnegative").columns["count"].prior.distribution.ppf(1e-9)) >= 0
