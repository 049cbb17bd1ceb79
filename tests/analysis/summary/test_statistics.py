"""Statistics by their names, and whether draws vary."""

import numpy as np
import pytest

from uncertain_compute.analysis.summary.samples import DrawSample
from uncertain_compute.analysis.summary.statistics import quantiles_at_many, statistic_of, varies
from uncertain_compute.arrays import Floats
from uncertain_compute.errors import UncertainComputeError

DRAWS = np.random.default_rng(0).lognormal(size=(4, 999))


@pytest.mark.parametrize(("name", "level"), [("median", 0.5), ("p5", 0.05), ("p97.5", 0.975), ("p0.01", 0.0001)])
def test_quantiles_are_those_of_a_summary(name: str, level: float) -> None:
    assert statistic_of(name)(DRAWS.ravel()) == DrawSample(DRAWS).quantiles(np.array([level]))[0]
    by_chain = [DrawSample(chain[None]).quantiles(np.array([level]))[0] for chain in DRAWS]
    np.testing.assert_array_equal(statistic_of(name)(DRAWS), by_chain)


def test_mean_and_spread() -> None:
    assert statistic_of("mean")(DRAWS.ravel()) == DRAWS.mean()
    assert statistic_of("sd")(DRAWS.ravel()) == pytest.approx(DRAWS.std(), rel=1e-12)
    assert (statistic_of("sd")(np.full((2, 7), 0.1)) == 0).all()


@pytest.mark.parametrize("name", ["medain", "p0", "p100", "p", "q95", "", "95", "None"])
def test_other_words_are_refused(name: str) -> None:
    with pytest.raises(UncertainComputeError, match=r"statistic: '.*' is not one of median, mean, sd, or p1 to p99"):
        statistic_of(name)


def test_the_nearest_word_is_named() -> None:
    with pytest.raises(UncertainComputeError, match="did you mean 'median'"):
        statistic_of("medain")


@pytest.mark.parametrize("size", [1, 2, 3, 64, 1001])
@pytest.mark.parametrize("level", [0.1, 1, 5, 25, 50, 75, 95, 99, 99.9])
def test_quantiles_of_few_draws_and_of_ties(size: int, level: float) -> None:
    draws = np.round(DRAWS.ravel()[:size], 1)
    expected = DrawSample(draws[None]).quantiles(np.array([level / 100]))[0]
    assert statistic_of(f"p{level:g}")(draws) == expected


@pytest.mark.parametrize("name", ["nan", "NaN", "pnan", "p-5", "p1e1", "P95", "p 5", 95, None, 0.5])
def test_what_is_no_statistic_is_refused(name: object) -> None:
    with pytest.raises(UncertainComputeError, match=r"statistic: .* is not one of median, mean, sd, or p1 to p99"):
        statistic_of(name)  # type: ignore[arg-type]


@pytest.mark.parametrize(("name", "near"), [("maen", "mean"), ("means", "mean"), ("medain", "median")])
def test_a_slip_is_answered_with_the_nearest(name: str, near: str) -> None:
    with pytest.raises(UncertainComputeError, match=f"did you mean '{near}'"):
        statistic_of(name)


@pytest.mark.parametrize(
    "values", [np.array([3.0]), np.array([2.0, 1.0, 2.0, 5.0]), np.arange(24.0).reshape(4, 6) ** 2]
)
def test_quantiles_at_many_levels_are_numpys(values: Floats) -> None:
    levels = np.linspace(0, 1, 101)
    theirs = np.quantile(values, levels, method="hazen")
    np.testing.assert_allclose(quantiles_at_many(values, levels), theirs, rtol=1e-13)


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        (np.array([1.0, 1.0, 1.0]), False),
        (np.zeros(3), False),
        (np.array(5.0), False),
        (np.array([1.0, 1.0 + 1e-13]), False),
        (np.array([1.0, 1.0 + 1e-11]), True),
        (np.array([1e25, 1e25 * (1 + 1e-14)]), False),
        (np.array([1e-30, 2e-30]), True),
        (np.array([-1.0, 1.0]), True),
        (np.array([0.0, 1e-300]), True),
    ],
)
def test_what_differs_by_rounding_does_not_vary(values: np.ndarray, expected: bool) -> None:  # noqa: FBT001
    assert varies(values) is expected
