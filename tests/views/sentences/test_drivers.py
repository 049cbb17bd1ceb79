"""The sentences that say what drives the answer."""

from collections.abc import Sequence

import numpy as np
import pytest
from answers import STUDY, around, coordinates, estimates, tornado
from xarray import Dataset

import uncertain_compute as uc
from uncertain_compute.model.graph import Number
from uncertain_compute.views.sentences.drivers import decision_sentences, driver_sentences

FOUR = [0.1, 0.5, 0.05, 0.3]


def shares(variable: str, values: Sequence[float], scale: str = "linear", half_width: float = 0.01) -> Dataset:
    coords = {**coordinates(len(values)), "bound": ["low", "high"], "scale": ("quantity", [scale])}
    return Dataset(estimates(half_width, **{variable: values}), coords)


EACH = {
    "shapley": shares("effect", FOUR),
    "sobol": shares("total", FOUR),
    "tornado": tornado([(95, 110), (60, 150), (99, 103), (90, 130)], unit="GPU*month"),
    "given_data": shares("first_order", FOUR),
}
SENTENCES = {
    "shapley": "cost is driven most by x1 (50%), x3 (30%) and x0 (10%): Shapley effects, shares of the variance",
    "sobol": "cost is driven most by x1 (50%), x3 (30%) and x0 (10%): total Sobol indices, shares of the variance",
    "tornado": "cost is driven most by x1 (60 to 150 GPU·month), x3 (90 to 130 GPU·month) and "
    "x0 (95 to 110 GPU·month): its median with each in its lowest and highest tenth",
    "given_data": "cost is driven most by x1 (50%), x3 (30%) and x0 (10%): first-order indices, shares of the variance",
}


@pytest.mark.parametrize("kind", SENTENCES)
def test_the_three_strongest_are_said_in_their_order(kind: str) -> None:
    assert list(driver_sentences(STUDY, {kind: EACH[kind]})) == [SENTENCES[kind]]


@pytest.mark.parametrize("place", range(4))
def test_the_best_measure_that_was_found_is_said_whatever_the_order(place: int) -> None:
    left = list(SENTENCES)[place:]
    assert list(driver_sentences(STUDY, {kind: EACH[kind] for kind in reversed(left)})) == [SENTENCES[left[0]]]


def test_what_has_no_measure_of_drivers_gives_no_sentence() -> None:
    assert list(driver_sentences(STUDY, {})) == []
    assert list(driver_sentences(STUDY, {"value_of_information": EACH["shapley"]})) == []


def test_shares_of_the_logarithm_are_called_so() -> None:
    (sentence,) = driver_sentences(STUDY, {"shapley": shares("effect", FOUR, "log")})
    assert sentence.endswith("shares of the variance of its logarithm")


@pytest.mark.parametrize(
    ("answer", "kind", "said"),
    [
        (shares("effect", [0.0, 0.0], half_width=0.0), "shapley", "nothing drives cost"),
        (shares("total", [0.009, -0.004]), "sobol", "nothing drives cost"),
        (
            tornado([(99.5, 100.5), (100, 100)]),
            "tornado",
            "no assumption moves the median of cost; sensitivity=shapley shares out its variance",
        ),
    ],
)
def test_noise_drives_nothing(answer: Dataset, kind: str, said: str) -> None:
    """An event's median is 0 whatever drives its probability, so medians alone do not say that nothing does."""
    assert list(driver_sentences(STUDY, {kind: answer})) == [said]


def test_fewer_than_three_are_listed_as_a_sentence() -> None:
    (one,) = driver_sentences(STUDY, {"shapley": shares("effect", [1.0, 0.0])})
    assert one == "cost is driven most by x0 (100%): Shapley effects, shares of the variance"
    (two,) = driver_sentences(STUDY, {"shapley": shares("effect", [0.25, 0.75])})
    assert two.startswith("cost is driven most by x1 (75%) and x0 (25%): ")


def test_positive_medians_are_compared_by_ratio_and_others_by_difference() -> None:
    (ratio,) = driver_sentences(STUDY, {"tornado": tornado([(100, 160), (30, 60)])})
    assert ratio.startswith("cost is driven most by x1 (30 to 60 GPU) and x0")
    (difference,) = driver_sentences(STUDY, {"tornado": tornado([(100, 160), (-30, 0)])})
    assert difference.startswith("cost is driven most by x0 (100 to 160 GPU) and x1 (-30 to 0 GPU)")


def test_both_ends_have_a_dollar_sign() -> None:
    (sentence,) = driver_sentences(STUDY, {"tornado": tornado([(-2e9, 3e6)], unit="USD")})
    assert sentence.startswith("cost is driven most by x0 (-$2B to $3M): ")


def test_only_headline_quantities_are_said_and_each_coordinate_of_them() -> None:
    def total(a: Number) -> Number:
        """Return a total [1]."""
        return a

    def doubled(total: Number) -> Number:
        """Return twice that [1]."""
        return 2 * total

    study = uc.Study([total, doubled], {"a": "1 to 2"}, headline=["doubled"])
    found = uc.shapley(study, ["total", "doubled"], draws=512, chains=4, accuracy=None)
    assert [sentence.split()[0] for sentence in driver_sentences(study, {"shapley": found})] == ["doubled"]
    one = shares("effect", [1.0]).assign_coords(quantity=["cost[$x$ <b>]"])
    (sentence,) = driver_sentences(STUDY, {"shapley": one})
    assert sentence.startswith("cost[$x$ <b>] is driven most by x0")


def decided(worth: Sequence[float], **attrs: str) -> Dataset:
    values = np.array(worth, dtype=float)
    variables = {
        "evppi": ("assumption", values),
        "evppi_ci": (("assumption", "bound"), around(values, 1e6).clip(min=0)),
        "expected_loss": 2.79e9,
        "evpi": 1.5e9,
    }
    coords = {"assumption": [f"x{place}" for place in range(len(worth))], "bound": ["low", "high"]}
    return Dataset(variables, coords, {"decision": "how many to rent", "loss_unit": "USD", "kind": "order", **attrs})


def test_an_order_is_said_with_its_loss_and_what_is_most_worth_knowing() -> None:
    found = decided([5e6, 5.09e8, 2.95e8, 1.27e8], unit="GPU").assign(best=1.48e6)
    best, worth = decision_sentences(found)
    assert best == (
        "how many to rent: best is 1.48M GPU, with an expected loss of $2.79B; knowing everything before is worth $1.5B"
    )
    assert worth == "most worth knowing: x1 ($509M), x2 ($295M) and x3 ($127M)"


def test_an_option_is_said_by_name_and_noise_is_not_worth_knowing() -> None:
    first, second = decision_sentences(decided([9e5, 6.2e6], best_option="$none$ <b>"))
    assert first.startswith("how many to rent: best is $none$ <b>, with an expected loss of $2.79B")
    assert second == "most worth knowing: x1 ($6.2M)"
    assert len(list(decision_sentences(decided([0.0, 9e5], best_option="none")))) == 1


def test_rounding_is_no_driver_however_sure_it_is() -> None:
    """Where all chains agree an interval has no width."""
    (sentence,) = driver_sentences(STUDY, {"shapley": shares("effect", [1.0, 1e-14], half_width=0.0)})
    assert sentence.startswith("cost is driven most by x0 (100%): ")


@pytest.mark.parametrize("scale", [1e-30, 1e30])
def test_medians_of_any_size_are_said(scale: float) -> None:
    ends = [(60 * scale, 150 * scale), (100 * scale, 100 * scale)]
    (sentence,) = driver_sentences(STUDY, {"tornado": tornado(ends, base=100 * scale)})
    assert sentence.startswith("cost is driven most by x0 (6e")
    assert "x1" not in sentence


@pytest.mark.parametrize(("years", "middle"), [(3, "2025"), (4, "2026"), (5, "2026"), (6, "2027")])
def test_of_a_plan_the_first_the_middle_and_the_last_coordinate_are_said(years: int, middle: str) -> None:
    labels = [str(2024 + index) for index in range(years)]
    found = decided([5e8], kind="commitment", along="year", unit="GPU").assign(
        best=("coordinate", np.full(years, 100.0)), best_option=("coordinate", ["buy"] * years)
    )
    best, _ = decision_sentences(found.assign_coords(coordinate=labels))
    assert f"best is to buy 100 GPU in 2024, buy 100 GPU in {middle}, buy 100 GPU in {labels[-1]}, with" in best
