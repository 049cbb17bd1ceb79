"""HDF5 files that lead elsewhere, declare what they do not hold, or are damaged: refused before they are opened."""

import os
import shutil
import warnings
from collections.abc import Callable
from pathlib import Path

import h5py
import numpy as np
import pytest
from repository import shipped_study

import uncertain_compute as uc
from uncertain_compute.files import hdf5
from uncertain_compute.files.hdf5 import fault_in
from uncertain_compute.files.hdf5_walk import UnsoundError, Walk

MEMORY = 10**9


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the file of a small run."""
    folder = tmp_path_factory.mktemp("made")
    return uc.save_run(uc.run(shipped_study(), draws=64, targets="train_flop"), folder)


@pytest.fixture
def path(made: Path, tmp_path: Path) -> Path:
    """Return a copy of it, without a checksum."""
    return Path(shutil.copy(made, tmp_path))


def virtual(file: h5py.File) -> None:
    layout = h5py.VirtualLayout(shape=(4,), dtype="f8")
    layout[:] = h5py.VirtualSource("/etc/hostname", "secret", shape=(4,))
    file.create_virtual_dataset("prior/odd", layout)


def huge(file: h5py.File) -> None:
    plan = h5py.h5p.create(h5py.h5p.DATASET_CREATE)
    plan.set_alloc_time(h5py.h5d.ALLOC_TIME_LATE)
    space = h5py.h5s.create_simple((4 * 10**9,))
    h5py.h5d.create(file["prior"].id, b"odd", h5py.h5t.IEEE_F64LE, space, plan)


def told_over_and_over(file: h5py.File) -> None:
    """Let the many texts of a dataset be one long one in the file."""
    text = file.create_dataset("prior/odd", (4000,), dtype=h5py.string_dtype())
    text[0] = "x" * 50_000
    file.flush()
    content = Path(file.filename)
    start = text.id.get_offset()
    file.close()
    raw = bytearray(content.read_bytes())
    raw[start : start + 16 * 4000] = raw[start : start + 16] * 4000
    content.write_bytes(raw)


def in_itself(file: h5py.File) -> None:
    file["prior/odd"] = file["prior"]


def deep(file: h5py.File) -> None:
    file.create_group("/".join("a" * 20))


type Craft = Callable[[h5py.File], object]

CRAFTED: dict[str, tuple[Craft, str]] = {
    "external link": (lambda file: file.__setitem__("prior/odd", h5py.ExternalLink("/etc/passwd", "/")), "odd: a link"),
    "soft link": (lambda file: file.__setitem__("prior/odd", h5py.SoftLink("/nowhere")), "odd: a link to somewhere"),
    "external storage": (
        lambda file: file.create_dataset("prior/odd", (8,), "u1", external=[("/proc/self/environ", 0, 8)]),
        "odd: its numbers lie in another file",
    ),
    "virtual": (virtual, "odd: its numbers lie in another file"),
    "32 GB": (huge, "odd: declares 32,000,000,000 bytes, but the file has 0 for them"),
    "32 GB packed": (
        lambda file: file.create_dataset("prior/odd", (4 * 10**9,), "f8", chunks=(10**6,), compression="gzip"),
        "odd: declares 32,000,000,000 bytes, but the file has 0 for them",
    ),
    "grows": (
        lambda file: file.create_dataset("prior/odd", (4,), "f8", maxshape=(None,)),
        "odd: neither numbers nor text of a fixed size",
    ),
    "other filter": (
        lambda file: file.create_dataset("prior/odd", data=np.zeros(4), compression="lzf"),
        "odd: packed by filter 32000, which this program does not read",
    ),
    "other type": (
        lambda file: file.create_dataset("prior/odd", data=np.zeros(4, "c16")),
        "odd: neither numbers nor text of a fixed size",
    ),
    "named type": (lambda file: file.__setitem__("prior/odd", np.dtype("f8")), "odd: neither a group nor a variable"),
    "attribute of another type": (
        lambda file: file["prior"].attrs.__setitem__("odd", np.zeros(2, [("a", "f8"), ("b", "i4")])),
        "prior: attribute odd: neither numbers nor text",
    ),
    "in itself": (in_itself, "odd: a second link to the same object"),
    "deep": (deep, "more than 16 nested groups"),
    "one text over and over": (told_over_and_over, "odd: takes "),
}


@pytest.mark.parametrize("name", CRAFTED)
def test_what_no_run_holds_is_refused(name: str, path: Path) -> None:
    craft, message = CRAFTED[name]
    Walk(path, MEMORY, ours=True).walk()
    with h5py.File(path, "r+") as file:
        craft(file)
    with pytest.raises(UnsoundError) as refused:
        Walk(path, MEMORY, ours=True).walk()
    assert message in str(refused.value)


def test_a_small_file_that_declares_much_is_refused_at_once(tmp_path: Path) -> None:
    path = tmp_path / "run.nc"
    with h5py.File(path, "w") as file:
        file.create_group("prior")
        huge(file)
    assert path.stat().st_size < 4000
    with pytest.raises(uc.UncertainComputeError, match="declares 32,000,000,000 bytes"):
        uc.load_run(tmp_path)


def test_what_does_not_fit_in_memory_is_refused(path: Path) -> None:
    with pytest.raises(UnsoundError, match="1,000 of memory are free"):
        Walk(path, 1000, ours=True).walk()


def test_data_of_others_may_be_packed_otherwise_and_grow(tmp_path: Path) -> None:
    path = tmp_path / "data.nc"
    with h5py.File(path, "w") as file:
        file.create_dataset("rate", data=np.arange(64.0), maxshape=(None,), chunks=(8,), fletcher32=True)
    Walk(path, MEMORY, ours=False).walk()
    with h5py.File(path, "r+") as file:
        virtual(file)
    with pytest.raises(UnsoundError, match="its numbers lie in another file"):
        Walk(path, MEMORY, ours=False).walk()
    with pytest.raises(uc.UncertainComputeError, match=r"priors\.\w+\.empirical\.file: .*lie in another file"):
        uc.load("sora", overrides=[f"priors.diffusion_steps={{empirical: {{file: {path}, variable: rate}}}}"])


@pytest.mark.parametrize("doing", ["import time; time.sleep(60)", "import os; os.abort()"])
def test_a_walk_that_hangs_or_crashes_is_ended(
    doing: str, path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    script = tmp_path / "walk.py"
    script.write_text(doing, encoding="utf-8")
    monkeypatch.setattr(hdf5, "WALK", script)
    monkeypatch.setattr(hdf5, "SECONDS", 1)
    assert fault_in(path, ours=True).startswith("reading it takes too long")


@pytest.mark.parametrize("place", range(12))
def test_a_damaged_run_without_checksums_gets_one_line_or_is_read(place: int, path: Path) -> None:
    content = bytearray(path.read_bytes())
    start = place * len(content) // 12 + 8 * place
    if place % 3 == 0:
        os.truncate(path, start)
    else:
        content[start : start + 8] = bytes(one ^ 0xFF for one in content[start : start + 8])
        path.write_bytes(content)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", uc.StoredRunWarning)
        assert said_of(path.parent).count("\n") == 0


def said_of(folder: Path) -> str:
    try:
        uc.load_run(folder)
    except uc.UncertainComputeError as error:
        return str(error)
    return ""


def test_nothing_is_imported_from_the_current_folder(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "h5py.py").write_text("raise SystemExit(3)", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    assert fault_in(path, ours=True) == ""
