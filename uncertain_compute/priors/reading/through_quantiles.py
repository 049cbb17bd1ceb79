"""Truncated distributions with given quantiles."""

from collections.abc import Callable

import numpy as np

from uncertain_compute.arrays import Floats
from uncertain_compute.priors.distributions import Distribution

MOST_REPETITIONS = 500
SETTLED, SETTLED_FIT = 1e-14, 1e-9
"""Iteration ends when no probability changes by more than this, relative to the probability between the bounds.

The second number is used if there are more quantiles than parameters."""

LEAST_KEPT = 1e-6
"""With less probability than this between the bounds, too few correct digits would be left."""

CERTAIN = (1e-15, 1.0 - 1e-15)
EXACT = 1e-10


def between_bounds(
    through: Callable[[Floats, Floats], Distribution],
    probabilities: Floats,
    values: Floats,
    bounds: tuple[float, float],
) -> Distribution:
    """Return a truncated distribution that has the given quantiles after truncation.

    Before truncation, the distribution has these values at other probabilities. These probabilities are found by
    iteration.

    Raises
    ------
    ValueError
        If there is no such distribution, or none is found.
    """
    low, high = bounds
    distribution = through(probabilities, values)
    if bounds == (-np.inf, np.inf):
        return distribution
    if not low < values[0] <= values[-1] < high:
        raise ValueError(f"quantiles must lie between the bounds {low:g} and {high:g}{_at_a_limit(values, bounds)}")
    before, settled = probabilities, SETTLED if len(values) <= 2 else SETTLED_FIT
    for _ in range(MOST_REPETITIONS):
        kept = distribution.mass(low, high)
        after = float(distribution.cdf(low)) + probabilities * kept
        if kept < LEAST_KEPT:
            break
        if np.abs(after - before).max() <= settled * kept:
            return distribution.truncated(low, high)
        before, distribution = after, through(after, values)
    found = _by_root(through, probabilities, values, bounds)
    if found is not None:
        return found
    raise ValueError(f"no distribution of this family was found that has these quantiles between {low:g} and {high:g}")


def _at_a_limit(values: Floats, bounds: tuple[float, float]) -> str:
    """Return what to write instead of quantiles at the bounds; an empty text if none is there."""
    if len(values) != 2 or not set(values) & set(bounds):
        return ""
    low, high = values.tolist()
    half = f" or {{half_normal: {{p95: {high:g}}}}}" if low == bounds[0] == 0.0 else ""
    return f"; a quantile is not a limit: write {{uniform: {{low: {low:g}, high: {high:g}}}}}{half}"


def _by_root(
    through: Callable[[Floats, Floats], Distribution],
    probabilities: Floats,
    values: Floats,
    bounds: tuple[float, float],
) -> Distribution | None:
    """Return the truncated distribution by Powell's method, which is used if iteration does not converge."""
    from scipy.optimize import root
    from scipy.special import expit, logit

    def truncated(logits: Floats) -> Distribution:
        distribution = through(np.asarray(expit(logits)), values)
        if distribution.mass(*bounds) < LEAST_KEPT:
            raise ValueError("almost no probability lies between the bounds")
        return distribution.truncated(*bounds)

    def misfit(logits: Floats) -> Floats:
        return np.asarray(logit(np.clip(truncated(logits).cdf(values), *CERTAIN)) - logit(probabilities))

    try:
        distribution = truncated(np.asarray(root(misfit, logit(probabilities), tol=1e-14).x))
        met = np.abs(distribution.ppf(probabilities) - values).max() <= EXACT * np.abs(values).max()
    except (ValueError, ZeroDivisionError):
        return None
    return distribution if met else None
