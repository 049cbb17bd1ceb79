"""A distribution and its PyMC counterpart are the same: draws by Kolmogorov and Smirnov's test, logp by the density."""

from typing import Any

import numpy as np
import pymc as pm
import pytensor
import pytensor.tensor as pt
import pytest
from pymc.distributions.shape_utils import change_dist_size
from scipy import stats

from uncertain_compute.draws.pymc_draws import MODE
from uncertain_compute.priors.distributions.families.registry import FAMILIES
from uncertain_compute.priors.reading.spec import prior

pytestmark = pytest.mark.filterwarnings("ignore:Numba will use object mode")

COUNT = 4000
LEAST_P_VALUE = 1e-4
"""Of some 40 tests with fixed seeds one in 250 would fail by chance."""

LARGEST_RARE = 10
"""Draws at values that are each expected less than once in all: there are not as many."""

OF_FAMILIES: dict[str, Any] = {name: {name: family.examples[0]} for name, family in FAMILIES.items()}
COUNTS = [name for name, belief in OF_FAMILIES.items() if prior(belief).distribution.atoms]
NOT_IN_PYMC = [name for name, belief in OF_FAMILIES.items() if prior(belief).distribution.in_pymc() is None]

NATIVE: dict[str, Any] = {
    "fixed": 42,
    **{name: belief for name, belief in OF_FAMILIES.items() if name not in {*COUNTS, *NOT_IN_PYMC}},
    "beta on another interval": {"beta": {"low": 10, "high": 20, "p10": 12, "p90": 15}},
    "mixture": {"mixture": [{"weight": 0.7, "value": "4 to 16"}, {"weight": 0.3, "value": "28 to 64"}]},
    "mixture of families": {
        "mixture": [
            {"weight": 0.7, "value": "4 to 16"},
            {"weight": 0.3, "value": {"beta": {"low": 10, "high": 20, "p10": 12, "p90": 15}}},
        ]
    },
    "truncated gumbel": {"gumbel": {"mu": 3, "beta": 2, "bounds": [1, 9]}},
    "truncated normal": {"normal": {"mu": 0.4, "sigma": 0.3, "bounds": [0, 1]}},
    "truncated lognormal": {"value": "4 to 10", "bounds": [3, None]},
    "truncated beta": {"beta": {"alpha": 2, "beta": 3, "bounds": [0.2, 0.7]}},
    "truncated gamma": {"gamma": {"mu": 3, "sigma": 1, "bounds": [2, 4]}},
    "truncated student_t": {"student_t": {"nu": 4, "mu": 0, "sigma": 1, "bounds": [0, None]}},
    "truncated mixture": {
        "mixture": [
            {"weight": 0.5, "value": {"uniform": {"low": 0, "high": 1}}},
            {"weight": 0.5, "value": {"uniform": {"low": 3, "high": 4}}},
        ],
        "bounds": [0.5, None],
    },
}
"""Distributions that PyMC has, or makes of those that it has: logp is exact."""

INTERPOLATED: dict[str, Any] = {
    **{name: OF_FAMILIES[name] for name in NOT_IN_PYMC if name not in COUNTS},
    "metalog": {"p10": 3, "p50": 5, "p90": 12},
    "metalog above a bound": {"p10": 3, "p50": 5, "p90": 12, "low": 0},
    "metalog between bounds": {"p10": 0.3, "p50": 0.5, "p90": 0.6, "low": 0, "high": 1},
    "quantiles": {"quantiles": {"p5": 1, "p50": 3, "p60": 4, "p95": 9, "low": 0}},
    "truncated metalog": {"p10": 3, "p50": 5, "p90": 12, "bounds": [2, 20]},
    "truncated far above": {"normal": {"mu": 0, "sigma": 1, "bounds": [5, None]}},
    "mixture with a metalog": {
        "mixture": [
            {"weight": 0.7, "value": "4 to 16"},
            {"weight": 0.3, "value": {"p10": 3, "p50": 5, "p90": 12, "low": 0}},
        ]
    },
}
"""Distributions whose density goes in a line between 4,001 quantiles."""

WITH_ATOMS: dict[str, Any] = {
    "fixed": 42,
    **{name: OF_FAMILIES[name] for name in COUNTS},
    "discrete": {"discrete": {4: 0.25, 8: 0.5, 16: 0.25}},
    "clipped lognormal": {"value": "4 to 10", "clip": [5, 9]},
    "clipped metalog": {"p10": 3, "p50": 5, "p90": 12, "clip": [4, None]},
    "clipped discrete": {"discrete": {4: 0.5, 8: 0.5}, "clip": [5, None]},
    "truncated poisson": {"poisson": {"mu": 4.2, "bounds": [1, 8]}},
    "clipped poisson": {"poisson": {"mu": 4.2, "clip": [1, 8]}},
    "mixture with a binomial": {
        "mixture": [{"weight": 0.7, "value": {"binomial": {"n": 2, "p": 0.4}}}, {"weight": 0.3, "value": "28 to 64"}]
    },
    "mixture with single values": {
        "mixture": [
            {"weight": 0.7, "value": "4 to 16"},
            {"weight": 0.2, "value": 3},
            {"weight": 0.1, "value": {"discrete": {3: 0.5, 40: 0.5}}},
        ]
    },
}

IN_PYMCS_OWN_MODE = ("bernoulli", "mixture with single values")

CONTINUOUS = {name: form for name, form in (NATIVE | INTERPOLATED).items() if name != "fixed"}
INSIDE = np.array([0.001, 0.02, 0.3, 0.5, 0.8, 0.97, 0.999])


@pytest.fixture(autouse=True)
def no_compiler(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let PyTensor evaluate as it stands what is asked at a few numbers: compiling it takes far longer."""
    monkeypatch.setattr(pytensor.config, "cxx", "")


def test_every_family_is_tested() -> None:
    assert set(FAMILIES) <= {*NATIVE, *INTERPOLATED, *WITH_ATOMS}


@pytest.mark.parametrize("name", CONTINUOUS)
def test_draws_by_pymc_have_the_distribution(name: str) -> None:
    """All at once and in the mode in which a run draws; some of the others are drawn one by one in PyMC's own."""
    belief = prior(CONTINUOUS[name])
    draws = pm.draw(change_dist_size(belief.to_pymc(), (COUNT,)), random_seed=20240301, mode=MODE)
    assert stats.kstest(draws, belief.cdf).pvalue > LEAST_P_VALUE


@pytest.mark.parametrize("name", CONTINUOUS)
def test_the_twins_logp_is_the_densitys_logarithm(name: str) -> None:
    belief = prior(CONTINUOUS[name])
    points = belief.ppf(INSIDE)
    found = pm.logp(belief.to_pymc(), pt.as_tensor(points)).eval(mode=MODE)
    tolerance = 1e-4 if name in INTERPOLATED else 1e-8
    np.testing.assert_allclose(found, np.log(belief.pdf(points)), rtol=0, atol=tolerance)


@pytest.mark.parametrize("name", WITH_ATOMS)
def test_draws_by_pymc_have_the_single_values_as_often(name: str) -> None:
    belief = prior(WITH_ATOMS[name])
    mode = None if name in IN_PYMCS_OWN_MODE else MODE
    draws = pm.draw(belief.to_pymc(), COUNT, random_seed=20240301, mode=mode)
    atoms = belief.distribution.atoms
    rare = {value: share for value, share in atoms.items() if share * COUNT < 1}
    assert np.isin(draws, list(rare)).sum() <= LARGEST_RARE
    for value, share in atoms.items() - rare.items():
        error = np.sqrt(share * (1 - share) / COUNT)
        assert np.mean(draws == value) == pytest.approx(share, abs=4 * error + 1e-12)
    apart = draws[~np.isin(draws, list(belief.distribution.atoms))]
    error = 0.5 / np.sqrt(COUNT)
    for point in np.quantile(apart, [0.2, 0.5, 0.8]) if len(apart) else []:
        assert np.mean(draws <= point) == pytest.approx(float(belief.cdf(point)), abs=4 * error)


@pytest.mark.parametrize("name", ["fixed", "discrete"])
def test_logp_of_single_values_is_their_probabilitys_logarithm(name: str) -> None:
    belief = prior(WITH_ATOMS[name])
    values, shares = np.array(list(belief.distribution.atoms.items())).T
    points = np.append(values, values[0] + 0.5)
    found = pm.logp(belief.to_pymc(), pt.as_tensor(points)).eval(mode=MODE)
    np.testing.assert_allclose(found, np.append(np.log(shares), -np.inf), atol=1e-12)


@pytest.mark.parametrize("name", COUNTS)
def test_logp_of_whole_numbers_is_their_probabilitys_logarithm(name: str) -> None:
    belief = prior(WITH_ATOMS[name])
    values, shares = np.array(list(belief.distribution.atoms.items())).T
    found = pm.logp(belief.to_pymc(), pt.as_tensor(values.astype(int))).eval(mode=MODE)
    np.testing.assert_allclose(found, np.log(shares), rtol=1e-9)


def test_data_have_twins_as_they_are_and_smoothed(tmp_path: Any) -> None:
    values = np.random.default_rng(7).lognormal(1, 1, 300)
    np.savetxt(tmp_path / "data.csv", values, header="seconds", comments="")
    form = {"file": "data.csv", "column": "seconds"}
    as_it_is = prior({"empirical": form}, folders=[tmp_path])
    smoothed = prior({"empirical": form | {"smooth": True}}, folders=[tmp_path])
    assert set(pm.draw(as_it_is.to_pymc(), 100, random_seed=1, mode=MODE)) <= set(as_it_is.distribution.atoms)
    points = smoothed.ppf(INSIDE)
    found = pm.logp(smoothed.to_pymc(), pt.as_tensor(points)).eval(mode=MODE)
    np.testing.assert_allclose(found, np.log(smoothed.pdf(points)), atol=1e-9)
    draws = pm.draw(smoothed.to_pymc(), COUNT, random_seed=1, mode=MODE)
    assert stats.kstest(draws, smoothed.cdf).pvalue > LEAST_P_VALUE


def test_a_twin_takes_its_place_in_a_model() -> None:
    with pm.Model() as model:
        model.register_rv(prior("4 to 10").to_pymc(), "dataset_multiplier")
    point = model.initial_point()
    assert np.isfinite(model.compile_logp()(point))
