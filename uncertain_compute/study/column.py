"""A column: one number that has a belief, in the model's unit."""

from dataclasses import dataclass

from uncertain_compute.arrays import Floats, Numbers
from uncertain_compute.priors.distributions import Distribution, Fixed
from uncertain_compute.priors.reading.ranges import Range, range_note
from uncertain_compute.priors.reading.spec import Prior
from uncertain_compute.priors.reading.zero import note_on_zero

ANYWHERE = Range()


@dataclass(frozen=True, slots=True)
class Column:
    """One number that has a belief: an assumption, or an assumption at one coordinate.

    Attributes
    ----------
    factor
        Size of the prior's unit in the model's unit.
    allowed
        The range that the model allows.
    """

    name: str
    prior: Prior
    factor: float
    allowed: Range = ANYWHERE

    @property
    def distribution(self) -> Distribution:
        """Return the distribution, in the prior's unit."""
        return self.prior.distribution

    @property
    def written(self) -> str:
        """Return the belief as it was written, with its unit if the model has another."""
        unit = self.prior.unit if self.factor != 1.0 and self.prior.unit else ""
        return f"{self.prior.written} {unit}".rstrip()

    @property
    def fixed(self) -> bool:
        """Return whether it is known for certain."""
        return isinstance(self.distribution, Fixed)

    @property
    def outside(self) -> float:
        """Return the probability outside the range that the model allows."""
        return self.allowed.in_unit(self.factor).outside(self.distribution)

    def range_note(self, unit: str) -> str:
        """Return a note on a belief partly outside the model's range, or reaching zero without one; else empty."""
        if self.allowed == ANYWHERE:
            return note_on_zero(self.prior)
        return range_note(self.prior, self.allowed, self.factor, unit)

    def ppf(self, q: Numbers) -> Floats:
        """Return exact quantiles in the model's unit."""
        return self.factor * self.distribution.ppf(q)

    def from_uniform(self, uniform: Floats) -> Floats:
        """Return draws in the model's unit, at the quantiles given by numbers in (0, 1)."""
        return self._in_model_unit(self.distribution.from_uniform(uniform))

    def from_normal(self, normal: Floats) -> Floats:
        """Return draws in the model's unit, at the quantiles of standard normal numbers."""
        return self._in_model_unit(self.distribution.from_normal(normal))

    def _in_model_unit(self, values: Floats) -> Floats:
        return values if self.factor == 1.0 else values * self.factor
