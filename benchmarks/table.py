"""Print one table: processor time and wall time of this engine beside what one would use instead, and the machine.

Each tool runs in processes of its own. A ratio is a tool's time over the least of its peers' for the same task. The
other scripts beside this one go into each task: errors, targets, memory, and what a page costs in a browser.
"""

import argparse
import os
import platform
import sys
from collections.abc import Callable, Iterable, Mapping
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

import psutil
from comparison import Timing, console, installed, is_engine, measured
from fleet_indices import exact_indices
from product_models import MODELS
from products import PRECISION, REFERENCE_DRAWS, REFERENCE_SEED, engine_until_known, peer_until_known, tools_for
from propagation import SPEED_DRAWS
from rich.table import Table
from sensitivity import DESIGNS, GIVEN_DRAWS, GIVEN_TOOLS, given_draws, until_known
from start import BARE, COMMANDS, seconds_of

SEEDS, FEW_SEEDS, COMMAND_RUNS = 20, 5, 3
PACKAGES = ("numpy", "scipy", "xarray", "numba", "squigglepy", "openturns", "SALib")
COLUMNS = ("task", "tool", "size", "CPU s", "wall s", "CPU ratio", "wall ratio")
LEFT_ALIGNED = 3
WIDTH = 140


def main() -> None:
    """Measure the parts that the command line asks for, and print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", nargs="+", choices=tuple(PARTS), help="these parts alone")
    given = parser.parse_args()
    timings = [timing for name in given.only or PARTS for timing in PARTS[name]()]
    console.width = WIDTH
    console.print(machine())
    print_timings(timings)


def quantiles() -> Iterable[Timing]:
    """Return the time of a million draws of the fleet, with five quantiles of four quantities."""
    for tool in installed("quantiles"):
        yield Timing.of("draws with quantiles", tool, "10^6 draws", measured("quantiles", tool, SPEED_DRAWS, runs=5))


def products() -> Iterable[Timing]:
    """Return the time until P5, P50 and P95 are known, on models of products and on two of sums."""
    if find_spec("squigglepy") is None:
        return
    for model in MODELS:
        task = f"{PRECISION:.1%}: {model}"
        reference = measured("products", f"summary, {model}", REFERENCE_DRAWS, first_seed=REFERENCE_SEED)["results"][0]
        for tool in tools_for(model):
            draws, ours = engine_until_known(model, reference, FEW_SEEDS, tool)
            yield Timing.of(task, f"engine ({tool})", f"{draws:,} draws", ours)
        draws, theirs = peer_until_known(model, reference, FEW_SEEDS)
        yield Timing.of(task, "squigglepy", f"{draws:,} draws", theirs)


def indices() -> Iterable[Timing]:
    """Return the time until all Sobol indices of the fleet's peak are known to 0.005."""
    exact = exact_indices()
    for tool in installed("indices"):
        draws, found = until_known(tool, exact, SEEDS)
        yield Timing.of("Sobol indices to 0.005", tool, f"{draws:,} base draws", found)


def stored() -> Iterable[Timing]:
    """Return the time of first-order indices from draws that are there already."""
    exact, _ = exact_indices()
    for tool in GIVEN_TOOLS:
        if tool in installed("indices"):
            found = given_draws(tool, DESIGNS[0], exact, FEW_SEEDS)
            cpu, wall = median(found.processor), median(found.seconds)
            yield Timing("first order from stored draws", tool, f"{GIVEN_DRAWS:,} draws", cpu, wall)


def command_line() -> Iterable[Timing]:
    """Return the time of the default run, with and without its page, beside that of its bare imports."""
    names = {BARE: "bare imports", "report=none": "engine: report=none", "with its page": "engine: with its page"}
    with TemporaryDirectory() as folder:
        for command, tool in names.items():
            words = [sys.executable, *COMMANDS[command][0]]
            _, *runs = [seconds_of(words, folder) for _ in range(1 + COMMAND_RUNS)]  # the first writes bytecode
            yield Timing("default run", tool, "", *(median(one) for one in zip(*runs, strict=True)))


PARTS: Mapping[str, Callable[[], Iterable[Timing]]] = {
    "quantiles": quantiles,
    "products": products,
    "indices": indices,
    "stored": stored,
    "command-line": command_line,
}


def print_timings(timings: Iterable[Timing]) -> None:
    """Print a row for each timing, with its ratios to the least of the peers' for the same task."""
    rows = list(timings)
    table = Table()
    for place, column in enumerate(COLUMNS):
        table.add_column(column, justify="left" if place < LEFT_ALIGNED else "right")
    for one in rows:
        peers = [other for other in rows if other.task == one.task and not is_engine(other.tool)]
        least = [min(getattr(peer, name) for peer in peers) for name in ("cpu", "wall")] if peers else []
        times = (one.cpu, one.wall)
        ratios = [f"{time / of_peer:.3f}" for time, of_peer in zip(times, least, strict=False)]
        table.add_row(one.task, one.tool, one.size, *(f"{time:.4f}" for time in times), *ratios)
    console.print(table)


def machine() -> str:
    """Return what the times were measured on: cores, processor, memory, system, and versions."""
    memory = psutil.virtual_memory().total / 1e9
    lines = [
        f"{os.cpu_count()} cores of {_processor()}, {memory:.0f} GB, {platform.system()} {platform.release()}",
        f"Python {platform.python_version()}, {', '.join(filter(None, map(_versioned, PACKAGES)))}",
    ]
    return "\n".join(lines)


def _processor() -> str:
    """Return the processor's name: Linux has it in a file, other systems tell Python."""
    file = Path("/proc/cpuinfo")
    lines = file.read_text(encoding="utf-8").splitlines() if file.is_file() else []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.processor() or platform.machine()


def _versioned(package: str) -> str:
    try:
        return f"{package} {version(package)}"
    except PackageNotFoundError:
        return ""


if __name__ == "__main__":
    main()
