"""Folders: the user's own are never touched, and what a killed process left goes."""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
from conftest import Cli

from uncertain_compute.cli import folders
from uncertain_compute.errors import UncertainComputeError

FEW = ("draws=64", "sensitivity=none")
GONE = 2**22 + 1
"""Beyond the largest number that Linux gives a process."""


def inside(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.fixture
def precious(tmp_path: Path) -> Path:
    folder = tmp_path / "precious"
    (folder / "deep").mkdir(parents=True)
    (folder / "notes.txt").write_text("mine")
    (folder / "deep" / "run.log").write_text("mine, too")
    return folder


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["hydra.run.dir=precious"], "hydra.run.dir: precious is not an empty folder; name an empty or a new one"),
        (["hydra.run.dir=precious", "draws=0"], "hydra.run.dir: precious is not an empty folder"),
        (["hydra.run.dir=.", "draws=0"], "hydra.run.dir: . is not an empty folder"),
        (["hydra.run.dir=precious/notes.txt"], "hydra.run.dir: precious/notes.txt is not an empty folder"),
        (["hydra.run.dir=precious/notes.txt/new"], "precious/notes.txt: "),
        (["hydra.run.dir=precious", "show=priors"], "hydra.run.dir: precious is not an empty folder"),
        (["hydra.run.dir=precious", "compare=[published,expert]"], "hydra.run.dir: precious is not an empty folder"),
        (["hydra.run.dir=precious", "view=precious"], "hydra.run.dir: view= writes to the folder of the run"),
        (["view=precious", "draws=0"], "view: draws=0 cannot be set"),
        (["-m", "hydra.sweep.dir=precious", "seed=0,1"], "hydra.sweep.dir: precious is not an empty folder"),
        (["-m", "hydra.sweep.dir=.", "seed=0,1"], "hydra.sweep.dir: . is not an empty folder"),
        (["-m", "hydra.sweep.subdir=precious", "seed=0,1"], "hydra.sweep.subdir: precious is not allowed"),
        (["hydra.job.chdir=true"], "hydra.job.chdir: True is not allowed; a run stays in the folder"),
        (["hydra.output_subdir=precious"], "hydra.output_subdir: precious is not allowed"),
        (["hydra/job_logging=default"], "hydra.job_logging: writes a file"),
        (["runs=precious/notes.txt"], "precious/notes.txt"),
    ],
)
def test_the_users_folders_are_left_alone(
    arguments: list[str], message: str, wrong_cli: Cli, tmp_path: Path, precious: Path
) -> None:
    before = inside(tmp_path)
    done = wrong_cli(*arguments, *FEW) if "draws=0" not in arguments else wrong_cli(*arguments)
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (1, "", 1)
    assert message in done.stderr
    assert inside(tmp_path) == before
    assert [*tmp_path.iterdir()] == [precious]


def test_a_run_fills_the_folder_that_it_is_given(cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    for given in ("empty", "new/folder"):
        done = cli(f"hydra.run.dir={given}", "hydra.output_subdir=null", *FEW)
        assert done.returncode == 0, done.stderr
        assert done.stdout.endswith(f"run: {given}\n")
        assert {"run.nc", "summary.csv", "run.log", ".hydra"} <= {path.name for path in (tmp_path / given).iterdir()}
    assert not (tmp_path / "runs").exists()


def test_a_given_folder_is_left_as_it_was_where_a_run_fails(wrong_cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    for given in ("empty", "new"):
        assert wrong_cli(f"hydra.run.dir={given}", "draws=0").returncode == 1
    assert [path.name for path in tmp_path.iterdir()] == ["empty"]
    assert not [*(tmp_path / "empty").iterdir()]


def test_a_sweep_fills_the_folder_that_it_is_given(cli: Cli, tmp_path: Path) -> None:
    done = cli("-m", "hydra.sweep.dir='a, b'", "seed=0,1", *FEW)
    assert done.returncode == 0, done.stderr
    assert {path.name for path in (tmp_path / "a, b").iterdir() if path.is_dir()} == {
        "0-sora-published",
        "1-sora-published",
    }


def test_a_sweep_without_a_run_leaves_nothing(wrong_cli: Cli, tmp_path: Path) -> None:
    for wrong in ("priors=nope,expert", "draws=0,64"):
        done = wrong_cli("-m", wrong)
        assert (done.returncode, done.stderr.count("\n")) == (1, 1)
    assert not [*tmp_path.iterdir()]


def test_a_run_that_fails_leaves_nothing(wrong_cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    for runs in ("runs", "new/runs", "mine"):
        assert wrong_cli(f"runs={runs}", "draws=0").returncode == 1
    assert [*tmp_path.rglob("*")] == [tmp_path / "mine"]


def test_only_what_this_process_made_is_removed(tmp_path: Path) -> None:
    (tmp_path / "theirs").mkdir()
    made = folders.make_unfinished(tmp_path / "runs")
    (made / "table.csv").write_text("half")
    folders.discard_folder(made)
    folders.discard_folder(tmp_path / "theirs")
    assert not made.exists()
    assert (tmp_path / "theirs").is_dir()


def test_what_killed_workers_of_a_sweep_left_goes_when_it_ends(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(folders, "PATIENCE", 0.01)
    monkeypatch.setattr(folders, "_made", [])  # later commands of this process would wait for the one that lives
    sweep = folders.make_new_folder(tmp_path / "sweep")
    ended, alive, elsewhere = (
        sweep / f".unfinished-{name}"
        for name in (f"{folders.HOST}-{GONE}", f"{folders.HOST}-{os.getppid()}", "other-1")
    )
    for path in (ended, alive, elsewhere, tmp_path / ended.name):
        (path / ".hydra").mkdir(parents=True)
    folders.discard_empty_folders()
    assert {*sweep.iterdir()} == {alive, elsewhere}
    assert (tmp_path / ended.name).is_dir()


def test_a_taken_name_gets_a_number(tmp_path: Path) -> None:
    made = [folders.make_new_folder(tmp_path / "day" / "sweep") for _ in range(3)]
    assert [path.name for path in made] == ["sweep", "sweep-2", "sweep-3"]
    finished = [folders.finish_folder(path, tmp_path / "day" / "run") for path in made]
    assert [path.name for path in finished] == ["run", "run-2", "run-3"]


def test_a_given_folder_is_empty_or_new(tmp_path: Path) -> None:
    assert folders.given_folder(str(tmp_path / "new"), "key").is_dir()
    assert folders.given_folder(str(tmp_path / "new"), "key").is_dir()
    with pytest.raises(UncertainComputeError, match=r"^key: .* is not an empty folder"):
        folders.given_folder(str(tmp_path), "key")


def test_a_link_points_to_the_newest_and_is_nobody_elses(tmp_path: Path) -> None:
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        (
            tmp_path / f".unfinished-{folders.HOST}-{os.getpid()}-latest"
        ).touch()  # left by a killed process of this number
        folders.point_to(tmp_path / name, tmp_path / "latest")
        assert (tmp_path / "latest").resolve().name == name
    (tmp_path / "mine").write_text("a file")
    folders.point_to(tmp_path / "one", tmp_path / "mine")
    assert (tmp_path / "mine").read_text() == "a file"
    assert len([*tmp_path.iterdir()]) == 4


def test_what_a_killed_process_left_goes_after_a_day(tmp_path: Path) -> None:
    sweep = tmp_path / "sweeps" / "2026-01-01" / "10-00-00"
    names = {
        "gone": tmp_path / f".unfinished-{folders.HOST}-{GONE}",
        "alive": tmp_path / f".unfinished-{folders.HOST}-{os.getpid()}",
        "young": tmp_path / f".unfinished-{folders.HOST}-{GONE}-2",
        "elsewhere": tmp_path / f".unfinished-another-{GONE}",
        "users": tmp_path / ".unfinished-novel",
        "swept": sweep / f".unfinished-{folders.HOST}-{GONE}",
    }
    for name, folder in names.items():
        folder.mkdir(parents=True)
        (folder / "run.nc").write_text("half")
        if name != "young":
            os.utime(folder, (0, time.time() - 2 * folders.DAY))
    (sweep / "multirun.yaml").write_text("as Hydra writes it")
    table = tmp_path / "sweeps" / "2026-01-02" / "10-00-00" / f".unfinished-{folders.HOST}-{GONE}-differences.csv"
    table.parent.mkdir(parents=True)
    table.write_text("half")
    os.utime(table, (0, time.time() - 2 * folders.DAY))
    assert set(folders.remove_abandoned(tmp_path)) == {names["gone"], names["swept"], table}
    assert not table.exists()
    assert [name for name, folder in names.items() if folder.exists()] == ["alive", "young", "elsewhere", "users"]
    assert not sweep.exists()


@pytest.mark.parametrize(("name", "code"), [("SIGTERM", 143), ("SIGHUP", 129)])
def test_a_signal_cleans_up_as_an_interrupt_does(name: str, code: int, tmp_path: Path) -> None:
    text = f"""
import os, signal
from uncertain_compute.cli.exits import one_line_errors
from uncertain_compute.cli.folders import discard_folder, make_unfinished
from uncertain_compute.cli.interrupts import raise_interrupts
from pathlib import Path

raise_interrupts()
with one_line_errors():
    folder = make_unfinished(Path("runs"))
    try:
        os.kill(os.getpid(), signal.{name})
    finally:
        discard_folder(folder)
"""
    done = subprocess.run(
        [sys.executable, "-c", text], cwd=tmp_path, capture_output=True, text=True, check=False, timeout=60
    )
    assert (done.returncode, done.stderr) == (code, "terminated; nothing of the unfinished run was kept\n")
    assert not [*(tmp_path / "runs").iterdir()]
