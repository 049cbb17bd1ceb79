"""One number that has a belief, in the model's unit."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product

from uncertain_compute.arrays import Floats, Numbers
from uncertain_compute.priors.distributions import Distribution, Fixed
from uncertain_compute.priors.reading.ranges import Range
from uncertain_compute.priors.reading.spec import Prior

ANYWHERE = Range()


@dataclass(frozen=True, slots=True)
class Column:
    """One number that has a belief: an assumption, or an assumption at one coordinate.

    Attributes
    ----------
    factor
        How many of the model's unit one of the prior's is.
    allowed
        Where the model says that it lies.
    """

    name: str
    prior: Prior
    factor: float
    allowed: Range = ANYWHERE

    @property
    def distribution(self) -> Distribution:
        """Return the distribution, in the prior's own unit."""
        return self.prior.distribution

    @property
    def fixed(self) -> bool:
        """Return whether it is known for certain."""
        return isinstance(self.distribution, Fixed)

    @property
    def outside(self) -> float:
        """Return the probability outside the range that the model says."""
        return self.allowed.in_unit(self.factor).outside(self.distribution)

    def ppf(self, q: Numbers) -> Floats:
        """Return exact quantiles in the model's unit."""
        return self.factor * self.distribution.ppf(q)

    def from_uniform(self, uniform: Floats) -> Floats:
        """Return draws in the model's unit, each at the quantile that a number in (0, 1) says."""
        return self._in_model_unit(self.distribution.from_uniform(uniform))

    def from_normal(self, normal: Floats) -> Floats:
        """Return draws in the model's unit, each at the quantile of a standard normal number."""
        return self._in_model_unit(self.distribution.from_normal(normal))

    def _in_model_unit(self, values: Floats) -> Floats:
        return values if self.factor == 1.0 else values * self.factor


def column_names(name: str, coordinates: Sequence[Sequence[str]]) -> list[str]:
    """Return the columns of what has the coordinates of some dimensions: ``name`` or ``name[coordinate, ...]``."""
    return [f"{name}[{', '.join(labels)}]" for labels in product(*coordinates)] if coordinates else [name]
