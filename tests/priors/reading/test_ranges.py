"""Ranges of inputs: what is read as one, and what is said of a belief that lies outside."""

from typing import Any

import numpy as np
import pytest
from scipy import stats

import uncertain_compute as uc
from uncertain_compute.model.graph import Number
from uncertain_compute.priors.reading.config_key import ConfigKey
from uncertain_compute.priors.reading.ranges import Range
from uncertain_compute.study.changed import with_beliefs_of, with_value

DIMENSIONS = {"site": ["a", "b"]}


def used(share: Number, count: Number) -> Number:
    """Return a part of a count [GPU]."""
    return share * count


def study(share: Any = 0.5, declared: Any = (0, 1), **more: Any) -> uc.Study:
    inputs = {"share": {"range": declared, "unit": "1"}, "count": {"range": "positive", "unit": "GPU"}}
    return uc.Study([used], {"share": share, "count": 8, **more}, inputs=inputs, dimensions=DIMENSIONS)


def refusal(*arguments: Any, **more: Any) -> str:
    with pytest.raises(uc.UncertainComputeError) as error:
        study(*arguments, **more)
    assert len(str(error.value).splitlines()) == 1
    return str(error.value)


@pytest.mark.parametrize(
    ("written", "words", "inside", "outside"),
    [
        ([0, 1], "0 to 1", [0, 0.5, 1], [-1e-9, 1 + 1e-9]),
        ([0, None], "0 or more", [0, 1e99], [-1e-99]),
        ([None, "2.5"], "2.5 or less", [-1e99, 2.5], [2.6]),
        ("positive", "above 0", [1e-99], [0, -1]),
        ("nonnegative", "0 or more", [0, 1e-99], [-1e-99]),
    ],
)
def test_a_range_includes_its_ends_save_for_positive(
    written: Any, words: str, inside: list[float], outside: list[float]
) -> None:
    read = Range.of(written, ConfigKey("range"))
    assert str(read) == words
    assert [read.outside(uc.prior(value).distribution) for value in inside] == [0] * len(inside)
    assert [read.outside(uc.prior(value).distribution) for value in outside] == [1] * len(outside)


@pytest.mark.parametrize(
    "written",
    [[1, 0], [1, 1], [0, 1, 2], [0], [], [None, None], [0, np.nan], [0, np.inf], [0, "x"], [0, True], [0, 1e200],
     "positiv", "0 to 1", "line\nbreak", "x" * 999, 3, True, {"low": 0}],
)  # fmt: skip
def test_what_is_no_range_is_refused_in_one_line(written: Any) -> None:
    said = refusal(declared=written)
    assert said.startswith("model.inputs.share.range: ")
    assert len(said) < 250


def test_a_range_of_what_nothing_needs_is_refused() -> None:
    with pytest.raises(uc.UncertainComputeError, match=r"model\.inputs\.shar: no equation .* did you mean 'share'"):
        uc.Study([used], {"share": 0.5, "count": 8}, inputs={"shar": {"range": [0, 1]}})


@pytest.mark.parametrize(
    ("share", "said"),
    [
        (5, "priors.share: 5 lies outside its range, 0 to 1; 5% is 0.05"),
        ("30 to 60", "priors.share: 30 to 60 lies outside its range, 0 to 1; 30% is 0.3"),
        (-0.1, "priors.share: -0.1 lies outside its range, 0 to 1"),
        (2000, "priors.share: 2000 lies outside its range, 0 to 1"),
        ({"value": 150, "unit": "percent"}, "priors.share: 150 percent lies outside its range, 0 to 1; 1.5% is 0.015"),
        ({"shared_by": "site", "value": 5}, "priors.share: 5 lies outside its range, 0 to 1; 5% is 0.05"),
        ({"copied_to": "site", "value": -5}, "priors.share[a]: -5 lies outside its range, 0 to 1"),
        ({"site": {"a": 0.5, "b": 1.5}}, "priors.share[b]: 1.5 lies outside its range, 0 to 1; 1.5% is 0.015"),
        ({"discrete": {-1: 0.5, 2: 0.5}}, "priors.share: discrete(-1: 0.5, 2: 0.5) lies outside its range, 0 to 1"),
    ],
)
def test_a_belief_wholly_outside_is_refused(share: Any, said: str) -> None:
    assert refusal(share) == said


HALF = {"normal": {"mu": 0, "sigma": 0.1}}


@pytest.mark.parametrize(
    ("share", "probability"),
    [
        (HALF, 0.5),
        ({"value": {"normal": {"mu": 0, "sigma": 10}}, "unit": "percent"}, 0.5),
        ({"normal": "0 to 0.5"}, 0.05 + stats.norm(0.25, 0.25 / stats.norm.ppf(0.95)).sf(1)),
        ({"lognormal": {"mu": 0, "sigma": 1}}, 0.5),
        ({"discrete": {0: 0.2, 1: 0.3, 1.5: 0.5}}, 0.5),
        ({**HALF, "clip": [0, 1]}, 0),
        ({**HALF, "clip": [-1, 1]}, 0.5),
        ({**HALF, "bounds": [0, 1]}, 0),
        ({"mixture": [{"weight": 0.7, "value": 0.4}, {"weight": 0.3, "value": HALF}]}, 0.15),
        ({"value": 100, "unit": "percent"}, 0),
        ({"beta": {"alpha": 0.01, "beta": 0.01}}, 0),
        ({"uniform": {"low": 0, "high": 1}}, 0),
    ],
)
def test_the_probability_outside_is_the_distributions_own(share: Any, probability: float) -> None:
    asked = study(share)
    assert asked.columns["share"].outside == pytest.approx(probability, abs=1e-8)
    assert uc.assumption_table(asked)["outside"].tolist() == [asked.columns["share"].outside, 0]
    assert len(asked.notes) == (probability > 0)


@pytest.mark.parametrize(
    ("share", "declared", "note"),
    [
        (HALF, [0, 1], "50% of its probability lies outside its range, 0 to 1; bounds: [0, 1] truncates it"),
        (HALF, "positive", "50% of its probability lies outside its range, above 0; bounds: [0, null] truncates it"),
        ({"discrete": {0: 0.2, 1: 0.8}}, "positive", "20% of its probability lies outside its range, above 0"),
        ({"normal": {"mu": 1, "sigma": 0.1}}, [1.2, None],
         "98% of its probability lies outside its range, 1.2 or more; bounds: [1.2, null] truncates it"),
        ({"normal": {"mu": 1, "sigma": 0.1}}, [1.3, None],
         "over 99% of its probability lies outside its range, 1.3 or more; bounds: [1.3, null] truncates it"),
        ({"value": {"normal": {"mu": 0, "sigma": 5}}, "unit": "percent"}, [0, 0.5],
         "50% of its probability lies outside its range, 0 to 0.5; bounds: [0, 50] truncates it"),
        ({"normal": {"mu": 0.31, "sigma": 0.1}}, [0, 1], None),
    ],
)  # fmt: skip
def test_a_belief_partly_outside_is_told_of_from_one_in_a_thousand(share: Any, declared: Any, note: str | None) -> None:
    assert study(share, declared).notes == ([f"share: {note}"] if note else [])


def test_a_note_names_the_unit_that_bounds_are_not_in() -> None:
    asked = study(count={"value": {"normal": "-1 to 4"}, "unit": "kGPU"})
    (note,) = asked.notes
    assert note.endswith(
        "lies outside its range, above 0 GPU; bounds: [0, null] truncates it, with quantiles inside these"
    )


def test_a_quantity_that_a_belief_replaces_has_a_range_too() -> None:
    with pytest.raises(uc.UncertainComputeError, match=r"priors\.used: -3 lies outside its range, 0 or more"):
        uc.Study([used], {"used": -3}, inputs={"used": {"range": "nonnegative"}})


def test_constants_and_beliefs_that_take_anothers_place_are_within_their_range() -> None:
    with pytest.raises(uc.UncertainComputeError, match=r"priors\.count: 0 lies outside its range, above 0"):
        uc.Study([used], {"share": 0.5}, inputs={"count": {"value": 0, "range": "positive"}})
    for take in (lambda: with_value(study(), "share", 2), lambda: study().given_values({"share": 2})):
        with pytest.raises(uc.UncertainComputeError, match=r"priors\.share: 2 lies outside its range, 0 to 1"):
            take()


def test_ranges_of_evidence_hold_unless_the_model_says_another() -> None:
    items = {"seen": {"quantity": "used", "observed": 3, "error": {"normal": "spread"}, "unit": "GPU", "why": "w",
                      "source": "s", "date": "2026", "status": "found"}}  # fmt: skip

    def with_evidence(declared: Any, inputs: Any = None) -> uc.Study:
        evidence = uc.Evidence.of(items, inputs={"spread": {"value": "1 to 4", "unit": "GPU", "range": declared}})
        priors = {"share": {"value": "0.2 to 0.5", "unit": "1"}, "count": {"value": 8, "unit": "GPU"}}
        return uc.Study([used], priors, inputs=inputs, evidence=evidence)

    assert with_evidence("positive").notes == []
    assert with_evidence([1, None]).notes[0].startswith("spread: 5% of its probability lies outside")
    assert with_evidence([1, None], {"spread": {"value": "1 to 4", "unit": "GPU", "range": "positive"}}).notes == []
    with pytest.raises(uc.UncertainComputeError, match=r"evidence\.inputs\.spread\.range: \[2, 1\] must go"):
        with_evidence([2, 1])


def test_notes_follow_the_beliefs_of_another_study() -> None:
    ours, theirs = study(), study(HALF)
    assert with_beliefs_of(ours, theirs, ["share"]).notes == theirs.notes != []
