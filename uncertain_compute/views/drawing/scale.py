"""The scale of an axis: linear or logarithmic, and the coordinates of values."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from uncertain_compute.analysis.sensitivity.outputs import spans_a_decade
from uncertain_compute.arrays import Floats


@dataclass(frozen=True)
class Scale:
    """The scale of an axis; a coordinate is the value, or its log10."""

    logarithmic: bool

    @classmethod
    def of(cls, drawn: Sequence[float] | Floats, *ranges: tuple[float, float]) -> "Scale":
        """Return the scale for some values: logarithmic if all are positive and span more than a decade.

        Parameters
        ----------
        ranges
            One of these has to span a decade, instead of all the values. NaN is not drawn.
        """
        values = np.asarray(drawn, dtype=float)
        finite = values[np.isfinite(values)]
        if not finite.size or finite.min() <= 0:
            return cls(logarithmic=False)
        wide = ranges or ((float(finite.min()), float(finite.max())),)
        return cls(logarithmic=any(spans_a_decade(float(low), float(high)) for low, high in wide))

    def coordinates(self, values: float | Sequence[float] | Floats) -> Floats:
        """Return the coordinates of values."""
        held = np.asarray(values, dtype=float)
        return np.log10(held) if self.logarithmic else held

    def coordinate(self, value: float) -> float:
        """Return the coordinate of one value."""
        return float(self.coordinates(value))

    def values(self, coordinates: Sequence[float] | Floats) -> Floats:
        """Return the values at coordinates."""
        held = np.asarray(coordinates, dtype=float)
        return np.asarray(10.0**held) if self.logarithmic else held


EVEN, LOGARITHMIC = Scale(logarithmic=False), Scale(logarithmic=True)
