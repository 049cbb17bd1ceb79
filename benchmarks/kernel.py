"""Compare the compiled kernel with NumPy, with a loop that is written by hand, and with squigglepy.

Nanoseconds of processor time for a draw with its quantiles, on two models: the fleet of 15 assumptions, and sites over
years, with named dimensions. Each tool runs in a process of its own, after a small run that compiles what it needs.
"""

import argparse
import gc
import json
import os
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from comparison import console, installed, print_table, python
from measure import peak_bytes

import uncertain_compute as uc

SITES, YEARS = 6, 5
LEVELS = (0.05, 0.5, 0.95)
SMALL = 2**16
PEER = "squigglepy"
SUMMARY, DRAWS = 10**7, 10**6
"""Draws of runs that keep counts, and of those that keep all draws."""

type Run = Callable[[int, int], list[list[float]]]
"""From a seed and a number of draws to quantiles."""


def main() -> None:
    """Measure one tool, or all and print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tool", nargs=3, metavar=("MODEL", "TOOL", "DRAWS"), help="measure one tool, as JSON")
    given = parser.parse_args()
    if given.tool:
        model, tool, draws = given.tool
        sys.stdout.write(json.dumps(measured(TOOLS[model][tool](), int(draws))))
        return
    console.print(f"{os.cpu_count()} cores, Python {sys.version.split()[0]}")
    for model, tools in TOOLS.items():
        compare(model, [tool for tool in tools if tool != PEER or PEER in installed("quantiles")])


def compare(model: str, tools: list[str]) -> None:
    """Print a model's table."""
    found = {tool: _in_process(model, tool, DRAWS if "draws" in tool or tool == PEER else SUMMARY) for tool in tools}
    least = {base: found[base]["nanoseconds"] if base in found else np.nan for base in (PEER, BY_HAND)}
    rows = [
        (
            tool,
            f"{one['nanoseconds']:.0f}",
            *(f"{one['nanoseconds'] / value:.2f}" for value in least.values()),
            f"{one['peak_bytes'] / 1e6:.0f}",
        )
        for tool, one in found.items()
    ]
    columns = ("tool", "ns of CPU per draw", *(f"over {base}" for base in least), "peak MB")
    print_table(f"A draw of the {model} with its quantiles (target 0.12, with draws 0.5; 1.6)", columns, rows)


def measured(run: Run, draws: int) -> dict[str, float]:
    """Return the processor time per draw of the quicker of two runs, and the peak memory."""
    run(0, SMALL)
    seconds = []
    for seed in (1, 2):
        gc.collect()  # frees the run before
        before = os.times()
        run(seed, draws)
        after = os.times()
        seconds.append(after.user + after.system - before.user - before.system)
    return {"nanoseconds": min(seconds) / draws * 1e9, "peak_bytes": peak_bytes()}


def _in_process(model: str, tool: str, draws: int) -> dict[str, float]:
    script = str(Path(__file__).resolve())
    found: dict[str, float] = json.loads(python([script, "--tool", model, tool, str(draws)]))
    return found


def engine(make: Callable[[], uc.Study], name: str, keep: str) -> Run:
    """Return the run of a study by one of the engine's ways to draw."""
    study = make()

    def run(seed: int, draws: int) -> list[list[float]]:
        table = uc.summarize(uc.run(study, seed=seed, draws=draws, keep=keep, engine=name))
        found: list[list[float]] = table[["p5", "p50", "p95"]].to_numpy().tolist()
        return found

    return run


def fleet() -> uc.Study:
    """Return the study of the fleet."""
    from tool_engine import fleet_study

    return fleet_study()


def fleet_by_hand() -> Run:
    """Return the loop that is written by hand."""
    from fused_loop import quantiles

    return quantiles


def fleet_by_peer() -> Run:
    """Return squigglepy's run of the fleet."""
    from tool_squigglepy import quantiles

    return quantiles()


def cost(price: Any, hours: Any, servers: Any) -> Any:
    """Return the cost of each site and year."""
    return price * hours * servers


def total(cost: Any) -> Any:
    """Return the cost of all sites in all years."""
    return cost.sum("site").sum("year")


def sites() -> uc.Study:
    """Return a study with a price for each site, hours for each year, and servers for each site and year."""
    priors = {
        "price": {"value": "2 to 4", "copied_to": "site"},
        "hours": {"value": {"beta": {"alpha": 9, "beta": 11}}, "copied_to": "year"},
        "servers": {"value": "100 to 300", "copied_to": ["site", "year"]},
    }
    dimensions: dict[str, Any] = {
        "site": [f"s{site}" for site in range(SITES)],
        "year": {"from": 2026, "to": 2025 + YEARS, "unit": "1"},
    }
    return uc.Study([cost, total], priors, dimensions=dimensions, targets=("total",))


def sites_by_peer() -> Run:
    """Return squigglepy's run of the sites."""
    import squigglepy as sq

    def run(seed: int, draws: int) -> list[list[float]]:
        sq.set_seed(seed)
        price = [sq.sample(sq.to(2, 4), draws) for _ in range(SITES)]
        hours = [sq.sample(sq.beta(9, 11), draws) for _ in range(YEARS)]
        found = sum(one * other * sq.sample(sq.to(100, 300), draws) for one in price for other in hours)
        return [[float(value) for value in sq.get_percentiles(found, [5, 50, 95]).values()]]

    return run


BY_HAND = "a loop by hand"
WAYS = {f"{name}, {keep}": (name, keep) for keep in ("summary", "draws") for name in ("numpy", "kernel")}


def _ways(make: Callable[[], uc.Study]) -> dict[str, Callable[[], Run]]:
    return {tool: partial(engine, make, *way) for tool, way in WAYS.items()}


TOOLS: dict[str, dict[str, Callable[[], Run]]] = {
    "fleet": {**_ways(fleet), BY_HAND: fleet_by_hand, PEER: fleet_by_peer},
    "sites": {**_ways(sites), PEER: sites_by_peer},
}

if __name__ == "__main__":
    main()
