"""Time one tool on the fleet in a process of its own, and print what was measured as JSON."""

import argparse
import json
import resource
import sys
from importlib import import_module
from time import perf_counter
from typing import Any

from fleet_model import Quantiles

WARM_UP = 1024
TOOLS = {
    "engine (summary)": ("tool_engine", ("summary",)),
    "engine (draws)": ("tool_engine", ("draws",)),
    "NumPy": ("tool_numpy", ()),
    "squigglepy": ("tool_squigglepy", ()),
    "OpenTURNS": ("tool_openturns", ()),
}


def measure(tool: str, draws: int, runs: int, first_seed: int) -> dict[str, Any]:
    """Return seconds and quantiles of each run, seconds until the first small run, and the peak memory.

    Imports, the model's set-up and a first small run are kept out of the runs' seconds.
    """
    module, arguments = TOOLS[tool]
    make = import_module(module).quantiles
    start = perf_counter()
    quantiles: Quantiles = make(*arguments)
    quantiles(first_seed, WARM_UP)
    set_up = perf_counter() - start
    seconds, values = [], []
    for seed in range(first_seed, first_seed + runs):
        start = perf_counter()
        values.append(quantiles(seed, draws))
        seconds.append(perf_counter() - start)
    return {"set_up": set_up, "seconds": seconds, "quantiles": values, "peak_bytes": peak_bytes()}


def peak_bytes() -> int:
    """Return the most memory that this process has had resident."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else 1024 * peak


def main() -> None:
    """Measure what the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("tool", choices=TOOLS)
    parser.add_argument("draws", type=int)
    parser.add_argument("--runs", type=int, default=1)
    parser.add_argument("--first-seed", type=int, default=1)
    given = parser.parse_args()
    sys.stdout.write(json.dumps(measure(given.tool, given.draws, given.runs, given.first_seed)))


if __name__ == "__main__":
    main()
