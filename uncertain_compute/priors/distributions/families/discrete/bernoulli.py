"""The Bernoulli family: an event that happens, 1, or does not, 0. It is the binomial of one trial."""

from uncertain_compute.priors.distributions.families.discrete.binomial import Binomial
from uncertain_compute.priors.distributions.families.family import Family


def _of_probability(p: float) -> Binomial:
    return Binomial(1.0, p)


FAMILY = Family(
    {("p",): _of_probability, ("mean",): _of_probability},
    "p between 0 and 1",
    lambda distribution: bool(0.0 < distribution.p < 1.0),
    squiggle=("p",),
    examples=({"p": 0.3},),
)
