"""The scale of an axis: where values stand on it, and when it is logarithmic."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from uncertain_compute.analysis.sensitivity.outputs import spans_a_decade
from uncertain_compute.arrays import Floats


@dataclass(frozen=True)
class Scale:
    """Where values stand on an axis: as they are, or by their log10."""

    logarithmic: bool

    @classmethod
    def of(cls, drawn: Sequence[float] | Floats, *ranges: tuple[float, float]) -> "Scale":
        """Return the scale of an axis: logarithmic if all that is drawn is positive and spans more than a decade.

        Parameters
        ----------
        ranges
            Of these one has to span a decade; by default all that is drawn does. What is not a number is not drawn.
        """
        values = np.asarray(drawn, dtype=float)
        finite = values[np.isfinite(values)]
        if not finite.size or finite.min() <= 0:
            return cls(logarithmic=False)
        wide = ranges or ((float(finite.min()), float(finite.max())),)
        return cls(logarithmic=any(spans_a_decade(float(low), float(high)) for low, high in wide))

    def coordinates(self, values: float | Sequence[float] | Floats) -> Floats:
        """Return where values stand."""
        held = np.asarray(values, dtype=float)
        return np.log10(held) if self.logarithmic else held

    def coordinate(self, value: float) -> float:
        """Return where one value stands."""
        return float(self.coordinates(value))

    def values(self, coordinates: Sequence[float] | Floats) -> Floats:
        """Return what stands there."""
        held = np.asarray(coordinates, dtype=float)
        return np.asarray(10.0**held) if self.logarithmic else held


EVEN, LOGARITHMIC = Scale(logarithmic=False), Scale(logarithmic=True)
