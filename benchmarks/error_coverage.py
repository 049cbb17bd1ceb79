"""Count how often the truth lies within two stated Monte Carlo errors, over many seeds, where the truth is known.

A row for each problem, design and number of draws, with the percentage of runs in which it does, for the mean, P5, P50
and P95 and the ends of the highest-density interval. It has to be 90% to 99%; what is outside by more than chance
explains is marked. Where some runs stated no error, the percentage is of the others, and in how many it was stated
stands in brackets; a dash says that hardly any did. Some problems are studies with lognormal factors, which are
integrated.
"""

import argparse
from collections.abc import Iterable

import numpy as np
from comparison import console, print_table
from coverage_problems import PROBLEMS, Problem
from coverage_studies import STUDIES, StudyProblem
from scipy.stats import binom

from uncertain_compute.analysis.summary.monte_carlo.errors import (
    highest_density_with_errors,
    moments_with_errors,
    quantiles_with_errors,
)
from uncertain_compute.analysis.summary.monte_carlo.tails import tail_index
from uncertain_compute.draws.settings import DESIGNS

QUANTILES = {"p5": 0.05, "p50": 0.5, "p95": 0.95}
STATISTICS = ("mean", *QUANTILES, "hdi_low", "hdi_high")
PROBABILITY = 0.9
LEAST, MOST, CHANCE = 0.90, 0.99, 0.005
FEWEST_RUNS = 0.2
"""Part of the runs that need an error stated for a percentage to be shown."""

ROUNDING = 1e-9

type Hits = dict[str, list[float]]
"""For each statistic whether its truth was held in each run; NaN where no error was stated."""


def main() -> None:
    """Print the coverage of the problems that the command line asks for."""
    given = _arguments()
    rows, outside = [], 0
    problems: dict[str, Problem | StudyProblem] = {**PROBLEMS, **STUDIES}
    for name, problem in problems.items():
        for design in given.designs if given.only in name else ():
            for draws in given.draws:
                cells = [_cell(one) for one in coverage(problem, design, draws, given.seeds).values()]
                outside += sum(cell.endswith("!") for cell in cells)
                rows.append((name, design, f"{draws:,}", *cells))
    title = f"% of {given.seeds} runs in which the truth lies within two errors"
    print_table(title, ("problem", "design", "draws", *STATISTICS), rows)
    console.print(f"{outside} of them are outside {LEAST:.0%} to {MOST:.0%} by more than chance explains")


def coverage(problem: Problem | StudyProblem, design: str, draws: int, seeds: int) -> Hits:
    """Return whether two errors hold the truth, for each statistic in each run."""
    hits: Hits = {name: [] for name in STATISTICS}
    for seed in range(seeds):
        sample = problem.sample(design, seed, draws)
        ends = highest_density_with_errors(sample, PROBABILITY)
        found = {
            **moments_with_errors(sample, tail_index(sample)),
            **quantiles_with_errors(sample, QUANTILES),
            **{f"hdi_{name}": end for name, end in ends.items()},
        }
        for name, held in hits.items():
            value, error = found[name]
            held.append(float(abs(value - problem.truths[name]) <= 2 * error + ROUNDING) if error >= 0 else np.nan)
    return hits


def _cell(held: Iterable[float]) -> str:
    """Return the percentage of runs that held the truth, marked where it is outside by more than chance."""
    runs = np.array([*held])
    stated = runs[~np.isnan(runs)]
    if len(stated) < FEWEST_RUNS * len(runs):
        return "-"
    hits, count = int(stated.sum()), len(stated)
    bad = binom.cdf(hits, count, LEAST) < CHANCE or binom.sf(hits - 1, count, MOST) < CHANCE
    part = f" ({count / len(runs):.0%})" if count < len(runs) else ""
    return f"{hits / count:.0%}{part}{'!' if bad else ''}"


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seeds", type=int, default=200, help="runs of each problem")
    parser.add_argument("--draws", type=int, nargs="+", default=[2**11, 2**16])
    parser.add_argument("--designs", nargs="+", choices=DESIGNS, default=DESIGNS)
    parser.add_argument("--only", default="", help="problems whose name holds this")
    return parser.parse_args()


if __name__ == "__main__":
    main()
