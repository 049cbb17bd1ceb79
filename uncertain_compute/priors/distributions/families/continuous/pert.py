"""The beta distribution of the PERT method."""

from uncertain_compute.arrays import Floats
from uncertain_compute.priors.distributions.families.continuous.beta import Beta
from uncertain_compute.priors.distributions.families.family import Family
from uncertain_compute.priors.distributions.families.fits import ends_about


def _pert(low: float, mode: float, high: float) -> Beta:
    """Return the beta distribution of the PERT method, whose mean is (low + 4 mode + high) / 6.

    Source: Malcolm, Roseboom, Clark & Fazar 1959, Operations Research 7.
    """
    return Beta(1.0 + 4.0 * (mode - low) / (high - low), 1.0 + 4.0 * (high - mode) / (high - low), low, high)


def _of_mean(low: float, high: float, mean: float) -> Beta:
    return _pert(low, (6.0 * mean - low - high) / 4.0, high)


def through_quantiles(probabilities: Floats, values: Floats, mode: float) -> Beta:
    """Return the beta distribution of the PERT method with a likeliest value and quantiles."""
    return _pert(*ends_about(mode, _pert, probabilities, values))


FAMILY = Family(
    {("low", "mode", "high"): _pert, ("low", "high", "mean"): _of_mean},
    "low <= mode <= high and low < high",
    lambda distribution: distribution.alpha >= 1 and distribution.beta >= 1 and distribution.low < distribution.high,
    through_quantiles,
    given=("mode",),
    examples=({"low": 1, "mode": 2, "high": 5}, {"p10": 2, "mode": 6, "p90": 8}),
)
