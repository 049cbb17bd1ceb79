"""The posterior by reweighting: closed forms, the stated error, and when it is refused."""

import numpy as np
import pytest
from conjugate import CONJUGATE, LEVELS, Conjugate, item, study

import uncertain_compute as uc
from uncertain_compute.posterior.importance import HIGHEST_PARETO_K, smoothed_weights, stratified

each_case = pytest.mark.parametrize("case", CONJUGATE.values(), ids=CONJUGATE)


@each_case
def test_quantiles_are_those_of_the_closed_form_within_four_stated_errors(case: Conjugate) -> None:
    row = uc.summarize(uc.update(case.study, seed=1), group="posterior").iloc[0]
    for name, exact in zip(("p5", "p50", "p95"), 2.0 * case.quantiles(LEVELS), strict=True):
        assert abs(row[name] - exact) < 4 * row[f"{name}_mcse"]


def test_the_stated_error_is_that_of_runs_with_other_seeds() -> None:
    case = CONJUGATE["normal"]
    exact = 2.0 * case.quantiles(LEVELS)
    distances = []
    for seed in range(60):
        run = uc.update(case.study, seed=seed, draws=4096, design="monte_carlo")
        row = uc.summarize(run, group="posterior").iloc[0]
        distances.append(
            [(row[name] - value) / row[f"{name}_mcse"] for name, value in zip(("p5", "p50", "p95"), exact, strict=True)]
        )
    # Root mean squares of 60 standard normal numbers lie in 0.7 to 1.3 in 99.9% of cases.
    assert (np.sqrt(np.mean(np.square(distances), axis=0)) < 1.3).all()
    assert (np.sqrt(np.mean(np.square(distances), axis=0)) > 0.7).all()


def test_a_posterior_far_out_in_the_prior_is_refused_with_advice() -> None:
    far = study({"normal": {"mu": 0, "sigma": 1}}, far=item("x", 5.5, {"normal": 0.3}))
    with pytest.raises(uc.UncertainComputeError, match=r"^method: importance failed: Pareto k is .*method=nuts"):
        uc.update(far)


def test_a_failed_posterior_can_be_accepted_and_is_marked() -> None:
    far = study({"normal": {"mu": 0, "sigma": 1}}, far=item("x", 5.5, {"normal": 0.3}))
    attrs = uc.update(far, method=uc.Method(accept_failed=True))["posterior"].attrs
    assert attrs["failures"].startswith("Pareto k is")
    assert attrs["pareto_k"] > HIGHEST_PARETO_K


def test_draws_come_as_often_as_their_weight_says() -> None:
    weights = np.array([0.5, 0.0, 0.3, 0.2])
    for seed in range(3):
        places = stratified(weights, 1000, np.random.default_rng(seed))
        assert (np.abs(np.bincount(places, minlength=4) - 1000 * weights) <= 2).all()
        assert (np.diff(places) >= 0).all()


def test_equal_weights_have_no_tail() -> None:
    weights, pareto_k = smoothed_weights(np.full(100, -3.0))
    assert weights == pytest.approx(np.full(100, 0.01))
    assert pareto_k == -np.inf


@pytest.mark.parametrize("few", [1, 3])
def test_a_few_draws_that_bear_all_the_weight_have_no_tail(few: int) -> None:
    weights, pareto_k = smoothed_weights(np.append(np.zeros(few) - np.arange(few), np.full(500, -np.inf)))
    assert pareto_k == np.inf
    assert weights[few:].sum() == 0
    assert weights.sum() == pytest.approx(1)


def test_impossible_draws_have_no_weight() -> None:
    log_ratios = np.append(np.random.default_rng(0).normal(size=1000), -np.inf)
    weights, _ = smoothed_weights(log_ratios)
    assert weights[-1] == 0
    assert weights.sum() == pytest.approx(1)


def test_the_same_seed_gives_the_same_draws_and_another_seed_others() -> None:
    one, same, other = (
        uc.update(CONJUGATE["beta"].study, seed=seed, draws=4096)["posterior"]["x"].to_numpy() for seed in (0, 0, 1)
    )
    assert (one == same).all()
    assert (one != other).any()


def test_a_discrete_prior_is_reweighted_by_bayes_rule() -> None:
    two = study({"discrete": {1: 0.8, 2: 0.2}}, seen=item("x", 2.0, {"normal": 1.0}))
    share = float((uc.update(two)["posterior"]["x"] == 2).mean())
    # 16,384 draws are taken at random from equal parts of the weight: less than a binomial's error.
    assert share == pytest.approx(0.2 / (0.2 + 0.8 * np.exp(-0.5)), abs=4 * 0.5 / 128)
