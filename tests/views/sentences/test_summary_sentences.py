"""A run's summary in words."""

from collections.abc import Sequence

import pytest

import uncertain_compute as uc
from uncertain_compute.views.sentences import summary


@pytest.mark.parametrize(
    ("estimates", "errors", "shown"),
    [
        ((0.5, 1.0, 2.0), (0.0041, 0.0031, 0.14), "0.8, 0.3, 7%"),
        ((-2.0, 1.0, 4.0), (0.2, 0.096, 0.0), "10, 10, 0%"),
        ((0.0, 0.0, 100.0), (0.0, 0.0, 1.2), "0, 0, 1%"),
        ((-5.0, 0.001, 5.0), (0.031, 0.02, 0.03), "±0.03, ±0.02, ±0.03"),
        ((0.0, 1.0, 2.0), (0.5, 0.1, 0.1), "±0.5, ±0.1, ±0.1"),
    ],
)
def test_errors_are_shares_unless_a_number_is_within_its_error_of_zero(
    estimates: tuple[float, ...], errors: tuple[float, ...], shown: str
) -> None:
    names = ("ci_low", "p50", "ci_high")
    row = dict(zip(names, estimates, strict=True)) | dict(zip([f"{name}_mcse" for name in names], errors, strict=True))
    assert summary._errors(row) == shown


def test_nothing_is_noted_of_the_default_study() -> None:
    assert [note for note in summary.belief_notes(uc.load("sora")) if "range" in note] == []


@pytest.mark.parametrize(
    ("shares", "said"),
    [
        ([0.3], "cost: the mean is unstable, a thousandth of the draws makes up 30% of it"),
        ([0.31, 0.05, 0.22], "cost: the mean is unstable, a thousandth of the draws makes up 22% to 31% of it"),
    ],
)
def test_unstable_means_are_told_in_one_line(shares: Sequence[float], said: str) -> None:
    exact = dict.fromkeys(summary.SHOWN, 0.0)
    rows = [{"quantity": "cost", "top_share": share, **exact} for share in shares]
    assert summary.doubts(rows) == [f"{said}; read the median"]
