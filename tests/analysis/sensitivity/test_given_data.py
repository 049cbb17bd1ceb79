"""First-order indices from the draws of a run, against closed forms."""

from collections.abc import Iterator

import numpy as np
import pytest
from closed_forms import (
    LEAST,
    MUS,
    SEEDS,
    SIGMAS,
    Known,
    correlated_sum,
    each_of,
    holds,
    known_correlated_sum,
    known_ishigami,
    known_lognormal_product,
    lognormals,
    multiplied,
    together,
)
from repository import shipped_study
from xarray import Dataset

import uncertain_compute as uc
from uncertain_compute.analysis.sensitivity.given_data import first_order
from uncertain_compute.analysis.summary.drawn import Drawn
from uncertain_compute.analysis.summary.monte_carlo.jackknife import Estimate
from uncertain_compute.model.graph import Number

DESIGNS = ("sobol", "latin_hypercube", "monte_carlo")
MODELS = {
    "ishigami": known_ishigami(),
    "lognormal product": known_lognormal_product(),
    "correlated sum": known_correlated_sum(),
}


def indices(known: Known, draws: int, design: str, count: int = len(SEEDS)) -> Iterator[Estimate]:
    """Yield the indices from as many runs."""
    for several in together(known.study, draws, count=count, design=design):
        drawn = Drawn.of(several)
        assert [*drawn.assumptions] == [*known.first_order]
        (quantity,) = drawn.quantities.values()
        for own in each_of():
            found = first_order({name: values[own] for name, values in drawn.assumptions.items()}, quantity[None, own])
            yield Estimate(*(one[0] for one in found))


@pytest.mark.parametrize("design", DESIGNS[1:])
@pytest.mark.parametrize("known", MODELS.values(), ids=MODELS)
def test_first_order_is_within_its_interval(known: Known, design: str) -> None:
    truth = np.array([*known.first_order.values()])
    held = np.zeros(len(truth))
    for value, half_width in indices(known, 2**12, design):
        held += np.abs(value - truth) <= half_width
    assert held.min() >= LEAST


@pytest.mark.parametrize("known", MODELS.values(), ids=MODELS)
def test_first_order_is_within_its_interval_at_the_default_size(known: Known) -> None:
    """The interval is narrowest there, so what slices hide would show."""
    truth = np.array([*known.first_order.values()])
    errors, held = [], np.zeros(len(truth))
    for value, half_width in indices(known, 2**16, "sobol"):
        errors.append(value - truth)
        held += np.abs(value - truth) <= half_width
    assert held.min() >= LEAST
    assert np.sqrt(np.mean(np.square(errors), axis=0)).max() <= 0.004


@pytest.mark.parametrize("design", DESIGNS[1:])
@pytest.mark.parametrize("known", [MODELS["ishigami"], MODELS["lognormal product"]], ids=["ishigami", "product"])
def test_the_root_mean_square_error_is_at_most_four_thousandths(known: Known, design: str) -> None:
    truth = np.array([*known.first_order.values()])
    errors = [one.value - truth for one in indices(known, 2**16, design, count=20)]
    assert np.sqrt(np.mean(np.square(errors), axis=0)).max() <= 0.004


def test_of_logarithms_the_indices_of_a_product_are_those_of_a_sum() -> None:
    study = uc.Study([multiplied], lognormals())
    data = uc.given_data(uc.run(study), scale="log").sel(quantity="multiplied")
    variances = np.array([*SIGMAS.values()]) ** 2
    np.testing.assert_allclose(data["first_order"], variances / variances.sum(), atol=0.005)
    assert data["scale"].item() == "log"


@pytest.mark.parametrize(("sigma", "scale"), [(0.5, "linear"), (1.0, "log")])
def test_the_logarithm_is_taken_where_a_quantity_spans_a_decade(sigma: float, scale: str) -> None:
    """P95 / P5 of a lognormal is exp(3.29 sigma): 5.2 and 27."""
    study = uc.Study([multiplied], {**dict.fromkeys("ab", 1.0), "c": {"lognormal": {"mu": 0, "sigma": sigma}}})
    assert uc.given_data(uc.run(study, draws=2**12))["scale"].item() == scale


def test_a_discrete_assumption() -> None:
    """Var(E[Y|a]) is the variance of 4 a, over that and the normal's."""

    def shifted(a: Number, b: Number) -> Number:
        """Return a sum [1]."""
        return 4 * a + b

    study = uc.Study([shifted], {"a": {"discrete": {0: 0.8, 1: 0.2}}, "b": {"normal": {"mu": 0, "sigma": 1}}})
    variance = 16 * 0.8 * 0.2
    truth = {"a": variance / (variance + 1), "b": 1 / (variance + 1)}
    held = np.zeros(len(truth))
    for value, half_width in indices(Known(study, truth), 2**12, "monte_carlo"):
        held += np.abs(value - [*truth.values()]) <= half_width
    assert held.min() >= LEAST


@pytest.fixture(scope="module")
def measures() -> Dataset:
    return uc.given_data(uc.run(shipped_study(), draws=2**12, targets=("uploaded_minutes", "peak_gpus")))


def test_all_four_measures_have_intervals(measures: Dataset) -> None:
    assert set(measures["quantity"].values) == {"uploaded_minutes[TikTok]", "uploaded_minutes[YouTube]", "peak_gpus"}
    assert {"ai_share[TikTok]", "ai_share[YouTube]"} <= set(measures["assumption"].values)
    for name in ("first_order", "delta", "spearman", "partial_rank"):
        assert measures[name].dims == ("quantity", "assumption")
        assert measures[f"{name}_ci"].dims == ("quantity", "assumption", "bound")
        low, high = (measures[f"{name}_ci"].sel(bound=end) for end in ("low", "high"))
        assert np.isfinite(measures[name]).all()
        assert (low <= measures[name]).all()
        assert (measures[name] <= high).all()
    assert measures["quantity_unit"].sel(quantity="peak_gpus").item() == "GPU"
    assert (measures["delta"] >= 0).all()
    assert (measures["delta"] <= 1).all()
    assert (np.abs(measures[["spearman", "partial_rank"]].to_array()) <= 1).all()


def test_no_equation_is_evaluated_again() -> None:
    calls = []

    def counted(a: Number) -> Number:
        """Return the assumption [1]."""
        calls.append(a)
        return 2 * a

    run = uc.run(uc.Study([counted], {"a": {"normal": {"mu": 0, "sigma": 1}}}), draws=256)
    before = len(calls)
    uc.given_data(run)
    uc.value_of_information(run)
    assert len(calls) == before


def test_an_assumption_that_nothing_needs_has_indices_of_zero() -> None:
    def without(a: Number, b: Number) -> Number:
        """Return one of the two [1]."""
        return a + 0 * b

    study = uc.Study([without], {name: {"normal": {"mu": 0, "sigma": 1}} for name in "ab"})
    data = uc.given_data(uc.run(study, draws=2**13, design="monte_carlo")).sel(assumption="b")
    for name in ("first_order", "spearman"):
        assert holds(data, name, np.array(0.0))
    assert data["delta"].item() <= 0.05


@pytest.mark.parametrize(
    ("scale", "message"),
    [
        ("lin", "scale: 'lin' is not one of auto, log, linear"),
        ("log", "scale: weighted is not positive in all draws and has no logarithm; use linear"),
    ],
)
def test_a_scale_that_cannot_be_is_refused(scale: str, message: str) -> None:
    with pytest.raises(uc.UncertainComputeError, match=message):
        uc.given_data(uc.run(correlated_sum(), draws=64), scale=scale)


def test_a_run_that_will_not_do_is_refused() -> None:
    study = known_lognormal_product().study
    with pytest.raises(uc.UncertainComputeError, match="keep=summary does not keep them"):
        uc.given_data(uc.run(study, draws=64, keep="summary"))
    with pytest.raises(uc.UncertainComputeError, match="'multiply'; did you mean 'multiplied'"):
        uc.given_data(uc.run(study, draws=64), "multiply")
    with pytest.raises(uc.UncertainComputeError, match="multiplied: constant"):
        uc.given_data(uc.run(uc.Study([multiplied], {name: float(mu) for name, mu in MUS.items()}), draws=64))


def test_the_share_of_what_varies_in_one_chain_alone_is_not_known() -> None:
    """Without that chain nothing varies, up to rounding, and there is no variance of which to have a share."""
    draws = np.random.default_rng(0).normal(size=(4, 256))
    rare = np.full(draws.shape, 0.1)
    rare[2, :5] = 0.7
    found = first_order({"x": draws}, np.stack([rare, draws]))
    assert np.isnan(found.value[0]).all()
    assert np.isfinite(found.value[1]).all()


def test_constant_quantities_are_left_out_and_said() -> None:
    def fixed(d: Number) -> Number:
        """Return what does not vary [1]."""
        return d

    run = uc.run(uc.Study([multiplied, fixed], {**lognormals(), "d": 2}), draws=256)
    data = uc.given_data(run)
    assert data.attrs["constant"] == "fixed"
    assert data["quantity"].values.tolist() == ["multiplied"]
    assert uc.value_of_information(run).attrs["constant"] == "fixed"
