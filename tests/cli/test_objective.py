"""A run returns its objectives to whatever searches over runs, as Hydra's Optuna sweeper does."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from omegaconf import DictConfig

from uncertain_compute.cli import dispatch
from uncertain_compute.cli.composed_job import run_job

SMALL = ["draws=256", "sensitivity=none", "report=none", "output=quiet"]

type Returned = Callable[..., list[Any]]


@pytest.fixture
def returned(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, in_this_process: Callable[..., None]) -> Returned:
    """Return a function that runs a command here, and returns what its job returned to Hydra."""

    def run(*arguments: str) -> list[Any]:
        found: list[Any] = []

        def kept(words: Sequence[str], job: Callable[[DictConfig], object]) -> None:
            run_job(words, lambda config: found.append(job(config)))

        monkeypatch.chdir(tmp_path)
        monkeypatch.setattr(dispatch, "run_job", kept)
        in_this_process(*arguments, *SMALL)
        return found

    return run


@pytest.mark.parametrize("keep", ["draws", "summary"])
def test_objectives_are_statistics_of_the_run(keep: str, returned: Returned, tmp_path: Path) -> None:
    objectives = "[peak_gpus.p95,train_flop.sd,peak_gpus.mean,peak_gpus.median]"
    (found,) = returned(f"objective={objectives}", f"keep={keep}")
    summary = pd.read_csv(tmp_path / "runs" / "latest" / "summary.csv").set_index("quantity")
    expected = [summary.loc["peak_gpus", "p95"], summary.loc["train_flop", "sd"]]
    assert found == pytest.approx([*expected, *summary.loc["peak_gpus", ["mean", "p50"]]], rel=1e-12)


def test_each_run_of_a_sweep_returns_its_own_number_and_none_is_compared(returned: Returned, tmp_path: Path) -> None:
    fewer, more = returned("-m", "objective=peak_gpus.p50", "priors.inference_utilization=0.5,0.25")
    assert more == pytest.approx(2 * fewer)
    (sweep,) = (tmp_path / "runs" / "sweeps").glob("*/*")
    assert not (sweep / "comparison.nc").exists()


def test_one_column_of_a_quantity_is_named(returned: Returned, capfd: pytest.CaptureFixture[str]) -> None:
    target = "targets=[output_flop]"
    (found,) = returned("objective='output_flop[Sora].p5'", target)
    assert found > 0
    with pytest.raises(SystemExit):
        returned("objective=output_flop.p5", target)
    assert (
        "objective: 'output_flop' has a dimension; name one column, as in 'output_flop[Sora]'" in capfd.readouterr().err
    )
