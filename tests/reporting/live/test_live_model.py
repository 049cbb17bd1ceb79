"""The page's draws against the engine's, and what it reads against what the command line reads."""

import re
import shlex
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import yaml
from repository import shipped_study
from running import result_of

import uncertain_compute as uc
from uncertain_compute.analysis.analyses import Answers
from uncertain_compute.analysis.reading import Reading
from uncertain_compute.analysis.summary.estimates import Interval
from uncertain_compute.analysis.summary.summaries import column_of
from uncertain_compute.draws.blocks import Plan
from uncertain_compute.errors import UncertainComputeError
from uncertain_compute.model.graph import Number
from uncertain_compute.reporting.live.live_model import MOST_COLUMNS, LiveModel, live_model
from uncertain_compute.reporting.live.live_part import live_part
from uncertain_compute.reporting.live.ranks import PROBABILITIES, ranks_of
from uncertain_compute.views.numbers import readable, readable_together

BELIEFS = [
    "4 to 10", "4k to 10k", "30% to 50%", "7", "1,000", "0", "-3 to 5", "4 to 10 (80%)", "4 – 10 (50% CI)",
    "{uniform: {low: 1, high: 3}}", "{loguniform: {min: 1, max: 1e3}}", "{normal: {mu: -1, sigma: 2}}",
    "{lognormal: {mean: 3, sd: 1}}", "{lognormal: {median: 4, factor: 2}}", "{uniform: {p5: 1, p95: 3}}",
    "{loguniform: {p5: 1, p95: 3}}", "{normal: {p10: -1, p50: 3}}", "{lognormal: {P2.5: 1k, p97.5: 3k}}",
    "{triangular: {low: 1, mode: 2, high: 7}}", "{triangular: {min: 1, mode: 1, max: 7}}",
    "{triangular: {low: 1, mean: 3, high: 7}}", "{half_normal: {sigma: 2}}", "{half_normal: {mean: 2}}",
    "{half_normal: {sd: 2}}", "{bernoulli: {p: 30%}}", "{bernoulli: {mean: 0.96}}",
    "{discrete: {8: 35%, 4k: 0.64, -1.5: 0.01}}", "{discrete: {4: 0, 8: 1}}",
    "{discrete: {480p: {value: 0.39, probability: 30%}, full HD: {value: 1.2k, probability: 0.7}}}",
    "{discrete: {A: {value: 4, probability: 0.25}, B: {value: 8, probability: 0.5}, C: {value: 4, probability: 0.25}}}",
    "{beta: {alpha: 2, beta: 3}}", "{beta: {a: 0.5, b: 40, low: 1, high: 5}}", "{beta: {mean: 30%, sd: 10%}}",
    "{pert: {low: 1, mode: 2, high: 7}}", "{pert: {min: 1, max: 7, mean: 3}}", "{gamma: {alpha: 0.3, beta: 2}}",
    "{gamma: {mean: 9, sd: 2}}", "{gamma: {a: 400, scale: 2}}", "{student_t: {nu: 3, mu: 1, sigma: 2}}",
    "{beta: {p5: 0.2, p95: 60%}}", "{beta: {p10: 0.9, p90: 0.999}}", "{beta: {low: 1, high: 5, p5: 2, p95: 4}}",
    "{gamma: {p5: 1, p95: 3}}", "{gamma: {p5: 0.001, p95: 3}}", "{student_t: {nu: 3, p5: -1, p95: 3}}",
    "{student_t: {df: 1, loc: 0.5, scale: 2}}", "{student_t: {nu: 40, mean: 1, sd: 2}}",
    "1/3 to 1/2", "1 in 20", "4 x/ 2", "2.5e3 to 1_000_000", "4M GPU", "4 to 10 GPU", "  4   to  10 ",
]  # fmt: skip
REFUSED = [
    "", "abc", "10 to 4", "4 to 4", "4 to 10M", "4 to 10 (80)", "4 to 10 (120%)", "007", "4 to", "to 4", "4 - 10",
    "1e200", "nan", "inf", "4 to x", "$4", "5 in 4", "1/0", "4 x/ 1", "4,00", "1e-170 to 2e-170", "4 GPU to 5 TPU",
    "{beta: {a: 1}}", "{beta: {a: 0, b: 2}}", "{beta: {mean: 30%, sd: 90%}}", "{pert: {low: 1, mode: 0, high: 7}}",
    "{gamma: {mean: -1, sd: 1}}", "{student_t: {nu: 2, mean: 1, sd: 1}}", "{weibull: {}}",
    "{uniform: {low: 3, high: 1}}", "{loguniform: {low: 0, high: 1}}", "{normal: {mu: 1, sigma: 0}}",
    "{normal: {mu: 1}}", "{lognormal: {p5: -1, p95: 1}}", "{normal: {p0.05: 1, p0.95: 2}}",
    "{uniform: {low: x, high: 1}}", "{triangular: {low: 1, mode: 9, high: 7}}", "{half_normal: {sigma: 0}}",
    "{bernoulli: {p: 1}}", "{bernoulli: {p: 30}}", "{discrete: {4: 0.5, 8: 0.4}}", "{discrete: {4: 0.5, 4.0: 0.5}}",
    "{discrete: {4: -0.1, 8: 1.1}}", "{discrete: {4: $0.5, 8: 0.5}}", "{discrete: {}}", "{discrete: {4}}",
    "{discrete: {A: {value: 4}}}", "{discrete: {A: {value: 4, probability: 0.5}, B: {value: 8, probability: 0.4}}}",
    "{discrete: {A: {value: 4, probability: -0.5}, B: {value: 8, probability: 1.5}}}",
    "{beta: {p5: 0.2, p95: 1.2}}", "{beta: {p5: 0.3, p95: 0.2}}", "{gamma: {p5: -1, p95: 2}}",
    "{student_t: {p5: 1, p95: 2}}", "{student_t: {nu: 3, p5: 1, p95: 2, mu: 1}}", "{gamma: {p5: 1, p95: 2, alpha: 1}}",
    "{triangular: {p5: 1, p95: 3}}", "(80%)", "1e400",
]  # fmt: skip


def said(text: str) -> Any:
    """Return a text as the command line hands it on: a mapping where it is one."""
    return yaml.safe_load(text) if text.startswith("{") else text


def reading_of(study: uc.Study, **settings: Any) -> Reading:
    return Reading(study, uc.run(study, draws=16, chains=2, **settings), Answers({}, ()))


def test_the_pages_draws_are_the_first_ones_of_the_run_within_a_step() -> None:
    study = shipped_study()
    plan = Plan.of(study, ("train_gpu_months",))
    ranks, _ = ranks_of(study, plan, "sobol", 0)
    run = uc.run(study, targets=["train_gpu_months"], draws=8192)
    for name in ("sora_parameters", "dataset_multiplier"):
        own = run["prior"][name].values[:8, :512].ravel()
        own_probabilities = study.columns[name].distribution.cdf(own / study.columns[name].factor)
        assert np.abs(PROBABILITIES[ranks[name]] - own_probabilities).max() < 0.02


def test_the_page_reads_beliefs_as_the_command_line_does() -> None:
    about = {"unit": "GPU", "low": None, "high": None, "aboveLow": False, "range": ""}
    found = result_of("data.texts.map((text) => beliefIn(text, data.about))", {"texts": BELIEFS, "about": about})
    places = [0.01, 0.05, 0.5, 0.95, 0.99]
    quantiles = result_of("data.beliefs.map((one) => data.at.map((place) => quantile(one, place)))",
                          {"beliefs": found, "at": places})  # fmt: skip
    for text, row in zip(BELIEFS, quantiles, strict=True):
        tolerance = 1e-9 if re.search("beta|pert|gamma|student", text) else 1e-12
        np.testing.assert_allclose(row, uc.prior(said(text)).ppf(np.array(places)), rtol=tolerance, err_msg=text)


def test_the_page_refuses_what_the_command_line_refuses() -> None:
    about = {"unit": "GPU", "low": None, "high": None, "aboveLow": False, "range": ""}
    messages = result_of(
        "data.texts.map((text) => { try { beliefIn(text, data.about); return ''; }"
        "catch (error) { if (error instanceof Refusal) return error.message; throw error; } })",
        {"texts": REFUSED, "about": about},
    )
    for text, message in zip(REFUSED, messages, strict=True):
        assert message, text
        if text not in ("$4", "4 x/ 1"):  # a sign is looked at where a prior's unit is
            with pytest.raises(UncertainComputeError):
                uc.prior(said(text))


def test_what_two_handles_say_has_their_values_as_p5_and_p95() -> None:
    about = {"unit": "", "low": None, "high": None, "aboveLow": False, "range": ""}
    beliefs = [
        "4 to 10", "-3 to 5", "7", "{normal: {p5: 1, p95: 2}}", "{uniform: {low: 1, high: 3}}",
        "{loguniform: {low: 1, high: 3}}", "{gamma: {mean: 9, sd: 2}}", "{beta: {mean: 30%, sd: 10%}}",
        "{beta: {low: 0, high: 9, mean: 3, sd: 1}}", "{student_t: {nu: 3, mu: 1, sigma: 2}}",
        "{discrete: {4: 0.6, 8: 0.4}}",
    ]  # fmt: skip
    ends = [[0.21, 0.53], [0.0000123, 0.7]]
    said = result_of(
        "data.texts.map((text) => data.ends.map(([low, high]) =>"
        " textBetween(beliefIn(text, data.about), low, high, {low: 0, high: 1})))",
        {"texts": beliefs, "about": about, "ends": ends},
    )
    for text, both in zip(beliefs, said, strict=True):
        for (low, high), own in zip(ends, both, strict=True):
            found = uc.prior(yaml.safe_load(own) if own.startswith("{") else own).ppf(np.array([0.05, 0.95]))
            np.testing.assert_allclose(found, [low, high], rtol=1e-6, err_msg=f"{text}: {own}")
    large = "[[8.1e9, 5.06e10], [9e5, 1.2e6], [6e20, 1.67e21], [0.5, 120000], [5, 5.001]]"
    assert result_of(f"{large}.map(([low, high]) => textBetween({{family: 'lognormal'}}, low, high, {{}}))") == [
        "8.1B to 50.6B", "900k to 1200k", "6e20 to 1.67e21", "0.5 to 120000", "",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "about", "words"),
    [
        ("2 to 3", {"low": 0.0, "high": 1.0}, "lies outside its range, R"),
        ("7", {"low": 0.0, "high": 1.0}, "lies outside its range, R"),
        ("0", {"low": 0.0, "aboveLow": True}, "lies outside its range, R"),
        ("0 to 3", {"low": 0.0}, "names no family, and as a normal has 5% below 0, where its range is R"),
        ("30%", {"unit": "percent"}, "write 30"),
        ("0", {"scale": "log"}, "0 can be zero or negative, which has no logarithm"),
        ("-3 to 5", {"scale": "log"}, "can be zero or negative"),
        ("{discrete: {4: 0.5, 8: 0.5}}", {"scale": "linear"}, "and these cannot be interpolated"),
        ("4 TPU", {}, "is in TPU, and this page converts no units; write it in GPU"),
    ],
)
def test_the_page_refuses_what_the_model_does_not_allow(text: str, about: dict[str, Any], words: str) -> None:
    whole = {"unit": "GPU", "low": None, "high": None, "aboveLow": False, "range": "R", **about}
    code = "(() => { try { beliefIn(data.text, data.about); return ''; } catch (error) { return error.message; } })()"
    assert words in result_of(code, {"text": text, "about": whole})


def test_the_page_notes_how_much_of_a_belief_is_outside_its_range() -> None:
    about = {"unit": "", "low": 0.0, "high": 1.0, "aboveLow": False, "range": "0 to 1"}
    texts = ["0.2 to 0.4", "0.5 to 1.5", "{normal: {mu: 0, sigma: 1}}"]
    found = result_of("data.texts.map((one) => noteOn(beliefIn(one, data.about), data.about))",
                      {"texts": texts, "about": about})  # fmt: skip
    above = 1 - float(uc.prior("0.5 to 1.5").cdf(1.0))
    assert found[0] == ""
    assert found[1] == f"{100 * above:.2g}% of it lies outside its range, 0 to 1"
    assert found[2].startswith("66% of it")


def same(x: Number) -> Number:
    """Return the assumption itself [GPU]."""
    return x


@uc.opaque()
def solved(x: Number) -> Number:
    return x


@pytest.mark.parametrize(
    ("study", "reason"),
    [
        (uc.Study([same], {"x": 3}), "every assumption is fixed"),
        (uc.Study([solved], {"x": "1 to 2"}), "which only the engine can call"),
    ],
)
def test_a_page_says_why_it_cannot_follow(study: uc.Study, reason: str) -> None:
    part = live_part(reading_of(study))
    assert reason in part.reason
    assert part.script == part.policy == ""


def spent(rate: Number, hours: Number) -> Number:
    """Return what is spent each year [USD]."""
    return rate * hours


PATH = {"year": {"2024": "2 to 4", "2026": "3 to 9", "2028": "3 to 30"}, "interpolate": "log"}


def page_of_path(years: dict[str, Any], path: dict[str, Any] = PATH) -> tuple[uc.Study, LiveModel]:
    study = uc.Study([spent], {"rate": path, "hours": "1 to 2"}, dimensions={"year": years})
    return study, live_model(reading_of(study))


def test_a_page_names_the_beliefs_that_it_cannot_change() -> None:
    """An anchor outside the run's years has no control, and what lies between could not follow it."""
    _, model = page_of_path({"from": 2025, "to": 2028})
    assert [one["name"] for one in model.data["controls"]] == ["hours"]
    said = "For the command line only, as their numbers depend on each other: rate."
    assert result_of("leftOut(data, [])", model.data) == said


def written_study(folder: Path, path: dict[str, Any]) -> Path:
    """Write the study of `page_of_path`, and return its conf folder."""
    model = {"equations": ["equations.py"], "dimensions": {"year": {"from": 2024, "to": 2028}}}
    for kind, said in {"model": model, "priors": {"rate": path, "hours": "1 to 2"}}.items():
        (folder / "conf" / kind).mkdir(parents=True)
        (folder / "conf" / kind / "mine.yaml").write_text(yaml.safe_dump(said))
    (folder / "equations.py").write_text("def spent(rate, hours): return rate * hours\n")
    return folder / "conf"


CHANGED_PATH = """(() => {
    const engine = engineOf(data, compute, computeAll), said = new Map(data.said);
    const changed = data.controls.filter((one) => said.has(keyOf(one)));
    for (const control of changed) engine.believe(control, beliefIn(said.get(keyOf(control)), control));
    const levels = (one) => [0.05, 0.5, 0.95].map((level) => Object.values(quantileWithError(one, level)));
    const { found, alone } = engine.now(), last = found.at(-1).draws;
    const results = {
        levels: found.map(levels),
        parts: engine.parts().map(({ ratios }) => ratios),
        tenths: effectsByTenths(last, engine.columns, engine.drivers).map(({ label }) => label),
        alone: alone().found.map((one) => [...one]),
        command: commandOf([], said, [], changed),
    };
    for (const control of changed) engine.believe(control, null);
    return { ...results, isOwn: engine.now() === engine.own };
})()"""


def changed_page(model: LiveModel, said: dict[str, str]) -> Any:
    code = CHANGED_PATH.replace("(() => {", f"(() => {{ {model.code}", 1)
    return result_of(code, {**model.data, "said": [*said.items()]})


@pytest.mark.parametrize("correlated", [{}, {"along": "year", "correlation": 0.7}])
def test_years_between_anchors_follow_them(correlated: dict[str, Any], tmp_path: Path) -> None:
    study, model = page_of_path({"from": 2024, "to": 2028}, {**PATH, **correlated})
    assert [one["name"] for one in model.data["controls"]] == ["rate[2024]", "rate[2026]", "rate[2028]", "hours"]
    said = {"priors.rate.year.2026": "20 to 40", "priors.rate.year.2028": "{gamma: {p5: 30, p95: 90}}"}
    found = changed_page(model, said)
    conf = written_study(tmp_path, {**PATH, **correlated})
    after = uc.load("mine", priors="mine", overrides=shlex.split(found["command"]), config_dir=conf)
    assert after.columns["rate[2026]"].ppf([0.05, 0.95]).tolist() == pytest.approx([20.0, 40.0])
    summary = uc.summarize(uc.run(after, draws=2**15))
    for (_, row), levels in zip(summary.iterrows(), found["levels"], strict=True):
        for name, (value, error) in zip(("p5", "p50", "p95"), levels, strict=True):
            assert abs(value - row[name]) < 4 * error, (column_of(row), name)
    assert found["isOwn"]
    first, second = np.array(found["parts"])
    medians = np.array([float(after.columns[f"rate[{year}]"].distribution.median) for year in range(2024, 2029)])
    own = np.array([float(study.columns[f"rate[{year}]"].distribution.median) for year in range(2024, 2029)])
    np.testing.assert_allclose(first * second, medians / own, rtol=0.02)
    assert (first[0], second[:3].tolist()) == (1.0, [1.0, 1.0, 1.0])


@pytest.mark.parametrize("chips", [["A", "B"], ["A"]])
def test_copies_of_one_years_belief_have_one_control(chips: list[str]) -> None:
    rate = {"year": {"2024": "2 to 4", "2025": "3 to 9"}, "copied_to": "chip"}
    hours = {"value": "1 to 2", "copied_to": "chip"}
    study = uc.Study([spent], {"rate": rate, "hours": hours}, dimensions={"year": ["2024", "2025"], "chip": chips})
    found = {one["name"]: (one["path"], one["coordinates"]) for one in live_model(reading_of(study)).data["controls"]}
    assert {name: path for name, (path, _) in found.items()} == {
        "rate[2024]": ["rate", "year", "2024"],
        "rate[2025]": ["rate", "year", "2025"],
        "hours": ["hours"],
    }
    shown = [[f"[{chip}{year}]" for chip in chips] for year in (", 2024", ", 2025", "")]
    assert [coordinates for _, coordinates in found.values()] == (shown if len(chips) > 1 else [[], [], []])


def test_a_path_of_one_rank_is_one_driver_of_the_page() -> None:
    study, model = page_of_path({"from": 2024, "to": 2028})
    assert [(one["label"], len(one["columns"])) for one in model.data["drivers"]] == [("rate", 5), ("hours", 1)]
    found = changed_page(model, {})
    assert found["tenths"] == ["rate", "hours"]
    tornado = uc.tornado(study, draws=512, chains=4)
    for exact, (_, *ends) in zip(tornado["one_at_a_time"].to_numpy(), found["alone"], strict=True):
        np.testing.assert_allclose(ends, exact.ravel(), rtol=2e-3)


def test_a_page_of_too_large_a_model_stays_as_it_is() -> None:
    def total(x: Number) -> Number:
        """Return the sum [GPU]."""
        return x.sum("s")

    many = [str(number) for number in range(MOST_COLUMNS + 1)]
    study = uc.Study([total], {"x": {"s": dict.fromkeys(many, "1 to 2")}}, dimensions={"s": many})
    part = live_part(reading_of(study))
    assert part.reason == "the model has 401 assumptions, but a page can have at most 400"


def test_changed_beliefs_give_what_a_run_of_the_copied_command_gives() -> None:
    changed = {
        "sora_parameters": "10B to 100B",
        "peak_factor": "1.2 to 3 (80%)",
        "image_latent_frames": "{uniform: {low: 0, high: 2}}",
        "ai_share.platform.YouTube": "10%",
    }
    model = live_model(reading_of(shipped_study()))
    keys = {f"priors.{name}": text for name, text in changed.items()}
    known = {"priors." + ".".join(one["path"]): one for one in model.data["controls"]}
    assert keys.keys() <= known.keys()
    found = result_of(
        f"(() => {{ {model.code} const columns = columnsOf(data);"
        "const given = columns.map((one) => drawsOf(one, one.belief));"
        "const changed = new Map(Object.entries(data.changed)), key = (one) => keyOf(one);"
        "const controls = data.controls.filter((one) => changed.has(key(one)));"
        "for (const one of controls) for (const column of one.columns)"
        " given[column] = drawsOf(columns[column], beliefIn(changed.get(key(one)), one));"
        "return {targets: compute(given, data.draws).map((one) =>"
        " [0.05, 0.5, 0.95].map((level) => Object.values(quantileWithError(drawn(one, data.chains), level)))),"
        "command: commandOf(data.command, changed), scenario: scenarioOf(controls, changed)}; })()",
        {**model.data, "changed": keys},
    )
    words = shlex.split(found["command"])
    assert words[:3] == ["python", "-m", "uncertain_compute"]
    study = uc.load("sora", overrides=words[3:])
    assert yaml.safe_load(found["scenario"])["ai_share"] == {"platform": {"YouTube": {"value": "10%"}}}
    assert yaml.safe_load(found["scenario"])["image_latent_frames"] == {"value": {"uniform": {"low": 0, "high": 2}}}
    summary = uc.summarize(uc.run(study, targets=study.headline, draws=2**15)).set_index("quantity")
    for target, levels in zip(study.headline, found["targets"], strict=True):
        for name, (value, error) in zip(("p5", "p50", "p95"), levels, strict=True):
            assert abs(value - summary.loc[target, name]) < 4 * error, (target, name)


def test_steps_that_a_belief_does_not_reach_are_kept_and_all_others_computed_anew() -> None:
    model = live_model(reading_of(shipped_study(model="video_path")))
    changes = [["candidates", "2 to 9"], ["first_chip_power", "500 to 900"], ["candidates", ""]]
    rows, same = result_of(
        f"(() => {{ {model.code} const engine = engineOf(data, compute, computeAll), columns = columnsOf(data);"
        "const own = columns.map((one) => drawsOf(one, one.belief)), given = [...own], rows = [];"
        "for (const [name, text] of data.changes) {"
        " const control = data.controls.find((one) => one.path.join('.') === name);"
        " const belief = text ? beliefIn(text, control) : null;"
        " engine.believe(control, belief);"
        " for (const place of control.columns)"
        "  given[place] = belief ? drawsOf(columns[place], belief) : own[place];"
        " const whole = compute(given, data.draws), kept = engine.now().found;"
        " rows.push(kept.every((one, target) => one.draws.every((x, draw) => x === whole[target][draw])));"
        "} return [rows, engine.now().found.map((one, target) => one === engine.own.found[target])]; })()",
        {**model.data, "changes": changes},
    )
    assert rows == [True, True, True]
    assert 0 < sum(same) < len(same)


@pytest.mark.parametrize("interval", [Interval(0.8), Interval(0.8, "hdi")], ids=["eti", "hdi"])
def test_the_pages_intervals_are_the_runs(interval: Interval) -> None:
    study = uc.Study([same], {"x": "1 to 9"})
    reading = Reading(study, uc.run(study, draws=2**14, chains=8), Answers({}, ()), interval=interval)
    assert live_part(reading).level == interval.words
    low, high, certainty = result_of(
        "(() => { const column = columnsOf(data)[0], one = drawn(drawsOf(column, column.belief), data.chains);"
        "return [...[0, 4].map((place) => quantileOf(one.sorted, levelsOf(data.interval, one)[place])),"
        " data.interval.certainty]; })()",
        dict(live_model(reading).data),
    )
    (headline,) = reading.headline
    ends = [headline.ends[end][0] for end in ("low", "high")]
    np.testing.assert_allclose([low, high], ends, rtol=0.02 if interval.kind == "hdi" else 1e-3)
    assert certainty == interval.certainty


def test_single_values_are_stems_and_all_else_a_curve_of_the_other_probability() -> None:
    """Of 1,000 draws 300 are zero, the rest even from 1 to 2; of two values both are stems, and their median is one."""
    draws = [0.0] * 300 + list(np.linspace(1, 2, 700))
    stems, area, discrete, median = result_of(
        "(() => { const one = Float64Array.from(data), axis = axisOf([one], []);"
        "const two = Float64Array.of(4, 4, 4, 8, 8, 8), shape = shapeOf(one, axis);"
        "const mean = shape.heights.reduce((sum, one) => sum + one, 0) / shape.heights.length;"
        "const few = shapeOf(two, axisOf([two], []));"
        "return [shape.stems, mean, [few.stems, few.heights.length], quantileOf(two, 0.5)]; })()",
        draws,
    )
    assert stems == [[0, 0.3]]
    assert area == pytest.approx(0.7, rel=0.03)
    assert discrete == [[[4, 0.5], [8, 0.5]], 0]
    assert median == 4


def test_the_ticks_around_a_single_value_differ() -> None:
    values = [87_072.0, 0.10348, -3e-30, 2030.0, 0.0]
    ticks = result_of(
        "data.map((one) => ticksOf(axisOf([Float64Array.of(one, one)], [])).map((value) => brief(value)))", values
    )
    assert all(len(set(each)) == len(each) >= 2 for each in ticks)


def test_an_axis_has_three_to_seven_ticks_within_it() -> None:
    axes = [[0.3, 9.6], [-1.0, 1.0], [0.0, 10.0], [2.1e9, 2.5e9], [1999.2, 2030.9], [-6e-30, -1e-30]]
    each = result_of("data.map(([low, high]) => ticksOf({ low, high, logarithmic: false }))", axes)
    for (low, high), ticks in zip(axes, each, strict=True):
        assert 3 <= len(ticks) <= 7
        assert low <= min(ticks) < max(ticks) <= high


def test_the_pages_numbers_are_written_as_the_runs() -> None:
    values, errors = [4.1e14, 9e14, 2e15, 12_345.0, 8.0, 0.6], [1e13, 1e13, 1e13, 0.0, 0.0, 1.0]
    each = [readable(value, error) for value, error in zip(values, errors, strict=True)]
    found = result_of(
        "[readableTogether(data.slice(0, 3)), data.map((one) => readable(one.value, one.error))]",
        [{"value": value, "error": error} for value, error in zip(values, errors, strict=True)],
    )
    assert found == [readable_together(values[:3], errors[:3]), each]
