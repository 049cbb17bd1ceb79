"""Rank correlations, against scipy's and against residuals of regressions."""

import numpy as np
import pytest
from closed_forms import LEAST, correlated_sum, holds, lognormals, multiplied, two_normals
from scipy import stats

import uncertain_compute as uc
from uncertain_compute.analysis.sensitivity.ranks import centred_ranks, rank_correlations
from uncertain_compute.analysis.summary.drawn import Drawn
from uncertain_compute.analysis.summary.monte_carlo.jackknife import Estimate
from uncertain_compute.arrays import Floats
from uncertain_compute.model.graph import Number


def added(a: Number, b: Number, c: Number) -> Number:
    """Return a sum with a product [1]."""
    return a + b * c


STUDIES = {
    "product": uc.Study([multiplied], lognormals()),
    "correlated": correlated_sum(),
    "discrete": uc.Study(
        [added],
        {
            "a": {"discrete": {0: 0.3, 1: 0.5, 5: 0.2}},
            "b": {"normal": {"mu": 1, "sigma": 1}},
            "c": {"discrete": {-1: 0.5, 2: 0.5}},
        },
    ),
}


@pytest.fixture(scope="module", params=STUDIES)
def drawn(request: pytest.FixtureRequest) -> Drawn:
    return Drawn.of(uc.run(STUDIES[request.param], draws=2048, seed=3, design="monte_carlo"))


def correlated(drawn: Drawn) -> tuple[Estimate, Estimate]:
    """Return both rank correlations of a run's draws."""
    ranks = ([*map(centred_ranks, one.values())] for one in (drawn.quantities, drawn.assumptions))
    return rank_correlations(*ranks)


def test_ranks_are_scipys(drawn: Drawn) -> None:
    for draws in (*drawn.assumptions.values(), *drawn.quantities.values()):
        theirs = stats.rankdata(draws, axis=None).reshape(draws.shape) - (draws.size + 1) / 2
        assert np.array_equal(centred_ranks(draws), theirs)


def test_spearmans_is_scipys(drawn: Drawn) -> None:
    found, _ = correlated(drawn)
    (quantity,) = drawn.quantities.values()
    wanted = [stats.spearmanr(quantity.ravel(), values.ravel()).statistic for values in drawn.assumptions.values()]
    np.testing.assert_allclose(found.value[0], wanted, rtol=1e-10, atol=1e-12)


def residuals(of: Floats, others: list[Floats]) -> Floats:
    """Return what a linear regression with an intercept leaves over."""
    known = np.column_stack([np.ones(len(of)), *others])
    return of - known @ np.linalg.lstsq(known, of)[0]


def test_partial_ones_are_those_of_residuals(drawn: Drawn) -> None:
    _, found = correlated(drawn)
    ranks = {name: stats.rankdata(values.ravel()) for name, values in drawn.assumptions.items()}
    (quantity,) = (stats.rankdata(values.ravel()) for values in drawn.quantities.values())
    for place, name in enumerate(ranks):
        others = [values for other, values in ranks.items() if other != name]
        wanted = stats.pearsonr(residuals(quantity, others), residuals(ranks[name], others)).statistic
        assert found.value[0, place] == pytest.approx(wanted, rel=1e-9)


@pytest.mark.parametrize("correlation", [0.3, -0.8])
def test_spearmans_of_normals_is_within_its_interval(correlation: float) -> None:
    """It is 6 / pi asin(r / 2); Pearson 1907."""
    study, truth = two_normals(correlation), 6 / np.pi * np.arcsin(correlation / 2)
    held = 0
    for seed in range(100):
        drawn = Drawn.of(uc.run(study, draws=2**11, seed=seed, threads=1))
        value, half_width = (one[0, 0] for one in correlated(drawn)[0])
        held += abs(value - truth) <= half_width
    assert held >= LEAST


def test_spearmans_is_returned_by_name() -> None:
    data = uc.given_data(uc.run(two_normals(0.6), draws=2**12))
    assert holds(data.sel(assumption="x"), "spearman", 6 / np.pi * np.arcsin(0.3))


@pytest.mark.parametrize("sign", [1, -1])
def test_an_assumption_that_explains_all_has_a_partial_correlation_of_one(sign: int) -> None:
    """Ranks of a monotone function are those of the assumption, so nothing is left over in a regression on it."""

    def alone(a: Number, b: Number) -> Number:
        """Return a function of one of them [1]."""
        return np.exp(sign * a) + 0 * b

    study = uc.Study([alone], {name: {"normal": {"mu": 0, "sigma": 1}} for name in "ab"})
    data = uc.given_data(uc.run(study, draws=2**10), scale="linear").sel(quantity="alone")
    assert data["spearman"].sel(assumption="a").item() == pytest.approx(sign, rel=1e-9)
    assert data["partial_rank"].sel(assumption="a").item() == pytest.approx(sign, rel=1e-6)
    assert np.isfinite(data["partial_rank_ci"]).all()
    assert abs(data["partial_rank"].sel(assumption="b").item()) <= 1
