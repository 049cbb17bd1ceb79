"""What comparisons of tools have in common: a process for each measurement, and tables of what was measured."""

import argparse
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterable, Mapping
from importlib.util import find_spec
from pathlib import Path
from statistics import median
from typing import Any, NamedTuple, Self

from measure import TASKS
from rich.console import Console
from rich.table import Table

PACKAGES = {"squigglepy": "squigglepy", "OpenTURNS": "openturns", "SALib": "SALib"}
LEFT_ALIGNED = {"tool", "command", "draws of", "problem", "design"}
FIRST_SEED = 1
WIDTH = 100

console = Console(width=WIDTH)

type Row = tuple[str, ...]


class Timing(NamedTuple):
    """What a tool took for a task: processor time and wall time in seconds, each the median of several runs."""

    task: str
    tool: str
    size: str
    cpu: float
    wall: float

    @classmethod
    def of(cls, task: str, tool: str, size: str, found: Mapping[str, Any]) -> Self:
        """Return the timing that follows from what `measured` found."""
        return cls(task, tool, size, median(found["processor"]), median(found["seconds"]))


def run_parts(parts: Mapping[str, Callable[[], None]], only: str | None) -> None:
    """Run one part of a benchmark, or all."""
    console.print(f"{os.cpu_count()} cores, Python {sys.version.split()[0]}")
    for name, part in parts.items():
        if only in {None, name}:
            part()


def parser_of(description: str | None, parts: Iterable[str]) -> argparse.ArgumentParser:
    """Return a parser with the arguments that comparisons share."""
    parser = argparse.ArgumentParser(description=description, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", choices=tuple(parts), help="one part; all if left out")
    parser.add_argument("--seeds", type=int, default=20, help="runs that an RMSE is taken over")
    return parser


def measured(task: str, tool: str, draws: int, *, runs: int = 1, first_seed: int = FIRST_SEED) -> dict[str, Any]:
    """Return what `measure.measure` finds in a process of its own."""
    script = Path(__file__).with_name("measure.py")
    command = [str(script), task, tool, str(draws), "--runs", str(runs), "--first-seed", str(first_seed)]
    result: dict[str, Any] = json.loads(python(command))
    return result


def smallest_sufficient(
    task: str, tool: str, is_sufficient: Callable[[list[Any]], bool], sizes: tuple[int, int], runs: int
) -> tuple[int, dict[str, Any]]:
    """Return the first power of two between two sizes with results that suffice, and what was measured there."""
    draws, most = sizes
    while draws <= most:
        found = measured(task, tool, draws, runs=runs)
        if is_sufficient(found["results"]):
            return draws, found
        draws *= 2
    sys.exit(f"{tool}: {most} draws are not precise enough")


def python(command: list[str], folder: str | None = None) -> str:
    """Run this interpreter, let it keep compiled modules, and return what it prints."""
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    done = subprocess.run(
        [sys.executable, *command], capture_output=True, text=True, check=False, cwd=folder, env=environment
    )
    if done.returncode:
        sys.exit(f"{' '.join(command)} failed:\n{done.stderr}")
    return done.stdout


def installed(task: str) -> list[str]:
    """Return a task's tools without those that are not installed, which are named."""
    tools = list(TASKS[task])
    missing = [tool for tool in tools if tool in PACKAGES and find_spec(PACKAGES[tool]) is None]
    for tool in missing:
        console.print(f"{tool} is not installed and is left out")
    return [tool for tool in tools if tool not in missing]


def is_engine(tool: str) -> bool:
    """Return whether a tool is this engine."""
    return tool.startswith("engine")


def over_best_peer(medians: Mapping[str, float], tool: str) -> float:
    """Return a tool's median over the least among the peers'."""
    return medians[tool] / min(value for peer, value in medians.items() if not is_engine(peer))


def print_table(title: str, columns: Iterable[str], rows: Iterable[Row]) -> None:
    """Print rows of text below a title."""
    console.print(f"\n{title}")
    table = Table()
    for column in columns:
        table.add_column(column, justify="left" if column in LEFT_ALIGNED else "right")
    for row in rows:
        table.add_row(*row)
    console.print(table)
