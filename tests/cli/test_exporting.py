"""A run is written for other tools while it is drawn, and a stored one later."""

from pathlib import Path

import pandas as pd
from conftest import Cli

import uncertain_compute as uc

SMALL = ("draws=256", "sensitivity=none", "targets=train_flop", "priors=expert")


def test_a_run_is_written_for_other_tools_while_it_is_drawn_and_later(cli: Cli, tmp_path: Path) -> None:
    done = cli(*SMALL, "export=[csv,squiggle]")
    assert done.returncode == 0
    left_out = (
        "warning: beliefs.squiggle leaves out priors.attention_multiplier: Squiggle has no counterpart of a Metalog"
    )
    assert done.stderr.startswith(left_out)
    folder = (tmp_path / "runs" / "latest").resolve()
    written = {"draws.csv", "beliefs.squiggle"}
    assert written <= {path.name for path in folder.iterdir()}
    assert cli(f"view={folder}", "export=parquet").returncode == 0
    written |= {"draws.parquet"}
    sums = (folder / "SHA256SUMS").read_text(encoding="utf-8")
    assert all(f"  {name}\n" in sums for name in written)
    drawn = uc.load_run(folder)["prior"]["train_flop"].to_numpy().ravel()  # a checksum that differs is an error here
    assert pd.read_csv(folder / "draws.csv")["train_flop"].tolist() == drawn.tolist()
    assert pd.read_parquet(folder / "draws.parquet")["train_flop"].tolist() == drawn.tolist()
    assert [path.name for path in folder.iterdir() if path.name.startswith(".unfinished")] == []


def test_a_stored_run_without_draws_has_none_to_write(cli: Cli, wrong_cli: Cli, tmp_path: Path) -> None:
    assert cli(*SMALL, "keep=summary").returncode == 0
    folder = (tmp_path / "runs" / "latest").resolve()
    before = {path.name for path in folder.iterdir()}
    done = wrong_cli(f"view={folder}", "export=csv", "report=none")
    assert done.returncode == 1
    assert done.stderr == "error: view: export: the run kept no draws; draw it with keep=draws\n"
    done = wrong_cli(f"view={folder}", "sample_paths=3")
    assert done.stderr == f"error: sample_paths: {folder} kept no draws to show\n"
    assert {path.name for path in folder.iterdir()} == before
