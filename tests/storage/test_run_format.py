"""Runs that lack something, or say it in another type: named before anything is read off them."""

from collections.abc import Callable

import numpy as np
import pytest
from repository import shipped_study
from xarray import DataTree

import uncertain_compute as uc
from uncertain_compute.storage.run_format import fail_unless_a_run


@pytest.fixture(scope="module")
def run() -> DataTree:
    return uc.run(shipped_study(), draws=64, targets=("train_flop", "peak_gpus"))


def says(**attrs: object) -> Callable[[DataTree], object]:
    return lambda run: run.attrs.update(attrs)


def lacks(name: str) -> Callable[[DataTree], object]:
    return lambda run: run.attrs.pop(name)


def of_text(run: DataTree) -> None:
    run["prior"]["train_flop"] = run["prior"]["train_flop"].astype(str)


HARMED: dict[str, tuple[Callable[[DataTree], object], str]] = {
    "no targets": (lacks("targets"), "attribute targets is missing"),
    "no seed": (lacks("seed"), "attribute seed is missing"),
    "targets are numbers": (says(targets=np.array([1, 2])), "attribute targets is not a list of quantities, but array"),
    "too few units": (says(target_units=["FLOP"]), "attribute target_units is not as long as targets, 2"),
    "too many versions": (says(equation_versions=list("abc")), "attribute equation_versions is not as long"),
    "seed is text": (says(seed="0"), "attribute seed is not a whole number from 0, but '0'"),
    "seed is negative": (says(seed=-1), "attribute seed is not a whole number from 0, but -1"),
    "seed is a list": (says(seed=np.array([1, 2])), "attribute seed is not a whole number from 0"),
    "no chain": (says(chains=0), "attribute chains is not a whole number from 1, but 0"),
    "half a draw": (says(draws=0.5), "attribute draws is not a whole number from 1, but 0.5"),
    "other design": (says(design="odd"), "attribute design is not one of sobol, latin_hypercube, monte_carlo"),
    "other engine": (says(engine="odd"), "attribute engine is not one of numpy, kernel, pymc, but 'odd'"),
    "config is a number": (says(config=3), "attribute config is not a text, but 3"),
    "choices are numbers": (says(choices=np.array([1.0])), "attribute choices is not a list of texts"),
    "other chains": (says(chains=4), "does not have the 4 chains that the run states"),
    "other draws": (says(draws=128), "group prior does not have the 128 draws that the run states"),
    "no constants": (lambda run: run.__delitem__("constant_data"), "group constant_data is missing"),
    "no draws": (lambda run: run.__delitem__("prior"), "group prior is missing"),
    "draws are text": (of_text, "prior/train_flop is not numbers"),
    "a factor has no sigma": (
        lambda run: run["integrated"].__delitem__("sigma"),
        "group integrated: cannot be read (\"No variable named 'sigma'",
    ),
    "a factor has no draws": (
        lambda run: run["prior"].__delitem__("sora_parameters"),
        "group integrated: has no draws or no sigma of sora_parameters",
    ),
    "posterior says nothing": (
        lambda run: run.__setitem__("posterior", run["prior"].copy()),
        "group posterior: attribute method is missing",
    ),
}


@pytest.mark.parametrize("name", HARMED)
def test_what_is_missing_or_of_another_type_is_named(name: str, run: DataTree) -> None:
    harm, message = HARMED[name]
    harmed = run.copy(deep=True)
    harm(harmed)
    with pytest.raises(uc.UncertainComputeError) as refused:
        fail_unless_a_run(harmed, "run.nc")
    assert str(refused.value).startswith("run.nc: ")
    assert message in str(refused.value)


@pytest.mark.parametrize("settings", [{"keep": "summary"}, {"targets": "train_flop"}, {"targets": "diffusion_steps"}])
def test_whole_runs_pass(settings: dict[str, str], run: DataTree) -> None:
    fail_unless_a_run(run, "run.nc")
    fail_unless_a_run(uc.run(shipped_study(), draws=64, **settings), "run.nc")
    fail_unless_a_run(uc.run(shipped_study(priors="point"), draws=64, **settings), "run.nc")
