"""Compare processor time until P5, P50 and P95 are known to 0.2%: this engine, and squigglepy.

Three models are products with lognormal factors, which the engine integrates with all other factors; in two terms add
up, so that nothing is: these are drawn by the kernel, too. The engine's draws are doubled until they are enough; those
that squigglepy needs follow from its error.
"""

import argparse
import math
import statistics
from typing import Any

from comparison import measured, print_table, smallest_sufficient
from product_models import LEVELS, MODELS, NOT_INTEGRATED

TASK, PRECISION = "products", 0.002
PILOT_DRAWS, REFERENCE_DRAWS, REFERENCE_SEED = 2**16, 2**24, 10**6
FEWEST_DRAWS, MOST_DRAWS = 2**8, 2**22
WANTED = {True: 1 / 25, False: 1 / 8}

type Runs = list[list[list[float]]]


def main() -> None:
    """Print a row for each model."""
    given = _arguments()
    rows = []
    for model in given.only or MODELS:
        reference = measured(TASK, f"summary, {model}", REFERENCE_DRAWS, first_seed=REFERENCE_SEED)["results"][0]
        peer_draws, theirs = peer_until_known(model, reference, given.seeds)
        theirs_took = statistics.median(theirs["processor"])
        for tool in tools_for(model):
            draws, ours = engine_until_known(model, reference, given.seeds, tool)
            took = statistics.median(ours["processor"])
            error = f"{100 * relative_rmse(ours['results'], reference):.3f}%"
            numbers = (f"{draws:,}", error, f"{took:.4f}", f"{peer_draws:,}", f"{theirs_took:.4f}")
            ratios = (f"{took / theirs_took:.3f}", f"{WANTED[model not in NOT_INTEGRATED]:.3f}")
            rows.append((model, tool, *numbers, *ratios))
    columns = ("model", "engine", "draws", "RMSE", "seconds", "squigglepy's draws", "seconds", "ratio", "wanted")
    print_table(
        f"Processor time until P5, P50 and P95 are known to {PRECISION:.1%}, {given.seeds} seeds", columns, rows
    )


def tools_for(model: str) -> tuple[str, ...]:
    """Return the ways in which the engine runs a model: by itself, and by the kernel where nothing is integrated."""
    return ("draws", "kernel") if model in NOT_INTEGRATED else ("draws",)


def engine_until_known(
    model: str, reference: list[list[float]], seeds: int, tool: str = "draws"
) -> tuple[int, dict[str, Any]]:
    """Return the first power of two of draws that are enough, and what they take."""

    def is_enough(runs: Runs) -> bool:
        return relative_rmse(runs, reference) <= PRECISION

    return smallest_sufficient(TASK, f"{tool}, {model}", is_enough, (FEWEST_DRAWS, MOST_DRAWS), seeds)


def peer_until_known(model: str, reference: list[list[float]], seeds: int) -> tuple[int, dict[str, Any]]:
    """Return the draws that squigglepy's error at fewer asks for, and what they take."""
    pilot = measured(TASK, f"squigglepy, {model}", PILOT_DRAWS, runs=3 * seeds, first_seed=REFERENCE_SEED)
    draws = math.ceil(PILOT_DRAWS * (relative_rmse(pilot["results"], reference) / PRECISION) ** 2)
    return draws, measured(TASK, f"squigglepy, {model}", draws, runs=5)


def relative_rmse(runs: Runs, reference: list[list[float]]) -> float:
    """Return the largest relative RMSE among the percentiles."""
    errors = [[run[0][place] / reference[0][place] - 1.0 for run in runs] for place in range(len(LEVELS))]
    return max(math.sqrt(statistics.fmean(error**2 for error in one)) for one in errors)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seeds", type=int, default=20, help="runs that an RMSE is taken over")
    parser.add_argument("--only", nargs="+", choices=tuple(MODELS), help="these models alone")
    return parser.parse_args()


if __name__ == "__main__":
    main()
