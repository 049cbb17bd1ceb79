"""The beta distribution of the PERT method."""

from uncertain_compute.priors.distributions.families.continuous.beta import Beta
from uncertain_compute.priors.distributions.families.family import Family


def _pert(low: float, mode: float, high: float) -> Beta:
    """Return the beta distribution of the PERT method, whose mean is (low + 4 mode + high) / 6.

    Source: Malcolm, Roseboom, Clark & Fazar 1959, Operations Research 7.
    """
    return Beta(1.0 + 4.0 * (mode - low) / (high - low), 1.0 + 4.0 * (high - mode) / (high - low), low, high)


FAMILY = Family(
    {("low", "mode", "high"): _pert},
    "low <= mode <= high and low < high",
    lambda distribution: distribution.alpha >= 1 and distribution.beta >= 1 and distribution.low < distribution.high,
)
