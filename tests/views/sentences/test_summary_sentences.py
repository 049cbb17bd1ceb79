"""A run's summary in words."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from repository import shipped_study

import uncertain_compute as uc
from uncertain_compute.model.graph import Number
from uncertain_compute.views.numbers import readable_together
from uncertain_compute.views.sentences import summary


@pytest.mark.parametrize(
    ("estimates", "errors", "shown"),
    [
        ((0.5, 1.0, 2.0), (0.0041, 0.0031, 0.14), "0.8, 0.3, 7%"),
        ((-2.0, 1.0, 4.0), (0.2, 0.096, 0.0), "10, 10, 0%"),
        ((0.0, 0.0, 100.0), (0.0, 0.0, 1.2), "0, 0, 1%"),
        ((-5.0, 0.001, 5.0), (0.031, 0.02, 0.03), "±0.03, ±0.02, ±0.03"),
        ((0.0, 1.0, 2.0), (0.5, 0.1, 0.1), "±0.5, ±0.1, ±0.1"),
        ((0.0, 1e6, 2e6), (2.6e5, 1400.0, 2e6), "±300k, ±1,000, ±2M"),
    ],
)
def test_errors_are_shares_unless_a_number_is_within_its_error_of_zero(
    estimates: tuple[float, ...], errors: tuple[float, ...], shown: str
) -> None:
    names = ("ci_low", "p50", "ci_high")
    row = dict(zip(names, estimates, strict=True)) | dict(zip([f"{name}_mcse" for name in names], errors, strict=True))
    row["ci_kind"] = "eti"
    assert summary._errors(row) == shown


def test_nothing_is_noted_of_the_default_study() -> None:
    assert [note for note in summary.belief_notes(shipped_study()) if "range" in note] == []


@pytest.mark.parametrize(
    ("shares", "said"),
    [
        ([0.3], "cost: the mean is unstable, a thousandth of the draws makes up 30% of it"),
        ([0.31, 0.05, 0.22], "cost: the mean is unstable, a thousandth of the draws makes up 22% to 31% of it"),
    ],
)
def test_unstable_means_are_told_in_one_line(shares: Sequence[float], said: str) -> None:
    exact = dict.fromkeys(summary.SHOWN, 0.0)
    settled = {"unsettled": "", "never": 0.0, "gap_low": np.nan, "gap_high": np.nan, "ci_kind": "eti"}
    rows = [{"quantity": "cost", "coordinates": "", "top_share": share, **settled, **exact} for share in shares]
    assert summary.doubts(rows) == [f"{said}; read the median"]


def test_what_the_draws_do_not_tell_is_said_and_has_a_dash() -> None:
    """Student's t with 0.8 degrees of freedom has no mean; a mixture's shortest interval may go across a gap."""

    def same(x: Number) -> Number:
        """Return the assumption itself [GPU]."""
        return x

    def said(belief: object, ci_kind: str) -> tuple[list[str], list[str], str]:
        study = uc.Study([same], {"x": belief})
        run = uc.run(study, draws=2**12)
        rows = uc.summarize(run, ci_kind=ci_kind).to_dict("records")
        return summary.doubts(rows), summary.summary_table(study, run, rows)[1][0], summary.method_text(run, rows)

    (doubt, *_), _, method = said({"student_t": {"nu": 0.8, "mu": 0, "sigma": 1}}, "eti")
    assert doubt.startswith("same: the mean is unstable: few draws decide it, and it may not exist (tail index 1.")
    apart = {"mixture": [{"weight": 0.5, "value": "1 to 2"}, {"weight": 0.5, "value": "20 to 22"}]}
    assert method.endswith("P5, P50, P95 between chains")
    (doubt, *_), _, _ = said(apart, "hdi")
    assert doubt.startswith("same: the highest-density interval goes across a gap, ")
    _, cells, method = said({"exponential": {"lam": 1}}, "hdi")
    assert cells[5].startswith("–, ")
    assert "those of HDI low and high relative to its width" in method
    assert method.endswith("; –: not estimated, because almost no draws lie beyond that end")


def test_errors_of_a_highest_density_interval_are_relative_to_its_width_as_precision_is() -> None:
    ends = {"ci_low": -0.01, "p50": 5.0, "ci_high": 9.99, "mean": 5.0}
    errors = {"ci_low_mcse": 0.1, "p50_mcse": 0.05, "ci_high_mcse": 0.2, "mean_mcse": 0.01}
    row = {"quantity": "x", "coordinates": "", **ends, **errors, "ci_kind": "hdi", "resolution": 0.0}
    row |= {"unsettled": "", "never": 0.0, "top_share": 0.0, "gap_low": np.nan, "gap_high": np.nan}
    assert summary._errors(row) == "1, 1, 2%"
    assert summary.doubts([row | {"ci_high_mcse": 0.1}]) == []


def test_a_row_is_in_one_notation_which_is_that_of_the_interval() -> None:
    """An interval up to 2e15 reads 4.1e14 in figures; its mean follows."""
    row = {"mean": 1.0e15, "ci_low": 4.1e14, "p50": 9.0e14, "ci_high": 2e15, "resolution": 0.0}
    row |= {"never": 0.0, "unit": "GPU"}
    row |= {f"{name}_mcse": 1e13 for name in summary.SHOWN}
    assert summary._rounded_numbers(row) == ["1.00e15", "4.1e14", "9.0e14", "2.00e15"]
    exact = row | {f"{name}_mcse": 0.0 for name in summary.SHOWN} | {"p50": 12_345.0, "ci_high": 20_000.0}
    assert summary._rounded_numbers(exact | {"mean": 1.0, "ci_low": 2.0})[2] == readable_together([12_345.0], [0.0])[0]


def test_a_doubt_about_many_columns_of_a_quantity_names_it_once() -> None:
    row = {"quantity": "x", "unsettled": "", "top_share": 0.0, "gap_low": np.nan, "resolution": 0.0, "ci_kind": "eti"}
    row |= {"never": 0.0} | dict.fromkeys(summary.SHOWN, 1.0) | {f"{name}_mcse": 1.0 for name in summary.SHOWN}
    rows = [row | {"coordinates": str(year)} for year in range(2024, 2028)] + [
        row | {"quantity": "y", "coordinates": ""}
    ]
    assert summary.doubts(rows)[0].startswith("x (4 columns), y: ")
    assert summary.doubts(rows[1:])[0].startswith("x[2025], x[2026], x[2027], y: ")


def test_the_mean_of_a_rare_event_is_its_probability_and_no_reason_for_doubt(tmp_path: Path) -> None:
    """A thousandth of the draws makes up all of it; its curve of exceedance has no width."""

    def rare(x: Number) -> Number:
        """Return whether it happens [1]."""
        return x > 0.9995

    study = uc.Study([rare], {"x": {"uniform": {"low": 0, "high": 1}}})
    run = uc.run(study, draws=2**12)
    rows = uc.summarize(run).to_dict("records")
    assert [text for text in summary.doubts(rows) if "unstable" in text]
    assert not [
        text for text in summary.doubts(rows, events=study.graph.events(study.assumptions)) if "unstable" in text
    ]
    uc.report(study, run, tmp_path / "page")


@pytest.mark.parametrize(("value", "error"), [(100.0, 0.51), (-100.0, 0.51), (np.inf, 0.5)])
def test_an_error_holds_the_width_of_a_sketchs_bin(value: float, error: float) -> None:
    assert summary._error({"p50": value, "p50_mcse": 0.5, "resolution": 1e-4}, "p50") == pytest.approx(error)
