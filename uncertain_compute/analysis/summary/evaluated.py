"""Evaluate any quantity from the draws that a run kept, whether it is a target or not."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from xarray import DataArray, Dataset, DataTree, Variable

from uncertain_compute.arrays import Floats
from uncertain_compute.draws.recorders import CHAIN, columns_in
from uncertain_compute.errors import UncertainComputeError
from uncertain_compute.model.evaluation import evaluate
from uncertain_compute.study.study import Study


def evaluated(
    study: Study, run: DataTree, quantity: str, given: Mapping[str, Any] | None = None, group: str = "prior"
) -> dict[str, Floats]:
    """Return the draws of a quantity or an assumption by column, of shape (chain, draw); (chain, 1) if fixed.

    Parameters
    ----------
    given
        Beliefs that replace those about some assumptions, in any form of a prior.
    group
        ``prior`` or ``posterior``.

    Raises
    ------
    UncertainComputeError
        If the run kept no draws of an input that the quantity needs.
    """
    if group not in run.children:
        raise UncertainComputeError(f"{quantity}: the run kept no draws of its {group}")
    held = run[group].to_dataset()
    if quantity in held and not given:
        return columns_in(held, quantity)
    fixed = run["constant_data"].to_dataset()
    known = {name: part[name].variable for part in (fixed, held) for name in study.assumptions if name in part}
    known |= study.medians(name for name in study.assumptions if name in study.dimensions)
    known |= study.given_values(given or {})
    try:
        equations, _ = study.graph.needed([quantity], known)
    except UncertainComputeError as error:
        raise UncertainComputeError(f"{quantity}: the run kept no draws of what it needs ({error})") from error
    value: Variable = evaluate(equations, known)[quantity]
    coordinates = {dim: list(study.dimensions[str(dim)]) for dim in value.dims if dim in study.dimensions}
    columns = columns_in(Dataset({quantity: DataArray(value, coordinates)}), quantity)
    chains = held.sizes[CHAIN]
    return {
        column: draws if draws.ndim == 2 else np.broadcast_to(draws, (chains, 1)) for column, draws in columns.items()
    }
