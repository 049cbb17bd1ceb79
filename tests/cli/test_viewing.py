"""The report on the command line, seeing a stored run once more, and what other programs read."""

import json
import os
import pty
import re
import subprocess
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from commands import done as command
from conftest import Cli
from repository import EXAMPLE, shipped_study
from xarray import Dataset, DataTree

import uncertain_compute as uc
from uncertain_compute.analysis.analyses import Answers
from uncertain_compute.analysis.reading import Reading, stored_in
from uncertain_compute.files.writing import HOST
from uncertain_compute.reporting.report import write_report
from uncertain_compute.views.numbers import readable

SMALL = "draws=4096"


def latest(tmp_path: Path) -> Path:
    return (tmp_path / "runs" / "latest").resolve()


def files(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_a_stored_run_gives_the_same_page_and_figures_again(cli: Cli, tmp_path: Path) -> None:
    done = cli("+scenario=high", "report=html", SMALL, "priors.dataset_multiplier=4 to 20")
    assert done.returncode == 0, done.stderr
    folder = latest(tmp_path)
    before = files(folder)
    assert "report.html" in before
    page = before["report.html"].decode()
    assert "python -m uncertain_compute +scenario=high" in page
    assert "&#39;" in page
    (folder / "report.html").unlink()
    for path in (folder / "figures").iterdir():
        path.unlink()
    half = folder / "figures" / f".unfinished-{HOST}-{2**22 + 1}-forest.svg"
    half.touch()
    os.utime(half, (0, 0))
    again = cli(f"view={folder}", "report=html")
    assert again.returncode == 0, again.stderr
    assert again.stdout.endswith(f"page: {folder}/report.html\n")
    assert files(folder) == before
    assert again.stdout == done.stdout.replace(str(Path("runs") / folder.relative_to(tmp_path / "runs")), str(folder))
    assert [path.name for path in (tmp_path / "runs").iterdir() if path.name.startswith(".")] == []


def test_a_stored_run_of_a_study_of_ones_own_and_of_evidence_can_be_seen_again(cli: Cli, tmp_path: Path) -> None:
    own = ("--config-dir", str(EXAMPLE), "model=lab")
    assert cli(*own, "priors=lab", "evidence=filing", SMALL, "report=none").returncode == 0
    folder = latest(tmp_path)
    done = cli(*own[:2], f"view={folder}", "report=html")
    assert done.returncode == 0, done.stderr
    assert {"posterior.svg", "headline.svg"} <= {path.name for path in (folder / "figures").iterdir()}
    page = (folder / "report.html").read_text(encoding="utf-8")
    assert "What the evidence changed" in page
    assert "The answer, after the evidence" in page
    quantities = page.partition('<section id="quantities"')[2].partition("</table>")[0]
    before, after = (pd.read_csv(folder / f"{stem}.csv") for stem in ("summary", "posterior"))
    shown = re.findall(r'data-label="P50">([^<]*)<', quantities)
    assert shown == list(map(readable, after["p50"], after["p50_mcse"]))
    assert shown != list(map(readable, before["p50"], before["p50_mcse"]))


@pytest.mark.parametrize("item", ["draws=64", "priors=expert", "+scenario=high", "ci_prob=0.5", "show=priors"])
def test_a_stored_run_is_seen_as_it_was_drawn(item: str, wrong_cli: Cli) -> None:
    done = wrong_cli("view=nowhere", item)
    assert done.returncode == 1
    assert done.stderr.startswith(f"error: view: {item} cannot be set")


@pytest.fixture(scope="module")
def config(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Return the config of a small run."""
    folder = tmp_path_factory.mktemp("run")
    done = command(["draws=64", "targets=clip_frames", "sensitivity=none", "report=none"], folder, folder)
    assert done.returncode == 0, done.stderr
    return (folder / "runs" / "latest" / ".hydra" / "config.yaml").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def drawn() -> DataTree:
    """Return a small run of two quantities."""
    return uc.run(shipped_study(), draws=64, targets=("clip_frames", "latent_frames"))


type Damage = Callable[[DataTree, str, Path], object]
"""Harm a run, given a config that composes, in a folder or before it is saved there."""


def saved(run: DataTree, folder: Path, **attrs: object) -> Path:
    """Save a run with other attributes."""
    run.attrs |= attrs
    return uc.save_run(run, folder)


def with_odd_charts(run: DataTree) -> DataTree:
    """Return a run whose charts lack most of what a chart is."""
    run["charts"] = DataTree(Dataset({"quantile": ("row", [1.0])}))
    return run


DAMAGED: dict[str, tuple[Damage, str]] = {
    "of another schema": (
        lambda run, _, folder: saved(run, folder, schema=99),
        "run.nc: written by schema 99, this is",
    ),
    "foreign": (
        lambda run, _, folder: uc.save_run(DataTree.from_dict({"/prior": run["prior"].to_dataset()}), folder),
        "run.nc: written by schema None, this is schema",
    ),
    "bare": (lambda run, _, folder: uc.save_run(run, folder), "the run has no config"),
    "of another config": (
        lambda run, _, folder: saved(run, folder, config="a: 1"),
        "its study cannot be composed (model and priors: each must be a mapping",
    ),
    "of another version": (
        lambda run, config, folder: saved(
            run, folder, config=config, equation_versions=["1", "2"], command="python -m uncertain_compute seed=3"
        ),
        "another version of the model (clip_frames, latent_frames); run it again: python -m uncertain_compute seed=3",
    ),
    "with odd charts": (
        lambda run, config, folder: saved(with_odd_charts(run), folder, config=config, choices=["sora", "published"]),
        "run.nc: something is missing or damaged (ValueError: ",
    ),
    "missing": (lambda *_: None, "run.nc: no run can be read from it (there is no such file)"),
    "empty": (lambda *where: (where[-1] / "run.nc").write_bytes(b""), "run.nc: no run can be read from it ("),
    "truncated": (
        lambda run, _, folder: os.truncate(uc.save_run(run, folder), 3000),
        "run.nc: it has changed since it was written (its checksum in SHA256SUMS differs)",
    ),
    "of a comparison": (
        lambda *where: (where[-1] / "comparison.nc").write_bytes(b""),
        "run.nc: no run can be read from it (the folder is of a comparison)",
    ),
}


@pytest.mark.parametrize("name", DAMAGED)
def test_a_folder_that_is_no_whole_run_gets_one_line(
    name: str, drawn: DataTree, config: str, wrong_cli: Cli, tmp_path: Path
) -> None:
    damage, message = DAMAGED[name]
    folder = tmp_path / name
    folder.mkdir()
    damage(drawn.copy(deep=True), config, folder)
    before = files(folder)
    done = wrong_cli(f"view={folder}", "report=html")
    assert done.returncode == 1
    assert done.stderr.startswith("error: view: ")
    assert done.stderr.count("\n") == 1
    assert message in done.stderr
    assert files(folder) == before
    assert not (tmp_path / "runs").exists() or not any((tmp_path / "runs").iterdir())


def test_json_says_what_the_tables_hold(cli: Cli, tmp_path: Path) -> None:
    done = cli("output=json", SMALL, "sensitivity=[tornado,given_data]")
    assert done.returncode == 0, done.stderr
    assert done.stdout.count("\n") == 1
    said = json.loads(done.stdout)
    folder = latest(tmp_path)
    assert (tmp_path / said["folder"]).resolve() == folder
    assert len(said["answer"]) == 3
    assert said["as_of"] == "2024-03"
    assert set(said["tables"]) == {path.stem for path in folder.glob("*.csv")}
    for stem, rows in said["tables"].items():
        table = pd.read_csv(folder / f"{stem}.csv")
        assert len(rows) == len(table)
        for column in table.dropna(axis="columns", how="all").select_dtypes("number"):
            own = [np.nan if row[column] is None else row[column] for row in rows]
            np.testing.assert_allclose(own, table[column], rtol=1e-14)


def test_other_commands_have_json_too(cli: Cli) -> None:
    done = cli("compare=[published,expert]", "targets=train_flop", "output=json", "draws=256", "budget=50000")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["tables"]


def test_quiet_says_nothing(cli: Cli, tmp_path: Path) -> None:
    done = cli("output=quiet", "draws=64", "sensitivity=none")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert (latest(tmp_path) / "summary.csv").is_file()


IMPATIENT = (
    "import uncertain_compute.views.tables.progress as p; p.PATIENCE = 0; "
    "import uncertain_compute.cli.main as c; c.main()"
)


def _read_from(terminal: int) -> bytes:
    """Return what a terminal says next; nothing once its process has ended."""
    try:
        return os.read(terminal, 65536)
    except OSError:
        return b""


def in_a_terminal(folder: Path, *arguments: str, **variables: str) -> str:
    """Return what a command writes to a terminal of 100 columns, errors and progress from the start included."""
    ours, theirs = pty.openpty()
    environment = {name: value for name, value in os.environ.items() if name not in ("NO_COLOR", "FORCE_COLOR")}
    environment |= {"TERM": "xterm-256color", "COLUMNS": "100", "LINES": "40"} | variables
    command = [sys.executable, "-c", IMPATIENT, *arguments]
    with subprocess.Popen(command, cwd=folder, stdout=theirs, stderr=theirs, env=environment) as process:
        os.close(theirs)
        try:
            said = b"".join(iter(partial(_read_from, ours), b""))
            assert process.wait(60) == 0
        finally:
            process.kill()
    os.close(ours)
    return said.decode()


def test_colour_and_progress_are_for_terminals_alone(cli: Cli, tmp_path: Path) -> None:
    long = ("report=none", "sensitivity=none", "draws=1048576", "keep=summary", "targets=train_flop")
    said = in_a_terminal(tmp_path, *long)
    assert "\x1b[1" in said
    assert "drawing" in said
    plain = in_a_terminal(tmp_path, "report=none", "draws=64", "sensitivity=none", NO_COLOR="1")
    assert not any(f"\x1b[{colour}" in plain for colour in ("31", "32", "33", "34", "35", "36"))
    piped = cli("draws=64", "sensitivity=none")
    assert "\x1b" not in piped.stdout + piped.stderr


def test_figures_that_cannot_be_written_leave_no_page(tmp_path: Path) -> None:
    study = shipped_study(priors="point")
    run = stored_in(uc.run(study, draws=32), study, Answers({}, ()))
    (tmp_path / "figures").write_text("in the way", encoding="utf-8")
    with pytest.raises(FileExistsError):
        write_report(Reading(study, run, Answers({}, ())), tmp_path, ["svg"], page=True)
    assert [path.name for path in tmp_path.iterdir()] == ["figures"]


def test_a_page_can_be_asked_for_from_python(tmp_path: Path) -> None:
    study = uc.load("lab", priors="lab", config_dir=EXAMPLE)
    run = uc.run(study, draws=2048, targets="h100_equivalents", also=study.charted)
    before = list(run.children)
    page = uc.report(study, run, tmp_path / "mine", ci_prob=0.8)
    assert list(run.children) == before
    text = page.read_text(encoding="utf-8")
    assert "with 80% probability" in text
    assert "h100_equivalents most: " in text
    assert {path.name for path in (tmp_path / "mine" / "figures").iterdir()} >= {"chips.svg", "run.svg", "headline.svg"}
    with pytest.raises(uc.UncertainComputeError, match="ci_kind: 'odd' is not one of eti, hdi"):
        uc.report(study, run, tmp_path, ci_kind="odd")
