"""Counts of successes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import log
from typing import ClassVar, Self

import numpy as np
from scipy.special import bdtr, bdtrc, betaln, xlog1py, xlogy

from uncertain_compute.arrays import Floats, Tensor
from uncertain_compute.evidence.error_models.error_model import DrawsByName, ErrorModel, Tails, WrittenError

MOST_TRIALS = 2**53
"""Larger floats skip whole numbers."""


@dataclass(frozen=True, slots=True)
class BinomialError(ErrorModel):
    """A count out of a number of trials; the quantity is the probability of success."""

    is_count: ClassVar[bool] = True

    trials: int

    @classmethod
    def read(cls, written: WrittenError) -> Self:
        """Return the error of a count, read from its number of trials.

        Raises
        ------
        UncertainComputeError
            If that is not a number of trials, or is below the count.
        """
        count, trials = written.only(), written.key.number(written.parameters)
        if trials != int(trials) or not 1 <= trials <= MOST_TRIALS:
            raise written.key.error(f"{trials:g} is not a number of trials: 1, 2, 3 and so on, up to 2 to the 53rd")
        if count != int(count) or not 0 <= count <= trials:
            raise written.key.error(f"{count:g} was observed, which is not a count out of {trials:g} trials")
        return cls(int(trials))

    def compared(self, observed: Sequence[float]) -> float:
        """Return the only count."""
        (one,) = observed
        return one

    def log_likelihood(self, observed: Sequence[float], quantity: Floats, values: DrawsByName) -> Floats:
        """Return the log probability of the count; minus infinity if the quantity is not a probability."""
        del values
        count = self.compared(observed)
        share = np.clip(quantity, 0.0, 1.0)
        ways = -betaln(1 + self.trials - count, 1 + count) - log(self.trials + 1)
        found = ways + xlogy(count, share) + xlog1py(self.trials - count, -share)
        return np.where(share == quantity, found, -np.inf)

    def tails(self, observed: Sequence[float], quantity: Floats, values: DrawsByName) -> Tails:
        """Return the probability of at most this count, and of at least this count."""
        del values
        count, share = self.compared(observed), np.clip(quantity, 0.0, 1.0)
        above = bdtrc(count - 1, self.trials, share) if count else np.ones_like(share)
        possible = share == quantity
        return Tails(possible * bdtr(count, self.trials, share), possible * above)

    def to_pymc(self, count: int, quantity: Tensor, scales: Mapping[str, Tensor]) -> Tensor:
        """Return the binomial in PyMC."""
        import pymc as pm

        del count, scales
        return pm.Binomial.dist(n=self.trials, p=quantity)
