"""A study through PyMC: the same beliefs, equations and shape of a run as through NumPy."""

from itertools import product
from typing import Any

import numpy as np
import pymc as pm
import pytest
from repository import shipped_study
from scipy.special import ndtri
from scipy.stats import spearmanr
from xarray import DataArray

import uncertain_compute as uc
from uncertain_compute.model.graph import Number

DRAWS = 2**12
SCENARIOS = (None, "low", "high", "as_printed", "low_demand", "high_demand")
COMBINATIONS = list(product(("published", "expert"), SCENARIOS))
TESTS = len(COMBINATIONS) * 3 * 40
FARTHEST = -float(ndtri(1e-3 / TESTS / 2))
"""Joint standard errors that one of all comparisons exceeds by chance once in a thousand suites."""


def spread(base: Number, share: Number, factor: Number) -> Number:
    """Total over platforms [1]."""
    return (base * share).sum("platform") * factor


def limited(spread: Number, cap: Number) -> Number:
    """Total, at most five, or a cap where it is one or less [1]."""
    return spread.clip(0.0, 5.0).where(spread > 1.0, cap)


PRIORS: dict[str, Any] = {
    "base": {"platform": {"a": {"value": "1 to 3"}, "b": {"value": {"discrete": {1: 0.4, 2: 0.6}}}}},
    "share": {"value": {"beta": {"alpha": 2, "beta": 3}}, "copied_to": "platform"},
    "factor": {"value": {"mixture": [{"weight": 0.5, "value": "1 to 2"}, {"weight": 0.5, "value": 3}]}},
    "cap": {"p10": 1, "p50": 2, "p90": 4},
    "correlations": [{"pair": ["base[a]", "share[b]"], "normal_score": 0.7, "why": "made up"}],
}


@pytest.fixture(scope="module")
def study() -> uc.Study:
    return uc.Study([spread, limited], PRIORS, dimensions={"platform": ["a", "b"]})


@pytest.mark.parametrize(("priors", "scenario"), COMBINATIONS)
def test_engines_agree_in_all_quantities_of_the_shipped_sets(priors: str, scenario: str | None) -> None:
    study = shipped_study(priors, scenario)
    quantities = tuple(name for name in study.graph.equations if name not in study.assumptions)
    rows = [
        uc.summarize(uc.run(study, targets=quantities, draws=DRAWS, engine=engine)).set_index(
            ["quantity", "coordinates"]
        )
        for engine in ("numpy", "pymc")
    ]
    for level in ("p5", "p50", "p95"):
        apart = (rows[0][level] - rows[1][level]).abs()
        error = np.hypot(rows[0][f"{level}_mcse"], rows[1][f"{level}_mcse"])
        rounding = 1e-9 * rows[0][level].abs()
        assert (apart <= FARTHEST * error + rounding).all(), level


def test_a_run_has_the_same_shape_by_either_engine(study: uc.Study) -> None:
    one, other = (uc.run(study, draws=256, engine=engine) for engine in ("numpy", "pymc"))
    assert list(one.children) == list(other.children)
    for group in one.children:
        assert list(one[group].data_vars) == list(other[group].data_vars)
        for name in one[group].data_vars:
            assert one[group][name].dims == other[group][name].dims
            assert one[group][name].attrs == other[group][name].attrs
            assert one[group][name].shape == other[group][name].shape
    assert set(one.attrs) == set(other.attrs)
    assert other.attrs["engine"] == "pymc"


def test_a_users_own_equations_and_every_kind_of_prior_agree(study: uc.Study) -> None:
    runs = [uc.run(study, draws=2**15, engine=engine, seed=4) for engine in ("numpy", "pymc")]
    rows = [uc.summarize(run) for run in runs]
    for level in ("mean", "p25", "p50", "p75", "p95"):
        apart = (rows[0][level] - rows[1][level]).abs()
        error = np.hypot(rows[0][f"{level}_mcse"], rows[1][f"{level}_mcse"])
        assert level == "mean" or error.notna().all()  # few draws decide one of the means, whose error is not stated
        assert (apart < 4.5 * error + 1e-6)[error.notna()].all(), level
    tied = [_rank_correlation(run["prior"]["base"][..., 0], run["prior"]["share"][..., 1]) for run in runs]
    assert abs(tied[0] - tied[1]) < 4 / np.sqrt(2**15)


def _rank_correlation(first: DataArray, second: DataArray) -> float:
    return float(spearmanr(first.to_numpy().ravel(), second.to_numpy().ravel())[0])


def test_the_same_seed_gives_the_same_draws_and_another_seed_others(study: uc.Study) -> None:
    one, same, other = (uc.run(study, draws=64, engine="pymc", seed=seed)["prior"]["limited"] for seed in (0, 0, 1))
    assert one.equals(same)
    assert not one.equals(other)


@pytest.mark.parametrize("settings", [{"keep": "summary"}, {"precision": 0.05}])
def test_summaries_and_a_precision_work_with_pymc(study: uc.Study, settings: dict[str, Any]) -> None:
    by_pymc, by_numpy = (uc.summarize(uc.run(study, engine=engine, **settings)) for engine in ("pymc", "numpy"))
    assert by_pymc["p50"].to_numpy() == pytest.approx(by_numpy["p50"].to_numpy(), rel=0.2)


def test_the_model_has_named_dimensions_and_a_graph(study: uc.Study) -> None:
    model = uc.to_pymc(study)
    assert model.coords["platform"] == ("a", "b")
    assert model.named_vars_to_dims["base"] == ("platform",)
    assert {"spread", "limited", "cap", "factor", "share"} <= set(model.named_vars)
    drawn = pm.model_to_mermaid(model)
    assert "spread" in drawn
    assert "factor --> spread" in drawn


def test_independent_priors_are_pymcs_own() -> None:
    model = uc.to_pymc(uc.load("sora"), ["train_flop"])
    own = {variable.name: variable.owner.op.name for variable in model.free_RVs}
    assert own["dit_train_macs"] == "lognormal"
    assert own["video_share"] == "beta"
    assert own["normal score of correlated 0"] == "normal"


def test_an_equation_that_pymc_cannot_take_is_named() -> None:
    @uc.opaque()
    def rooted(x: Number) -> Number:
        """Square root [1]."""
        return np.sqrt(x)

    with pytest.raises(uc.UncertainComputeError, match="equation 'rooted': PyMC cannot evaluate it"):
        uc.to_pymc(uc.Study([rooted], {"x": "1 to 2"}))


def test_an_unknown_engine_is_refused(study: uc.Study) -> None:
    with pytest.raises(
        uc.UncertainComputeError,
        match=r"engine: 'pymcc' is not one of auto, numpy, kernel, pymc; did you mean",
    ):
        uc.run(study, engine="pymcc")
