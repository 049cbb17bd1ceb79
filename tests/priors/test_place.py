"""A place in a config: numbers and mappings are read there, and each message begins with it."""

from collections import UserDict
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from uncertain_compute.errors import UncertainComputeError
from uncertain_compute.priors.place import Place

HERE = Place("priors.it", (Path("folder"),))


@pytest.mark.parametrize(
    ("written", "value"),
    [(3, 3.0), ("4e6", 4e6), (" 5 ", 5.0), (np.float64(0.1), 0.1), (-0.0, 0), (1e-149, 1e-149), (-1e149, -1e149)],
)
def test_numbers_are_read(written: Any, value: float) -> None:
    assert HERE.number(written) == value


@pytest.mark.parametrize(
    "written", [None, "", "four", "nan", "inf", "1e999", [], [1], {}, True, False, 1j, float("nan"), -np.inf, 10**400]
)
def test_what_is_no_finite_number_is_refused(written: Any) -> None:
    with pytest.raises(UncertainComputeError, match=r"^priors\.it: .* is not a (finite )?number$"):
        HERE.number(written)


@pytest.mark.parametrize("written", [1e-160, 5e-324, -1e151, "1e300", 10**200])
def test_what_is_out_of_range_is_refused(written: Any) -> None:
    message = r"^priors\.it: .* is out of range; allowed are zero and sizes from 1e-150 to 1e\+150$"
    with pytest.raises(UncertainComputeError, match=message):
        HERE.number(written, 1e-150)


def test_zero_and_tiny_numbers_are_in_range_where_no_smallest_is_given() -> None:
    assert HERE.number(5e-324) == 5e-324
    assert HERE.number(0, 1e-150) == 0


def test_keys_of_a_mapping_are_text() -> None:
    assert HERE.mapping({1: 2, "a": 3}, "numbers") == {"1": 2, "a": 3}
    assert HERE.mapping(UserDict({None: 2}), "numbers") == {"None": 2}


@pytest.mark.parametrize("written", [None, {}, [], "a: b", 3])
def test_what_is_no_mapping_is_refused(written: Any) -> None:
    with pytest.raises(UncertainComputeError, match=r"^priors\.it: .* is not a mapping of numbers$"):
        HERE.mapping(written, "numbers")


def test_a_place_under_another_keeps_its_folders() -> None:
    assert HERE.at("low").at(3) == Place("priors.it.low.3", (Path("folder"),))


def test_a_message_is_one_line() -> None:
    assert str(HERE.at("two\nlines").error("and\r\nmore")) == "priors.it.two lines: and more"
