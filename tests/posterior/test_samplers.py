"""NUTS and sequential Monte Carlo: closed forms, priors of every kind, and agreement with reweighting."""

import numpy as np
import pytest
from conjugate import CONJUGATE, LEVELS, QUANTILES, all_at_once, item
from repository import EXAMPLE, shipped_study
from scipy.stats import spearmanr, truncnorm

import uncertain_compute as uc
from uncertain_compute.model.graph import Number
from uncertain_compute.posterior.convergence import diagnosed

METHODS = {"importance": None, "nuts": 2000, "smc": 2000}
NAMES = ("p5", "p50", "p95")

each_method = pytest.mark.parametrize("method", ["nuts", "smc"])


pytestmark = pytest.mark.usefixtures("one_process")


def total(a: Number, b: Number, c: Number, d: Number) -> Number:
    """Product of four assumptions [1]."""
    return a * b * c * d


TIED = {
    "a": {"value": {"discrete": {1: 0.5, 2: 0.3, 4: 0.2}}, "unit": "1"},
    "b": {"value": {"discrete": {1: 0.6, 3: 0.4}}, "unit": "1"},
    "c": {"value": {"lognormal": {"mu": 0, "sigma": 0.5}}, "unit": "1"},
    "d": {"value": {"beta": {"alpha": 3, "beta": 2}}, "unit": "1"},
    "correlations": [
        {"pair": ["a", "b"], "normal_score": 0.5, "why": "made up"},
        {"pair": ["a", "c"], "normal_score": -0.6, "why": "made up"},
        {"pair": ["b", "d"], "normal_score": 0.4, "why": "made up"},
    ],
}


def tied_study(error: float) -> uc.Study:
    evidence = uc.Evidence.of({"seen": item("total", 2.0, {"lognormal": error})})
    return uc.Study([total], TIED, evidence=evidence)


@each_method
def test_quantiles_are_those_of_the_closed_forms_within_four_stated_errors(method: str) -> None:
    run = uc.update(all_at_once(), method=uc.Method(method, draws=4000, seed=3), targets=list(QUANTILES), draws=4096)
    rows = uc.summarize(run, group="posterior").set_index("quantity")
    for case, quantiles in QUANTILES.items():
        for name, exact in zip(NAMES, quantiles(LEVELS), strict=True):
            assert abs(rows.loc[case, name] - exact) < 4 * rows.loc[case, f"{name}_mcse"], (case, name)
    assert run["posterior"].attrs["failures"] == ""


def test_evidence_that_says_nothing_gives_back_a_prior_with_tied_discrete_parts() -> None:
    run = uc.update(tied_study(1e6), method=uc.Method("nuts", draws=8000, seed=1))
    before, after = run["prior"].to_dataset(), run["posterior"].to_dataset()
    for name in ("a", "b"):
        for value in np.unique(before[name]):
            exact, found = (float((group[name] == value).mean()) for group in (before, after))
            assert abs(found - exact) < 4 * np.sqrt(exact * (1 - exact) / 4000)
    for first, second in (("a", "b"), ("a", "c"), ("b", "d"), ("b", "c")):
        exact, found = (
            spearmanr(*(group[name].to_numpy().ravel() for name in (first, second)))[0] for group in (before, after)
        )
        assert abs(found - exact) < 4 / np.sqrt(4000)


@each_method
def test_a_posterior_with_tied_discrete_parts_is_that_of_reweighting(method: str) -> None:
    study = tied_study(1.4)
    by_weights = uc.update(study, seed=5, draws=2**17)
    sampled = uc.update(study, by_weights, uc.Method(method, draws=8000, seed=2))
    one, other = (uc.summarize(run, group="posterior").iloc[0] for run in (by_weights, sampled))
    for name in NAMES:
        assert abs(one[name] - other[name]) < 4 * np.hypot(one[f"{name}_mcse"], other[f"{name}_mcse"])
    for value in (1.0, 2.0, 4.0):
        shares = [float((run["posterior"]["a"] == value).mean()) for run in (by_weights, sampled)]
        assert abs(shares[0] - shares[1]) < 4 * np.sqrt(0.25 / 2000)


def test_the_methods_agree_on_the_shipped_evidence() -> None:
    study = shipped_study(evidence="open_models")
    run = uc.run(study, draws=2**17)
    runs = {name: uc.update(study, run, uc.Method(name, draws=count)) for name, count in METHODS.items()}
    assert runs["nuts"]["posterior"].attrs["ess_bulk"] > 1000
    rows = {method: uc.summarize(one, group="posterior") for method, one in runs.items()}
    for name in ("nuts", "smc"):
        for level in NAMES:
            error = np.hypot(rows[name][f"{level}_mcse"], rows["importance"][f"{level}_mcse"])
            assert (np.abs(rows[name][level] - rows["importance"][level]) < 4 * error).all(), (name, level)


def test_a_prior_of_tied_discrete_parts_alone_is_weighed_by_bayes_rule() -> None:
    priors = {name: TIED[name] for name in ("a", "b")} | {"c": 1.0, "d": 1.0, "correlations": TIED["correlations"][:1]}
    study = uc.Study([total], priors, evidence=uc.Evidence.of({"seen": item("total", 3.0, {"lognormal": 2.0})}))
    run = uc.run(study, draws=2**16)
    a, b = (run["prior"][name].to_numpy().ravel() for name in ("a", "b"))
    weights = np.exp(-0.5 * (np.log(3.0 / (a * b)) / np.log(2.0)) ** 2)
    exact = float(weights[(a == 1) & (b == 3)].sum() / weights.sum())
    after = uc.update(study, run, uc.Method("nuts", draws=8000))["posterior"]
    share = float(((after["a"] == 1) & (after["b"] == 3)).mean())
    assert abs(share - exact) < 4 * np.sqrt(exact * (1 - exact) / 4000)


def test_other_targets_than_the_studys_own_have_a_posterior() -> None:
    study = uc.load("lab", priors="lab", evidence="filing", config_dir=EXAMPLE)
    run = uc.update(study, method=uc.Method("smc", draws=2000), targets=["chips", "plan_cost"], draws=1024)
    assert set(run["posterior"].data_vars) == set(run["prior"].data_vars)
    assert run["posterior"]["chips"].dims == ("chain", "draw", "chip")


def test_the_same_seed_gives_the_same_draws_in_one_process_and_in_several(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("uncertain_compute.posterior.nuts.TUNE", 100)  # the draws are to be equal, not good
    study, method = CONJUGATE["beta"].study, uc.Method("nuts", draws=1000, seed=0, accept_failed=True)
    one = uc.update(study, method=method, draws=512)
    monkeypatch.setattr("uncertain_compute.posterior.nuts.cores", lambda: 2)
    same = uc.update(study, method=method, draws=512)
    assert (one["posterior"]["x"].to_numpy() == same["posterior"]["x"].to_numpy()).all()


def test_chains_that_disagree_fail() -> None:
    run = uc.run(CONJUGATE["normal"].study, draws=4000, chains=4)
    draws = run["prior"].to_dataset()
    apart = draws + 5.0 * draws["chain"]
    assert diagnosed("nuts", draws, draws[[]], {}, []).failures == []
    failures = diagnosed("nuts", apart, draws[[]], {}, []).failures
    assert "R-hat is" in failures[0]
    assert "effective sample size" in failures[1]


def once(x: Number) -> Number:
    """Return an assumption as it is [1]."""
    return x


def test_a_truncated_prior_is_updated_without_a_warning() -> None:
    """Half of a normal times a normal likelihood is the normal posterior, truncated where the prior is."""
    prior = {"x": {"value": {"normal": {"mu": 0, "sigma": 1}, "bounds": [0, None]}, "unit": "1"}}
    study = uc.Study([once], prior, evidence=uc.Evidence.of({"seen": item("once", 0.5, {"normal": 1})}))
    run = uc.update(study, method=uc.Method("smc", draws=2000, seed=1), draws=2048)
    row = uc.summarize(run, group="posterior").set_index("quantity").loc["once"]
    exact = truncnorm.ppf([0.05, 0.5, 0.95], -0.25 / np.sqrt(0.5), np.inf, loc=0.25, scale=np.sqrt(0.5))
    assert all(abs(row[name] - value) < 4 * row[f"{name}_mcse"] for name, value in zip(NAMES, exact, strict=True))
