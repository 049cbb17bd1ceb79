"""The draws that a run kept, by column."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Self

import numpy as np
from xarray import DataArray, DataTree

from uncertain_compute.analysis.summary.samples import DrawSample, samples
from uncertain_compute.analysis.summary.statistics import varies
from uncertain_compute.analysis.summary.summaries import held_of, targets_of
from uncertain_compute.arrays import Floats
from uncertain_compute.draws.recorders import columns_in
from uncertain_compute.errors import ConstantError, UncertainComputeError, no_such
from uncertain_compute.priors.dependence.one_rank import ONE_RANK_ALONG
from uncertain_compute.priors.reading.spec import SHARED


@dataclass(frozen=True, slots=True)
class Drawn:
    """Draws of shape (chain, draw): those of uncertain assumptions, and those of quantities that vary."""

    assumptions: Mapping[str, Floats]
    quantities: Mapping[str, Floats]
    constant: tuple[str, ...]

    @classmethod
    def of(cls, run: DataTree, quantities: str | Iterable[str] | None = None) -> Self:
        """Return the draws of a run's assumptions, and of some of its targets.

        Raises
        ------
        UncertainComputeError
            If the run kept no draws, a quantity is not among its targets, or all of them are constant.
        """
        if not isinstance(run, DataTree):
            raise UncertainComputeError(f"{type(run).__name__} is not a run; a run is what run(study) returns")
        if "prior" not in run.children:
            raise UncertainComputeError("sensitivity needs the draws of a run, and keep=summary does not keep them")
        targets = targets_of(run)
        asked = [quantities] if isinstance(quantities, str) else list(quantities or ())
        for name in asked:
            if not held_of(name, targets):
                raise no_such("targets", "quantity of the run", name, targets)
        drawn = dict(_columns(run, asked or targets))
        varying = {name: values for name, values in drawn.items() if varies(values)}
        constant = tuple(name for name in drawn if name not in varying)
        if not varying:
            raise ConstantError(f"{', '.join(constant)}: constant, so there is no uncertainty to attribute")
        return cls(driver_draws(run), varying, constant)


def driver_draws(run: DataTree) -> dict[str, Floats]:
    """Return the draws of what may drive a run's quantities; shape (chain, draw).

    These are its uncertain assumptions by column. A path whose columns have one rank is one driver, with the draws of
    the column that has most values.
    """
    return dict(_uncertain(run, lambda variable: _one_of_a_rank(_once(variable))))


def assumption_draws(run: DataTree) -> dict[str, Floats]:
    """Return the draws of a run's uncertain assumptions by column; shape (chain, draw)."""
    return dict(_uncertain(run, _once))


def is_certain(run: DataTree) -> bool:
    """Return whether a run has no uncertain assumptions."""
    return next(_uncertain(run, _once), None) is None


def _uncertain(run: DataTree, columns_held: Callable[[DataArray], DataArray]) -> Iterator[tuple[str, Floats]]:
    """Yield the draws that vary of some columns of each assumption, with their names."""
    for name, one in run["prior"].to_dataset().data_vars.items():
        if one.attrs.get("role") == "assumption":
            columns = columns_in(columns_held(one).to_dataset(name=name), str(name))
            yield from ((column, values) for column, values in columns.items() if varies(values))


def _one_of_a_rank(variable: DataArray) -> DataArray:
    """Return an assumption without the dimension along which all coordinates have one rank."""
    along = variable.attrs.get(ONE_RANK_ALONG)
    if along not in variable.dims:
        return variable
    at = [variable.isel({along: index}, drop=True) for index in range(variable.sizes[along])]
    return max(at, key=lambda one: np.unique(one).size)


def _once(variable: DataArray) -> DataArray:
    """Return an assumption without the dimensions along which all coordinates share one draw."""
    shared = np.atleast_1d(variable.attrs.get(SHARED, np.empty(0, dtype=str)))
    return variable.isel({str(dim): 0 for dim in shared}, drop=True)


def _columns(run: DataTree, names: Iterable[str]) -> Iterable[tuple[str, Floats]]:
    for name in names:
        for column, sample in samples(run, name):
            if isinstance(sample, DrawSample):
                yield column, sample.draws
