"""A place in a config: numbers and mappings are read there, and each message begins with it."""

from collections import UserDict
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from uncertain_compute.errors import LONGEST_QUOTE, UncertainComputeError, quoted
from uncertain_compute.priors.reading.config_key import ConfigKey

HERE = ConfigKey("priors.it", (Path("folder"),))


@pytest.mark.parametrize(
    ("written", "value"),
    [
        *[(3, 3.0), (np.float64(0.1), 0.1), (np.int64(3), 3), (np.array(2.0), 2), (-0.0, 0), (1e-149, 1e-149)],
        *[("4e6", 4e6), (" 5 ", 5.0), ("-.5", -0.5), ("5.", 5), ("+7", 7), ("1_000", 1000), ("1E+05", 1e5), ("0", 0)],
        *[("4k", 4e3), ("30%", 0.3), ("1,000", 1000), ("1/4", 0.25), ("1 in 20", 0.05), ("4.7M", 4.7e6), ("2 %", 0.02)],
    ],
)
def test_numbers_are_read(written: Any, value: float) -> None:
    assert HERE.number(written) == value


@pytest.mark.parametrize(
    "written",
    [
        *[None, "", "four", "nan", "inf", "1e999", [], [1], {}, True, False, np.True_, 1j, b"5"],
        *[float("nan"), -np.inf, 10**400],
    ],
)
def test_what_is_no_finite_number_is_refused(written: Any) -> None:
    with pytest.raises(UncertainComputeError, match=r"^priors\.it: .* is not a (finite )?number$"):
        HERE.number(written)


@pytest.mark.parametrize(
    "written",
    [
        "017",
        "00",
        "0_7",
        "1:30",
        "0x1F",
        "1__0",
        "_1",
        "1_",
        "1e",
        ".",
        "٣",
        "５",
        "9" * 5000 + "x",
        "1,00",
        "10 k",
        "0,500",
        "1/0",
        "30 in 20",
        "$30%",
        "1e3k",
        "--4",
    ],
)
def test_text_has_one_grammar_of_numbers(written: str) -> None:
    with pytest.raises(
        UncertainComputeError,
        match=r"^priors\.it: '.*' (is not a number(; write .*)?|may be read in two ways; write \d+)$",
    ):
        HERE.number(written)


@pytest.mark.parametrize(
    ("written", "read"),
    [(2024, "2024"), ("2024-03", "2024-03"), ("2024-02-29", "2024-02-29"), (date(2024, 3, 1), "2024-03-01")],
)
def test_dates_are_years_months_or_days(written: Any, read: str) -> None:
    assert HERE.date(written) == read


@pytest.mark.parametrize(
    "written",
    [
        *["yesterday", "2024-13", "2024-02-30", "2023-02-29", "0000", "2024-3", "２０２４", "2024-03-01 12:00"],
        *[20240301, 2024.5, True, None, [2024], datetime(2024, 3, 1, tzinfo=UTC)],
    ],
)
def test_what_is_in_no_calendar_is_refused(written: Any) -> None:
    with pytest.raises(UncertainComputeError, match=r"^priors\.it: .* is not a date, as 2024, 2024-03 or 2024-03-31$"):
        HERE.date(written)


@pytest.mark.parametrize(("written", "read"), [("GPU", "GPU"), ("", ""), (1, "1"), (2024.5, "2024.5")])
def test_texts_are_read(written: Any, read: str) -> None:
    assert HERE.text(written) == read


@pytest.mark.parametrize("written", [None, True, [], {"a": 1}, date(2024, 3, 1)])
def test_what_is_no_text_is_refused(written: Any) -> None:
    with pytest.raises(UncertainComputeError, match=r"^priors\.it: .* is not a text$"):
        HERE.text(written)


def test_two_keys_of_one_text_are_refused() -> None:
    with pytest.raises(UncertainComputeError, match=r"^priors\.it\.4: this key comes twice$"):
        HERE.mapping({4: 1, "4": 2}, "numbers")


def test_a_message_quotes_the_beginning_of_what_is_long() -> None:
    for written in ("x" * 10**6, [1] * 10**6, {n: n for n in range(10**5)}, 10**3999, 10**9000):
        assert len(quoted(written)) <= LONGEST_QUOTE


def test_what_is_short_is_quoted_as_it_is() -> None:
    written = {"low": 1, "high": [2, "a\nb", None]}
    assert quoted(written) == repr(written)


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
    assert HERE.at("low").at(3) == ConfigKey("priors.it.low.3", (Path("folder"),))


def test_a_message_is_one_line() -> None:
    assert str(HERE.at("two\nlines").error("and\r\nmore")) == "priors.it.two lines: and more"
