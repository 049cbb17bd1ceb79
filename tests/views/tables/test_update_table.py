"""What evidence changed, in the terminal: the numbers are those that were found."""

from functools import cache

import numpy as np
import pytest
from scipy.stats import norm
from shown_runs import Updated, updated_example
from xarray import Dataset, DataTree

import uncertain_compute as uc
from uncertain_compute.addresses import coordinate_of
from uncertain_compute.model.graph import Number
from uncertain_compute.views.figures.evidence.influence import influence_figure
from uncertain_compute.views.figures.evidence.posterior import posterior_figure
from uncertain_compute.views.numbers import amount, brief, percent
from uncertain_compute.views.tables.update import (
    quantile_texts,
    quantities_in,
    ranked_assumptions,
    show_update,
    surprises,
    update_sentences,
)


@pytest.fixture(scope="module")
def updated() -> Updated:
    return updated_example()


def test_the_sentence_has_the_medians_and_what_moved_them(updated: Updated) -> None:
    study, run = updated
    posterior_shift = run["posterior_shift"].to_dataset()
    sentence = next(text for text in update_sentences(study, posterior_shift) if text.startswith("h100_equivalents:"))
    (_, before, _), (_, after, _) = quantile_texts(posterior_shift.sel(name="h100_equivalents"))
    assert f"the evidence takes the median from {before} to {after} GPU" in sentence
    one = posterior_shift.sel(name="h100_equivalents")
    shifts = one["shift_by_observation"].to_series()
    largest = shifts.abs().idxmax()
    assert f"moved most by {largest} ({shifts[largest]:+.2f} prior SD)" in sentence
    (low, *_, high), (new_low, *_, new_high) = quantile_texts(one)
    assert f"P5 to P95 from {low} – {high} to {new_low} – {new_high}" in sentence
    assert [low, high] == [brief(float(one["prior"].sel(level=level))) for level in (0.05, 0.95)]
    assert f"; {float(one['prior_share']):.0%} of its sensitivity is to the prior" in sentence


def test_numbers_before_and_after_are_in_one_notation(updated: Updated) -> None:
    one = updated[1]["posterior_shift"].to_dataset().sel(name="h100_equivalents")
    scaled = one[["prior", "posterior", "posterior_mcse"]] / one["posterior"].max() * 2e15
    for texts in quantile_texts(scaled):
        assert all("e1" in text for text in texts), texts


@pytest.mark.parametrize(
    ("shifts", "pareto_k", "said"),
    [
        ((0.3, -0.5), (0.1, 0.1), "moved most by {1} (-0.50 prior SD), {0} (+0.30 prior SD)"),
        ((0.3, -0.1), (0.1, 0.1), "moved most by {0} (+0.30 prior SD)"),
        ((0.3, -0.5), (0.1, 0.9), "moved most by {0} (+0.30 prior SD)"),
        ((0.1, -0.1), (0.1, 0.1), "no single observation has a clear effect on it"),
    ],
)
def test_only_shifts_above_two_errors_by_reliable_weights_are_said(
    shifts: tuple[float, float], pareto_k: tuple[float, float], said: str, updated: Updated
) -> None:
    study, run = updated
    found = run["posterior_shift"].to_dataset()
    by_observation = found["shift_by_observation"]
    changed = found.assign(
        shift_by_observation=0.0 * by_observation + np.array(shifts),
        shift_by_observation_mcse=0.0 * by_observation + 0.1,
        pareto_k=("observation", np.array(pareto_k)),
    )
    names = found["observation"].values.tolist()
    assert all(f"; {said.format(*names)}" in sentence for sentence in update_sentences(study, changed))


def test_what_is_tiny_beside_the_spread_is_zero() -> None:
    values = {"prior": [-1.0, 0.05, 1.0], "posterior": [-0.5, 1e-4, 0.5], "posterior_mcse": [1e-5] * 3}
    before, after = quantile_texts(Dataset({name: ("level", numbers) for name, numbers in values.items()}))
    assert (before[1], after[1]) == ("0.05", "0")


def test_what_contradicts_the_prior_is_said_with_its_numbers(updated: Updated) -> None:
    observed = updated[1]["observed_data"].to_dataset()
    assert list(surprises(observed.assign(prior_tail=0.5 + 0 * observed["prior_tail"]))) == []
    first, *_ = surprises(observed.assign(prior_tail=0.0004 + 0 * observed["prior_tail"]))
    one = observed.isel(observation=0)
    low, high = (brief(float(one[f"prior_{end}"])) for end in ("p5", "p95"))
    assert f"{amount(float(one['evidence']), str(one['unit'].item()))} was observed of" in first
    assert f"which is {low} – {high} in the prior" in first
    assert "has a probability of 0.0004, its error included" in first


def test_the_table_says_method_and_what_to_doubt(updated: Updated, capsys: pytest.CaptureFixture[str]) -> None:
    study, run = updated
    show_update(study, run)
    out = capsys.readouterr().out
    one = run["posterior_shift"].to_dataset().sel(name="h100_equivalents")
    before, after = quantile_texts(one)
    (cells,) = [line.split("│")[1:-1] for line in out.splitlines() if line.startswith("│ h100_equivalents ")]
    assert [cell.strip() for cell in cells[1:]] == [
        *before, *after, "GPU", f"{float(one['shift']):+.2f}", percent(float(one["contraction"])),
        f"{float(one['bits_learnt']):.2f} bit", percent(float(one["prior_share"])),
    ]  # fmt: skip
    said = " ".join(out.split())
    assert "2 observations by importance: Pareto k" in said
    assert "chips_owned[B200]" in said
    assert "FAILED" not in said


def test_a_failed_posterior_is_marked_in_table_and_figure(updated: Updated, capsys: pytest.CaptureFixture[str]) -> None:
    study, run = updated
    failed = run.copy()
    failed["posterior"] = DataTree(
        run["posterior"].to_dataset().assign_attrs(failures="chains disagree\ntoo few draws")
    )
    show_update(study, failed)
    said = capsys.readouterr().out
    assert "posterior failed: chains disagree" in said
    assert "posterior failed: too few draws" in said
    assert "FAILED, not to be used" in said
    assert any("FAILED" in text.get_text() for text in posterior_figure(study, failed).texts)


def power(limit: Number, load: Number) -> Number:
    """Return the power in each year [MW]."""
    return limit * load


@cache
def updated_path() -> Updated:
    meter = {"quantity": "power[2027]", "observed": 70, "unit": "MW", "error": {"lognormal": 1.05},
             "source": "a meter", "status": "found", "date": "2027-12"}  # fmt: skip
    study = uc.Study(
        [power],
        {
            "limit": {"year": {"2026": "80 to 100 MW", "2035": "160 to 500 MW"}, "interpolate": "log"},
            "load": {"value": "0.5 to 1", "along": "year", "correlation": 0.5, "unit": "1"},
        },
        dimensions={"year": {"from": 2026, "to": 2035}},
        evidence=uc.Evidence.of({"meter": meter}),
    )
    run = uc.update(study, draws=4096)
    run["posterior_shift"] = DataTree(uc.posterior_shift(run, study))
    return study, run


@pytest.mark.parametrize(("years", "shown"), [((), ["2026", "2031", "2035"]), (("2027", "2030"), ["2027", "2030"])])
def test_of_a_path_only_some_years_are_shown(
    years: tuple[str, ...], shown: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    study, run = updated_path()
    show_update(study, run, years)
    rows = [line.split("│")[1].strip() for line in capsys.readouterr().out.splitlines() if line.startswith("│ power")]
    assert rows == [f"power[{year}]" for year in shown]
    said = [text.partition(":")[0] for text in update_sentences(study, run["posterior_shift"].to_dataset(), years)]
    assert said == rows


def test_years_of_one_rank_are_one_assumption_of_which_something_is_learnt() -> None:
    """All learn the same; each year of the other assumption learns something of its own."""
    study, run = updated_path()
    ranked = ranked_assumptions(study, run["posterior_shift"].to_dataset())
    assert ranked[0] == "load[2027]"
    assert [name for name in ranked if name.startswith("limit")] == ["limit[2035]"]
    assert len(ranked) == 1 + 10


def test_figures_of_a_path_show_some_years_and_assumptions() -> None:
    study, run = updated_path()
    shown = [f"power[{year}]" for year in (2026, 2031, 2035)]
    assert quantities_in(run["posterior_shift"].to_dataset(), study.headline) == shown
    panels = [axes.get_title(loc="left") for axes in posterior_figure(study, run).axes]
    assert panels[:3] == shown
    assert {coordinate_of(panel) for panel in panels[3:]} >= {"2027"}
    assert len(influence_figure(study, run).axes) == len(shown)


def test_evidence_takes_an_event_from_one_probability_to_another(capsys: pytest.CaptureFixture[str]) -> None:
    """A standard normal number is positive with 50%. Seen as 1, its error 1, it has mean 0.5 and half the variance."""

    def level(x: Number) -> Number:
        """Return the number itself [1]."""
        return x

    def positive(x: Number) -> Number:
        """Return whether it is positive [1]."""
        return x > 0.0

    seen = {"quantity": "level", "observed": 1.0, "error": {"normal": 1.0}, "unit": "1", "source": "a test"}
    evidence = uc.Evidence.of({"seen": seen | {"date": "2026-01", "status": "found"}})
    study = uc.Study(
        [level, positive], {"x": {"normal": {"mu": 0, "sigma": 1}}}, evidence=evidence, headline=["positive"]
    )
    run = uc.update(study, draws=2**14)
    run["posterior_shift"] = DataTree(uc.posterior_shift(run, study))
    after = float(run["posterior_shift"]["posterior_mean"].sel(name="positive"))
    assert after == pytest.approx(norm.cdf(0.5 * np.sqrt(2)), abs=0.01)
    assert f"positive: the evidence takes the probability from 50% to {after:.0%}; moved most by seen" in next(
        update_sentences(study, run["posterior_shift"].to_dataset())
    )
    show_update(study, run)
    assert f"│ positive │ │ 50% │ │ │ {after:.0%} │ │ probability │" in " ".join(capsys.readouterr().out.split())
