"""Evidence on the command line: what is written, what is said, and what is refused."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from conftest import Cli
from repository import EXAMPLE, shipped_study
from xarray import DataTree

import uncertain_compute as uc
from uncertain_compute.config.overrides import with_new_keys_allowed
from uncertain_compute.posterior.update import fail_if_posterior_failed
from uncertain_compute.views.tables.update import show_update

OBSERVATION = "evidence.observations.hunyuan_video"
QUICK = ("draws=4096", "posterior_draws=2000", "sensitivity=none")
WRITTEN = {"posterior", "posterior_shift", "posterior_shift_by_observation", "evidence"}


def latest(tmp_path: Path) -> Path:
    return (tmp_path / "runs" / "latest").resolve()


def test_evidence_updates_the_default_run(cli: Cli, tmp_path: Path) -> None:
    done = cli("evidence=open_models")
    assert done.returncode == 0, done.stderr
    folder = latest(tmp_path)
    assert {path.stem for path in folder.glob("*.csv")} >= {"summary", *WRITTEN}
    run = uc.load_run(folder)
    assert set(run.children) >= {
        "posterior",
        "sample_stats",
        "log_likelihood",
        "log_prior",
        "observed_data",
        "posterior_shift",
    }
    study = shipped_study(evidence="open_models")
    again = uc.posterior_shift(uc.update(study), study)
    stored = run["posterior_shift"].to_dataset()
    np.testing.assert_allclose(stored["posterior"], again["posterior"], rtol=1e-12)
    table = pd.read_csv(folder / "posterior_shift.csv").set_index("name")
    np.testing.assert_allclose(table["posterior_p50"], stored["posterior"].sel(level=0.5), rtol=1e-12)
    assert not pd.read_csv(folder / "posterior.csv")["failed"].any()
    evidence = pd.read_csv(folder / "evidence.csv")
    assert set(evidence["status"]) <= {"found", "computed"}
    said = " ".join(done.stdout.split())
    assert "Pareto k 0." in said
    assert "peak_gpus: the evidence takes the median from" in said
    assert "90% credible intervals, equal-tailed, before the evidence" in said
    assert "before the evidence, peak_gpus is driven most by" in said
    assert "these observations have no effect, as these priors fix their quantities: step_video_utilization" in said


def test_two_sets_keep_the_equations_of_each() -> None:
    study = uc.load("sora", evidence=["open_models", "sora2_costs"])
    assert {"typical_train_gpu_months", "sora2_clip_gpu_time"} <= set(study.graph.equations)
    assert {one.name for one in study.observations} >= {"seaweed_training", "gpu_time"}


def test_evidence_leaves_the_priors_draws_of_the_targets_as_they_are() -> None:
    with_evidence, without = (uc.run(shipped_study(evidence=one), draws=512) for one in ("sora2_costs", None))
    for name in without["prior"].data_vars:
        assert (with_evidence["prior"][name].to_numpy() == without["prior"][name].to_numpy()).mean() > 0.9
    assert list(with_evidence.attrs["targets"]) == list(without.attrs["targets"])


def test_nuts_is_asked_for_by_name(cli: Cli, tmp_path: Path) -> None:
    done = cli(f"--config-dir={EXAMPLE}", "model=lab", "priors=lab", "evidence=filing", "method=nuts", *QUICK)
    assert done.returncode == 0, done.stderr
    assert "2 observations by nuts: largest R-hat" in " ".join(done.stdout.split())
    assert "diverging" in uc.load_run(latest(tmp_path))["sample_stats"]


def test_a_posterior_that_failed_ends_with_an_error() -> None:
    run = uc.update(shipped_study(evidence="sora2_costs"), draws=2**14)
    fail_if_posterior_failed(run)
    run["posterior"].attrs["failures"] = "R-hat is 1.2\nthe least effective sample size is 30"
    with pytest.raises(
        uc.UncertainComputeError, match=r"^posterior: failed: R-hat is 1.2; the least .* accept_failed=true"
    ):
        fail_if_posterior_failed(run)


def test_reweighting_that_fails_is_kept_and_marked_if_told_so(cli: Cli, tmp_path: Path) -> None:
    assert (
        cli("evidence=[open_models,sora2_costs]", "draws=4096", "accept_failed=true", "sensitivity=none").returncode
        == 0
    )
    assert pd.read_csv(latest(tmp_path) / "posterior.csv")["failed"].all()


def test_pymc_draws_what_is_asked_for(cli: Cli, tmp_path: Path) -> None:
    done = cli("engine=pymc", "draws=8192", "sensitivity=none")
    assert done.returncode == 0, done.stderr
    assert uc.load_run(latest(tmp_path)).attrs["engine"] == "pymc"


def test_a_backtest_is_shown_and_written(cli: Cli, tmp_path: Path) -> None:
    done = cli("show=backtest", "beside=expert", "draws=4096")
    assert done.returncode == 0, done.stderr
    (folder,) = (tmp_path / "runs").glob("*/*backtest*")
    table = pd.read_csv(folder / "backtest_by_quantity.csv")
    assert set(table["set"]) == {"published", "expert", "naive"}
    assert "published held" in done.stdout
    assert len(pd.read_csv(folder / "backtest.csv")) == table["outcomes"].sum()


def update(*overrides: str) -> None:
    uc.update(uc.load("sora", evidence="open_models", overrides=with_new_keys_allowed(overrides)), draws=4096)


@pytest.mark.parametrize(
    ("overrides", "message"),
    [
        ([f"{OBSERVATION}.quantity=pass_minutes"], f"{OBSERVATION}.quantity: no quantity 'pass_minutes'; did you mean"),
        (
            [f"{OBSERVATION}.quantity=uploads"],
            f"{OBSERVATION}.quantity: 'uploads' has a dimension; name one column, as in 'uploads[TikTok]'",
        ),
        ([f"{OBSERVATION}.unit=GPU"], f"{OBSERVATION}.unit: unit 'GPU' where the equations need 'minute/hour/GPU'"),
        (
            [f"{OBSERVATION}.error.lognormal=1"],
            f"{OBSERVATION}.error.lognormal: an error of 1 is impossible; allowed is a factor above 1",
        ),
        ([f"{OBSERVATION}.between=-2"], f"{OBSERVATION}.between: an error of -2 is impossible"),
        (
            [f"{OBSERVATION}.error=3"],
            f"{OBSERVATION}.error: 3 is not a mapping of one of normal, lognormal, student_t, binomial",
        ),
        ([f"{OBSERVATION}.error.normal=1"], f"{OBSERVATION}.error: has lognormal and normal; it can have only one"),
        (
            [f"{OBSERVATION}.between=throughput_spred"],
            f"{OBSERVATION}.error: no quantity 'throughput_spred'; did you mean 'throughput_spread'?",
        ),
        ([f"{OBSERVATION}.between=throughput_deviation"], "in a draw; it has to exceed 1"),
        ([f"{OBSERVATION}.observed=much"], f"{OBSERVATION}.observed: 'much' is not a number"),
        ([f"{OBSERVATION}.observed=nan"], f"{OBSERVATION}.observed: nan is not a finite number"),
        ([f"{OBSERVATION}.observed=1e400"], f"{OBSERVATION}.observed: inf is not a finite number"),
        ([f"{OBSERVATION}.observed=[]"], f"{OBSERVATION}.observed: is an empty list"),
        ([f"{OBSERVATION}.observed=0"], f"{OBSERVATION}.observed: 0 is not positive"),
        (
            [f"{OBSERVATION}.status=seen"],
            f"{OBSERVATION}.status: 'seen' is not one of found, computed, recalled, judgement",
        ),
        ([f"{OBSERVATION}.date=''"], f"{OBSERVATION}.date: missing"),
        ([f"{OBSERVATION}.sauce=x"], f"{OBSERVATION}.sauce: not a key of an observation; did you mean 'source'?"),
        (["evidence.observation=3"], "evidence.observation: not a key of evidence; did you mean 'observations'?"),
        (
            [f"{OBSERVATION}.observed=1e-3", f"{OBSERVATION}.between=1.01"],
            f"{OBSERVATION}: 0.001 minute/hour/GPU was observed, but the prior cannot",
        ),
        ([f"{OBSERVATION}.observed=1", f"{OBSERVATION}.between=1.3"], "these contradict the prior: hunyuan_video"),
        (["priors=point"], "evidence: no observation can change these priors, which fix"),
    ],
)
def test_evidence_that_does_not_fit_is_refused(overrides: list[str], message: str) -> None:
    with pytest.raises(uc.UncertainComputeError) as caught:
        update(*overrides)
    assert message in str(caught.value)
    assert len(str(caught.value).splitlines()) == 1


@pytest.mark.parametrize(
    ("method", "message"),
    [
        ({"name": "nutz"}, "method: 'nutz' is not one of importance, nuts, smc; did you mean 'nuts'?"),
        ({"draws": 5}, "posterior_draws: 5 is out of range; allowed are 1000 to"),
    ],
)
def test_a_method_that_is_none_is_refused(method: dict[str, object], message: str) -> None:
    with pytest.raises(uc.UncertainComputeError, match=message.split(";", maxsplit=1)[0]):
        uc.Method(**method)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["evidence=open_models", "keep=summary"], "keep: summary keeps no draws, but evidence needs them"),
        (["evidence=open_models", "compare=[published, expert]"], "evidence: compare takes priors without evidence"),
        (["evidence=open_model"], "evidence=open_model: no such file; did you mean 'open_models'?"),
    ],
)
def test_what_does_not_go_with_evidence_is_refused(
    wrong_cli: Cli, tmp_path: Path, arguments: list[str], message: str
) -> None:
    done = wrong_cli(*arguments)
    assert done.returncode == 1
    assert done.stderr.startswith(f"error: {message}")
    assert not list(tmp_path.rglob("*.csv"))


def test_evidence_that_contradicts_the_prior_is_told() -> None:
    study = uc.load(
        "sora", evidence="open_models", overrides=[f"{OBSERVATION}.observed=2", f"{OBSERVATION}.between=1.5"]
    )
    run = uc.update(study, method=uc.Method(accept_failed=True))
    assert float(run["observed_data"]["prior_tail"].sel(observation="hunyuan_video")) < 1e-3


def test_a_posterior_of_one_draw_has_no_sensitivity(capsys: pytest.CaptureFixture[str]) -> None:
    overrides = [
        f"{OBSERVATION}.observed=[1e5,1e5,1e5,1e5]",
        f"{OBSERVATION}.between=1.02",
        f"{OBSERVATION}.error.lognormal=1.01",
    ]
    study = uc.load("sora", evidence="open_models", overrides=overrides)
    run = uc.update(study, method=uc.Method(accept_failed=True), draws=4096)
    assert "Pareto k is inf" in run["posterior"].attrs["failures"]
    run["posterior_shift"] = DataTree(uc.posterior_shift(run, study))
    assert np.isnan(run["posterior_shift"]["prior_share"]).all()
    show_update(study, run)
    assert "nan" not in capsys.readouterr().out


def test_too_few_draws_to_weigh_are_refused() -> None:
    with pytest.raises(
        uc.UncertainComputeError, match="draws: 64 of the prior are too few to reweight; importance needs"
    ):
        uc.update(shipped_study(evidence="open_models"), draws=64)
