"""What evidence moved: closed forms of shift, contraction and information, and of each observation's part in them."""

from typing import Any

import numpy as np
import pytest
from repository import shipped_study
from xarray import Dataset

import uncertain_compute as uc
from uncertain_compute.analysis.evidence.posterior_shift import information_gain
from uncertain_compute.model.graph import Number

MEAN, DEVIATION = 1.0, 2.0
OBSERVED = {"first": (3.0, 2.0), "second": (0.0, 1.5)}
"""By observation what was observed, and its error."""


def doubled(x: Number) -> Number:
    """Twice the assumption [1]."""
    return 2.0 * x


def study(prior: Any, **observed: tuple[float, float]) -> uc.Study:
    observations = {
        name: {
            "quantity": "x",
            "observed": value,
            "error": {"normal": error},
            "unit": "1",
            "source": "made up",
            "date": "2025",
            "status": "judgement",
        }
        for name, (value, error) in observed.items()
    }
    priors = {"x": {"value": prior, "unit": "1"}}
    return uc.Study([doubled], priors, evidence=uc.Evidence.of(observations))


def posterior(*names: str) -> tuple[float, float]:
    """Return mean and standard deviation of the posterior by some observations."""
    precision = DEVIATION**-2 + sum(OBSERVED[name][1] ** -2 for name in names)
    moment = MEAN * DEVIATION**-2 + sum(OBSERVED[name][0] * OBSERVED[name][1] ** -2 for name in names)
    return moment / precision, precision**-0.5


@pytest.fixture(scope="module")
def found() -> Dataset:
    normal = study({"normal": {"mu": MEAN, "sigma": DEVIATION}}, **OBSERVED)
    return uc.posterior_shift(uc.update(normal, seed=2), normal)


@pytest.mark.parametrize("name", ["x", "doubled"])
def test_shift_is_in_standard_deviations_of_the_prior(found: Dataset, name: str) -> None:
    one = found.sel(name=name)
    assert abs(float(one["shift"]) - (posterior(*OBSERVED)[0] - MEAN) / DEVIATION) < 4 * float(one["shift_mcse"])


@pytest.mark.parametrize("name", ["x", "doubled"])
def test_contraction_is_the_part_of_the_variance_that_is_gone(found: Dataset, name: str) -> None:
    exact = 1 - (posterior(*OBSERVED)[1] / DEVIATION) ** 2
    # A variance of 16,384 draws has a relative error of sqrt(2 / 16384).
    assert float(found["contraction"].sel(name=name)) == pytest.approx(exact, abs=4 * (1 - exact) * 0.011)


@pytest.mark.parametrize("left_out", OBSERVED)
def test_an_observation_moves_what_would_go_back_without_it(found: Dataset, left_out: str) -> None:
    others = [name for name in OBSERVED if name != left_out]
    exact = (posterior(*OBSERVED)[0] - posterior(*others)[0]) / DEVIATION
    one = found.sel(name="x", observation=left_out)
    assert abs(float(one["shift_by_observation"]) - exact) < 4 * float(one["shift_by_observation_mcse"])


def test_information_is_the_divergence_of_two_normal_distributions(found: Dataset) -> None:
    mean, deviation = posterior(*OBSERVED)
    ratio, shift = deviation / DEVIATION, (mean - MEAN) / DEVIATION
    exact = (0.5 * (ratio**2 + shift**2 - 1) - np.log(ratio)) / np.log(2)
    gained = float(found["bits_learnt"].sel(name="x"))
    assert gained == pytest.approx(exact, rel=0.04)
    assert gained < exact + 0.01  # bins hide a little


def test_the_sensitivity_to_the_prior_and_to_the_likelihood_is_told(found: Dataset) -> None:
    own = found.sel(name="x")
    assert 0 < float(own["prior_share"]) < 1
    assert float(own["likelihood_sensitivity"]) > float(own["prior_sensitivity"])  # it is three times as precise


def test_of_few_values_information_is_exact() -> None:
    prior, after = np.repeat([1.0, 2.0], [700, 300]), np.repeat([1.0, 2.0], [350, 650])
    exact = 0.35 * np.log2(0.35 / 0.7) + 0.65 * np.log2(0.65 / 0.3)
    assert information_gain(prior, after, 1e9) == pytest.approx(exact)


def test_nothing_learnt_is_no_information() -> None:
    generator = np.random.default_rng(0)
    gained = [information_gain(generator.normal(size=4000), generator.normal(size=1000), 1000.0) for _ in range(40)]
    assert np.mean(gained) < 0.01


def test_an_observation_that_bears_all_is_told_from_the_priors_draws() -> None:
    wide = study({"normal": {"mu": 0, "sigma": 5}}, strong=(4.0, 0.2), weak=(0.0, 5.0))
    run = uc.update(wide, seed=1)
    alone, with_study = uc.posterior_shift(run), uc.posterior_shift(run, wide)
    assert float(alone["pareto_k"].sel(observation="strong")) > 0.7
    one = with_study.sel(name="x", observation="strong")
    assert float(one["pareto_k"]) <= 0.7
    precise = 1 / 25 + 1 / 0.04 + 1 / 25
    exact = (4.0 / 0.04 / precise - 0.0) / 5
    assert abs(float(one["shift_by_observation"]) - exact) < 4 * float(one["shift_by_observation_mcse"])


def test_a_run_without_a_posterior_has_moved_nothing() -> None:
    with pytest.raises(uc.UncertainComputeError, match="the run has no posterior"):
        uc.posterior_shift(uc.run(shipped_study(), draws=512))
