"""The quantities whose variance is explained: those that vary, unchanged or as logarithms."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Self

import numpy as np

from uncertain_compute.arrays import Floats
from uncertain_compute.errors import ConstantError, UncertainComputeError, fail_unless_one_of

SCALES = ("auto", "log", "linear")
DECADE = 10.0
ROUNDING = 1e-12
"""Differences of outputs below this share of the largest are rounding errors."""


def spans_a_decade(p5: float, p95: float) -> bool:
    """Return whether a quantity is so wide that its logarithm is better: P95 is above ten times P5."""
    return p5 > 0 and p95 > DECADE * p5


@dataclass(frozen=True, slots=True)
class Outputs:
    """Quantity columns in a fixed order, and whether each is a logarithm."""

    logarithmic: Mapping[str, bool]
    constant: tuple[str, ...]

    @classmethod
    def of(cls, pilot: Mapping[str, Floats], scale: str) -> Self:
        """Choose the scale of each column by some of its draws.

        Raises
        ------
        UncertainComputeError
            If the scale is unknown, every quantity is constant, or a logarithm does not exist.
        """
        fail_unless_one_of("scale", scale, SCALES)
        constant = tuple(name for name, values in pilot.items() if not varies(values))
        varying = {name: values for name, values in pilot.items() if name not in constant}
        if not varying:
            raise ConstantError(f"{', '.join(constant)}: constant, so there is no uncertainty to attribute")
        return cls({name: _is_logarithmic(name, values, scale) for name, values in varying.items()}, constant)

    @property
    def names(self) -> list[str]:
        """Return the columns that vary."""
        return list(self.logarithmic)

    @property
    def scales(self) -> list[str]:
        """Return ``log`` or ``linear`` for each column that varies."""
        return ["log" if logarithmic else "linear" for logarithmic in self.logarithmic.values()]

    def only(self, names: Collection[str]) -> "Outputs":
        """Return the outputs with some names only."""
        return Outputs({name: one for name, one in self.logarithmic.items() if name in names}, ())

    def scaled(self, columns: Mapping[str, Floats]) -> dict[str, Floats]:
        """Return the columns that vary, each on its scale.

        Raises
        ------
        UncertainComputeError
            If a column on the log scale has a number that is not positive.
        """
        return {name: self._scaled(name, columns[name]) for name in self.logarithmic if name in columns}

    def _scaled(self, name: str, values: Floats) -> Floats:
        if not self.logarithmic[name]:
            return values
        if not values.min() > 0:
            raise UncertainComputeError(f"scale: {name} is {values.min():g} in a draw and has no logarithm; use linear")
        return np.log(values)


def varies(values: Floats) -> bool:
    """Return whether numbers differ by more than rounding."""
    return bool(np.ptp(values) > ROUNDING * np.abs(values).max())


def _is_logarithmic(name: str, values: Floats, scale: str) -> bool:
    positive = bool(values.min() > 0)
    if scale == "log" and not positive:
        raise UncertainComputeError(f"scale: {name} is not positive in all draws and has no logarithm; use linear")
    p5, p95 = np.quantile(values, [0.05, 0.95], method="hazen")
    return scale == "log" or (scale == "auto" and positive and spans_a_decade(float(p5), float(p95)))
