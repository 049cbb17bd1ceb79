"""Columns that cannot be drawn separately: each is a function of the numbers that are drawn for all of them."""

from dataclasses import dataclass

from uncertain_compute.priors.dependence.copula import CorrelatedGroup


@dataclass(frozen=True, slots=True)
class Inseparable(CorrelatedGroup):
    """Columns that are drawn together, and count as one input when a variance is attributed to inputs."""

    name: str
