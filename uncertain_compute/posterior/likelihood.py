"""The likelihood of evidence for each draw, and the prior's predictions of it."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from xarray import Dataset

from uncertain_compute.arrays import Floats
from uncertain_compute.draws.recorders import columns_in
from uncertain_compute.errors import UncertainComputeError, no_such
from uncertain_compute.evidence.error_models.error_model import DrawsByName
from uncertain_compute.evidence.observations import Observation
from uncertain_compute.levels import P5_P50_P95

IMPOSSIBLE = 1e-12
"""The tail probability of an observation below which no draw of the prior explains it."""

SURPRISING = 1e-3
"""The tail probability of an observation below which it contradicts the prior."""


@dataclass(frozen=True, slots=True)
class PriorPredictive:
    """The prior's prediction of an observation.

    Attributes
    ----------
    p5, p50, p95
        Quantiles of the quantity, without the error.
    tail
        Two-sided probability of the observed value or one further out, errors included.
    """

    p5: float
    p50: float
    p95: float
    tail: float

    @property
    def is_surprising(self) -> bool:
        """Return whether the observation contradicts the prior."""
        return self.tail < SURPRISING


def values_of(group: Dataset, names: Sequence[str]) -> dict[str, Floats]:
    """Return the columns of some variables, by name, each of shape (chain, draw)."""
    return {column: values for name in names for column, values in columns_in(group, name).items()}


def observed_values(group: Dataset, observations: Sequence[Observation]) -> dict[str, Floats]:
    """Return the columns that the observations' likelihood depends on, by name.

    Raises
    ------
    UncertainComputeError
        If an observation names a column that does not exist, or its scale is too small in some draw.
    """
    values = values_of(
        group, [name for observation in observations for name in (observation.of, *observation.error.needs)]
    )
    for observation in observations:
        if observation.quantity not in values:
            raise no_such(f"{observation.key}.quantity", "quantity", observation.quantity, values)
        for name in observation.error.needs:
            least = observation.error.least_scale
            if name not in values or not values[name].min() > least:
                lowest = f"is {values[name].min():g} in a draw" if name in values else "has a dimension"
                raise UncertainComputeError(
                    f"{observation.key}: its error {name!r} {lowest}; it has to exceed {least:g}"
                )
    return values


def log_likelihoods(observations: Sequence[Observation], values: DrawsByName) -> Floats:
    """Return the log likelihood of each observation for each draw; shape (chain, draw, observation)."""
    return np.stack(
        [
            observation.error.log_likelihood(observation.observed, values[observation.quantity], values)
            for observation in observations
        ],
        -1,
    )


def prior_predictive(observation: Observation, values: DrawsByName) -> PriorPredictive:
    """Return the prior's prediction of an observation, from draws."""
    quantity = values[observation.quantity]
    tails = observation.error.tails(observation.observed, quantity, values)
    tail = min(2 * min(float(tails.below.mean()), float(tails.above.mean())), 1.0)
    p5, p50, p95 = map(float, np.quantile(quantity, P5_P50_P95, method="hazen"))
    return PriorPredictive(p5, p50, p95, tail)


def fail_if_impossible(observations: Sequence[Observation], predictive_of: Sequence[PriorPredictive]) -> None:
    """Raise if no draw of the prior explains an observation.

    Raises
    ------
    UncertainComputeError
        If there is such an observation; the message names it.
    """
    for observation, before in zip(observations, predictive_of, strict=True):
        if before.tail < IMPOSSIBLE:
            raise UncertainComputeError(
                f"{observation.key}: {observation.compared:g} {observation.unit} was observed, "
                "but the prior cannot give that: "
                f"{observation.quantity} is {before.p5:g} to {before.p95:g} in it (P5 to P95); "
                "check the unit, widen the prior, or state a larger error"
            )
