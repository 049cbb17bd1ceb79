"""What knowing an assumption takes off an estimate's variance and width, against closed forms."""

import numpy as np
import pytest
from closed_forms import (
    LEAST,
    MUS,
    SIGMAS,
    correlated_sum,
    correlations_with_the_sum,
    known_lognormal_product,
    runs,
    times_held,
)
from repository import shipped_study
from scipy.special import ndtri

import uncertain_compute as uc
from uncertain_compute.model.graph import Number

Z = float(ndtri(0.95))
TOTAL = float(np.sqrt(sum(sigma**2 for sigma in SIGMAS.values())))


def test_the_variances_share_is_the_first_order_index() -> None:
    run = uc.run(known_lognormal_product().study, draws=2**12)
    worth, indices = uc.value_of_information(run), uc.given_data(run, scale="linear")
    np.testing.assert_allclose(worth["variance_reduction"], indices["first_order"], rtol=1e-12)
    np.testing.assert_allclose(worth["variance_reduction_ci"], indices["first_order_ci"], rtol=1e-12)


def test_a_sum_of_correlated_normals_is_within_its_intervals() -> None:
    """Given one of them the sum is normal with the share 1 - r^2 of its variance, whatever that one is."""
    correlations = correlations_with_the_sum()
    study = correlated_sum()
    truths = {"variance_reduction": correlations**2, "width_reduction": 1 - np.sqrt(1 - correlations**2)}
    held = times_held(map(uc.value_of_information, runs(study, 2**12, chains=8)), truths)
    assert {name: counts.tolist() for name, counts in held.items() if counts.min() < LEAST} == {}


def lognormal_width_reductions() -> list[float]:
    """Return 1 - E[w(X_i)] / w.

    The width w of a lognormal with median m and sigma s is 2 m sinh(z s); given x_i, its median is x_i times that of
    the others' product, and the mean of x_i is its median times exp(s_i^2 / 2).
    """
    return [
        1 - np.exp(sigma**2 / 2) * np.sinh(Z * np.sqrt(TOTAL**2 - sigma**2)) / np.sinh(Z * TOTAL)
        for sigma in SIGMAS.values()
    ]


def test_a_lognormal_product_is_within_its_intervals() -> None:
    known = known_lognormal_product()
    truths = {
        "variance_reduction": np.array([*known.first_order.values()]),
        "width_reduction": np.array(lognormal_width_reductions()),
    }
    held = times_held(map(uc.value_of_information, runs(known.study, 2**12, chains=8)), truths)
    assert {name: counts.tolist() for name, counts in held.items() if counts.min() < LEAST} == {}


def test_at_the_default_size_it_is_within_a_hundredth() -> None:
    known = known_lognormal_product()
    data = uc.value_of_information(uc.run(known.study)).sel(quantity="multiplied")
    np.testing.assert_allclose(data["variance_reduction"], [*known.first_order.values()], atol=0.01)
    np.testing.assert_allclose(data["width_reduction"], lognormal_width_reductions(), atol=0.01)


def test_variance_and_width_of_the_quantity_come_along() -> None:
    data = uc.value_of_information(uc.run(known_lognormal_product().study)).sel(quantity="multiplied")
    median = np.exp(sum(MUS.values()))
    assert float(data["variance"]) == pytest.approx(median**2 * np.exp(TOTAL**2) * np.expm1(TOTAL**2), rel=0.02)
    assert float(data["width"]) == pytest.approx(2 * median * np.sinh(Z * TOTAL), rel=0.01)
    assert data["quantity_unit"].item() == "GPU"


def test_what_has_no_part_in_it_takes_nothing_off_and_what_is_all_takes_all() -> None:
    def alone(a: Number, b: Number) -> Number:
        """Return one of them [1]."""
        return a + 0 * b

    study = uc.Study([alone], {name: {"normal": {"mu": 0, "sigma": 1}} for name in "ab"})
    data = uc.value_of_information(uc.run(study, design="monte_carlo")).sel(quantity="alone")
    for name in ("variance_reduction", "width_reduction"):
        low, high = data[f"{name}_ci"].sel(assumption="b").values
        assert low <= 0 <= high
        assert data[name].sel(assumption="a").item() == pytest.approx(1, abs=0.01)


def test_a_discrete_assumption() -> None:
    """A half at each of 0 and 4 over a normal of sigma 1: given the value, width and variance are the normal's."""

    def shifted(a: Number, b: Number) -> Number:
        """Return a sum [1]."""
        return a + b

    study = uc.Study([shifted], {"a": {"discrete": {0: 0.5, 4: 0.5}}, "b": {"normal": {"mu": 0, "sigma": 1}}})
    data = uc.value_of_information(uc.run(study)).sel(quantity="shifted", assumption="a")
    low = float(ndtri(0.1))  # P5 of the mixture, but for the other normal's part, which is below 1e-7
    assert data["variance_reduction"].item() == pytest.approx(4 / 5, abs=0.002)
    assert data["width_reduction"].item() == pytest.approx(1 - 2 * Z / (4 - 2 * low), abs=0.005)


def test_quantities_are_chosen_and_units_kept() -> None:
    run = uc.run(shipped_study(), draws=256)
    name = next(iter(run.attrs["targets"]))
    data = uc.value_of_information(run, name)
    assert {str(label).partition("[")[0] for label in data["quantity"].values} == {name}
    with pytest.raises(uc.UncertainComputeError, match="targets: no quantity of the run 'nothing'"):
        uc.value_of_information(run, "nothing")
