"""What an observation may say, and what it gets when it is wrong."""

from typing import Any

import numpy as np
import pytest

import uncertain_compute as uc
from uncertain_compute.evidence.error_models.normal import NormalError

ITEM: dict[str, Any] = {
    "quantity": "q",
    "observed": 3,
    "unit": "GPU",
    "error": {"normal": 1},
    "source": "made up",
    "date": "2025-01",
    "status": "found",
}
TIMED = {"software": "Wan2.2", "chip": "H100 SXM", "chips": 8, "stages": "whole"}
STUDENT = {"scale": 1, "nu": 4}
WRONG: dict[str, tuple[dict[str, Any], str]] = {
    "a misspelt key": ({"observd": 3}, "observd: not a key of an observation; did you mean 'observed'?"),
    "a coordinate apart": ({"coordinate": "a"}, "coordinate: not a key of an observation"),
    "no date": ({"date": "yesterday"}, "date: 'yesterday' is not a date"),
    "a day in no calendar": ({"date": "2025-02-30"}, "date: '2025-02-30' is not a date"),
    "NaN among measurements": ({"observed": [1, np.nan]}, "observed: nan is not a finite number"),
    "true": ({"observed": True}, "observed: True is not a finite number"),
    "octal": ({"observed": "017"}, "observed: '017' may be read in two ways; write 17"),
    "nothing measured": ({"observed": []}, "observed: is an empty list"),
    "a list in a list": ({"observed": [[1]]}, "observed: [1] is not a number"),
    "a unit that is a list": ({"unit": ["GPU"]}, "unit: ['GPU'] is not a text"),
    "a status of its own": ({"status": "seen"}, "status: 'seen' is not one of"),
    "a negative error": ({"error": {"normal": -1}}, "error.normal: an error of -1 is impossible"),
    "a negative error as text": ({"error": {"normal": "-1"}}, "error.normal: an error of -1 is impossible"),
    "an error without a square": ({"error": {"normal": 1e-200}}, "error.normal: 1e-200 is out of range"),
    "an error of NaN": ({"error": {"lognormal": np.nan}}, "error.lognormal: nan is not a finite number"),
    "a factor of one": ({"error": {"lognormal": 1}}, "error.lognormal: an error of 1 is impossible"),
    "between of true": ({"between": True}, "between: True is not a finite number"),
    "between below zero": ({"between": -1}, "between: an error of -1 is impossible"),
    "no degrees": ({"error": {"student_t": STUDENT | {"nu": 0}}}, "error.student_t.nu: 0 must be positive"),
    "unknown inside": ({"error": {"student_t": STUDENT | {"df": 0}}}, "error.student_t: has scale, nu, df; needs"),
    "half a trial": ({"error": {"binomial": 3.5}}, "error.binomial: 3.5 is not a number of trials"),
    "more trials than floats count": ({"error": {"binomial": 1e20}}, "error.binomial: 1e+20 is not a number of trials"),
    "no chips": (
        {"measured_on": {**TIMED, "chips": None}},
        "measured_on.chips: missing; what was timed has software, chip",
    ),
    "a misspelt chip": (
        {"measured_on": {**TIMED, "chp": "H20"}},
        "measured_on.chp: not a key of what was timed; did you mean 'ch",
    ),
    "another stage": (
        {"measured_on": {**TIMED, "stages": "all"}},
        "measured_on.stages: 'all' is not one of whole, denoising",
    ),
    "a chip alone": (
        {"measured_on": "H100"},
        "measured_on: 'H100' is not a mapping of what was timed: software, chip, chips",
    ),
    "too few setups": ({"observed": [1, 2], "measured_on": [TIMED]}, "measured_on: has 1 entries for 2 measurements"),
    "no error model": ({"error": {"nromal": 1}}, "error: 'nromal' is not one of normal, lognormal"),
}


@pytest.mark.parametrize(("said", "message"), WRONG.values(), ids=WRONG)
def test_a_wrong_item_is_refused_by_its_key(said: dict[str, Any], message: str) -> None:
    with pytest.raises(uc.UncertainComputeError) as caught:
        uc.Evidence.of({"it": ITEM | said})
    assert str(caught.value).startswith(f"evidence.observations.it.{message}")
    assert len(str(caught.value).splitlines()) == 1


def test_a_timing_says_on_what_it_was_measured() -> None:
    (one,) = uc.Evidence.of({"it": ITEM | {"measured_on": TIMED}}).observations
    assert one.measured_on == "Wan2.2 on 8 x H100 SXM, whole"
    each = [TIMED, TIMED | {"chips": 1, "stages": "denoising"}]
    (two,) = uc.Evidence.of({"it": ITEM | {"observed": [3, 4], "measured_on": each}}).observations
    assert two.measured_on == "Wan2.2 on 8 x H100 SXM, whole; Wan2.2 on 1 x H100 SXM, denoising"


def test_each_shipped_timing_says_on_what_it_was_measured() -> None:
    timings = [one for one in uc.load("sora", evidence="open_models").observations if "pass_minutes" in one.quantity]
    assert len(timings) == 4
    assert [one.name for one in timings if not one.measured_on] == []


@pytest.mark.parametrize("scale", ["2", "0.001"])
def test_a_scale_that_is_a_number_as_text_is_that_number(scale: str) -> None:
    (item,) = uc.Evidence.of({"it": ITEM | {"error": {"normal": scale}}}).observations
    assert item.error == NormalError(float(scale))
