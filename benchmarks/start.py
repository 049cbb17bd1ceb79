"""What a short command costs before and beside its work: CPU of the command line over that of its bare imports.

Commands are timed in turn, each in a process of its own, by user and system seconds: these hold on a busy machine, too.
"""

import os
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from statistics import median
from subprocess import DEVNULL, Popen, run
from tempfile import TemporaryDirectory
from time import perf_counter

from comparison import console
from rich.table import Table

ROUNDS = 7
BARE = "import numpy, xarray, hydra, scipy.stats"
PROGRAM = ("-m", "uncertain_compute")
COMMANDS: Mapping[str, tuple[Sequence[str], float | None]] = {
    BARE: (("-c", BARE), None),
    "import uncertain_compute": (("-c", "import uncertain_compute"), None),
    "report=none": ((*PROGRAM, "report=none"), 1.15),
    "with its page": (PROGRAM, 1.8),
    "+scenario=high": ((*PROGRAM, "+scenario=high"), None),
    "a misspelt key": ((*PROGRAM, "drawz=1"), 0.5),
}
"""What is timed: Python's arguments, and the most that it should take over the bare imports."""

MODULES = """
import sys
from uncertain_compute.cli.main import main
try:
    main()
finally:
    print(*sys.modules, file=sys.stderr)
"""
LEAST_MODULES = 10


def start() -> None:
    """Print the CPU of commands over that of bare imports, and the libraries that a run loads."""
    with TemporaryDirectory() as folder:
        times: dict[str, list[float]] = {name: [] for name in COMMANDS}
        for turn in range(ROUNDS + 1):
            for name, (words, _) in COMMANDS.items():
                cpu, _ = seconds_of([sys.executable, *words], folder)
                times[name] += [cpu] if turn else []  # the first turn writes bytecode
        loaded = {words: _loaded(words, folder) for words in ("report=none", "report=html")}
    table = Table("command", "CPU s", "over bare imports", "at most")
    bare = median(times[BARE])
    for name, (_, most) in COMMANDS.items():
        seconds = median(times[name])
        table.add_row(name, f"{seconds:.2f}", f"{seconds / bare:.2f}", "" if most is None else f"{most:g}")
    console.print(table)
    for words, found in loaded.items():
        libraries = [f"{name} {count}" for name, count in found.most_common() if count >= LEAST_MODULES]
        console.print(f"{words}: {found.total():,} modules, of {', '.join(libraries)}")


def seconds_of(command: Sequence[str], folder: str) -> tuple[float, float]:
    """Return the processor time of a command and of what it started, and its wall time."""
    began = perf_counter()
    process = Popen(command, cwd=folder, stdout=DEVNULL, stderr=DEVNULL)
    *_, used = os.wait4(process.pid, 0)
    return used.ru_utime + used.ru_stime, perf_counter() - began


def _loaded(words: str, folder: str) -> Counter[str]:
    """Return how many modules of each library a run has loaded when it ends."""
    done = run([sys.executable, "-c", MODULES, words], cwd=folder, capture_output=True, text=True, check=True)
    return Counter(name.partition(".")[0] for name in done.stderr.splitlines()[-1].split())


if __name__ == "__main__":
    start()
