"""The quantities whose variance is explained: those that vary, unchanged, as logarithms or as ranks."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from typing import Self

import numpy as np

from uncertain_compute.addresses import name_of
from uncertain_compute.analysis.summary.statistics import varies
from uncertain_compute.arrays import Floats
from uncertain_compute.errors import ConstantError, UncertainComputeError, fail_unless_one_of

OF_VALUES = ("auto", "log", "linear")
RANK = "rank"
SCALES = (*OF_VALUES, RANK)
DECADE = 10.0


def spans_a_decade(p5: float, p95: float) -> bool:
    """Return whether a quantity is so wide that its logarithm is better: P95 is above ten times P5."""
    return p5 > 0 and p95 > DECADE * p5


@dataclass(frozen=True, slots=True)
class Outputs:
    """Quantity columns in a fixed order, each with its scale.

    Attributes
    ----------
    scale_of
        ``log``, ``linear`` or ``rank`` for each column that varies.
    ranked
        For a column on the rank scale some draws, ascending, among which the rank is counted.
    """

    scale_of: Mapping[str, str]
    constant: tuple[str, ...]
    ranked: Mapping[str, Floats] = field(default_factory=dict)

    @classmethod
    def of(cls, pilot: Mapping[str, Floats], scale: str, may_be_never: Collection[str] = ()) -> Self:
        """Choose the scale of each column by some of its draws.

        Parameters
        ----------
        may_be_never
            Quantities that may be infinite in other draws. They have no variance, so their ranks are taken.

        Raises
        ------
        UncertainComputeError
            If the scale is unknown, every quantity is constant, or it does not exist on the scale.
        """
        fail_unless_one_of("scale", scale, SCALES)
        constant = tuple(name for name, values in pilot.items() if not varies(values))
        varying = {name: values for name, values in pilot.items() if name not in constant}
        if not varying:
            raise ConstantError(f"{', '.join(constant)}: constant, so there is no uncertainty to attribute")
        never = {name for name, values in varying.items() if values.max() == np.inf or name_of(name) in may_be_never}
        scales = {name: _scale_of(name, values, scale, never=name in never) for name, values in varying.items()}
        ranked = {name: np.sort(values, axis=None) for name, values in varying.items() if scales[name] == RANK}
        return cls(scales, constant, ranked)

    @property
    def names(self) -> list[str]:
        """Return the columns that vary."""
        return list(self.scale_of)

    @property
    def scales(self) -> list[str]:
        """Return the scale of each column that varies."""
        return list(self.scale_of.values())

    def only(self, names: Collection[str]) -> "Outputs":
        """Return the outputs with some names only."""
        return replace(self, scale_of={name: one for name, one in self.scale_of.items() if name in names}, constant=())

    def scaled(self, columns: Mapping[str, Floats]) -> dict[str, Floats]:
        """Return the columns that vary, each on its scale.

        Raises
        ------
        UncertainComputeError
            If a column on the log scale has a number that is not positive.
        """
        return {name: self._scaled(name, columns[name]) for name in self.scale_of if name in columns}

    def _scaled(self, name: str, values: Floats) -> Floats:
        if self.scale_of[name] == "linear":
            return values
        if self.scale_of[name] == RANK:
            below, at_most = (np.searchsorted(self.ranked[name], values, side=side) for side in ("left", "right"))
            return (below + at_most) / (2.0 * self.ranked[name].size)
        if not values.min() > 0:
            raise UncertainComputeError(f"scale: {name} is {values.min():g} in a draw and has no logarithm; use linear")
        return np.log(values)


def _scale_of(name: str, values: Floats, scale: str, *, never: bool) -> str:
    if scale == RANK or (never and scale == OF_VALUES[0]):
        return RANK
    if never:
        raise UncertainComputeError(f"scale: {name} may be never, so it has no variance; use {RANK}")
    return "log" if _is_logarithmic(name, values, scale) else "linear"


def _is_logarithmic(name: str, values: Floats, scale: str) -> bool:
    positive = bool(values.min() > 0)
    if scale == "log" and not positive:
        raise UncertainComputeError(f"scale: {name} is not positive in all draws and has no logarithm; use linear")
    p5, p95 = np.quantile(values, [0.05, 0.95], method="hazen")
    return scale == "log" or (scale == "auto" and positive and spans_a_decade(float(p5), float(p95)))
