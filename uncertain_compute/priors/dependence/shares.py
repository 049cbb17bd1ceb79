"""Shares that sum to one: a Dirichlet distribution over the coordinates of a dimension."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import override

import numpy as np

from uncertain_compute.arrays import Floats
from uncertain_compute.priors.dependence.copula import DrawnColumn
from uncertain_compute.priors.dependence.inseparable import Inseparable
from uncertain_compute.priors.distributions import Beta, Distribution, Share


@dataclass(frozen=True, slots=True)
class Shares(Inseparable):
    """Columns that are the shares of a Dirichlet distribution.

    Each column but the last takes a beta-distributed part of what the columns before it leave. The last takes the rest
    (Connor & Mosimann 1969, "Concepts of Independence for Proportions with a Generalization of the Dirichlet
    Distribution", J. Am. Stat. Assoc. 64, https://doi.org/10.1080/01621459.1969.10500963).
    """

    concentrations: tuple[float, ...]

    @classmethod
    def of(cls, columns: Sequence[str], name: str, concentrations: tuple[float, ...]) -> "Shares":
        """Return the group of columns with these concentrations."""
        return cls(tuple(columns), np.eye(len(columns)), name, concentrations)

    @property
    def parts(self) -> Iterator[Beta]:
        """Yield, for each column but the last, the distribution of the part that it takes of what is left."""
        for index, one in enumerate(self.concentrations[:-1]):
            yield Beta(one, sum(self.concentrations[index + 1 :]))

    @override
    def only(self, columns: tuple[str, ...]) -> "Shares":
        return self

    @override
    def drawn(self, columns: Sequence[DrawnColumn], normals: Sequence[Floats]) -> list[Floats]:
        rest = np.ones(np.shape(normals[0]))
        shares = []
        for part, normal in zip(self.parts, normals, strict=False):
            shares.append(rest * part.from_normal(normal))
            rest = np.maximum(rest - shares[-1], 0.0)
        return [column.factor * share for column, share in zip(columns, [*shares, rest], strict=True)]


def shares_in(distributions: Mapping[str, Distribution]) -> list[Shares]:
    """Return the groups of columns whose shares sum to one."""
    found: dict[tuple[str, tuple[float, ...]], dict[int, str]] = {}
    for column, one in distributions.items():
        if isinstance(one, Share):
            found.setdefault((one.name, one.of), {})[one.index] = column
    return [
        Shares.of([columns[index] for index in sorted(columns)], name, concentrations)
        for (name, concentrations), columns in found.items()
    ]
