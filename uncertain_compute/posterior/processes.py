"""In how many processes, and of which kind, a sampler's chains run."""

import os
import sys
from multiprocessing import get_start_method
from multiprocessing.context import BaseContext

from uncertain_compute.posterior.convergence import CHAINS


def cores() -> int:
    """Return how many chains run in parallel."""
    return min(CHAINS, os.cpu_count() or 1)


def worker_context() -> BaseContext | None:
    """Return the context in which PyMC starts the chains' processes; None for its own, where it does not fork them."""
    if sys.platform != "linux" or get_start_method() != "fork":
        return None
    from uncertain_compute.posterior.forked_workers import WorkerContext

    return WorkerContext()
