"""A run's summary in words."""

import pytest

import uncertain_compute as uc
from uncertain_compute.views.sentences import summary


@pytest.mark.parametrize(("mcse", "shown"), [(0.0031, "0.3%"), (0.07, "7%"), (0.096, "10%"), (1.2, "100%"), (0, "0%")])
def test_an_error_is_a_share_of_the_median_without_an_exponent(mcse: float, shown: str) -> None:
    assert summary._relative_error({"p50": 1.0, "p50_mcse": mcse}) == shown


def test_nothing_is_noted_of_the_default_study() -> None:
    assert [note for note in summary.belief_notes(uc.load("sora")) if "range" in note] == []
