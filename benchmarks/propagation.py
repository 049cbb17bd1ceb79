"""Compare this engine with what one would use instead, on one fleet model with 15 assumptions.

Four parts: seconds per million draws with quantiles, time until the fleet's P5, P50 and P95 are known to 0.2%,
peak memory at ten million draws, and the start-up of a run from the command line. Each tool runs in
processes of its own, in turn with the others; a tool that is not installed is left out.
"""

import argparse
import json
import math
import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable, Mapping
from importlib.util import find_spec
from pathlib import Path
from time import perf_counter
from typing import Any

from fleet_model import LEVELS, OUTPUTS
from measure import TOOLS
from rich.console import Console
from rich.table import Table

PACKAGES = {"squigglepy": "squigglepy", "OpenTURNS": "openturns"}
ENGINES = tuple(tool for tool in TOOLS if tool.startswith("engine"))
SPEED_DRAWS, MEMORY_DRAWS, PILOT_DRAWS, REFERENCE_DRAWS = 10**6, 10**7, 2**16, 2**27
FEWEST_DRAWS, MOST_DRAWS = 2**12, 2**22
PRECISION = 0.002
PRECISE_LEVELS = (0.05, 0.5, 0.95)
AGREEMENT = 0.02
FIRST_SEED, REFERENCE_SEED = 1, 10**6
IMPORTS = "import numpy, xarray, hydra, scipy.stats"
GIGABYTE = 1e9

console = Console()

type Row = tuple[str, ...]


def main() -> None:
    """Run the parts that the command line asks for."""
    given = _arguments()
    tools = _installed()
    parts: dict[str, Callable[[], None]] = {
        "speed": lambda: compare_speed(tools, given.rounds),
        "accuracy": lambda: compare_accuracy(tools, given.seeds),
        "memory": lambda: compare_memory(tools),
        "startup": lambda: compare_start_up(given.start_ups),
    }
    console.print(f"{os.cpu_count()} cores, Python {sys.version.split()[0]}")
    for name, part in parts.items():
        if given.only in {None, name}:
            part()


def compare_speed(tools: list[str], rounds: int) -> None:
    """Print seconds per million draws with five quantiles of four outputs."""
    measured: dict[str, list[dict[str, Any]]] = {tool: [] for tool in tools}
    for _ in range(rounds):
        for tool in tools:
            measured[tool].append(_measure(tool, SPEED_DRAWS, runs=5))
    fail_unless_tools_agree({tool: found[0]["quantiles"][0] for tool, found in measured.items()})
    seconds = {tool: [second for one in found for second in one["seconds"]] for tool, found in measured.items()}
    medians = {tool: statistics.median(values) for tool, values in seconds.items()}
    rows = [
        (
            tool,
            f"{medians[tool]:.3f}",
            f"{min(seconds[tool]):.3f}",
            f"{statistics.median(one['set_up'] for one in measured[tool]):.3f}",
            _over_best_peer(medians, tool),
        )
        for tool in tools
    ]
    columns = ("tool", "median s", "least s", "set-up s", "over best peer")
    _print_table("Seconds per 10^6 draws with quantiles (target 0.45)", columns, rows)


def compare_accuracy(tools: list[str], seeds: int) -> None:
    """Print the time until P5, P50 and P95 of the fleet each have a relative RMSE of at most 0.2%."""
    reference = _measure(ENGINES[0], REFERENCE_DRAWS, first_seed=REFERENCE_SEED)["quantiles"][0]
    found = {
        tool: (_smallest_sufficient if tool in ENGINES else _extrapolated)(tool, reference, seeds) for tool in tools
    }
    medians = {tool: statistics.median(one["seconds"]) for tool, (_, one) in found.items()}
    rows = [
        (
            tool,
            f"2^{draws.bit_length() - 1}",
            f"{100 * relative_rmse(one['quantiles'], reference):.3f}%",
            f"{medians[tool]:.4f}",
            f"{min(one['seconds']):.4f}",
            _over_best_peer(medians, tool),
        )
        for tool, (draws, one) in found.items()
    ]
    columns = ("tool", "draws", "RMSE", "median s", "least s", "over best peer")
    _print_table(f"Time until {OUTPUTS[-1]} is known to 0.2%, {seeds} seeds (target 0.2)", columns, rows)


def compare_memory(tools: list[str]) -> None:
    """Print the peak memory of a process that makes ten million draws."""
    rows = []
    for tool in tools:
        found = _measure(tool, MEMORY_DRAWS)
        rows.append((tool, f"{found['peak_bytes'] / GIGABYTE:.2f}", f"{found['seconds'][0]:.2f}"))
    _print_table("Peak memory at 10^7 draws (target 0.6 GB with keep=summary)", ("tool", "GB", "seconds"), rows)


def compare_start_up(repeats: int) -> None:
    """Print the wall time of the default run without figures over that of importing what it stands on."""
    with tempfile.TemporaryDirectory() as folder:
        commands = {
            "default run": ["-m", "uncertain_compute", "report=none", f"runs={folder}/runs"],
            IMPORTS: ["-c", IMPORTS],
        }
        for command in commands.values():
            _wall_time(command, folder)
        seconds: dict[str, list[float]] = {name: [] for name in commands}
        for _ in range(repeats):
            for name, command in commands.items():
                seconds[name].append(_wall_time(command, folder))
    run, imports = (statistics.median(values) for values in seconds.values())
    rows = [(name, f"{statistics.median(values):.2f}", f"{min(values):.2f}") for name, values in seconds.items()]
    _print_table(
        "Start-up (target 1.5)", ("command", "median s", "least s"), [*rows, ("ratio", f"{run / imports:.2f}")]
    )


def fail_unless_tools_agree(quantiles: Mapping[str, list[list[float]]]) -> None:
    """Stop if a tool's quantile of an output is more than 2% from the first tool's: it would draw from other laws."""
    first = next(iter(quantiles.values()))
    for tool, rows in quantiles.items():
        for output, row, expected_row in zip(OUTPUTS, rows, first, strict=True):
            for level, value, expected in zip(LEVELS, row, expected_row, strict=True):
                if not abs(value / expected - 1.0) <= AGREEMENT:
                    sys.exit(f"{tool}: quantile {level:g} of {output} is {value:g}, not {expected:g}")


def relative_rmse(runs: Iterable[list[list[float]]], reference: list[list[float]]) -> float:
    """Return the largest relative RMSE among P5, P50 and P95 of the fleet's peak."""
    places = [LEVELS.index(level) for level in PRECISE_LEVELS]
    errors = [[run[-1][place] / reference[-1][place] - 1.0 for place in places] for run in runs]
    return max(math.sqrt(statistics.fmean(error**2 for error in one)) for one in zip(*errors, strict=True))


def _smallest_sufficient(tool: str, reference: list[list[float]], seeds: int) -> tuple[int, dict[str, Any]]:
    """Return the first power of two that is precise enough, and what was measured there."""
    draws = FEWEST_DRAWS
    while draws <= MOST_DRAWS:
        found = _measure(tool, draws, runs=seeds)
        if relative_rmse(found["quantiles"], reference) <= PRECISION:
            return draws, found
        draws *= 2
    sys.exit(f"{tool}: {MOST_DRAWS} draws do not reach a relative RMSE of {PRECISION}")


def _extrapolated(tool: str, reference: list[list[float]], seeds: int) -> tuple[int, dict[str, Any]]:
    """Return the power of two that Monte Carlo's error at a smaller size asks for, and what was measured there."""
    pilot = _measure(tool, PILOT_DRAWS, runs=5 * seeds, first_seed=REFERENCE_SEED)
    needed = PILOT_DRAWS * (relative_rmse(pilot["quantiles"], reference) / PRECISION) ** 2
    draws = 2 ** math.ceil(math.log2(needed))
    return draws, _measure(tool, draws, runs=seeds)


def _measure(tool: str, draws: int, *, runs: int = 1, first_seed: int = FIRST_SEED) -> dict[str, Any]:
    script = Path(__file__).with_name("measure.py")
    command = [str(script), tool, str(draws), "--runs", str(runs), "--first-seed", str(first_seed)]
    result: dict[str, Any] = json.loads(_python(command))
    return result


def _wall_time(command: list[str], folder: str) -> float:
    start = perf_counter()
    _python(command, folder)
    return perf_counter() - start


def _python(command: list[str], folder: str | None = None) -> str:
    """Run this interpreter, let it keep compiled modules, and return what it prints."""
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    done = subprocess.run(
        [sys.executable, *command], capture_output=True, text=True, check=False, cwd=folder, env=environment
    )
    if done.returncode:
        sys.exit(f"{' '.join(command)} failed:\n{done.stderr}")
    return done.stdout


def _installed() -> list[str]:
    for tool, package in PACKAGES.items():
        if find_spec(package) is None:
            console.print(f"{tool} is not installed and is left out")
    return [tool for tool in TOOLS if tool not in PACKAGES or find_spec(PACKAGES[tool])]


def _over_best_peer(medians: Mapping[str, float], tool: str) -> str:
    return f"{medians[tool] / min(value for peer, value in medians.items() if peer not in ENGINES):.2f}"


def _print_table(title: str, columns: Iterable[str], rows: Iterable[Row]) -> None:
    console.print(f"\n{title}")
    table = Table()
    for column in columns:
        table.add_column(column, justify="left" if column in {"tool", "command"} else "right")
    for row in rows:
        table.add_row(*row)
    console.print(table)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", choices=("speed", "accuracy", "memory", "startup"), help="one part; all if left out")
    parser.add_argument("--rounds", type=int, default=3, help="processes for each tool's speed, with 5 runs in each")
    parser.add_argument("--seeds", type=int, default=20, help="runs that an RMSE is taken over")
    parser.add_argument("--start-ups", type=int, default=7, help="runs of each command of the start-up part")
    return parser.parse_args()


if __name__ == "__main__":
    main()
