"""Add draws until estimates are accurate, or a budget of model evaluations is spent."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import NamedTuple, Self

import numpy as np
from numpy.typing import NDArray

from uncertain_compute.analysis.summary.monte_carlo.jackknife import Estimate
from uncertain_compute.arrays import Floats
from uncertain_compute.draws.settings import Settings
from uncertain_compute.errors import UncertainComputeError

ACCURACY = 0.005
BUDGET = 2**25

NUMBERS = 64
"""A draw of more numbers counts as several evaluations, so that a budget stands for the same work in any study."""


def work_of(numbers: float) -> float:
    """Return how many evaluations one counts as, by how many numbers a draw has while it is evaluated."""
    return max(numbers / NUMBERS, 1.0)


@dataclass(frozen=True, slots=True)
class Effort:
    """The half-width to reach for the widest 95% interval, and the most model evaluations to spend.

    Without an accuracy only the first stage is run.
    """

    accuracy: float | None = ACCURACY
    budget: int = BUDGET

    def __post_init__(self) -> None:
        """Check the accuracy and the budget.

        Raises
        ------
        UncertainComputeError
            If the accuracy is not between 0 and 1, or the budget not a whole number from 1.
        """
        accuracy, budget = self.accuracy, self.budget
        if accuracy is not None and not (isinstance(accuracy, float | int) and 0 < accuracy < 1):
            raise UncertainComputeError(f"accuracy: {accuracy!r} must lie between 0 and 1, as in 0.005")
        if isinstance(budget, bool) or not isinstance(budget, int) or budget < 1:
            raise UncertainComputeError(f"budget: {budget!r} is not a whole number of model evaluations")


class Stage(NamedTuple):
    """The model evaluations spent by the end of a stage, and each quantity's widest half-width then."""

    evaluations: int
    half_width: Floats


@dataclass(frozen=True, slots=True)
class Convergence:
    """The stages of an analysis and how they ended."""

    effort: Effort
    estimates: Mapping[str, Estimate]
    stages: tuple[Stage, ...]
    draws: int

    @property
    def reached(self) -> NDArray[np.bool_]:
        """Return whether each quantity's estimates have the requested accuracy; shape (quantity,)."""
        last = self.stages[-1].half_width
        return last <= (np.inf if self.effort.accuracy is None else self.effort.accuracy)

    @classmethod
    def of(
        cls,
        estimates_with: Callable[[int, int], Mapping[str, Estimate]],
        settings: Settings,
        effort: Effort,
        evaluations_per_draw: int,
        numbers: float,
    ) -> Self:
        """Double the draws until the estimates are accurate or the next stage would exceed the budget.

        Parameters
        ----------
        estimates_with
            A function that adds the draws of each chain from a first up to a last, and returns estimates of shape
            (factor, quantity).
        numbers
            How many numbers an evaluation has, see `work_of`; the first stage takes what it takes.

        Raises
        ------
        UncertainComputeError
            If the budget is too small for one stage.
        """
        done, size, stages = 0, settings.draws_per_chain, list[Stage]()

        def cost(draws_per_chain: int) -> int:
            return draws_per_chain * settings.chains * evaluations_per_draw

        if cost(size) > effort.budget:
            raise UncertainComputeError(
                f"budget: {effort.budget:,} is less than the {cost(size):,} model evaluations that "
                f"{size * settings.chains:,} draws need; use fewer draws or raise the budget"
            )
        while True:
            estimates = estimates_with(done, size)
            widest: Floats = np.stack([one.half_width.max(axis=0) for one in estimates.values()]).max(axis=0)
            stages.append(Stage(cost(size), widest))
            so_far = cls(effort, estimates, tuple(stages), size * settings.chains)
            if so_far.reached.all() or work_of(numbers) * cost(2 * size) > effort.budget:
                return so_far
            done, size = size, 2 * size
