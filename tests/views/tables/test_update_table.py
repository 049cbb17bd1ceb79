"""What evidence changed, in the terminal: the numbers are those that were found."""

import pytest
from shown_runs import Updated, updated_example
from xarray import DataTree

from uncertain_compute.views.figures.evidence.posterior import posterior_figure
from uncertain_compute.views.sentences.numbers import amount, brief, percent
from uncertain_compute.views.tables.update import quantile_texts, show_update, surprises, update_sentences


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
