"""Variants beside each other: what pairing saves, and what is said where they have little in common."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from repository import shipped_study
from xarray import DataTree, open_datatree

import uncertain_compute as uc
from uncertain_compute.model.graph import Number

SMALL = {"draws": 2**12, "budget": 2**19}


def product(a: Number, b: Number) -> Number:
    """Return the product [GPU]."""
    return a * b


def ratio(a: Number, b: Number) -> Number:
    """Return the ratio [1]."""
    return a / b


def by_chip(a: Number, c: Number) -> Number:
    """Return each chip's [GPU]."""
    return a * c


def study(a: Any = "1 to 4", b: Any = "2 to 3", **more: Any) -> uc.Study:
    return uc.Study([product, ratio], {"a": a, "b": b, **more}, headline=["product"])


def notes(tree: DataTree) -> str:
    return str(tree.attrs["notes"])


def test_a_set_does_not_differ_from_itself() -> None:
    mine = shipped_study()
    tree = uc.compare({"mine": mine, "yours": shipped_study()}, **SMALL)
    found = tree["differences"].to_dataset()
    expected = {"median_change": 1, "change": 1, "p_above": 0, "p_tie": 1, "overlap": 1, "distance": 0}
    for name, value in expected.items():
        assert (found[name] == value).all(), name
    assert set(tree.children) == {"quantities", "differences"}
    assert notes(tree).splitlines() == [*mine.notes, "yours has the same beliefs as mine"]


def test_swapped_variants_have_reciprocal_ratios() -> None:
    ours, theirs = shipped_study(), shipped_study(priors="expert")
    forth, back = (
        uc.compare(pair, "peak_gpus", **SMALL) for pair in ({"x": ours, "y": theirs}, {"y": theirs, "x": ours})
    )
    one, two = (tree["differences"].to_dataset().isel(other=0) for tree in (forth, back))
    np.testing.assert_allclose(two["median_change"], 1 / one["median_change"], rtol=1e-14)
    np.testing.assert_allclose(one["p_above"] + two["p_above"] + one["p_tie"], 1, rtol=1e-15)
    effects = (tree["attribution"]["effect"].squeeze().to_series() for tree in (forth, back))
    first, second = effects
    np.testing.assert_allclose(second.loc[first.index], 1 / first, rtol=1e-14)


def test_pairing_saves_the_variance_that_it_says() -> None:
    """Over 1,600 independent sets of 64 draws, the paired mean log ratio varies less than the unpaired by that factor.

    A variance of n numbers has a relative error of sqrt(2 / n), a ratio of two sqrt(2) times as much, and four of
    them are 0.2 here.
    """
    pair = {"ours": shipped_study(), "theirs": shipped_study(priors="expert")}
    settings = {"draws": 1600 * 64, "design": "monte_carlo", "targets": "peak_gpus"}
    drawn = [uc.run(one, **settings)["prior"]["peak_gpus"].to_numpy() for one in pair.values()]
    ours, theirs = (np.log(draws).reshape(1600, 64).mean(axis=1) for draws in drawn)
    measured = np.var(theirs - ours) / np.var(theirs - np.roll(ours, 1))
    found = uc.compare(pair, "peak_gpus", **SMALL)["differences"].to_dataset()
    saved = float(found["variance_saved"].squeeze())
    assert saved > 0.3
    assert measured == pytest.approx(1 - saved, rel=0.2)


def test_what_is_shared_and_what_is_not_in_closed_form() -> None:
    """Both products share a; log b is moved by 1 and its spread doubled: 1 - Var(log ratio) / sum of variances."""
    sigma_a, sigma_b = 0.7, 0.3
    pair = {
        name: study({"lognormal": {"mu": 0, "sigma": sigma_a}}, {"lognormal": {"mu": mu, "sigma": sigma}})
        for name, mu, sigma in (("mine", 0.0, sigma_b), ("yours", 1.0, 2 * sigma_b))
    }
    found = uc.compare(pair, "product", draws=2**14)["differences"].to_dataset().squeeze()
    variances = sigma_a**2 + sigma_b**2, sigma_a**2 + 4 * sigma_b**2
    truth = {
        "median_change": np.e,
        "variance_saved": 1 - sigma_b**2 / sum(variances),
        "correlation": (sigma_a**2 + 2 * sigma_b**2) / np.sqrt(variances[0] * variances[1]),
    }
    for name, value in truth.items():
        low, high = found[f"{name}_ci"].to_numpy()
        assert abs(value - (low + high) / 2) <= 1.5 * (high - low) / 2 + 1e-12, name


def test_a_stored_run_is_paired_with_a_study() -> None:
    ours, theirs = study(), study(b="4 to 9")
    run = uc.run(ours, draws=2**12)
    alone = uc.compare({"mine": run, "yours": theirs}, draws=2**12)
    together = uc.compare({"mine": uc.Variant(ours, run), "yours": theirs}, draws=2**12)
    fresh = uc.compare({"mine": ours, "yours": theirs}, draws=2**12)
    assert alone["differences"].to_dataset().identical(fresh["differences"].to_dataset())
    assert together["attribution"].to_dataset().identical(fresh["attribution"].to_dataset())
    assert "attribution" not in alone.children
    assert "yours: a run without a study has unknown beliefs" in notes(alone)
    assert notes(fresh) == "no unit is stated, so these are plain numbers: every assumption"


def test_other_random_numbers_are_not_paired() -> None:
    tree = uc.compare({"mine": uc.run(study(), draws=2**12, seed=1), "yours": study()}, draws=2**12)
    found = tree["differences"].to_dataset().sel(quantity="product").squeeze()
    assert not found["paired"]
    assert "yours and mine were drawn with other random numbers, so they are compared unpaired" in notes(tree)
    assert abs(float(found["correlation"])) < 4 / np.sqrt(2**12)
    assert float(found["p_tie"]) == 0


def test_runs_of_other_lengths_are_compared_by_the_shorter() -> None:
    tree = uc.compare({"mine": uc.run(study(), draws=2**10), "yours": uc.run(study(), draws=2**12)})
    found = tree["differences"].to_dataset().sel(quantity="product").squeeze()
    low, high = found["median_change_ci"].to_numpy()
    assert low - (high - low) < 1 < high + (high - low)
    assert not found["paired"]


@pytest.mark.parametrize("order", [("point", "published"), ("published", "point")])
def test_a_certain_set_is_compared_with_an_uncertain_one(order: tuple[str, str]) -> None:
    tree = uc.compare({name: shipped_study(priors=name) for name in order}, "minutes_per_gpu_hour", **SMALL)
    found = tree["differences"].to_dataset().squeeze()
    point = float(tree["quantities"]["quantile"].sel(variant="point", level=0.5).squeeze())
    other = float(tree["quantities"]["quantile"].sel(variant="published", level=0.5).squeeze())
    expected = other / point if order[0] == "point" else point / other
    assert float(found["median_change"]) == pytest.approx(expected, rel=1e-12)
    assert np.isfinite(found["distance"])
    assert np.isnan(found["correlation"])
    assert float(tree["attribution"]["effect"].prod()) == pytest.approx(expected, rel=1e-12)
    assert "unpaired" not in notes(tree)


def test_what_only_some_have_is_said() -> None:
    def more(a: Number) -> Number:
        """Return more [GPU]."""
        return 2 * a

    wider = uc.Study([product, ratio, more], {"a": "1 to 5", "b": 3})
    tree = uc.compare({"mine": study(), "yours": wider}, **SMALL)
    assert tree["quantities"]["quantity"].to_numpy().tolist() == ["product", "ratio"]
    assert "not in every variant: more, as in yours" in notes(tree)


def test_other_equations_are_compared_but_not_attributed() -> None:
    def product(a: Number, b: Number) -> Number:
        """Return the product [GPU]."""
        return 2 * a * b

    other = uc.Study([product, ratio], {"a": "1 to 5", "b": "2 to 3"})
    tree = uc.compare({"mine": study(), "yours": other}, ["product", "ratio"], **SMALL)
    assert tree["attribution"]["quantity"].to_numpy().tolist() == ["ratio"]
    assert "yours has other equations of product, so their difference is not attributed" in notes(tree)
    assert float(tree["differences"]["median_change"].sel(quantity="product").squeeze()) > 2


def test_coordinates_that_only_some_have_are_said() -> None:
    chips = {"H100": 1, "B200": 2, "GB200": 3}
    pair = {
        str(len(names)): uc.Study(
            [by_chip], {"a": "1 to 2", "c": {"chip": {name: chips[name] for name in names}}}, dimensions={"chip": names}
        )
        for names in (["H100", "B200"], ["H100", "B200", "GB200"])
    }
    tree = uc.compare(pair, draws=64)
    assert tree["quantities"]["quantity"].to_numpy().tolist() == ["by_chip[H100]", "by_chip[B200]"]
    assert "not in every variant: by_chip[GB200], as in 3" in notes(tree)
    assert "3 has other coordinates than 2, so nothing is attributed" in notes(tree)


def test_quantities_are_compared_in_the_first_ones_unit() -> None:
    def in_thousands(a: Number) -> Number:
        """Return it [kUSD]."""
        return a / 1000

    def plain(a: Number) -> Number:
        """Return it [USD]."""
        return 1 * a

    plain.__name__ = in_thousands.__name__ = "cost"
    pair = {"dollars": uc.Study([plain], {"a": 2000}), "thousands": uc.Study([in_thousands], {"a": 2000})}
    tree = uc.compare(pair, draws=64)
    assert float(tree["differences"]["median_change"].squeeze()) == pytest.approx(1, rel=1e-12)
    assert tree["quantities"]["quantity_unit"].to_numpy().tolist() == ["USD"]


def test_beliefs_that_differ_are_side_by_side_those_first_that_matter() -> None:
    tree = uc.compare({"mine": study(), "yours": study(a="1.1 to 4.1", b="20 to 40"), "theirs": study()}, **SMALL)
    beliefs = tree["beliefs"].to_dataset()
    assert beliefs["assumption"].to_numpy().tolist() == ["b", "a"]
    assert beliefs["written"].sel(variant="yours").to_numpy().tolist() == ["20 to 40", "1.1 to 4.1"]
    np.testing.assert_allclose(beliefs["quantile"].sel(variant="mine", assumption="a")[[0, 2]], [1, 4], rtol=1e-12)
    assert tree["attribution"]["other"].to_numpy().tolist() == ["yours"]


def test_each_variant_is_attributed_as_if_it_were_alone() -> None:
    """Two of them have the same beliefs about what the product takes."""
    wider = uc.Study([product, ratio, by_chip], {"a": "1 to 4", "b": "4 to 9", "c": 3})
    others = {"two": study(b="4 to 9"), "three": wider, "four": study(b="4 to 10")}
    together = uc.compare({"mine": study(), **others}, "product", draws=512)
    for name, other in others.items():
        alone = uc.compare({"mine": study(), name: other}, "product", draws=512)["attribution"]["effect"]
        np.testing.assert_array_equal(
            together["attribution"]["effect"].sel(other=[name], belief=alone["belief"]), alone
        )


def test_an_answer_survives_its_file(tmp_path: Path) -> None:
    tree = uc.compare({"mine": study(), "yours": study(b="4 to 9")}, **SMALL)
    tree.to_netcdf(tmp_path / "c.nc", engine="h5netcdf")
    with open_datatree(tmp_path / "c.nc", engine="h5netcdf") as stored:
        assert stored.load().identical(tree)


def lines(a: Number) -> Number:
    """Return it in another unit [s]."""
    return 3 * a


def seconds(a: Number) -> uc.Study:
    lines.__name__ = "product"
    return uc.Study([lines], {"a": a})


REFUSED = {
    "one": ({"mine": study()}, {}, "compare: needs two variants or more"),
    "a number": ({"mine": study(), "yours": 3}, {}, "compare: yours is of type int, neither a study nor a run"),
    "nothing": ({"mine": study(), "yours": uc.Variant()}, {}, "compare: no quantity in common"),
    "a misspelt quantity": ({"mine": study(), "yours": study()}, {"quantities": "prodct"}, "did you mean 'product'"),
    "nothing in common": (
        {"mine": study(), "yours": uc.Study([by_chip], {"a": 1, "c": 2})},
        {},
        "compare: no quantity in common: mine has product, ratio; yours has by_chip",
    ),
    "a summary": (
        {"mine": study(), "yours": uc.run(study(), keep="summary")},
        {},
        "compare: yours kept only a summary; a comparison needs its draws",
    ),
    "another unit": ({"mine": study(), "yours": seconds(3)}, {}, "compare.yours.product: unit 's' where .* need 'GPU'"),
    "a scale": (
        {"mine": study(), "yours": study()},
        {"scale": "logg"},
        "scale: 'logg' is not one of auto, log, linear",
    ),
    "a setting": ({"mine": study(), "yours": study()}, {"keep": "draws"}, "keep: not a setting here"),
}


@pytest.mark.parametrize(("variants", "asked", "message"), REFUSED.values(), ids=REFUSED)
def test_what_cannot_be_compared_is_refused(variants: Any, asked: dict[str, Any], message: str) -> None:
    with pytest.raises(uc.UncertainComputeError, match=message):
        uc.compare(variants, **({"draws": 64} | asked))


def test_factors_of_what_turns_negative_are_refused() -> None:
    def change(a: Number) -> Number:
        """Return a change [USD]."""
        return a - 2

    pair = {name: uc.Study([change], {"a": a}) for name, a in (("mine", "1 to 4"), ("yours", "2 to 4"))}
    with pytest.raises(uc.UncertainComputeError, match="scale: change is not positive in all draws"):
        uc.compare(pair, scale="log", draws=64)
    assert not uc.compare(pair, draws=64)["differences"]["factor"].any()


FEW = ("priors.diffusion_steps='40 to 60'", "priors.inference_utilization='0.2 to 0.3'", "priors.frame_rate='18 to 30'")


@pytest.mark.parametrize(
    ("priors", "overrides", "draws", "exact"),
    [("published", FEW, 2**12 + 48, True), ("expert", (), 2**10, False)],
    ids=["few beliefs", "many"],
)
def test_effects_make_up_the_change_of_the_median(
    priors: str, overrides: tuple[str, ...], draws: int, *, exact: bool
) -> None:
    """Of few beliefs by all combinations, of many by random orders; both to rounding."""
    pair = {"ours": shipped_study(), "theirs": uc.load("sora", priors=priors, overrides=overrides)}
    tree = uc.compare(pair, ["train_gpu_months", "minutes_per_gpu_hour", "peak_gpus"], draws=draws, budget=draws * 250)
    found = tree["attribution"].to_dataset()
    change = tree["differences"]["median_change"]
    assert found["factor"].all()
    assert (found["exact"] == exact).all()
    assert (found["combinations"] <= 250).all()
    np.testing.assert_allclose(found["whole"], change, rtol=1e-12)
    np.testing.assert_allclose(found["effect"].prod("belief"), change, rtol=1e-12)
    medians = tree["quantities"]["quantile"].sel(level=0.5).to_numpy()
    np.testing.assert_allclose(change.to_numpy()[0], medians[1] / medians[0], rtol=1e-12)


def test_terms_add_up_to_the_change_of_the_median() -> None:
    pair = {"published": shipped_study(), "expert": shipped_study(priors="expert")}
    tree = uc.compare(pair, scale="linear", **SMALL)
    found = tree["attribution"].to_dataset()
    change = tree["differences"]["median_change"].sel(quantity=found["quantity"])
    assert not found["factor"].any()
    np.testing.assert_allclose(found["whole"], change, rtol=1e-12)
    np.testing.assert_allclose(found["effect"].sum("belief"), change, rtol=1e-12)


def test_a_notebook_shows_a_comparison_as_tables_in_which_text_is_escaped() -> None:
    shown = uc.compare({"<i>": study(), "yours": study(a="2 to 8")}, draws=1024)
    assert "<h4>differences</h4><table" in shown._repr_html_()
    assert "<td>&lt;i&gt;</td>" in shown._repr_html_()
    assert "xarray" in shown["differences"]._repr_html_()


def test_the_belief_with_the_largest_effect_comes_first_whichever_way_it_goes() -> None:
    tree = uc.compare({"mine": study(), "yours": study(a="0.1 to 0.4", b="4 to 6")}, "product", **SMALL)
    assert tree["attribution"]["belief"].values.tolist() == ["a", "b"]
    tree = uc.compare({"mine": study(), "yours": study(a="2 to 8", b="0.2 to 0.3")}, "product", **SMALL)
    assert tree["attribution"]["belief"].values.tolist() == ["b", "a"]
