"""Dimensions of numbers and dates: their coordinates, as labels and as an input of equations."""

from typing import Any

import numpy as np
import pytest

import uncertain_compute as uc
from uncertain_compute.model.graph import Number
from uncertain_compute.study.coordinates import coordinates_of


@pytest.mark.parametrize(
    ("written", "coordinates"),
    [
        ({"from": 2024, "to": 2027}, ["2024", "2025", "2026", "2027"]),
        ({"from": 2024, "to": 2030, "step": 3}, ["2024", "2027", "2030"]),
        ({"from": 0, "to": 0.3, "step": 0.1}, ["0", "0.1", "0.2", "0.3"]),
        ({"from": "2024", "to": "2026", "step": "year"}, ["2024", "2025", "2026"]),
        ({"from": "2024Q3", "to": "2025Q2", "step": "quarter"}, ["2024Q3", "2024Q4", "2025Q1", "2025Q2"]),
        ({"from": "2024-11", "to": "2025-01", "step": "month"}, ["2024-11", "2024-12", "2025-01"]),
        (range(2024, 2026), ["2024", "2025"]),
        ({"from": 2024, "to": 2024}, ["2024"]),
    ],
)
def test_a_dimension_goes_from_one_number_or_date_to_another(written: Any, coordinates: list[str]) -> None:
    assert list(coordinates_of("year", written)) == coordinates


@pytest.mark.parametrize(
    ("written", "message"),
    [
        (
            {"from": 2024, "to": 2032, "step": 5},
            "year.step: 5 does not lead from 2024 to 2032; the last before it is 2029",
        ),
        ({"from": 2024, "to": 2020}, "year.to: 2020 lies before from = 2024"),
        ({"from": 2024, "to": 2030, "step": 0}, "year.step: 0 must be positive"),
        ({"to": 2030}, "year.from: missing; a dimension of numbers needs from and to"),
        ({"from": 2024, "until": 2030}, "year.until: not a key of it; did you mean 'unit'?"),
        ({"from": 2024, "to": "soon"}, "year.to: 'soon' is not a number"),
        ({"from": 2024, "to": 1e9}, "year: 999,997,977 coordinates, and a dimension has at most 1,000"),
        (
            {"from": "1000-01", "to": "3000-01", "step": "month"},
            "year: 24,001 coordinates, and a dimension has at most",
        ),
        (
            {"from": "2024Q1", "to": "2024Q9", "step": "quarter"},
            "year.to: '2024Q9' is not a quarter, as 2024Q1 or 2024-01",
        ),
        ({"from": "2024Q1", "to": "2023Q1", "step": "quarter"}, "year.to: 2023Q1 lies before from = 2024Q1"),
        (
            {"from": 1, "to": 2, "step": "qarter"},
            "'qarter' is not one of year, quarter, month, or a number; did you mean",
        ),
        ({"from": 1, "to": 2, "unit": [1]}, "year.unit: [1] is not a text"),
        ({}, "year: {} is not a mapping of from, to and step"),
    ],
)
def test_coordinates_that_do_not_fit_are_refused(written: Any, message: str) -> None:
    with pytest.raises(uc.UncertainComputeError) as caught:
        uc.Study([elapsed], {}, dimensions={"year": written})
    assert message in str(caught.value)
    assert len(str(caught.value).splitlines()) == 1


def elapsed(year: Number) -> Number:
    """Return the time since 2024 [year]."""
    return year - 2024


def grown(start: Number, growth: Number, year: Number) -> Number:
    """Return what grows [GPU]."""
    return start * (1 + growth) ** (year - 2024)


def fraction(year: Number) -> Number:
    """Return twice the time since the first coordinate [day]."""
    return 2 * (year - year.min("year"))


PRIORS = {"start": {"value": 100, "unit": "GPU"}, "growth": {"value": 0.5, "unit": "1/year"}}
YEARS = {"year": {"from": 2024, "to": 2027}}


def test_coordinates_are_an_input_in_years() -> None:
    study = uc.Study([elapsed, grown, fraction], PRIORS, dimensions=YEARS)
    assert study.unit("year") == "year"
    found = uc.summarize(uc.run(study, draws=32)).set_index(["quantity", "coordinates"])["p50"]
    np.testing.assert_allclose(found["elapsed"], [0, 1, 2, 3])
    np.testing.assert_allclose(found["grown"], 100 * 1.5 ** np.arange(4))
    np.testing.assert_allclose(found["fraction"], 2 * 365.25 * np.arange(4))


def test_another_unit_of_coordinates_is_said() -> None:
    plain = {"start": PRIORS["start"], "growth": {"value": 0.5, "unit": "1"}}
    study = uc.Study([grown], plain, dimensions={"year": {**YEARS["year"], "unit": "1"}})
    assert uc.summarize(uc.run(study, draws=32))["p50"].tolist() == pytest.approx([100, 150, 225, 337.5])
    with pytest.raises(uc.UncertainComputeError, match=r"exponent in year: .* or a rate \(1/year\) has to be raised"):
        uc.Study([grown], plain, dimensions=YEARS)


def test_quarters_are_parts_of_years() -> None:
    def since(quarter: Number) -> Number:
        """Return the time since 2024 [year]."""
        return quarter - 2024

    study = uc.Study([since], {}, dimensions={"quarter": {"from": "2024Q1", "to": "2024Q4", "step": "quarter"}})
    assert uc.summarize(uc.run(study, draws=32))["p50"].tolist() == [0.0, 0.25, 0.5, 0.75]


def test_addresses_name_targets_and_the_headline() -> None:
    study = uc.Study(
        [elapsed, grown], PRIORS, dimensions=YEARS, targets=["elapsed", "grown[2025]"], headline="grown[2025]"
    )
    assert uc.summarize(uc.run(study, draws=32))["coordinates"].tolist() == ["2024", "2025", "2026", "2027", "2025"]
    assert uc.summarize(uc.run(study, draws=32, targets="grown[2027]"))["p50"].tolist() == pytest.approx([337.5])
    with pytest.raises(
        uc.UncertainComputeError, match=r"targets: no column 'grown\[2031\]'; nearest is 'grown\[2027\]'"
    ):
        uc.run(study, draws=32, targets="grown[2031]")
    with pytest.raises(uc.UncertainComputeError, match=r"model.headline: no column 'grown\[2023\]'; nearest is "):
        uc.Study([grown], PRIORS, dimensions=YEARS, headline=["grown[2023]"])
