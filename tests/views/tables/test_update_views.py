"""What evidence changed, in the terminal and in figures: the numbers are those that were found."""

from pathlib import Path

import numpy as np
import pytest
from answers import area_up_to, intervals, marks, rows, texts, whiskers, widths
from matplotlib.axes import Axes
from repository import EXAMPLE
from xarray import Dataset, DataTree

import uncertain_compute as uc
from uncertain_compute.views.drawing.rendering import save_pictures
from uncertain_compute.views.drawing.style import OURS, QUIET
from uncertain_compute.views.figures.evidence.figures import update_pictures
from uncertain_compute.views.figures.evidence.influence import influence_figure
from uncertain_compute.views.figures.evidence.observations import evidence_figure
from uncertain_compute.views.figures.evidence.posterior import posterior_figure
from uncertain_compute.views.sentences.numbers import amount, brief, percent
from uncertain_compute.views.tables.update import quantile_texts, show_update, surprises, update_sentences

type Updated = tuple[uc.Study, DataTree]


@pytest.fixture(scope="module")
def updated() -> Updated:
    study = uc.load("lab", priors="lab", evidence="filing", config_dir=EXAMPLE)
    run = uc.update(study, draws=8192)
    run["posterior_shift"] = DataTree(uc.posterior_shift(run, study))
    return study, run


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


def test_the_panels_of_the_posterior_have_the_quantiles_that_were_found(updated: Updated) -> None:
    study, run = updated
    posterior_shift = run["posterior_shift"].to_dataset()
    for axes in posterior_figure(study, run).axes:
        one = posterior_shift.sel(name=axes.get_title(loc="left"))
        assert_are_quantiles(intervals(axes), one)
        (_, old, _), (_, new, _) = quantile_texts(one)
        assert axes.texts[0].get_text() == f"median {old} → {new}; {float(one['bits_learnt']):.2f} bit learnt"
        for curve, (low, median, high) in zip(curves(axes), intervals(axes), strict=True):
            assert middle_of(curve) == pytest.approx(median, abs=0.05 * (high - low))


def curves(axes: Axes) -> list[np.ndarray]:
    """Return the densities: of the prior, then of the posterior, in the order of the legend's colours."""
    drawn = [line for line in axes.lines if len(line.get_xydata()) > 2]
    return [line.get_xydata() for colour in (QUIET, OURS) for line in drawn if line.get_color() == colour]


def middle_of(curve: np.ndarray) -> float:
    """Return the coordinate that halves the area below a density."""
    area = area_up_to(curve)
    return float(np.interp(area[-1] / 2, area, curve[:, 0]))


def test_a_posterior_of_a_few_values_is_drawn_by_their_shares(updated: Updated) -> None:
    study, run = updated
    few = run.copy()
    for group, chance in {"prior": 0.5, "posterior": 0.25}.items():
        own = run[group].to_dataset()
        values = np.where(np.arange(own["h100_equivalents"].size) % 4 < 4 * chance, 1.0, 2.0)
        found = own["h100_equivalents"].copy(data=values.reshape(own["h100_equivalents"].shape))
        few[group] = DataTree(own.assign(h100_equivalents=found))
    axes = next(one for one in posterior_figure(study, few).axes if one.get_title(loc="left") == "h100_equivalents")
    stems = [segment for lines in axes.collections for segment in getattr(lines, "get_segments", list)()]
    assert [[float(top) for _, top in stem] for stem in stems] == [[0, 0.5], [0, 0.5], [0, 0.25], [0, 0.75]]


def assert_are_quantiles(shown: list[list[float]], one: Dataset) -> None:
    wanted = np.array([one[group].to_numpy() for group in ("prior", "posterior")])
    logarithmic = wanted.min() > 0 and not np.allclose(shown, wanted)
    np.testing.assert_allclose(shown, np.log10(wanted) if logarithmic else wanted, rtol=1e-12)


def test_each_observation_is_a_mark_beside_prior_and_posterior(updated: Updated) -> None:
    study, run = updated
    observed = run["observed_data"].to_dataset()
    for axes in evidence_figure(study, run).axes:
        one = run["posterior_shift"].to_dataset().sel(name=axes.get_title())
        assert_are_quantiles(intervals(axes), one)
        own = observed["evidence"].to_numpy()[observed["quantity"].to_numpy() == one["name"].item()]
        shown = np.array(marks(axes, "observed"))
        assert shown == pytest.approx(own) or 10**shown == pytest.approx(own)
        medians = [float(one[group].sel(level=0.5)) for group in ("prior", "posterior")]
        assert texts(axes) == [brief(value) for value in [*medians, *own]]


def test_each_bar_of_influence_is_a_shift_with_two_errors_either_side(updated: Updated) -> None:
    study, run = updated
    posterior_shift = run["posterior_shift"].to_dataset()
    for axes in influence_figure(study, run).axes:
        one = posterior_shift.sel(name=axes.get_title(), observation=rows(axes))
        shifts, errors = one["shift_by_observation"].to_numpy(), one["shift_by_observation_mcse"].to_numpy()
        assert widths(axes, "shift") == pytest.approx(shifts.tolist())
        assert (errors > 0).all()
        np.testing.assert_allclose(whiskers(axes), np.stack([shifts - 2 * errors, shifts + 2 * errors], axis=1))


def test_the_words_of_influence_are_of_the_mean_as_its_axis_is(updated: Updated) -> None:
    (picture,) = [one for one in update_pictures(*updated) if one.stem == "influence"]
    assert picture.alt == "Bars: how far each observation moves each quantity's mean."
    assert {axes.get_xlabel().split(" in ")[0] for axes in picture.draw().axes} == {"shift of the mean"}


def test_figures_are_written_twice_the_same(updated: Updated, tmp_path: Path) -> None:
    first, second = (
        save_pictures(update_pictures(*updated), tmp_path / name, ("png", "svg")) for name in ("first", "second")
    )
    assert {path.stem for path in first} == {"posterior", "influence", "evidence"}
    assert {path.suffix for path in first} == {".png", ".svg"}
    for one, other in zip(first, second, strict=True):
        assert one.read_bytes() == other.read_bytes()
