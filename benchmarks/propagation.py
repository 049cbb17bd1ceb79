"""Compare this engine with what one would use instead, on one fleet model with 15 assumptions.

Four parts: seconds per million draws with quantiles, time until the fleet's P5, P50 and P95 are known to 0.2%,
peak memory at ten million draws, and the start-up of a run from the command line. Each tool runs in
processes of its own, in turn with the others; a tool that is not installed is left out.
"""

import argparse
import math
import statistics
import sys
import tempfile
from collections.abc import Iterable, Mapping
from time import perf_counter
from typing import Any

from comparison import (
    installed,
    is_engine,
    measured,
    over_best_peer,
    parser_of,
    print_table,
    python,
    run_parts,
    smallest_sufficient,
)
from fleet_model import LEVELS, OUTPUTS

TASK, ENGINE = "quantiles", "engine (summary)"
PARTS = ("speed", "accuracy", "memory", "startup")
SPEED_DRAWS, MEMORY_DRAWS, PILOT_DRAWS, REFERENCE_DRAWS = 10**6, 10**7, 2**16, 2**27
FEWEST_DRAWS, MOST_DRAWS = 2**12, 2**22
PRECISION = 0.002
PRECISE_LEVELS = (0.05, 0.5, 0.95)
AGREEMENT = 0.02
REFERENCE_SEED = 10**6
IMPORTS = "import numpy, xarray, hydra, scipy.stats"
GIGABYTE = 1e9


def main() -> None:
    """Run the parts that the command line asks for."""
    given = _arguments()
    tools = installed(TASK)
    compare = (
        lambda: compare_speed(tools, given.rounds),
        lambda: compare_accuracy(tools, given.seeds),
        lambda: compare_memory(tools),
        lambda: compare_start_up(given.start_ups),
    )
    run_parts(dict(zip(PARTS, compare, strict=True)), given.only)


def compare_speed(tools: list[str], rounds: int) -> None:
    """Print seconds per million draws with five quantiles of four outputs."""
    found: dict[str, list[dict[str, Any]]] = {tool: [] for tool in tools}
    for _ in range(rounds):
        for tool in tools:
            found[tool].append(measured(TASK, tool, SPEED_DRAWS, runs=5))
    fail_unless_tools_agree({tool: rounds_of[0]["results"][0] for tool, rounds_of in found.items()})
    seconds = {tool: [second for one in rounds_of for second in one["seconds"]] for tool, rounds_of in found.items()}
    medians = {tool: statistics.median(values) for tool, values in seconds.items()}
    rows = [
        (
            tool,
            f"{medians[tool]:.3f}",
            f"{min(seconds[tool]):.3f}",
            f"{statistics.median(one['set_up'] for one in found[tool]):.3f}",
            f"{over_best_peer(medians, tool):.2f}",
        )
        for tool in tools
    ]
    columns = ("tool", "median s", "least s", "set-up s", "over best peer")
    print_table("Seconds per 10^6 draws with quantiles (target 0.45)", columns, rows)


def compare_accuracy(tools: list[str], seeds: int) -> None:
    """Print the time until P5, P50 and P95 of the fleet each have a relative RMSE of at most 0.2%."""
    reference = measured(TASK, ENGINE, REFERENCE_DRAWS, first_seed=REFERENCE_SEED)["results"][0]
    found = {
        tool: (_smallest_sufficient if is_engine(tool) else _extrapolated)(tool, reference, seeds) for tool in tools
    }
    medians = {tool: statistics.median(one["seconds"]) for tool, (_, one) in found.items()}
    rows = [
        (
            tool,
            f"2^{draws.bit_length() - 1}",
            f"{100 * relative_rmse(one['results'], reference):.3f}%",
            f"{medians[tool]:.4f}",
            f"{min(one['seconds']):.4f}",
            f"{over_best_peer(medians, tool):.2f}",
        )
        for tool, (draws, one) in found.items()
    ]
    columns = ("tool", "draws", "RMSE", "median s", "least s", "over best peer")
    print_table(f"Time until {OUTPUTS[-1]} is known to 0.2%, {seeds} seeds (target 0.2)", columns, rows)


def compare_memory(tools: list[str]) -> None:
    """Print the peak memory of a process that makes ten million draws."""
    rows = []
    for tool in tools:
        found = measured(TASK, tool, MEMORY_DRAWS)
        rows.append((tool, f"{found['peak_bytes'] / GIGABYTE:.2f}", f"{found['seconds'][0]:.2f}"))
    print_table("Peak memory at 10^7 draws (target 0.6 GB with keep=summary)", ("tool", "GB", "seconds"), rows)


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
    print_table("Start-up (target 1.5)", ("command", "median s", "least s"), [*rows, ("ratio", f"{run / imports:.2f}")])


def fail_unless_tools_agree(quantiles: Mapping[str, list[list[float]]]) -> None:
    """Stop if a tool's quantile of an output is more than 2% from the first tool's: it draws something else."""
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
    return smallest_sufficient(
        TASK, tool, lambda runs: relative_rmse(runs, reference) <= PRECISION, (FEWEST_DRAWS, MOST_DRAWS), seeds
    )


def _extrapolated(tool: str, reference: list[list[float]], seeds: int) -> tuple[int, dict[str, Any]]:
    """Return the power of two that Monte Carlo's error at a smaller size asks for, and what was measured there."""
    pilot = measured(TASK, tool, PILOT_DRAWS, runs=5 * seeds, first_seed=REFERENCE_SEED)
    needed = PILOT_DRAWS * (relative_rmse(pilot["results"], reference) / PRECISION) ** 2
    draws = 2 ** math.ceil(math.log2(needed))
    return draws, measured(TASK, tool, draws, runs=seeds)


def _wall_time(command: list[str], folder: str) -> float:
    start = perf_counter()
    python(command, folder)
    return perf_counter() - start


def _arguments() -> argparse.Namespace:
    parser = parser_of(__doc__, PARTS)
    parser.add_argument("--rounds", type=int, default=3, help="processes for each tool's speed, with 5 runs in each")
    parser.add_argument("--start-ups", type=int, default=7, help="runs of each command of the start-up part")
    return parser.parse_args()


if __name__ == "__main__":
    main()
