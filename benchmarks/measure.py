"""Time one tool on the fleet in a process of its own, and print what was measured as JSON."""

import argparse
import gc
import json
import resource
import sys
from collections.abc import Callable
from importlib import import_module
from time import perf_counter, process_time
from typing import Any

from product_models import MODELS

WARM_UP = 1024
TASKS: dict[str, dict[str, tuple[str, tuple[str, ...]]]] = {
    "quantiles": {
        "engine (summary)": ("tool_engine", ("summary",)),
        "engine (draws)": ("tool_engine", ("draws",)),
        "engine (kernel, summary)": ("tool_engine", ("summary", "kernel")),
        "engine (kernel, draws)": ("tool_engine", ("draws", "kernel")),
        "NumPy": ("tool_numpy", ()),
        "squigglepy": ("tool_squigglepy", ()),
        "OpenTURNS": ("tool_openturns", ()),
    },
    "indices": {
        "engine": ("tool_engine", ()),
        "OpenTURNS": ("tool_openturns", ()),
        "SciPy": ("tool_scipy", ()),
        "SALib": ("tool_salib", ()),
    },
    "products": {
        f"{tool}, {model}": ("tool_products", (tool, model))
        for tool in ("draws", "kernel", "summary", "squigglepy")
        for model in MODELS
    },
}
"""The module and its function's arguments by tool; the function that makes a run has the task's name."""


def measure(task: str, tool: str, draws: int, *, runs: int, first_seed: int) -> dict[str, Any]:
    """Return seconds, processor time and results of each run, seconds until the first small run, and the peak memory.

    Imports, the model's set-up and a first small run are kept out of the runs' seconds.
    """
    module, arguments = TASKS[task][tool]
    make = getattr(import_module(module), task)
    start = perf_counter()
    run: Callable[[int, int], Any] = make(*arguments)
    run(first_seed, WARM_UP)
    set_up = perf_counter() - start
    seconds, processor, results = [], [], []
    for seed in range(first_seed, first_seed + runs):
        gc.collect()  # frees the run before
        start, start_of_process = perf_counter(), process_time()
        results.append(run(seed, draws))
        seconds.append(perf_counter() - start)
        processor.append(process_time() - start_of_process)
    return {
        "set_up": set_up,
        "seconds": seconds,
        "processor": processor,
        "results": results,
        "peak_bytes": peak_bytes(),
    }


def peak_bytes() -> int:
    """Return the most memory that this process has had resident."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else 1024 * peak


def main() -> None:
    """Measure what the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("task", choices=TASKS)
    parser.add_argument("tool")
    parser.add_argument("draws", type=int)
    parser.add_argument("--runs", type=int, default=1)
    parser.add_argument("--first-seed", type=int, default=1)
    given = parser.parse_args()
    found = measure(given.task, given.tool, given.draws, runs=given.runs, first_seed=given.first_seed)
    sys.stdout.write(json.dumps(found))


if __name__ == "__main__":
    main()
