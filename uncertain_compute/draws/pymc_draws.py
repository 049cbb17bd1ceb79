"""Draws of a study by PyMC: the same beliefs and equations in another engine."""

from collections.abc import Callable
from threading import Lock

import numpy as np
import pymc as pm
import pytensor.tensor as pt
from pymc.distributions.shape_utils import change_dist_size
from pytensor.graph.traversal import ancestors
from pytensor.xtensor.vectorization import vectorize_graph
from xarray import Variable

from uncertain_compute.draws.blocks import DRAW, Plan
from uncertain_compute.draws.pymc_model import modelled, show
from uncertain_compute.errors import UncertainComputeError
from uncertain_compute.priors.pymc.lookups import with_lookups_at_once
from uncertain_compute.study.study import Study

MODE = "FAST_COMPILE"
"""It compiles in a second. The arrays are long, so slower compiled code costs little."""


def pymc_blocks(study: Study, plan: Plan, seed: int) -> Callable[[int, int, int], dict[str, Variable]]:
    """Return a function that draws a plan's assumptions and targets, independently, block by block.

    The returned function takes a chain, a first and a last draw; only the number of draws matters.

    Raises
    ------
    UncertainComputeError
        If PyMC cannot evaluate an equation, or a result is not a finite number.
    """
    made = modelled(study, plan.targets, also=plan.assumptions)
    show(made)
    asked = (*plan.assumptions, *plan.targets)
    constants = {name: plan.constants[name] for name in asked if name in plan.constants}
    random = set(made.model.free_RVs)
    for name in asked:
        value = made.values[name]
        if name not in constants and random.isdisjoint(ancestors([value])):
            constants[name] = Variable(value.dims, value.values.eval(mode=MODE))
    named = {name: made.values[name] for name in asked if name not in constants}
    if not named:
        return lambda _chain, _first, _last: constants
    count = pt.lscalar("count")
    many = {variable: change_dist_size(variable, (count,), expand=True) for variable in made.model.free_RVs}
    vectorized = vectorize_graph(list(named.values()), replace=many, new_tensor_dims=[DRAW])
    arrays = with_lookups_at_once([value.values for value in vectorized])
    with made.model:
        draw = pm.compile([count], arrays, random_seed=seed, mode=MODE)
    one_at_a_time = Lock()

    def block(chain: int, first: int, last: int) -> dict[str, Variable]:
        del chain
        with one_at_a_time, np.errstate(all="ignore"):
            drawn = draw(last - first)
        found = dict(zip(named, zip(vectorized, drawn, strict=True), strict=True))
        for name, (_, values) in found.items():
            if not (np.isfinite(values) | ((values == np.inf) & (name in plan.may_be_never))).all():
                raise UncertainComputeError(f"{name!r} is not a finite number in some draw by PyMC")
        drawn_now = {name: Variable(like.dims, values) for name, (like, values) in found.items()}
        return {name: constants[name] if name in constants else drawn_now[name] for name in asked}

    return block
