"""Commands that are killed, crowded or short of disk: nothing may be half-written, nor left over after the next run.

``python benchmarks/mishaps.py kills`` sends SIGKILL at 12 moments to each of a run, a comparison, a sweep, a view and a
run with NUTS; ``crowd`` starts 8 runs and 3 sweeps at once; ``disks`` (as root, on Linux) runs on memory disks of 20
sizes, and on one that is read-only. Without a name it does all. It prints what it finds wrong, and ends with 1 if that
is anything.
"""

import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

COMMAND = [sys.executable, "-m", "uncertain_compute"]
QUICK = ("draws=4096", "sensitivity=none")
KILLED = {
    "run": ["draws=65536"],
    "compare": ["compare=[published,expert]", "draws=4096"],
    "sweep": ["-m", "seed=0,1,2", *QUICK, "report=none"],
    "view": ["view=stored"],
    "nuts": [
        "evidence=open_models", "method=nuts", "posterior_draws=1000", "accept_failed=true", "report=none", "draws=4096"
    ],
}  # fmt: skip
MOMENTS = 12
DISKS = [0, 16, 64, 128, 256, 400, 512, 640, 700, 768, 900, 1024, 1200, 1500, 2048, 3000, 4096, 6000, 8192, 12000]
"""Sizes in kB; a run with its page takes about 9,000."""

OLD = 2 * 86400


def _command(folder: Path, *arguments: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run([*COMMAND, *arguments], cwd=folder, capture_output=True, text=True, check=False)


def _half_written(folder: Path) -> Iterator[str]:
    """Give what a reader could take for a whole run and is none."""
    for path in folder.rglob("*"):
        hidden = any(part.startswith(".unfinished") for part in path.relative_to(folder).parts)
        if hidden or ".hydra" in path.parts:
            continue
        if path.is_symlink() and not path.exists():
            yield f"{path} points nowhere"
        if path.name == "run.log" and not {"SHA256SUMS"} <= {one.name for one in path.parent.iterdir()}:
            yield f"{path.parent} is not whole"
        if path.name == "SHA256SUMS":
            done = subprocess.run(
                ["sha256sum", "--check", "--quiet", path.name], cwd=path.parent, capture_output=True, check=False
            )
            if done.returncode:
                yield f"{path.parent}: {done.stderr.decode().strip()}"


def _left_over(folder: Path) -> Iterator[str]:
    """Give what a killed command left, after the next run and view, a day later."""
    for path in folder.rglob("*unfinished*"):
        os.utime(path, (0, time.time() - OLD), follow_symlinks=False)
    done = _command(folder, *QUICK, "report=none")
    if done.returncode:
        yield f"the next run ended with {done.returncode}: {done.stderr.strip()}"
    yield from _fails(_command(folder, "view=stored"))
    yield from (f"{path} is left" for path in folder.rglob("*unfinished*"))
    for sweep in (folder / "runs").glob("sweeps/*/*"):
        if {path.name for path in sweep.iterdir()} <= {"multirun.yaml"}:
            yield f"{sweep} is left"


def kills() -> Iterator[str]:
    """Kill each command at moments from its start to its end."""
    for name, arguments in KILLED.items():
        with tempfile.TemporaryDirectory() as text:
            folder = Path(text)
            _command(folder, *QUICK, "hydra.run.dir=stored")
            start = time.perf_counter()
            yield from _fails(_command(folder, *arguments))
            length = time.perf_counter() - start
            for moment in range(MOMENTS):
                process = subprocess.Popen(
                    [*COMMAND, *arguments], cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
                )
                time.sleep(length * (moment + 1) / (MOMENTS + 1))
                process.send_signal(signal.SIGKILL)
                process.wait()
                yield from (f"{name}, killed at {moment}: {one}" for one in _half_written(folder))
            yield from (f"{name}: {one}" for one in _left_over(folder))


def _fails(done: "subprocess.CompletedProcess[str]") -> Iterator[str]:
    if done.returncode:
        yield f"{done.args[3:]} ended with {done.returncode}: {done.stderr.strip()}"


def crowd() -> Iterator[str]:
    """Start 8 runs and 3 sweeps at once, three times."""
    with tempfile.TemporaryDirectory() as text:
        folder = Path(text)
        for _ in range(3):
            asked = [[*QUICK, "report=none"]] * 8 + [["-m", "seed=0,1", *QUICK, "report=none"]] * 3
            processes = [
                subprocess.Popen(
                    [*COMMAND, *one], cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
                )
                for one in asked
            ]
            for process in processes:
                said = process.communicate()[1]
                if process.returncode:
                    yield f"ended with {process.returncode}: {said.strip()}"
        runs, sweeps = [*folder.glob("runs/20*/*")], [*folder.glob("runs/sweeps/*/*")]
        if (len(runs), len(sweeps)) != (24, 9):
            yield f"{len(runs)} runs and {len(sweeps)} sweeps in place of 24 and 9"
        yield from _half_written(folder)
        yield from (f"{path} is left" for path in folder.rglob("*unfinished*"))


@contextmanager
def _memory_disk(size: int) -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as text:
        subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={max(size, 4)}k", "tmpfs", text], check=True)
        try:
            yield Path(text)
        finally:
            subprocess.run(["umount", text], check=True)


def disks() -> Iterator[str]:
    """Run where the disk is full sooner or later, and where nothing may be written."""
    with tempfile.TemporaryDirectory() as text:
        stored = Path(text) / "stored"
        _command(Path(text), *QUICK, f"hydra.run.dir={stored}")
        for size in DISKS:
            with _memory_disk(size) as disk:
                for arguments in (
                    [*QUICK, f"runs={disk}/runs"],
                    ["-m", "seed=0,1", *QUICK, "report=none", f"runs={disk}/runs"],
                ):
                    yield from (f"{size} kB: {one}" for one in _badly_ended(_command(Path(text), *arguments), disk))
                    shutil.rmtree(disk / "runs", ignore_errors=True)
            with _memory_disk(size + 1200) as disk:
                if shutil.disk_usage(disk).free > sum(
                    path.stat().st_size for path in stored.rglob("*") if path.is_file()
                ):
                    shutil.copytree(stored, disk / "stored")
                    yield from (
                        f"{size} kB, view: {one}"
                        for one in _badly_ended(_command(Path(text), f"view={disk}/stored"), disk)
                    )
        with _memory_disk(100) as disk:
            subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)
            yield from _badly_ended(_command(Path(text), f"runs={disk}/runs"), disk)


def _badly_ended(done: "subprocess.CompletedProcess[str]", disk: Path) -> Iterator[str]:
    yield from _half_written(disk)
    yield from (f"{path} is left" for path in disk.rglob("*unfinished*"))
    if done.returncode and not re.fullmatch(rf"error: .*{re.escape(str(disk))}.*\n", done.stderr):
        yield f"said {done.stderr!r:.300}"
    if done.returncode not in (0, 1):
        yield f"ended with {done.returncode}"


def main(names: Iterable[str]) -> None:
    """Do what is named, and print what is wrong."""
    known: dict[str, Callable[[], Iterator[str]]] = {"kills": kills, "crowd": crowd, "disks": disks}
    wrong = 0
    for name in names or known:
        found = 0
        for line in known[name]():
            print(f"{name}: {line}", flush=True)
            found += 1
        print(f"{name}: {found} wrong")
        wrong += found
    sys.exit(bool(wrong))


if __name__ == "__main__":
    main(sys.argv[1:])
