"""A number of a run that a search over runs makes small or large."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
from xarray import DataTree

from uncertain_compute.addresses import is_among, name_of, one_column
from uncertain_compute.analysis.summary.integrated.of_run import estimating_samples
from uncertain_compute.analysis.summary.statistics import level_of
from uncertain_compute.errors import UncertainComputeError, no_such, quoted
from uncertain_compute.study.study import Study

KEY = "objective"
WRITTEN = re.compile(r"([^.\[\]]+(?:\[.*\])?)\.(.+)")


@dataclass(frozen=True, slots=True)
class Objective:
    """A statistic of one column of a run's targets: ``mean``, ``sd`` or a percentile."""

    column: str
    statistic: str

    @classmethod
    def of(cls, written: object, study: Study, targets: Sequence[str]) -> Self:
        """Read an objective, ``peak_gpus.p95``.

        Raises
        ------
        UncertainComputeError
            If it is not one of the targets, or has no such statistic.
        """
        found = WRITTEN.fullmatch(written) if isinstance(written, str) else None
        if found is None:
            raise UncertainComputeError(
                f"{KEY}: {quoted(written)} is not a quantity and a statistic, such as {name_of(targets[0])}.p95"
            )
        quantity, statistic = found.groups()
        names = [name_of(one) for one in targets]
        if name_of(quantity) not in names:
            raise no_such(KEY, "target of the run", name_of(quantity), names)
        column = one_column(quantity, study.columns_of(name_of(quantity)), KEY)
        if not is_among(column, targets):
            raise no_such(KEY, "target of the run", column, targets)
        level_of(statistic, KEY)
        return cls(column, statistic)

    def value(self, run: DataTree, group: str) -> float:
        """Return its value in a group of a run, as the summary has it."""
        ((_, sample),) = estimating_samples(run, self.column, group)
        level = level_of(self.statistic, KEY)
        if level is not None:
            return float(sample.quantiles(np.array([level]))[0])
        return sample.mean() if self.statistic == "mean" else sample.standard_deviation()


def objectives_of(written: object, study: Study, targets: Sequence[str]) -> list[Objective]:
    """Read an objective or a list of them; none if it is left out."""
    listed = written if isinstance(written, list) and written else [] if written is None else [written]
    return [Objective.of(one, study, targets) for one in listed]
