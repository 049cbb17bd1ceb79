"""Columns that make sense only together: each is a function of what is drawn for all of them."""

from dataclasses import dataclass

from uncertain_compute.priors.dependence.copula import CorrelatedGroup


@dataclass(frozen=True, slots=True)
class Inseparable(CorrelatedGroup):
    """Columns that are drawn together, and count as one where a variance is shared out."""

    name: str
