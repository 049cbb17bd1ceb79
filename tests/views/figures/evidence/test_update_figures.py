"""What evidence changed, in figures: the numbers are those that were found."""

from pathlib import Path

import numpy as np
import pytest
from answers import area_up_to, intervals, marks, rows, texts, whiskers, widths
from matplotlib.axes import Axes
from shown_runs import Updated, updated_example
from xarray import Dataset, DataTree

from uncertain_compute.views.drawing.rendering import save_pictures
from uncertain_compute.views.drawing.style import OURS, QUIET
from uncertain_compute.views.figures.evidence.figures import update_pictures
from uncertain_compute.views.figures.evidence.influence import influence_figure
from uncertain_compute.views.figures.evidence.observations import evidence_figure
from uncertain_compute.views.figures.evidence.posterior import posterior_figure
from uncertain_compute.views.numbers import brief
from uncertain_compute.views.tables.update import quantile_texts


@pytest.fixture(scope="module")
def updated() -> Updated:
    return updated_example()


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
        heights = [line.get_ydata().tolist() for line in axes.lines if line.get_label() == "observed"]
        assert heights == [[*range(2, 2 + len(own))]], "below prior and posterior, a row each"
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
