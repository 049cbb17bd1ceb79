"""What is known of a quantity's distribution, whatever a run kept of it."""

from abc import ABC, abstractmethod

import numpy as np

from uncertain_compute.arrays import Floats


class Sample(ABC):
    """A quantity's distribution in each chain, and over all of them."""

    resolution: float = 0.0
    """The largest relative error of a quantile, apart from the Monte Carlo error."""

    accuracy: float = 0.0
    """The relative error of numbers that are computed on a grid; a Monte Carlo error is at least as large."""

    factors: tuple[str, ...] = ()
    """The factors that are integrated exactly."""

    @abstractmethod
    def chains(self) -> "list[Sample]":
        """Return a sample for each chain."""

    @abstractmethod
    def mean(self) -> float:
        """Return the mean."""

    @abstractmethod
    def standard_deviation(self) -> float:
        """Return the standard deviation."""

    def moments_of_chains(self) -> Floats:
        """Return each chain's mean and standard deviation; shape (2, chain)."""
        return np.array([(one.mean(), one.standard_deviation()) for one in self.chains()]).T

    @abstractmethod
    def quantiles(self, probabilities: Floats) -> Floats:
        """Return quantiles, in the shape of the probabilities."""

    @abstractmethod
    def share_below(self, value: float, *, inclusive: bool) -> float:
        """Return the share of draws below a value; if inclusive, also those equal to it."""

    @property
    @abstractmethod
    def size(self) -> int:
        """Return the number of draws."""

    @property
    def step(self) -> float:
        """Return how much the probability below a value grows from one draw to the next; 0 if it grows smoothly."""
        return 1.0 / self.size

    @property
    @abstractmethod
    def never(self) -> float:
        """Return the share of draws that are infinite, which means never."""

    def known_quantiles(self, probabilities: Floats) -> Floats:
        """Return quantiles of the draws that are not never; NaN if all are."""
        never = self.never
        if never == 1.0:
            return np.full(np.shape(probabilities), np.nan)
        return self.quantiles(np.minimum(probabilities * (1.0 - never), 1.0 - never - 0.5 / self.size))

    @abstractmethod
    def shares_below(self, values: Floats) -> Floats:
        """Return the share of each chain's draws below each value, plus half of those equal to it; (chain, value)."""

    @abstractmethod
    def tails(self, count: int) -> tuple[Floats, Floats]:
        """Return the largest draws, and the negatives of the smallest ones, both ascending; shape (count,)."""

    @abstractmethod
    def between(self, low: float, high: float) -> Floats:
        """Return the draws from one number to another, ascending."""

    @abstractmethod
    def top_share(self, fraction: float) -> float:
        """Return the share of the sum of magnitudes that the largest draws contribute."""

    @abstractmethod
    def shortest_of_halves(self, probability: float) -> tuple[Floats, float]:
        """Return the highest-density intervals of halves of the chains, (half, end), and a half's share of chains."""

    @abstractmethod
    def shortest_interval(self, probability: float) -> tuple[float, float]:
        """Return the highest-density interval."""
