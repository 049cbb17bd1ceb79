"""Compare this engine's Sobol indices with what one would use instead, on one fleet model with 15 assumptions.

Two parts: time until all first-order and total indices of the fleet's peak are known to 0.005, and first-order indices
from draws that are there already. Both are of the peak itself, not of its logarithm. The RMSE is that of the worst
index against its closed form; no tool's mean may contradict that. Ten of the assumptions move the peak; the indices of
the other five are 0, and count. The exit code says whether the engine met its targets.
"""

import math
import statistics
import sys
from importlib import import_module
from time import perf_counter, process_time
from typing import Any, NamedTuple

import numpy as np
from comparison import (
    Row,
    console,
    installed,
    over_best_peer,
    parser_of,
    print_table,
    run_parts,
    smallest_sufficient,
)
from fleet_indices import exact_indices
from fleet_model import Indices
from numpy.typing import ArrayLike
from tool_engine import fleet_study

import uncertain_compute as uc

TASK, ENGINE = "indices", "engine"
PARTS = ("indices", "given-data")
FEWEST_DRAWS, MOST_DRAWS = 2**10, 2**18
PRECISION, TARGET_RATIO, TARGET_BYTES = 0.005, 0.1, 500e6
GIVEN_DRAWS, GIVEN_PRECISION, GIVEN_SECONDS = 2**16, 0.004, 0.023
GIVEN_TOOLS = {"engine": "tool_engine", "OpenTURNS": "tool_openturns", "SALib": "tool_salib"}
DESIGNS = ("sobol", "monte_carlo")
STANDARD_ERRORS, ROUNDING = 6.0, 1e-5
MEGABYTE, MILLISECOND = 1e6, 1e-3


class Given(NamedTuple):
    """The worst index's RMSE from draws that are there already, and each seed's seconds and processor time."""

    rmse: float
    seconds: list[float]
    processor: list[float]


def main() -> None:
    """Run the parts that the command line asks for; fail if the engine misses a target."""
    given = parser_of(__doc__, PARTS).parse_args()
    missed: list[str] = []
    compare = (
        lambda: missed.extend(compare_indices(given.seeds)),
        lambda: missed.extend(compare_given_data(given.seeds)),
    )
    run_parts(dict(zip(PARTS, compare, strict=True)), given.only)
    if missed:
        sys.exit(f"Missed: {'; '.join(missed)}")
    console.print("All targets are met")


def compare_indices(seeds: int) -> list[str]:
    """Print the time until each index of the fleet's peak has an RMSE of at most 0.005; return what is missed."""
    exact = exact_indices()
    found = {tool: until_known(tool, exact, seeds) for tool in installed(TASK)}
    for tool, (_, one) in found.items():
        fail_if_biased(tool, one["results"], exact)
    medians = {tool: statistics.median(one["seconds"]) for tool, (_, one) in found.items()}
    rows = [_index_row(tool, *found[tool], exact, medians) for tool in found]
    columns = ("tool", "base draws", "evaluations", "RMSE", "median s", "least s", "over best peer", "MB")
    targets = f"targets {TARGET_RATIO} and {TARGET_BYTES / MEGABYTE:.0f} MB"
    print_table(f"Time until all indices are known to {PRECISION}, {seeds} seeds ({targets})", columns, rows)
    ratio, peak_bytes = over_best_peer(medians, ENGINE), found[ENGINE][1]["peak_bytes"]
    met = {
        f"{ratio:.2f} of the best peer's time": ratio <= TARGET_RATIO,
        f"{peak_bytes / MEGABYTE:.0f} MB": peak_bytes <= TARGET_BYTES,
    }
    return [text for text, is_met in met.items() if not is_met]


def compare_given_data(seeds: int) -> list[str]:
    """Print error and time of first-order indices from stored draws; return what is missed."""
    tools = [tool for tool in GIVEN_TOOLS if tool in installed(TASK)]
    exact, _ = exact_indices()
    found = {(tool, design): given_draws(tool, design, exact, seeds) for design in DESIGNS for tool in tools}
    rows = [
        (
            tool,
            design,
            f"{one.rmse:.4f}",
            f"{statistics.median(one.seconds) / MILLISECOND:.1f}",
            f"{min(one.seconds) / MILLISECOND:.1f}",
        )
        for (tool, design), one in found.items()
    ]
    targets = f"targets {GIVEN_PRECISION} in {GIVEN_SECONDS / MILLISECOND:.0f} ms"
    title = f"First-order indices from {GIVEN_DRAWS} stored draws, {seeds} seeds ({targets})"
    print_table(title, ("tool", "draws of", "RMSE", "median ms", "least ms"), rows)
    engine = found[ENGINE, DESIGNS[0]]
    seconds = statistics.median(engine.seconds)
    met = {
        f"RMSE {engine.rmse:.4f} from stored draws": engine.rmse <= GIVEN_PRECISION,
        f"{seconds / MILLISECOND:.0f} ms from stored draws": seconds <= GIVEN_SECONDS,
    }
    return [text for text, is_met in met.items() if not is_met]


def worst_rmse(runs: ArrayLike, exact: ArrayLike) -> float:
    """Return the largest RMSE of an index over runs; runs are the first axis."""
    return math.sqrt(np.square(np.asarray(runs) - exact).mean(axis=0).max())


def fail_if_biased(tool: str, results: list[Any], exact: ArrayLike) -> None:
    """Stop if the mean of an index over the runs is not within its error: the tool would solve another problem."""
    shares = _shares(results)
    error = STANDARD_ERRORS * shares.std(axis=0, ddof=1) / math.sqrt(len(shares)) + ROUNDING
    off = np.abs(shares.mean(axis=0) - exact)
    if not (off <= error).all():
        sys.exit(f"{tool}: the mean of an index is {(off / error).max():.1f} times too far from its closed form")


def until_known(tool: str, exact: ArrayLike, seeds: int) -> tuple[int, dict[str, Any]]:
    """Return the first power of two of draws that suffices, and what was measured there."""
    return smallest_sufficient(
        TASK,
        tool,
        lambda results: worst_rmse(_shares(results), exact) <= PRECISION,
        (FEWEST_DRAWS, MOST_DRAWS),
        seeds,
    )


def _shares(results: list[Any]) -> Any:
    """Return first-order and total indices; shape (run, 2, assumption)."""
    return np.array([Indices(*one)[:2] for one in results])


def _index_row(tool: str, draws: int, one: dict[str, Any], exact: ArrayLike, medians: dict[str, float]) -> Row:
    return (
        tool,
        f"2^{draws.bit_length() - 1}",
        f"{Indices(*one['results'][0]).evaluations:,}",
        f"{worst_rmse(_shares(one['results']), exact):.4f}",
        f"{medians[tool]:.3f}",
        f"{min(one['seconds']):.3f}",
        f"{over_best_peer(medians, tool):.2f}",
        f"{one['peak_bytes'] / MEGABYTE:.0f}",
    )


def given_draws(tool: str, design: str, exact: ArrayLike, seeds: int) -> Given:
    """Measure a tool on stored draws, which are made and put into its own form before the clock starts."""
    study, prepared = fleet_study(), import_module(GIVEN_TOOLS[tool]).first_order_given
    first_order, seconds, processor = [], [], []
    for seed in range(seeds + 1):
        estimate = prepared(uc.run(study, draws=GIVEN_DRAWS, seed=seed, design=design))
        start, start_of_process = perf_counter(), process_time()
        first_order.append(estimate())
        seconds.append(perf_counter() - start)
        processor.append(process_time() - start_of_process)
    return Given(worst_rmse(first_order[1:], exact), seconds[1:], processor[1:])  # the first run warms up


if __name__ == "__main__":
    main()
