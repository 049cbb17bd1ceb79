"""One of several shares that sum to one."""

from dataclasses import dataclass
from typing import override

from uncertain_compute.priors.distributions.families.continuous.beta import Beta


@dataclass(frozen=True)
class Share(Beta):
    """The beta distribution of one share of a Dirichlet distribution.

    Attributes
    ----------
    of
        The concentrations of all shares.
    index
        The index of this share.
    name
        The name of the assumption that has the shares.
    """

    of: tuple[float, ...] = ()
    index: int = 0
    name: str = ""

    @property
    @override
    def middle(self) -> float:
        """Return the mean, because the means of shares sum to one; their medians do not."""
        return float(self.mean)


def shares_of(concentrations: tuple[float, ...], name: str) -> list[Share]:
    """Return the shares of a Dirichlet distribution."""
    total = sum(concentrations)
    return [
        Share(one, total - one, of=concentrations, index=index, name=name) for index, one in enumerate(concentrations)
    ]
