"""Standard errors between chains, beside scipy's skewness and by counting how often they hold the truth."""

import numpy as np
import pytest
from scipy import stats

from uncertain_compute.analysis.summary.errors import skewness, standard_error_between

CHAINS, TIMES = 16, 4000


def test_skewness_is_scipys() -> None:
    values = np.random.default_rng(0).exponential(size=(CHAINS, 3))
    np.testing.assert_allclose(skewness(values), stats.skew(values, axis=0), rtol=1e-12)
    assert skewness(np.full(CHAINS, 0.1)) == 0


@pytest.mark.parametrize(("family", "share"), [(stats.norm(), 0.962), (stats.expon(), 0.948), (stats.uniform(), 0.958)])
def test_two_errors_hold_the_mean_of_skewed_values(family: stats.rv_continuous, share: float) -> None:
    """Shares are those of 100,000 trials; four standard errors of 4,000 are 1.4%."""
    values = family.rvs((CHAINS, TIMES), random_state=1)
    two_errors = stats.t.ppf(stats.norm.cdf(2), CHAINS - 1) * standard_error_between(values)
    hits = np.abs(values.mean(axis=0) - family.mean()) <= two_errors
    assert hits.mean() == pytest.approx(share, abs=0.014)
