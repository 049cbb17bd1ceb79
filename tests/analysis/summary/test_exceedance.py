"""Probabilities of more than a number, against exact ones."""

import numpy as np
import pytest
from repository import shipped_study
from scipy import stats
from xarray import DataArray, Dataset

import uncertain_compute as uc
from uncertain_compute.analysis.summary.convergence import convergence
from uncertain_compute.analysis.summary.exceedance import exceedance
from uncertain_compute.model.graph import Number


def same(x: Number) -> Number:
    """Return the assumption itself [GPU]."""
    return x


def test_probabilities_are_exact_within_their_error() -> None:
    study = uc.Study(
        [same], {"x": {"lognormal": {"mu": 2, "sigma": 1.5}}}, published=[uc.PublishedRange("same", 7, 30)]
    )
    one = exceedance(study, uc.run(study, design="monte_carlo"), ["same"]).sel(quantity="same")
    thresholds, chances, errors = (one[name].values for name in one.data_vars)
    assert {1, 2, 5, 10, 20, 50, 100, 200, 7, 30} <= set(thresholds)
    assert (np.diff(thresholds) > 0).all()
    exact = stats.lognorm(1.5, scale=np.exp(2)).sf(thresholds)
    assert (np.abs(chances - exact) <= 4 * errors + 1 / 65536).all()


@pytest.mark.parametrize("prior", ["-3 to 4", "100 to 101", {"uniform": {"low": 1e6, "high": 3e6}}])
def test_thresholds_are_even_steps_where_there_is_no_decade(prior: object) -> None:
    study = uc.Study([same], {"x": prior})
    thresholds = exceedance(study, uc.run(study, draws=4096), ["same"])["threshold_value"].values[0]
    steps = np.diff(thresholds)
    assert 4 <= len(thresholds) <= 13
    np.testing.assert_allclose(steps, steps[0], rtol=1e-6)


def test_a_constant_and_what_is_no_number_have_no_thresholds() -> None:
    study = uc.Study([same], {"x": 3.0})
    run = uc.run(study, draws=32)
    assert exceedance(study, run, ["same"])["threshold_value"].size == 0
    run["prior"]["same"] = run["prior"]["same"] * np.nan
    assert exceedance(study, run, ["same"])["threshold_value"].size == 0


def test_convergence_ends_at_the_runs_own_quantiles() -> None:
    study = shipped_study()
    run = uc.run(study, draws=4096)
    settled: Dataset = convergence(run, ["peak_gpus"])
    row = uc.summarize(run).set_index("quantity").loc["peak_gpus"]
    last: DataArray = settled["quantile"].sel(quantity="peak_gpus").isel(draws=-1)
    assert last.values.tolist() == row[["p5", "p50", "p95"]].tolist()
    assert (
        settled["quantile_mcse"].isel(draws=-1).values[0].tolist() == row[["p5_mcse", "p50_mcse", "p95_mcse"]].tolist()
    )
    assert settled["draws"].values.tolist() == [128, 256, 512, 1024, 2048, 4096]
    assert convergence(uc.run(study, draws=64, keep="summary"), ["peak_gpus"]).sizes["quantity"] == 0
