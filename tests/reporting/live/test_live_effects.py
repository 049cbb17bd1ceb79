"""What the page says drives a target, against the engine's tornado."""

import numpy as np
from repository import shipped_study
from running import result_of

import uncertain_compute as uc
from uncertain_compute.analysis.analyses import Answers
from uncertain_compute.analysis.reading import Reading
from uncertain_compute.analysis.sensitivity.outputs import spans_a_decade
from uncertain_compute.model.graph import Number
from uncertain_compute.reporting.live.live_model import live_model

STEP = 2e-3
"""How far a quantile of a belief that the page has as a table may be off: it has one for each of 4,096 draws."""

ROUNDING = 1e-12
"""How far apart, as a share of them, ends without effect may be: sums are rounded otherwise on other machines."""


def product(a: Number, b: Number, c: Number) -> Number:
    """Return a product that one of three does not change [GPU]."""
    return a * b + 0 * c


def effects_of(study: uc.Study) -> list[dict[str, dict[str, list[float]]]]:
    """Return, for each target, the ends of its bars by column: one at a time, and by tenths."""
    model = live_model(Reading(study, uc.run(study, draws=16, chains=2), Answers({}, ())))
    found = result_of(
        f"(() => {{ {model.code} const engine = engineOf(data, compute, computeAll), alone = engine.own.alone();"
        "return data.targets.map((_, target) => ({alone: effectsAlone(alone, target), tenths: effectsByTenths("
        "engine.own.found[target].draws, engine.columns, moving(alone, target))})); })()",
        dict(model.data),
    )
    labels = {study.label(name): name for name in study.assumptions}

    def column(label: str) -> str:
        name, bracket, coordinate = label.partition(" [")
        return f"{labels[name]}{bracket.strip()}{coordinate}"

    return [
        {kind: {column(bar["label"]): [bar["low"], bar["high"]] for bar in bars} for kind, bars in one.items()}
        for one in found
    ]


def test_one_at_a_time_the_page_has_the_engines_ends() -> None:
    study = shipped_study("expert")
    found = effects_of(study)
    tornado = uc.tornado(study, study.headline, draws=512, chains=4)
    for target, bars in zip(study.headline, found, strict=True):
        ends = tornado["one_at_a_time"].sel(quantity=target)
        expected = {
            str(name): ends.sel(assumption=name).values
            for name in ends["assumption"].values
            if np.ptp(ends.sel(assumption=name).values) > ROUNDING * np.abs(ends.sel(assumption=name).values).max()
        }
        assert bars["alone"].keys() == expected.keys()
        for name, ends_of_page in bars["alone"].items():
            np.testing.assert_allclose(ends_of_page, expected[name], rtol=STEP, err_msg=f"{target} {name}")


def test_what_has_no_effect_has_no_bar_and_what_is_tied_to_a_driver_has_one() -> None:
    beliefs = {"a": "1 to 9", "b": "2 to 3", "c": "1 to 9"}
    alone = uc.Study([product], beliefs)
    tied = uc.Study(
        [product], {**beliefs, "correlations": [{"pair": ["a", "c"], "normal_score": 0.9, "why": "a test"}]}
    )
    assert [*effects_of(alone)[0]["tenths"]] == ["a", "b"]
    bars = effects_of(tied)[0]
    assert bars["tenths"].keys() == {"a", "b", "c"}
    assert bars["alone"].keys() == {"a", "b"}
    low, high = bars["tenths"]["a"]
    tenth = uc.prior("1 to 9").ppf(np.array([0.05, 0.95])) * np.sqrt(6)
    np.testing.assert_allclose([low, high], tenth, rtol=0.05)


LINES = """(() => {
  const lines = [];
  const made = (_, name) => ({
    setAttribute(key, value) { if (name === "path" && key === "d") lines.push(value); }, append() {},
  });
  globalThis.document = {createElement: () => made(null, ""), createElementNS: made};
  const effect = [{label: "a", low: 1, high: 100}];
  for (const high of data) tornado("", effect, effect, 10, "", spansADecade(Float64Array.of(1, high)));
  return lines.map((line) => Number(line.match(/M([^,]*),/)[1]));
})()"""


def test_bars_have_the_axis_of_the_runs_figure_which_is_logarithmic_for_a_decade() -> None:
    wide, narrow = 20.0, 5.0
    assert [spans_a_decade(1.0, high) for high in (wide, narrow)] == [True, False]
    halfway, a_tenth = result_of(LINES, [wide, narrow])
    assert abs(halfway - 180) < 1
    assert abs(a_tenth - 1 - 358 * 9 / 99) < 1


def likely(a: Number, c: Number) -> Number:
    """Whether a is above 2; c has no effect [1]."""
    return a + 0 * c > 2


def test_the_page_tells_an_event_by_its_probability_where_an_assumption_is_low_and_high() -> None:
    """With every assumption at its median it happens: a tornado of medians has nothing to show."""
    study = uc.Study([likely], {"a": {"uniform": {"low": 1.95, "high": 2.95}}, "c": "1 to 9"})
    model = live_model(Reading(study, uc.run(study, draws=16, chains=2), Answers({}, ())))
    engine = f"{model.code} const {{columns, own}} = engineOf(data, compute, computeAll);"
    bars = "effectsByTenths(own.found[0].draws, columns, own.alone().drivers, data.targets[0].event)"
    words = "panelsOf(data, own.found, own.found)[0].words"
    found, said = result_of(f"(() => {{ {engine} return [{bars}, {words}]; }})()", dict(model.data))
    ((label, low, high),) = [(one["label"], one["low"], one["high"]) for one in found]
    assert label == "a"
    np.testing.assert_allclose([low, high], [0.5, 1.0], atol=0.01)
    assert said.startswith("with 95% probability")
