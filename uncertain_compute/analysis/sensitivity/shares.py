"""Common parts of Sobol indices and Shapley effects: pilot draws, and the dataset of results."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np
from xarray import Dataset

from uncertain_compute.analysis.sensitivity.factors import Factors, fixed_assumptions, units_of_factors
from uncertain_compute.analysis.sensitivity.outputs import Outputs
from uncertain_compute.analysis.sensitivity.stages import Convergence, Stage
from uncertain_compute.analysis.summary.labels import (
    ASSUMPTION,
    QUANTITY,
    coordinates,
    labelled,
    units_of,
    with_intervals,
)
from uncertain_compute.analysis.summary.monte_carlo.jackknife import Estimate
from uncertain_compute.arrays import Floats
from uncertain_compute.draws.blocks import draw_columns, evaluate_columns
from uncertain_compute.draws.pairs import Pair, target_columns
from uncertain_compute.draws.settings import Settings
from uncertain_compute.study.study import Study

PILOT = 256
"""Number of draws per chain to find whether a quantity varies, is positive, and how wide it is."""

STAGE = "stage"


def pilot(pair: Pair, settings: Settings) -> dict[str, Floats]:
    """Return some draws of each quantity column."""
    draws = min(PILOT, settings.draws_per_chain)
    ours, _ = pair.uniforms(0, draws)
    columns = draw_columns(pair.plan, ours.__getitem__)
    return target_columns(pair.plan, evaluate_columns(pair.plan, columns))


class OutputShares(NamedTuple):
    """Results for some quantities: estimates of shape (factor, quantity), variance (quantity,)."""

    outputs: Outputs
    factors: Factors
    converged: Convergence
    variance: Floats


def shares_dataset(study: Study, parts: Sequence[OutputShares], constant: Iterable[str], settings: Settings) -> Dataset:
    """Return shares by quantity and assumption, and convergence; 0 where a quantity does not need an assumption."""
    quantities = [name for part in parts for name in part.outputs.names]
    units = {name: unit for part in parts for name, unit in units_of_factors(study, part.factors).items()}
    shares = {name: _estimates(parts, name, list(units)) for name in parts[0].converged.estimates}
    variables = {
        **with_intervals(shares, (QUANTITY, ASSUMPTION)),
        "variance": (QUANTITY, np.concatenate([part.variance for part in parts])),
        "draws": (QUANTITY, [part.converged.draws for part in parts for _ in part.outputs.names]),
        "reached": (QUANTITY, np.concatenate([part.converged.reached for part in parts])),
        **_stages(parts),
    }
    coords = coordinates(units_of(study, quantities), units)
    coords["scale"] = (QUANTITY, [scale for part in parts for scale in part.outputs.scales])
    accuracy = parts[0].converged.effort.accuracy
    attrs = {
        "accuracy": "none" if accuracy is None else accuracy,
        "seed": settings.seed,
        "design": settings.design,
        "chains": settings.chains,
        "constant": "\n".join(constant),
        "fixed": ", ".join(fixed_assumptions(study, settings.targets or study.targets)),
    }
    return labelled(variables, coords, attrs)


def _estimates(parts: Sequence[OutputShares], name: str, factors: Sequence[str]) -> Estimate:
    """Return an estimate of shape (quantity, factor); 0 where a quantity does not need a factor."""
    return Estimate(
        *(
            np.concatenate([_with_all(part.converged.estimates[name][end].T, part.factors, factors) for part in parts])
            for end in range(len(Estimate._fields))
        )
    )


def _with_all(shares: Floats, held: Iterable[str], factors: Sequence[str]) -> Floats:
    """Return shares of shape (quantity, factor) for all factors, with 0 for those not held."""
    every = np.zeros((len(shares), len(factors)))
    every[:, [factors.index(name) for name in held]] = shares
    return every


def _stages(parts: Sequence[OutputShares]) -> dict[str, tuple[tuple[str, str], Floats]]:
    """Return each stage's evaluations and widest half-width, as variables."""
    number = max(len(part.converged.stages) for part in parts)
    return {
        name: ((STAGE, QUANTITY), np.concatenate([_by_stage(part, name, number) for part in parts], axis=1))
        for name in Stage._fields
    }


def _by_stage(part: OutputShares, name: str, number: int) -> Floats:
    """Return a number of each stage for each quantity, NaN after its last stage; shape (stage, quantity)."""
    every = np.full((number, len(part.outputs.names)), np.nan)
    for index, stage in enumerate(part.converged.stages):
        every[index] = getattr(stage, name)
    return every
