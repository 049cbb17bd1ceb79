"""What variants have in common, and what is said of the rest."""

from typing import Any

import numpy as np
import pytest
from repository import shipped_study
from xarray import DataTree

import uncertain_compute as uc
from uncertain_compute.analysis.comparison.beliefs import stated_beliefs, unit_of_belief
from uncertain_compute.analysis.comparison.common import Common
from uncertain_compute.analysis.comparison.request import ComparisonRequest
from uncertain_compute.analysis.comparison.variants import Variant
from uncertain_compute.draws.settings import Settings
from uncertain_compute.model.graph import Number

SMALL = {"draws": 256, "chains": 4}
CHIPS = ("H100", "B200")
PLAIN = "no unit is stated, so these are plain numbers: every assumption"


def cost(price: Number, count: Number) -> Number:
    """Return the cost [USD]."""
    return price * count


def used(cost: Number, share: Number) -> Number:
    """Return what is used [USD]."""
    return cost * share


PRIORS: dict[str, Any] = {"price": "1 to 4", "count": 10, "share": "0.2 to 0.5"}


def study(**changed: Any) -> uc.Study:
    return uc.Study([cost, used], {**PRIORS, **changed})


def common(**variants: Any) -> Common:
    return common_of(variants, ())


def common_of(variants: dict[str, Any], asked: tuple[str, ...]) -> Common:
    return Common.of(ComparisonRequest.of(variants, asked, SMALL))


def stored(one: uc.Study, **settings: Any) -> DataTree:
    return uc.run(one, **(SMALL | settings))


# What is given


@pytest.mark.parametrize("given", [[study(), study()], study(), None, {}, {"mine": study()}])
def test_less_than_two_by_name_is_refused(given: Any) -> None:
    with pytest.raises(uc.UncertainComputeError, match="compare: needs two variants or more, by name") as error:
        uc.compare(given)
    assert "\n" not in str(error.value)


@pytest.mark.parametrize(
    "given", [3, "published", None, DataTree(), Variant(study=3), Variant(run=DataTree(children={"prior": DataTree()}))]
)
def test_what_is_no_variant_is_refused(given: Any) -> None:
    with pytest.raises(uc.UncertainComputeError, match=r"compare: yours is of type .*, neither a study nor a run"):
        uc.compare({"mine": study(), "yours": given}, **SMALL)


def test_an_answer_is_not_a_run() -> None:
    answer = uc.compare({"mine": study(), "yours": study(count=20)}, **SMALL)
    with pytest.raises(
        uc.UncertainComputeError, match="compare: yours is of type Comparison, neither a study nor a run"
    ):
        uc.compare({"mine": study(), "yours": answer}, **SMALL)


@pytest.mark.parametrize(
    ("budget", "message"),
    [
        ("many", "budget: 'many' is not a whole number of model evaluations"),
        (1.5, "budget: 1.5 is not"),
        (None, "budget: None is not"),
        (0, "budget: 0 is not"),
        (256, "budget: allows 1 combinations of the 1 beliefs that differ; the attribution needs 2"),
    ],
)
def test_a_budget_that_is_none_is_refused(budget: Any, message: str) -> None:
    with pytest.raises(uc.UncertainComputeError, match=message):
        uc.compare({"mine": study(), "yours": study(count=20)}, budget=budget, **SMALL)


# Stored runs


def test_a_run_of_the_same_draws_has_no_beliefs_that_differ() -> None:
    """Though a study knows its quantiles exactly, and a run alone only those of its draws."""
    run = stored(study())
    assert stated_beliefs(common(run=run, study=study())) == {"run": {}, "study": {}}
    assert stated_beliefs(common(run=run, again=stored(study()))) == {"run": {}, "again": {}}
    wider = stored(study(), targets=["cost", "used"])
    assert stated_beliefs(common(narrow=stored(study(), targets=["cost"]), wide=wider)) == {"narrow": {}, "wide": {}}


def test_beliefs_of_a_run_alone_are_those_that_it_drew() -> None:
    """A quantile of 256 draws has an error of sqrt(p (1 - p) / n) / density; 4 of them."""
    found = stated_beliefs(common(run=stored(study()), study=study(price="2 to 4", count=20)))
    assert found["study"] == {
        "price": ("2 to 4", tuple(study(price="2 to 4").columns["price"].ppf(np.array([0.05, 0.5, 0.95])))),
        "count": ("20", (20.0, 20.0, 20.0)),
    }
    assert found["run"]["count"] == ("", (10.0, 10.0, 10.0))
    written, (low, middle, high) = found["run"]["price"]
    sigma = np.log(4) / 2 / 1.6449
    errors = 4 * sigma * np.sqrt(0.25 / 256) / 0.3989, 4 * sigma * np.sqrt(0.0475 / 256) / 0.1031
    assert not written
    assert np.log(middle) == pytest.approx(np.log(2), abs=errors[0])
    assert np.log([low, high]) == pytest.approx(np.log([1, 4]), abs=errors[1])


def test_the_unit_of_a_belief_is_known_from_a_run_alone() -> None:
    priced = {"price": {"value": "1 to 4", "unit": "USD/GPU"}, "count": {"value": 10, "unit": "GPU"}, "share": 0.5}
    found = common(a=stored(study(**priced)), b=stored(study(**priced)))
    assert [unit_of_belief(found, name) for name in ("price", "count", "nothing")] == ["USD/GPU", "GPU", ""]


@pytest.mark.parametrize("changed", [{"seed": 1}, {"draws": 512}, {"chains": 8}, {"design": "monte_carlo"}])
def test_runs_that_were_drawn_otherwise_are_not_paired(changed: dict[str, Any]) -> None:
    found = common(mine=stored(study()), yours=stored(study(), **changed))
    assert not found.paired("yours")
    assert found.notes == ("yours and mine were drawn with other random numbers, so they are compared unpaired",)
    assert common(mine=stored(study()), yours=stored(study())).paired("yours")


def test_unpaired_runs_of_one_study_do_not_correlate() -> None:
    """Even where they share a seed, and so some of their numbers: a correlation of n draws has an error 1/sqrt(n)."""
    for changed in ({"seed": 1}, {"draws": 2**13}, {"chains": 16}):
        pair = {
            "mine": uc.run(study(), draws=2**12, chains=8),
            "yours": uc.run(study(), **{"draws": 2**12, "chains": 8} | changed),
        }
        found = uc.compare(pair)["differences"].to_dataset()
        assert not found["paired"].any()
        assert abs(found["correlation"]).max() < 5 / np.sqrt(2**11)
        assert abs(found["variance_saved"]).max() < 5 / np.sqrt(2**11)


def test_a_certain_run_is_paired_with_any() -> None:
    certain = stored(study(price=2, share=0.3), seed=9)
    found = common(mine=certain, yours=study())
    assert found.paired("yours")
    assert found.notes == (f"yours: {PLAIN}",)
    assert found.settings_with("yours") == Settings(draws=256, chains=4)


# What is common


def test_quantities_that_are_asked_for_and_only_some_have() -> None:
    narrow = uc.Study([cost], {"price": 1, "count": 2})
    found = common_of({"mine": study(), "yours": narrow}, ("used", "cost"))
    assert list(found.units) == ["cost"]
    assert found.notes == (PLAIN, "not in every variant: used, as in mine")
    with pytest.raises(uc.UncertainComputeError, match="no quantity in common: mine has used; yours has none of them"):
        common_of({"mine": study(), "yours": narrow}, ("used",))
    with pytest.raises(uc.UncertainComputeError, match="targets: no quantity 'usde'; did you mean 'used'"):
        common_of({"mine": study(), "yours": narrow}, ("usde",))


def by_chip(count: Number, price: Number) -> Number:
    """Return the cost of each kind [USD]."""
    return count * price


def test_a_quantity_whose_coordinates_nobody_shares_is_refused() -> None:
    whole = uc.Study([by_chip], {"count": 1, "price": 2}, dimensions={"chip": CHIPS})
    parts = uc.Study([by_chip], {"count": {"chip": {"H100": 1, "B200": 2}}, "price": 2}, dimensions={"chip": CHIPS})
    with pytest.raises(
        uc.UncertainComputeError,
        match=r"compare: no coordinate in common: a has by_chip; b has by_chip\[H100\], by_chip\[B200\]",
    ):
        common(a=whole, b=parts)


def test_beliefs_about_other_coordinates_are_not_attributed() -> None:
    def of(*chips: str) -> uc.Study:
        counts = {"chip": {chip: place + 1 for place, chip in enumerate(chips)}}
        return uc.Study([by_chip], {"count": counts, "price": len(chips)}, dimensions={"chip": chips})

    tree = uc.compare({"two": of("H100", "B200"), "three": of("H100", "B200", "GB200")}, **SMALL)
    assert tree["quantities"]["quantity"].values.tolist() == ["by_chip[H100]", "by_chip[B200]"]
    assert "attribution" not in tree.children
    assert "three has other coordinates than two, so nothing is attributed" in tree.attrs["notes"]


def test_a_belief_may_be_about_all_coordinates_in_one_study_and_about_each_in_another() -> None:
    """1 x 2 and 1 x 3 become 4 x 5 of both: each has a Shapley value by the product's two orders."""

    def of(count: Any, price: Any) -> uc.Study:
        return uc.Study([by_chip], {"count": count, "price": price}, dimensions={"chip": CHIPS})

    ours, theirs = of(1, {"chip": {"H100": 2, "B200": 3}}), of({"chip": {"H100": 4, "B200": 4}}, 5)
    found = uc.compare({"a": ours, "b": theirs}, scale="linear", **SMALL)["attribution"]["effect"].sel(other="b")
    for chip, price in (("H100", 2), ("B200", 3)):
        effects = {name: float(found.sel(quantity=f"by_chip[{chip}]", belief=name)) for name in ("count", "price")}
        by_hand = {"count": 3 * (price + 5) / 2, "price": (5 - price) * (1 + 4) / 2}
        assert effects == pytest.approx(by_hand, rel=1e-15)


# What is attributed


def test_the_same_beliefs_of_other_equations_say_both() -> None:
    def used(cost: Number, share: Number) -> Number:
        """Return what is used [USD]."""
        return cost * share * 2

    tree = uc.compare({"mine": study(), "yours": uc.Study([cost, used], PRIORS)}, **SMALL)
    assert tree.attrs["notes"].splitlines() == [
        PLAIN,
        "yours has other equations of used, so their difference is not attributed",
        "yours has the same beliefs as mine",
    ]
    np.testing.assert_allclose(tree["differences"]["median_change"], [[1, 2]], rtol=1e-15)
    assert "attribution" not in tree.children


def test_an_equation_upstream_counts_too() -> None:
    def cost(price: Number, count: Number) -> Number:
        """Return the cost [USD]."""
        return price * count / 2

    tree = uc.compare({"mine": study(), "yours": uc.Study([cost, used], {**PRIORS, "share": 0.1})}, **SMALL)
    assert "yours has other equations of cost, used" in tree.attrs["notes"]
    assert "attribution" not in tree.children


@pytest.mark.parametrize("given", [{"price": "2 to 4"}, {}])
@pytest.mark.parametrize("backwards", [False, True])
def test_a_belief_in_place_of_an_equation(given: dict[str, Any], *, backwards: bool) -> None:
    """The medians of used are 10 x 2 x s and 100 x s: the belief about cost makes 5 of it; a price there moves nothing.

    Where the other study has a price too, price and cost share what they do: by hand, from worths of 20, 20 sqrt(2)
    and 100 the price makes half of its sqrt(2), the cost the rest.
    """
    over = uc.Study([cost, used], {"cost": 100, "count": 10, "share": 0.3, **given})
    pair = [("mine", study(share=0.3)), ("yours", over)]
    tree = uc.compare(dict(reversed(pair) if backwards else pair), statistic="median", **SMALL)
    found = tree["attribution"]["effect"].sel(quantity="used").squeeze("other").to_series()
    price = 2**0.25 if given else 1.0
    middle = float(tree["quantities"]["quantile"].sel(variant="mine", quantity="used", level=0.5)) / 0.3 / 20
    expected = {"cost": 5 / price / middle, "price": price}
    sign = -1 if backwards else 1
    by_name = dict(found)
    error = 4 * np.sqrt(np.pi / 2) * np.log(4) / 2 / 1.6449 / np.sqrt(256)
    assert float(by_name["cost"] * by_name["price"]) == pytest.approx((5 / middle) ** sign, rel=1e-12)
    if given:
        assert np.log(by_name["price"]) == pytest.approx(sign * np.log(price), abs=error)
    else:
        assert by_name == pytest.approx({name: one**sign for name, one in expected.items()}, rel=1e-12)


def test_an_answer_does_not_depend_on_threads_or_on_the_time() -> None:
    """With as many draws as make threads worth while."""
    pair = {"mine": shipped_study(), "yours": uc.load("sora", overrides=["priors.diffusion_steps='40 to 60'"])}
    one, two = (uc.compare(pair, "minutes_per_gpu_hour", draws=2**16, threads=threads) for threads in (1, 2))
    assert one.identical(two)
