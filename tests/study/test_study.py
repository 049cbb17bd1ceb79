"""Studies: equations, priors and units that fit together, and what is said where they do not."""

from itertools import permutations
from typing import Any

import numpy as np
import pytest
from repository import shipped_study

import uncertain_compute as uc
from uncertain_compute.model.evaluation import evaluate
from uncertain_compute.model.graph import Number
from uncertain_compute.study.changed import with_beliefs_of, with_value

PRIOR_SETS = ("point", "published", "expert")
HOLDS = {"unit", "why", "source", "status", "date"}


def train_seconds(train_flop: Number, gpus: Number, peak_flop_rate: Number) -> Number:
    """Time that training takes [s].

    Source: arithmetic.
    """
    return train_flop / (gpus * peak_flop_rate)


def cost(train_seconds: Number, gpus: Number, gpu_price: Number) -> Number:
    """Cost of training [USD]."""
    return train_seconds * gpus * gpu_price


PRIORS: dict[str, Any] = {
    "train_flop": {"value": 1e24, "unit": "FLOP"},
    "gpus": {"value": "1000 to 4000", "unit": "GPU"},
    "peak_flop_rate": {"value": 989.4, "unit": "TFLOP/s/GPU"},
    "gpu_price": {"value": 2, "unit": "USD/GPU/s"},
}
INPUTS = {
    "train_flop": {"unit": "FLOP", "label": "training compute"},
    "gpus": {"unit": "GPU"},
    "peak_flop_rate": {"unit": "FLOP/s/GPU"},
    "gpu_price": {"unit": "USD/GPU/s"},
}


def build(inputs: Any = INPUTS, *, without: str = "", **changed: Any) -> uc.Study:
    priors = {name: entry for name, entry in {**PRIORS, **changed}.items() if name != without}
    return uc.Study([train_seconds, cost], priors, inputs=inputs)


def medians_of(study: uc.Study) -> dict[str, float]:
    equations, _ = study.graph.needed(study.graph.equations, study.assumptions)
    return {name: float(value.values) for name, value in evaluate(equations, study.medians()).items()}


def test_a_study_reports_all_quantities_unless_told() -> None:
    assert build().targets == ("train_seconds", "cost")
    assert uc.Study([train_seconds, cost], PRIORS, inputs=INPUTS, targets=["cost"]).targets == ("cost",)


def test_medians_are_in_the_models_units() -> None:
    values = medians_of(build())
    assert values["peak_flop_rate"] == pytest.approx(989.4e12, rel=1e-15)
    assert values["gpus"] == pytest.approx(2000, rel=1e-12)
    assert values["train_seconds"] == pytest.approx(1e24 / (2000 * 989.4e12), rel=1e-12)


def test_a_unit_of_a_prior_is_converted() -> None:
    tera = build(peak_flop_rate={"value": 989.4, "unit": "TFLOP/s/GPU"})
    plain = build(peak_flop_rate={"value": 989.4e12, "unit": "FLOP/s/GPU"})
    assert medians_of(tera) == pytest.approx(medians_of(plain), rel=1e-12)


def test_quantiles_of_a_column_are_converted() -> None:
    study = build(peak_flop_rate={"value": "500 to 1000", "unit": "TFLOP/s/GPU"})
    found = study.columns["peak_flop_rate"].ppf(np.array([0.05, 0.95]))
    np.testing.assert_allclose(found, [5e14, 1e15], rtol=1e-9)


def test_the_shipped_study_takes_tera() -> None:
    overrides = ["priors.peak_flop_rate.value=989.4", "priors.peak_flop_rate.unit=TFLOP/s/GPU"]
    tera, plain = (uc.load("sora", priors="point", overrides=changed) for changed in (overrides, []))
    for name, value in evaluate(tera.graph.needed(tera.targets, tera.assumptions)[0], tera.medians()).items():
        wanted = evaluate(plain.graph.needed(plain.targets, plain.assumptions)[0], plain.medians())[name]
        np.testing.assert_allclose(value.values, wanted.values, rtol=1e-12)


@pytest.mark.parametrize("inputs", [INPUTS, {}], ids=["declared units", "units of the priors alone"])
def test_a_wrong_unit_names_both(inputs: Any) -> None:
    with pytest.raises(uc.UncertainComputeError) as error:
        build(inputs, peak_flop_rate={"value": 700, "unit": "W"})
    assert ("'W'" if inputs else "gives FLOP/GPU/W") in str(error.value)
    assert ("'FLOP/s/GPU'" if inputs else "declares s") in str(error.value)


@pytest.mark.parametrize(
    "changed",
    [
        {"peak_flop_rate": {"value": 989.4, "unit": "TFLOP/s/GPU"}},
        {"gpu_price": {"value": 7200, "unit": "USD/GPU/hour"}},
    ],
    ids=["tera", "by the hour"],
)
def test_a_unit_stays_as_it_was_written_where_none_is_declared_and_results_are_converted(changed: Any) -> None:
    study, plain = build({}, **changed), medians_of(build())
    ((name, entry),) = changed.items()
    assert study.unit(name) == entry["unit"]
    quantities = ("train_seconds", "cost")
    found = medians_of(study)
    assert found[name] == pytest.approx(entry["value"], rel=1e-12)
    assert [found[one] for one in quantities] == pytest.approx([plain[one] for one in quantities], rel=1e-12)


def test_a_price_by_the_hour_is_converted_where_seconds_are_declared() -> None:
    study = build(gpu_price={"value": 7200, "unit": "USD/GPU/hour"})
    assert medians_of(study) == pytest.approx(medians_of(build()), rel=1e-12)


def test_without_any_unit_there_is_nothing_to_check() -> None:
    bare = {name: entry["value"] for name, entry in PRIORS.items()}
    study = uc.Study([train_seconds, cost], bare)
    assert study.unit("gpus") == ""
    assert study.unit("cost") == "USD"


def test_a_misspelt_prior_offers_the_nearest_name() -> None:
    with pytest.raises(uc.UncertainComputeError, match=r"priors\.gpu_prise: .*did you mean 'gpu_price'"):
        build(gpu_prise={"value": 2})


def test_a_missing_prior_names_who_needs_it() -> None:
    with pytest.raises(uc.UncertainComputeError, match=r"priors\.gpu_price: missing; 'cost' needs it"):
        build(without="gpu_price")


def test_what_evidence_needs_is_not_looked_for_in_the_priors() -> None:
    def misspelt(gpu_prise: Number) -> Number:
        return gpu_prise

    def of_another_model(minute: Number) -> Number:
        return minute

    for equation, hint in ((misspelt, "did you mean 'gpu_price'?"), (of_another_model, "about another model")):
        with pytest.raises(
            uc.UncertainComputeError, match=rf"^evidence\.equations: '{equation.__name__}' needs .*{hint}"
        ):
            uc.Study([train_seconds, cost], PRIORS, evidence=uc.Evidence(equations=(equation,)))


def test_a_bad_prior_is_named_by_its_key() -> None:
    with pytest.raises(uc.UncertainComputeError, match=r"priors\.gpus: '4 to 1' must go"):
        build(gpus="4 to 1")


def test_a_belief_about_a_quantity_replaces_its_equation() -> None:
    study = build(train_seconds={"value": 3600, "unit": "s"})
    assert study.targets == ("cost",)
    assert medians_of(study)["cost"] == pytest.approx(3600 * 2000 * 2, rel=1e-12)


def test_a_belief_about_a_quantity_is_converted_to_the_equations_unit() -> None:
    study = build(train_seconds={"value": 1, "unit": "hour"})
    assert medians_of(study)["train_seconds"] == pytest.approx(3600, rel=1e-12)


def test_priors_may_be_objects() -> None:
    study = build(gpus=uc.prior("1000 to 4000", unit="GPU"))
    assert medians_of(study) == pytest.approx(medians_of(build()), rel=1e-12)


def test_a_prior_replaces_a_constant_of_the_model() -> None:
    inputs = {**INPUTS, "gpu_price": {"value": 1, "unit": "USD/GPU/s"}}
    constant, replaced = build(inputs, without="gpu_price"), build(inputs)
    assert constant.constants == {"gpu_price"}
    assert replaced.constants == frozenset()
    assert medians_of(replaced)["cost"] == pytest.approx(2 * medians_of(constant)["cost"], rel=1e-12)


def test_a_study_knows_whether_anything_is_uncertain() -> None:
    assert not build().certain
    assert build(gpus={"value": 2000, "unit": "GPU"}).certain


def test_labels_say_what_a_name_means() -> None:
    study = build()
    assert study.label("cost") == "Cost of training"
    assert study.label("train_flop") == "training compute"
    assert study.label("gpu_price") == "gpu price"


def test_correlations_need_known_columns() -> None:
    with pytest.raises(uc.UncertainComputeError, match="no assumption 'gpu'; did you mean 'gpus'"):
        build(correlations=[{"pair": ["gpu", "gpu_price"], "rank": 0.5}])


def test_correlations_may_name_columns_of_a_dimension() -> None:
    def total(uploads: Number) -> Number:
        """All uploads [video]."""
        return uploads.sum("platform")

    priors = {
        "uploads": {"platform": {"TikTok": "1 to 2", "YouTube": "3 to 4"}, "unit": "video"},
        "correlations": [{"pair": ["uploads[TikTok]", "uploads[YouTube]"], "rank": 0.5}],
    }
    study = uc.Study([total], priors, dimensions={"platform": ["TikTok", "YouTube"]})
    assert [(tie.first, tie.second) for tie in study.correlations] == [("uploads[TikTok]", "uploads[YouTube]")]
    assert medians_of_uploads(study) == pytest.approx([2**0.5, 12**0.5], rel=1e-12)


def medians_of_uploads(study: uc.Study) -> list[float]:
    uploads = study.medians()["uploads"]
    assert uploads.dims == ("platform",)
    return list(uploads.values)


@pytest.mark.parametrize("written", [{"pair": ["gpus", "gpu_price"], "rank": 0.5}, ["gpus"], "gpus", 5])
def test_correlations_that_are_no_list_of_pairs_are_refused(written: Any) -> None:
    with pytest.raises(uc.UncertainComputeError, match=r"priors\.correlations"):
        build(correlations=written)


@pytest.fixture(scope="module", params=PRIOR_SETS)
def shipped(request: pytest.FixtureRequest) -> uc.Study:
    return shipped_study(request.param)


def test_shipped_priors_each_say_where_they_come_from(shipped: uc.Study) -> None:
    silent = {
        f"{column}.{key}"
        for name, entry in shipped.assumptions.items()
        if name not in shipped.constants
        for column, prior in entry.columns.items()
        for key in HOLDS
        if not getattr(prior, key)
    }
    assert silent == set()


def test_shipped_statuses_are_those_that_the_field_has(shipped: uc.Study) -> None:
    columns = [column for column in shipped.columns.values() if column.name.split("[")[0] not in shipped.constants]
    assert {column.prior.status for column in columns} <= {"found", "computed", "recalled", "judgement"}


def test_shipped_correlations_say_why(shipped: uc.Study) -> None:
    assert all(tie.why for tie in shipped.correlations)


def test_shipped_inputs_have_a_unit_and_a_label(shipped: uc.Study) -> None:
    inputs = shipped.graph.inputs
    assert {name for name in inputs if not shipped.inputs.declared[name].get("unit")} == set()
    assert {name for name in inputs if not shipped.inputs.declared[name].get("label")} == set()


def test_shipped_prior_sets_are_about_the_same_assumptions(shipped: uc.Study) -> None:
    point = shipped_study(priors="point")
    assert set(shipped.columns) == set(point.columns)
    assert {name: shipped.unit(name) for name in shipped.assumptions} == {
        name: point.unit(name) for name in point.assumptions
    }


def test_shipped_figures_are_about_quantities(shipped: uc.Study) -> None:
    assert set(shipped.published) <= set(shipped.graph.equations)
    assert set(shipped.targets) <= set(shipped.graph.equations)


def test_only_the_point_set_is_certain() -> None:
    certain = {name: shipped_study(priors=name).certain for name in PRIOR_SETS}
    assert certain == {"point": True, "published": False, "expert": False}


def test_the_published_sets_dataset_multiplier_is_four_to_ten() -> None:
    column = shipped_study(priors="published").columns["dataset_multiplier"]
    np.testing.assert_allclose(column.ppf(np.array([0.05, 0.95])), [4, 10], rtol=1e-9)


def test_a_scenario_may_change_one_coordinate() -> None:
    study = shipped_study(priors="point", scenario="as_printed")
    np.testing.assert_allclose(study.medians()["ai_share"].values, [0.5, 0.05116279069767442], rtol=1e-12)
    equations, _ = study.graph.needed(["total_ai_minutes"], study.assumptions)
    total = evaluate(equations, study.medians())["total_ai_minutes"]
    assert float(total.values) == pytest.approx(10.7e6, rel=1e-12)


def test_another_value_of_a_fixed_assumption_is_in_the_models_unit() -> None:
    study = build()
    changed = with_value(study, "peak_flop_rate", 500e12)
    assert medians_of(changed)["peak_flop_rate"] == 500e12
    assert medians_of(changed)["train_seconds"] == pytest.approx(1e24 / (2000 * 500e12), rel=1e-12)
    assert medians_of(study) == medians_of(build())
    assert changed.targets == study.targets
    run = uc.run(changed, draws=64, targets="train_seconds")
    drawn = run["prior"]
    np.testing.assert_allclose(drawn["train_seconds"], 1e24 / (drawn["gpus"] * 500e12), rtol=1e-12)


def test_another_value_leaves_the_draws_of_the_others_as_they_are() -> None:
    study = build()
    plain, changed = (uc.run(one, draws=64)["prior"] for one in (study, with_value(study, "gpu_price", 3)))
    assert (plain["gpus"] == changed["gpus"]).all()
    np.testing.assert_allclose(changed["cost"], 1.5 * plain["cost"], rtol=1e-12)


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("gpu_prise", r"priors: no assumption 'gpu_prise'; did you mean 'gpu_price'\?"),
        ("gpus", r"priors\.gpus: is not a single fixed number, so it cannot be chosen"),
    ],
)
def test_a_value_that_cannot_be_chosen_is_refused(name: str, message: str) -> None:
    with pytest.raises(uc.UncertainComputeError, match=message):
        with_value(build(), name, 1)


def test_one_coordinate_cannot_be_chosen() -> None:
    with pytest.raises(uc.UncertainComputeError, match=r"priors\.ai_share: is not a single fixed number"):
        with_value(shipped_study(priors="point"), "ai_share", 0.5)


def test_another_studys_beliefs_take_the_place_of_ones_own() -> None:
    ours, theirs = shipped_study(), shipped_study(priors="expert")
    names = {*ours.assumptions, *theirs.assumptions, "correlations"}
    for swapped, expected in (((), ours), (names, theirs)):
        between = with_beliefs_of(ours, theirs, swapped)
        found, wanted = (uc.run(one, draws=256)["prior"].to_dataset() for one in (between, expected))
        for target in ours.targets:
            np.testing.assert_array_equal(found[target], wanted[target])


@pytest.mark.parametrize("pair", list(permutations(PRIOR_SETS, 2)), ids="-".join)
def test_none_or_all_of_another_studys_beliefs_draw_as_the_one_or_the_other(pair: tuple[str, str]) -> None:
    """With correlations, and what is fixed in one set and uncertain in the other."""
    ours, theirs = (shipped_study(priors=name) for name in pair)
    names = {*ours.assumptions, *theirs.assumptions, "correlations"}
    for swapped, expected in (((), ours), (names, theirs)):
        found, wanted = (uc.run(one, draws=64) for one in (with_beliefs_of(ours, theirs, swapped), expected))
        for group in ("prior", "constant_data"):
            assert found[group].to_dataset().equals(wanted[group].to_dataset())


def test_what_is_swapped_is_drawn_as_the_other_studys_and_the_rest_as_it_was() -> None:
    tie = [{"pair": ["gpus", "gpu_price"], "normal_score": 0.8}]
    ours, theirs = build(gpu_price="1 to 3"), build(gpus="100 to 400", gpu_price="2 to 5", correlations=tie)
    drawn = {
        swapped: uc.run(with_beliefs_of(ours, theirs, swapped), draws=2**12)["prior"]
        for swapped in ((), ("gpus",), ("correlations",), ("gpus", "correlations"))
    }
    own, gpus, tied, both = drawn.values()
    assert (gpus["gpu_price"] == own["gpu_price"]).all()
    np.testing.assert_allclose(gpus["gpus"], own["gpus"] / 10, rtol=1e-12)
    np.testing.assert_allclose(both["gpus"], tied["gpus"] / 10, rtol=1e-12)
    for one, score in ((own, 0.0), (gpus, 0.0), (tied, 0.8), (both, 0.8)):
        found = np.corrcoef(*(np.log(one[name].values.ravel()) for name in ("gpus", "gpu_price")))[0, 1]
        assert found == pytest.approx(score, abs=4 * (1 - score**2) / np.sqrt(2**12))


def test_a_belief_in_place_of_an_equation_is_swapped_either_way() -> None:
    """What the equation needs is the study's that has a belief about it, whichever beliefs are swapped."""

    def whole(part: Number) -> Number:
        """Twice a part [1]."""
        return 2 * part

    def both(whole: Number, other: Number) -> Number:
        """Product [1]."""
        return whole * other

    by_equation = uc.Study([whole, both], {"part": 3, "other": 5})
    by_belief = uc.Study([whole, both], {"whole": 10, "other": 7})
    cases = {(): 30, ("part",): 30, ("whole",): 50, ("whole", "part"): 50, ("other",): 42, ("part", "other"): 42}
    for names, expected in cases.items():
        assert medians_of(with_beliefs_of(by_equation, by_belief, names))["both"] == expected
    assert set(with_beliefs_of(by_equation, by_belief, ("whole", "part", "other")).columns) == {"whole", "other"}
    cases = {(): 70, ("part",): 70, ("whole",): 42, ("whole", "part"): 42, ("other",): 50, ("whole", "other"): 30}
    for names, expected in cases.items():
        assert medians_of(with_beliefs_of(by_belief, by_equation, names))["both"] == expected
    assert set(with_beliefs_of(by_belief, by_equation, ()).columns) == {"whole", "other"}


@pytest.mark.parametrize(
    ("figure", "message"),
    [
        (("cost", 2, 1), "model.published.cost: low = 2 is above high = 1"),
        (("cost", np.nan, 1), "model.published.cost.low: nan is not a finite number"),
        (("cost", 1, np.inf), "model.published.cost.high: inf is not a finite number"),
        (("cost", True, 1), "model.published.cost.low: True is not a finite number"),
        (("cost", 1, "0x1F"), "model.published.cost.high: '0x1F' is not a number"),
        ((["cost"], 1, 2), "model.published.quantity: ['cost'] is not the name of a quantity"),
    ],
)
def test_a_published_figure_is_an_interval_of_one_quantity(figure: Any, message: str) -> None:
    with pytest.raises(uc.UncertainComputeError) as caught:
        uc.PublishedRange(*figure)
    assert str(caught.value).startswith(message)


def test_a_quantity_has_one_published_figure() -> None:
    with pytest.raises(uc.UncertainComputeError, match=r"^model\.published: 'cost' comes twice"):
        uc.Study(
            [cost], {"train_seconds": 1, "gpus": 2, "gpu_price": 3}, published=[uc.PublishedRange("cost", 1, 2)] * 2
        )


@pytest.mark.parametrize(
    ("coordinates", "message"),
    [
        ([1, "1"], "the coordinate '1' comes twice"),
        (["a", "b", "a"], "the coordinate 'a' comes twice"),
        ([["a"]], r"\['a'\] is not a text"),
        ([True], "True is not a text"),
        ("ab", "'ab' is not a list of coordinates"),
    ],
)
def test_coordinates_are_texts_that_differ(coordinates: Any, message: str) -> None:
    with pytest.raises(uc.UncertainComputeError, match=rf"^model\.dimensions\.s: {message}"):
        uc.Study([cost], {"train_seconds": 1, "gpus": 2, "gpu_price": 3}, dimensions={"s": coordinates})


@pytest.mark.parametrize("name", ["a/b", "draw", "chain", "sample", "two words"])
def test_a_dimension_has_a_name_that_a_run_can_store(name: str) -> None:
    with pytest.raises(uc.UncertainComputeError, match=rf"^model\.dimensions\.{name}: "):
        uc.Study([cost], {"train_seconds": 1, "gpus": 2, "gpu_price": 3}, dimensions={name: ["s"]})


def test_an_input_that_no_equation_needs_is_refused() -> None:
    for entry in ({"unit": "USD"}, {"value": 3}):
        with pytest.raises(uc.UncertainComputeError, match=r"^model\.inputs\.gpu_prise: .* did you mean 'gpu_price'"):
            uc.Study([cost], {"train_seconds": 1, "gpus": 2, "gpu_price": 3}, inputs={"gpu_prise": entry})


def test_a_notebook_shows_the_beliefs_as_a_table_in_which_text_is_escaped() -> None:
    shown = build(gpus={"value": "1000 to 4000", "unit": "GPU", "why": "<script>"})._repr_html_()
    assert shown.startswith("<p>&lt;Study &#x27;train_seconds, cost&#x27;")
    assert "<td>&lt;script&gt;</td>" in shown
    assert "<th>why</th>" in shown
    assert "<th>status</th>" not in shown
