"""The checksums in a run's folder: written last, kept right, and looked at before anything is read."""

import shutil
import subprocess
import warnings
from collections.abc import Callable
from pathlib import Path

import pytest
from commands import PATIENCE
from commands import done as command
from conftest import Cli
from repository import shipped_study

import uncertain_compute as uc
from uncertain_compute.files.writing import unfinished_name, write_together, write_whole
from uncertain_compute.storage.checksums import SUMS, checksums_in

ASKED = ("draws=64", "targets=train_flop", "report=none", "sensitivity=none")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of a small run of the command line."""
    folder = tmp_path_factory.mktemp("made")
    done = command([*ASKED], folder, tmp_path_factory.mktemp("said"))
    assert done.returncode == 0, done.stderr
    return (folder / "runs" / "latest").resolve()


@pytest.fixture
def folder(made: Path, tmp_path: Path) -> Path:
    """Return a copy of it, which is another's to this process."""
    return Path(shutil.copytree(made, tmp_path / "copied"))


def agree(folder: Path) -> bool:
    done = subprocess.run(
        ["sha256sum", "--check", "--strict", "--quiet", SUMS],  # noqa: S607
        cwd=folder,
        check=False,
        capture_output=True,
        timeout=PATIENCE,
    )
    return done.returncode == 0


def names(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()} - {SUMS}


def test_every_file_of_a_run_has_a_checksum_that_agrees(made: Path) -> None:
    assert set(checksums_in(made) or {}) == names(made)
    assert {"run.nc", "run.log", ".hydra/config.yaml", "summary.csv"} <= names(made)
    assert agree(made)


@pytest.mark.parametrize(
    "asked",
    [
        ("compare=[published,expert]", "targets=train_flop", "draws=256", "budget=50000"),
        ("show=priors", "priors=point"),
        ("-m", "priors=published,expert", "targets=train_flop", "draws=256", "budget=50000", "sensitivity=none"),
    ],
)
def test_other_folders_have_checksums_too(asked: tuple[str, ...], cli: Cli, tmp_path: Path) -> None:
    done = cli(*asked)
    assert done.returncode == 0, done.stderr
    found = [path.parent for path in (tmp_path / "runs").rglob(SUMS) if "latest" not in path.parts]
    assert len(found) == (3 if asked[0] == "-m" else 1)
    assert all(map(agree, found))
    listed = {(one / name).relative_to(tmp_path) for one in found for name in checksums_in(one) or {}}
    assert {path for path in map(Path, names(tmp_path)) if path.name != SUMS} == listed


def test_seeing_a_run_again_renews_its_checksums_with_its_figures(folder: Path, cli: Cli) -> None:
    (folder / "summary.csv").write_text("edited", encoding="utf-8")
    done = cli(f"view={folder}", "report=figures")
    assert done.returncode == 0, done.stderr
    assert done.stderr == f"warning: {folder}: changed since they were written, by SHA256SUMS: summary.csv\n"
    assert set(checksums_in(folder) or {}) == names(folder)
    assert not agree(folder)
    (folder / "summary.csv").unlink()
    assert cli(f"view={folder}").stderr == ""


def test_a_report_into_a_run_s_folder_keeps_its_checksums_right(folder: Path) -> None:
    study = shipped_study(priors="point")
    uc.report(study, uc.run(study, draws=32, targets="train_flop"), folder)
    assert set(checksums_in(folder) or {}) == names(folder)
    assert agree(folder)


def test_a_run_saved_from_python_has_a_checksum(tmp_path: Path) -> None:
    run = uc.run(shipped_study(), draws=64, targets="train_flop")
    uc.save_run(run, tmp_path)
    assert set(checksums_in(tmp_path) or {}) == {"run.nc"}
    assert agree(tmp_path)


def flipped(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


def without_sum(path: Path) -> None:
    kept = [line for line in path.read_text(encoding="utf-8").splitlines() if not line.endswith("run.nc")]
    path.write_text("\n".join(kept), encoding="utf-8")


@pytest.mark.parametrize(
    ("name", "harm", "message"),
    [
        ("run.nc", flipped, "run.nc: it has changed since it was written (its checksum in SHA256SUMS differs)"),
        (".hydra/config.yaml", flipped, "config.yaml: it has changed since it was written"),
        (SUMS, without_sum, "SHA256SUMS: has no checksum of run.nc"),
        (SUMS, lambda path: path.write_text("odd"), "SHA256SUMS: line 1 is not a checksum with the name of a file"),
        (SUMS, lambda path: path.write_bytes(bytes(2**22 + 1)), "SHA256SUMS: has more than 4,194,304 bytes"),
    ],
)
def test_what_a_run_is_read_from_has_to_agree(
    name: str, harm: Callable[[Path], object], message: str, folder: Path, wrong_cli: Cli
) -> None:
    harm(folder / name)
    with pytest.raises(uc.UncertainComputeError) as refused:
        uc.load_run(folder)
    assert message in str(refused.value)
    for asked in (f"view={folder}", f"compare=[{folder},expert]"):
        done = wrong_cli(asked)
        assert (done.returncode, done.stderr.count("\n")) == (1, 1)
        assert message in done.stderr


def test_a_missing_output_is_fine_and_one_that_was_edited_is_named(folder: Path) -> None:
    (folder / "assumptions.csv").unlink()
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        uc.load_run(folder)
    (folder / "headline.csv").write_text("edited", encoding="utf-8")
    with pytest.warns(
        uc.StoredRunWarning, match=r"copied: changed since they were written, by SHA256SUMS: headline.csv"
    ):
        uc.load_run(folder)


def test_a_run_without_checksums_is_read_with_a_warning(folder: Path, cli: Cli) -> None:
    (folder / SUMS).unlink()
    with pytest.warns(uc.StoredRunWarning, match="it has no SHA256SUMS, so damage may go unnoticed"):
        uc.load_run(folder)
    done = cli(f"view={folder}")
    assert (done.returncode, done.stderr) == (
        0,
        f"warning: {folder}: it has no SHA256SUMS, so damage may go unnoticed\n",
    )
    assert not (folder / SUMS).exists()


def test_nothing_is_written_through_a_link_in_a_stranger_s_folder(folder: Path, wrong_cli: Cli, tmp_path: Path) -> None:
    precious = tmp_path / "precious"
    precious.mkdir()
    (precious / "file").write_text("kept", encoding="utf-8")
    for name in (f"{unfinished_name()}-report.html", "report.html"):
        (folder / name).symlink_to(precious / "file")
    write_together({folder / "report.html": b"page"})
    write_whole(folder / "report.html", lambda path: path.write_bytes(b"page"))
    (folder / "figures").symlink_to(precious)
    done = wrong_cli(f"view={folder}", "report=figures")
    assert done.returncode == 1
    assert "figures: is a link to another folder, so no figure is written there" in done.stderr
    assert [(path.name, path.read_text(encoding="utf-8")) for path in precious.iterdir()] == [("file", "kept")]
