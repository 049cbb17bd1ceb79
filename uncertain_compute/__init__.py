"""Monte Carlo uncertainty for AI-compute forecasts: priors in, credible intervals out.

>>> import uncertain_compute as uc
>>> study = uc.load("sora", priors="expert")
>>> run = uc.run(study, draws=65536, seed=1)
>>> table = uc.summarize(run)
"""

from typing import Any

from xarray import DataTree

from uncertain_compute.analysis.audit import audit
from uncertain_compute.analysis.beliefs import assumption_table
from uncertain_compute.analysis.comparison import compare
from uncertain_compute.analysis.evppi import evppi
from uncertain_compute.analysis.given_data import given_data
from uncertain_compute.analysis.information import information
from uncertain_compute.analysis.shapley import shapley
from uncertain_compute.analysis.sobol import sobol
from uncertain_compute.analysis.summaries import largest_relative_error, summarize
from uncertain_compute.analysis.tornado import tornado
from uncertain_compute.analysis.variants import Variant
from uncertain_compute.config import load
from uncertain_compute.decisions import Choice, Order
from uncertain_compute.draws.propagation import propagate
from uncertain_compute.draws.settings import Settings
from uncertain_compute.errors import UncertainComputeError
from uncertain_compute.priors.spec import prior
from uncertain_compute.store import load_run, save_run
from uncertain_compute.study import Figure, Study

__all__ = [
    "Choice",
    "Figure",
    "Order",
    "Settings",
    "Study",
    "UncertainComputeError",
    "Variant",
    "assumption_table",
    "audit",
    "compare",
    "evppi",
    "given_data",
    "information",
    "load",
    "load_run",
    "prior",
    "run",
    "save_run",
    "shapley",
    "sobol",
    "summarize",
    "tornado",
]


def run(study: Study, **settings: Any) -> DataTree:
    """Draw from a study and evaluate its equations.

    Parameters
    ----------
    **settings
        Any of `Settings`: draws, chains, seed, design, targets, keep, precision, max_draws, threads.

    Returns
    -------
    DataTree
        See `uncertain_compute.draws.propagation.propagate`.

    Raises
    ------
    UncertainComputeError
        If a setting is wrong or an equation fails.
    """
    return propagate(study, Settings.of(**settings), largest_relative_error)
