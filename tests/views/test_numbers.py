import pytest

from uncertain_compute.views.numbers import amount, amounts, percent, readable, supported_digits, unit_text


@pytest.mark.parametrize(
    ("value", "error", "shown"),
    [
        (4211.3, 0.0, "4,211"),
        (10528.27, 0.0, "10,528"),
        (720e3, 0.0, "720k"),
        (996666.7, 0.0, "996.67k"),
        (15.3e6, 0.0, "15.3M"),
        (1.1e25, 0.0, "1.1e25"),
        (1.2e-6, 0.0, "1.2e-6"),
        (0.0, 0.0, "0"),
        (-4211.3, 0.0, "-4,211"),
        (12345.0, 20.0, "12,300"),
        (12345.0, 400.0, "12,000"),
        (999_960.0, 900.0, "1.00M"),
        (5.018, 0.004, "5.02"),
        (99_999.9, 0.0, "100k"),
        (float("nan"), 0.0, "nan"),
    ],
)
def test_numbers_have_the_digits_that_their_error_supports(value: float, error: float, shown: str) -> None:
    assert readable(value, error) == shown


@pytest.mark.parametrize(
    ("value", "error", "digits"), [(100.0, 1.0, 3), (100.0, 2.0, 2), (100.0, 20.0, 1), (100.0, 200.0, 0)]
)
def test_supported_digits(value: float, error: float, digits: int) -> None:
    assert supported_digits(value, error) == digits


@pytest.mark.parametrize(
    ("probability", "shown"),
    [(0.37, "37%"), (0.001, "<0.5%"), (0.999, ">99.5%"), (0.0, "0%"), (1.0, "100%"), (-0.004, "0%")],
)
def test_a_small_probability_is_not_shown_as_none(probability: float, shown: str) -> None:
    assert percent(probability) == shown


def test_units_are_read_as_people_write_them() -> None:
    assert [unit_text(unit) for unit in ("GPU*month", "minute/hour/GPU", "1")] == ["GPU·month", "min/h/GPU", ""]


@pytest.mark.parametrize(
    ("values", "unit", "shown"),
    [
        ((5.04e14, 1.59e15), "FLOP", ["5.04e14", "1.59e15 FLOP"]),
        ((5.04e14, 9e14), "FLOP", ["504T", "900T FLOP"]),
        ((-692.0, 7.14e6), "USD", ["-$692", "$7.14M"]),
        ((4.0, 8.0), "1", ["4", "8"]),
    ],
)
def test_amounts_that_are_shown_together_are_in_one_notation(
    values: tuple[float, ...], unit: str, shown: list[str]
) -> None:
    assert amounts(values, unit) == shown


@pytest.mark.parametrize(
    ("value", "error", "shown"),
    [
        (2026.25, 0.0, "2026.25"), (2026.5, 0.0, "2026.5"), (2030.0, 0.0, "2030"), (2027.96, 0.01, "2027.96"),
        (2027.96, 0.1, "2028"), (2027.7, 0.1, "2027.7"), (2027.7, 0.6, "2028"),
    ],
)  # fmt: skip
def test_a_time_of_the_calendar_has_the_digits_of_a_quarter_and_no_more_than_its_error_supports(
    value: float, error: float, shown: str
) -> None:
    assert amount(value, "year", error) == shown
