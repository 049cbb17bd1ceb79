"""Counts of successes."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import log

import numpy as np
from scipy.special import bdtr, bdtrc, betaln, xlog1py, xlogy

from uncertain_compute.arrays import Floats
from uncertain_compute.evidence.error_models.error_model import ErrorModel, Tails, Values


@dataclass(frozen=True, slots=True)
class BinomialError(ErrorModel):
    """A count out of so many trials, each a success with the probability that the quantity is."""

    trials: int

    def compared(self, observed: Sequence[float]) -> float:
        """Return the only count."""
        (one,) = observed
        return one

    def log_likelihood(self, observed: Sequence[float], quantity: Floats, values: Values) -> Floats:
        """Return the log probability of the count; minus infinity where the quantity is no probability."""
        del values
        count = self.compared(observed)
        share = np.clip(quantity, 0.0, 1.0)
        ways = -betaln(1 + self.trials - count, 1 + count) - log(self.trials + 1)
        found = ways + xlogy(count, share) + xlog1py(self.trials - count, -share)
        return np.where(share == quantity, found, -np.inf)

    def tails(self, observed: Sequence[float], quantity: Floats, values: Values) -> Tails:
        """Return the probability of at most, and of at least so many."""
        del values
        count, share = self.compared(observed), np.clip(quantity, 0.0, 1.0)
        above = bdtrc(count - 1, self.trials, share) if count else np.ones_like(share)
        possible = share == quantity
        return Tails(possible * bdtr(count, self.trials, share), possible * above)
