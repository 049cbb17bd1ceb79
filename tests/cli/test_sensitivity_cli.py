"""Sensitivity and the value of information as a user asks for them."""

import signal
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from commands import started, wait_until_underway
from conftest import Cli
from repository import EXAMPLE, shipped_study

import uncertain_compute as uc

SMALL = ("draws=4096", "accuracy=null")


def latest(tmp_path: Path) -> Path:
    return (tmp_path / "runs" / "latest").resolve()


def test_all_of_it_is_written_and_said(cli: Cli, tmp_path: Path) -> None:
    done = cli("sensitivity=all", "targets=[peak_gpus]", "report=figures", "draws=2048", "accuracy=null")
    assert done.returncode == 0, done.stderr
    folder = latest(tmp_path)
    run = uc.load_run(folder)
    assert set(run["sensitivity"].children) == {"tornado", "shapley", "given_data", "value_of_information", "decision"}
    stems = {path.stem for path in folder.glob("*.csv")}
    assert {"tornado", "shapley", "given_data", "value_of_information", "decision", "decision_by_assumption"} <= stems
    drawn = {path.name for path in (folder / "figures").iterdir()}
    kinds = ("tornado-peak_gpus", "shapley-peak_gpus", "voi-peak_gpus", "decision")
    assert drawn >= {f"{kind}.svg" for kind in kinds}
    said = " ".join(done.stdout.split())
    assert "peak_gpus is driven most by sora_parameters (" in said
    assert "how many GPUs to commit to for a month of peak demand: best is 5" in said
    assert "most worth knowing: sora_parameters ($" in said
    assert "note: sobol is left out: ai_share[TikTok], ai_share[YouTube]; " in said
    assert "fixed" not in said


def test_the_tables_are_those_of_the_stored_run(cli: Cli, tmp_path: Path) -> None:
    done = cli("sensitivity=[shapley,tornado]", "report=none", *SMALL)
    assert done.returncode == 0, done.stderr
    run = uc.load_run(latest(tmp_path))
    written = pd.read_csv(latest(tmp_path) / "shapley.csv").set_index(["quantity", "assumption"])["effect"]
    stored = run["sensitivity/shapley"]["effect"].to_series()
    np.testing.assert_allclose(written.loc[stored.index], stored, rtol=1e-12)
    again = uc.tornado(shipped_study(), draws=4096)
    np.testing.assert_array_equal(run["sensitivity/tornado"]["given_tenth"], again["given_tenth"])


def test_a_study_of_ones_own_gets_all_of_it(cli: Cli, tmp_path: Path) -> None:
    done = cli("--config-dir", str(EXAMPLE), "model=lab", "priors=lab", "sensitivity=all", "report=none", *SMALL)
    assert done.returncode == 0, done.stderr
    assert "how many of the 100k H100s on offer to rent for the run: best is none" in " ".join(done.stdout.split())
    decision = pd.read_csv(latest(tmp_path) / "decision.csv").iloc[0]
    assert decision["loss_unit"] == "USD"
    assert decision["best_option"] == "none"


@pytest.mark.parametrize(
    ("overrides", "expected"),
    [
        (["priors.correlations=null"], "sora_parameters"),
        (["factors={demand: [ai_share, uploads, upload_duration], takes: [candidates, diffusion_steps]}"], "demand"),
    ],
    ids=["independent", "in one factor"],
)
def test_sobol_takes_what_is_independent(overrides: list[str], expected: str, cli: Cli, tmp_path: Path) -> None:
    done = cli("sensitivity=sobol", "targets=peak_gpus", "report=none", *SMALL, *overrides)
    assert done.returncode == 0, done.stderr
    table = pd.read_csv(latest(tmp_path) / "sobol.csv").set_index("assumption")
    assert (table["total"] >= 0).all()
    assert expected in table.index


@pytest.mark.parametrize("overrides", [["keep=summary"], ["priors=point"], ["targets=train_flop", "sensitivity=none"]])
def test_a_run_without_draws_or_wishes_goes_through(overrides: list[str], cli: Cli, tmp_path: Path) -> None:
    done = cli("report=none", "draws=4096", *overrides)
    assert done.returncode == 0, done.stderr
    assert (latest(tmp_path) / "tornado.csv").exists() == (overrides == ["keep=summary"])


@pytest.mark.parametrize(
    ("overrides", "message"),
    [
        (["sensitivity=tornadoo"], "sensitivity: 'tornadoo' is not one of tornado, sobol, "),
        (["sensitivity=[all,none]"], "sensitivity: all, none: none cannot be combined with others"),
        (["factors={demand: [uploads]}"], "factors: only sobol and shapley take them"),
        (["sensitivity=voi", "~model.decision", "+model.decision={}"], "decision: has none"),
        (["sensitivity=sobol"], "sobol: ai_share[TikTok], ai_share[YouTube]; candidates, "),
        (["sensitivity=shapley", "budget=3"], "budget: 3 is less than the "),
        (["sensitivity=shapley", "factors={demand: [uplods]}"], "factors.demand: no assumption 'uplods'; did you mean"),
        (["sensitivity=voi", "model.decision.order=peak_gpu"], "decision.order: no quantity 'peak_gpu'; did you mean"),
        (
            ["sensitivity=voi", "priors.idle_gpu_cost=-3"],
            "command line: priors.idle_gpu_cost: -3 lies outside its range, 0 or more",
        ),
        (["targets=peak_gpu"], "targets: no quantity 'peak_gpu'; did you mean 'peak_gpus'?"),
        (["accuracy=2"], "accuracy: 2.0 must lie between 0 and 1"),
    ],
)
def test_what_cannot_be_is_one_line_and_leaves_nothing(
    overrides: list[str], message: str, wrong_cli: Cli, tmp_path: Path
) -> None:
    done = wrong_cli("report=none", "draws=4096", *overrides)
    assert done.returncode == 1
    assert done.stderr.startswith(f"error: {message}")
    assert done.stderr.count("\n") == 1
    assert not [path for path in (tmp_path / "runs").glob("**/*") if path.is_file()]


def test_an_interrupted_analysis_leaves_nothing(tmp_path: Path) -> None:
    arguments = ["sensitivity=shapley", "accuracy=0.000001", "budget=100000000000", "report=none"]
    with started(arguments, tmp_path) as process:
        wait_until_underway(tmp_path)
        process.send_signal(signal.SIGINT)
        _, errors = process.communicate(timeout=60)
    assert process.returncode == 130
    assert errors == "interrupted; nothing of the unfinished run was kept\n"
    assert not [path for path in (tmp_path / "runs").glob("**/*") if path.is_file()]
