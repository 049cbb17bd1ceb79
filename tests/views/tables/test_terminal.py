import pytest
from repository import shipped_study

import uncertain_compute as uc
from uncertain_compute.analysis.validation.audit import audit
from uncertain_compute.model.graph import Number
from uncertain_compute.views.tables.run import show_audit, show_run


def shown(capsys: pytest.CaptureFixture[str], study: uc.Study, **settings: object) -> str:
    run = uc.run(study, **settings)
    show_run(study, run, uc.summarize(run))
    return capsys.readouterr().out


def test_the_default_run_shows_intervals_around_the_published_figures(capsys: pytest.CaptureFixture[str]) -> None:
    text = shown(capsys, shipped_study())
    for part in (
        "train_gpu_months",
        "4,211 – 10,528",
        "peak_gpus",
        "720k",
        "P5",
        "P50",
        "P95",
        "below",
        "inside",
        "as of 2024-03",
    ):
        assert part in text


def test_a_fixed_study_shows_values_alone(capsys: pytest.CaptureFixture[str]) -> None:
    text = shown(capsys, shipped_study(priors="point", scenario="low"), draws=32)
    assert "4,211 │" in text
    assert "P95" not in text


def test_the_audit_flags_the_wrong_sum(capsys: pytest.CaptureFixture[str]) -> None:
    show_audit(audit(shipped_study(priors="point")))
    line = next(line for line in capsys.readouterr().out.splitlines() if "AI minutes in total" in line)
    assert "10.7M" in line
    assert "14.95M" in line
    assert "wrong" in line


def same(x: Number) -> Number:
    """Return the assumption itself [1]."""
    return x


def test_an_unstable_mean_is_called_so(capsys: pytest.CaptureFixture[str]) -> None:
    text = shown(capsys, uc.Study([same], {"x": {"lognormal": {"mu": 0, "sigma": 3}}}))
    assert "warning: same: the mean is unstable" in text


def test_an_error_larger_than_what_is_shown_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    text = shown(capsys, uc.Study([same], {"x": "-100 to 100"}), draws=32, chains=2)
    assert "Monte Carlo error is larger than the digits shown" in text


def test_a_coordinate_in_brackets_is_not_markup(capsys: pytest.CaptureFixture[str]) -> None:
    text = shown(capsys, shipped_study(), draws=64, targets=("output_flop",))
    assert "output_flop[GPT-4]" in text


def test_another_interval_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    study = shipped_study()
    run = uc.run(study, draws=1024)
    show_run(study, run, uc.summarize(run, ci_prob=0.8, ci_kind="hdi"))
    text = capsys.readouterr().out
    assert "80% credible intervals, highest-density" in text
    assert "HDI low" in text
