"""What Sobol indices and Shapley effects have in common: some draws to look at first, and the form of the answer."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np
from xarray import Dataset

from uncertain_compute.analysis.sensitivity.factors import Factors, fixed_assumptions, units_of_factors
from uncertain_compute.analysis.sensitivity.jackknife import Estimate
from uncertain_compute.analysis.sensitivity.outputs import Outputs
from uncertain_compute.analysis.sensitivity.stages import Convergence
from uncertain_compute.analysis.summary.labels import (
    ASSUMPTION,
    QUANTITY,
    coordinates,
    labelled,
    units_of,
    with_intervals,
)
from uncertain_compute.arrays import Floats
from uncertain_compute.draws.blocks import draw_columns, evaluate_columns
from uncertain_compute.draws.pairs import Pair, target_columns
from uncertain_compute.draws.settings import Settings
from uncertain_compute.study.study import Study

PILOT = 256
"""Draws of each chain that tell whether a quantity varies, is positive and how far it is spread out."""

STAGE = "stage"


def pilot(pair: Pair, settings: Settings) -> dict[str, Floats]:
    """Return some draws of each quantity column."""
    draws = min(PILOT, settings.draws_per_chain)
    ours, _ = pair.uniforms(0, draws)
    columns = draw_columns(pair.plan, ours.__getitem__)
    return target_columns(pair.plan, evaluate_columns(pair.plan, columns))


class OutputShares(NamedTuple):
    """What was found out about some quantities; estimates of shape (factor, quantity), variance (quantity,)."""

    outputs: Outputs
    factors: Factors
    converged: Convergence
    variance: Floats


def shares_dataset(study: Study, parts: Sequence[OutputShares], constant: Iterable[str], settings: Settings) -> Dataset:
    """Return shares by quantity and assumption, and how they converged; what a quantity does not need has no share."""
    quantities = [name for part in parts for name in part.outputs.names]
    units = {name: unit for part in parts for name, unit in units_of_factors(study, part.factors).items()}
    assumptions = list(units)
    per_stage = (max(len(part.converged.stages) for part in parts), len(quantities))
    shares = {
        name: Estimate(*np.zeros((2, len(quantities), len(assumptions)))) for name in parts[0].converged.estimates
    }
    evaluations, half_width = np.full((2, *per_stage), np.nan)
    first = 0
    for outputs, factors, converged, _ in parts:
        own = slice(first, first := first + len(outputs.names))
        columns = [assumptions.index(name) for name in factors]
        for name, estimate in converged.estimates.items():
            for whole, part in zip(shares[name], estimate, strict=True):
                whole[own, columns] = part.T
        for place, stage in enumerate(converged.stages):
            evaluations[place, own], half_width[place, own] = stage
    variables = {
        **with_intervals(shares, (QUANTITY, ASSUMPTION)),
        "variance": (QUANTITY, np.concatenate([part.variance for part in parts])),
        "draws": (QUANTITY, [part.converged.draws for part in parts for _ in part.outputs.names]),
        "reached": (QUANTITY, np.concatenate([part.converged.reached for part in parts])),
        "evaluations": ((STAGE, QUANTITY), evaluations),
        "half_width": ((STAGE, QUANTITY), half_width),
    }
    coords = coordinates(units_of(study, quantities), units)
    coords["scale"] = (QUANTITY, [scale for part in parts for scale in part.outputs.scales])
    accuracy = parts[0].converged.effort.accuracy
    attrs = {
        "accuracy": "none" if accuracy is None else accuracy,
        "seed": settings.seed,
        "design": settings.design,
        "chains": settings.chains,
        "constant": ", ".join(constant),
        "fixed": ", ".join(fixed_assumptions(study, settings.targets or study.targets)),
    }
    return labelled(variables, coords, attrs)
