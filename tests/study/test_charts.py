"""What a chart's file may say, and what it gets when it is wrong."""

from pathlib import Path

import pytest

import uncertain_compute as uc
from uncertain_compute.config.key_names import CONF
from uncertain_compute.errors import UncertainComputeError
from uncertain_compute.model.graph import Number
from uncertain_compute.study.charts import Chart, Panel, Row, charts_in

SHIPPED = CONF / "charts" / "factorial_funds.yaml"


def written(text: str, tmp_path: Path) -> Path:
    path = tmp_path / "charts.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def test_the_shipped_charts_are_those_of_the_post() -> None:
    charts = {chart.name: chart for chart in charts_in(SHIPPED)}
    assert {name: chart.kind for name, chart in charts.items()} == {
        "breakeven": "breakeven",
        "outputs": "levels",
        "fleet": "steps",
    }
    sora = charts["breakeven"].panels[1]
    assert [(row.label, row.given) for row in sora.rows if row.part == "once"] == [
        ("low dataset estimate", {"dataset_multiplier": 4}),
        ("high dataset estimate", {"dataset_multiplier": 10}),
    ]


def test_a_row_may_be_a_name_alone(tmp_path: Path) -> None:
    (chart,) = charts_in(written("cost: {kind: levels, panels: [{rows: ['cost[a]', total]}]}", tmp_path))
    assert [(row.quantity, row.of, row.published) for _, row in chart.rows] == [
        ("cost[a]", "cost", {}),
        ("total", "total", {}),
    ]
    assert chart.title == "cost"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "charts: None is not a mapping of charts"),
        ("[1]", "charts: [1] is not a mapping"),
        ("a: [\n", "line 2: while parsing"),
        ("a: 1", "charts.a: 1 is not a mapping of kind, title and panels"),
        ("a: {kind: pie, panels: [1]}", "charts.a.kind: 'pie' is not one of breakeven, fan, levels, steps"),
        ("a: {knd: levels}", "charts.a.knd: not a key of it; did you mean 'kind'?"),
        ("a: {kind: levels}", "charts.a.panels: None is not a list of panels"),
        ("a: {kind: levels, panels: []}", "charts.a.panels: [] is not a list of panels"),
        ("a: {kind: levels, title: 3, panels: [{rows: x}]}", "charts.a.title: 3 is not a text"),
        ("a: {kind: levels, panels: [{row: x}]}", "charts.a.panels.0.row: not a key of it; did you mean 'rows'?"),
        ("a: {kind: levels, panels: [{title: t}]}", "charts.a.panels.0.rows: None is not a mapping of quantity"),
        ("a: {kind: steps, panels: [{title: t}]}", "charts.a.panels.0: has no rows; it takes rows, steps"),
        ("a: {kind: levels, panels: [{rows: {label: l}}]}", "charts.a.panels.0.rows.quantity: missing"),
        ("a: {kind: levels, panels: [{rows: {quantity: x, given: 3}}]}", "rows.given: 3 is not a mapping"),
        ("a: {kind: levels, panels: [{rows: {quantity: x, published: [2, 1]}}]}", "[2, 1] is not a number, nor [low"),
        ("a: {kind: levels, panels: [{rows: {quantity: x, published: .nan}}]}", "nan is not a finite number"),
        ("a: {kind: levels, panels: [{rows: {quantity: x, corrected: much}}]}", "corrected: 'much' is not a number"),
        ("a: {kind: breakeven, panels: [{each: x, once: y}]}", "charts.a.panels.0.at: None is not a mapping"),
        ("a: {kind: breakeven, panels: [{each: [x, z], once: y, at: w}]}", "panels.0.each: has 2 rows, but takes one"),
        ("a: {kind: breakeven, panels: [{each: x, once: y, at: []}]}", "panels.0.at: has 0 rows, but takes one"),
        ("a: {kind: breakeven, panels: [{each: x, once: [], at: y}]}", "charts.a.panels.0.once: has no rows"),
        ("a: {kind: levels, panels: [{rows: []}]}", "charts.a.panels.0: has no rows; it takes rows"),
        ("a: {kind: levels, panels: [{}]}", "charts.a.panels.0: {} is not a mapping of a title and rows"),
        ("a: {kind: [levels], panels: [1]}", "charts.a.kind: ['levels'] is not one of breakeven, fan, levels, steps"),
        ("a: {kind: levels, panels: [{rows: {quantity: [x]}}]}", "rows.quantity: ['x'] is not a text"),
        ("a: {kind: levels, panels: [{rows: {quantity: x, lable: y}}]}", "rows.lable: not a key of it; did you mean"),
        ("a: {kind: levels, panels: [{rows: {quantity: x, given: []}}]}", "rows.given: [] is not a mapping"),
        ("a: {kind: levels, panels: [{rows: {quantity: x, published: {}}}]}", "rows.published: {} is not a mapping"),
        ("a: {kind: levels, panels: [{rows: {quantity: x, published: []}}]}", "[] is not a number, nor [low"),
        (
            "a: {kind: levels, panels: [{rows: {quantity: x, published: true}}]}",
            "published: True is not a finite number",
        ),
        ("a: {kind: levels, panels: [{rows: {quantity: x, published: '1:30'}}]}", "published: '1:30' is not a number"),
        ("a: {kind: levels, panels: [{rows: {quantity: x, published: {1: 2, '1': 3}}}]}", "the key '1' comes twice"),
        (
            "a: {kind: levels, panels: [{rows: {quantity: x, corrected: .inf}}]}",
            "corrected: inf is not a finite number",
        ),
        ("a: {kind: steps, panels: [{rows: x, steps: y}]}", "panels.0: has rows and steps; a panel takes one of them"),
        ("a: {kind: levels, panels: [{rows: x}, {rows: y}]}", "charts.a.panels: two have the title ''"),
    ],
)
def test_a_wrong_chart_is_named(text: str, message: str, tmp_path: Path) -> None:
    with pytest.raises(UncertainComputeError) as caught:
        charts_in(written(text, tmp_path))
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("panel", "message"),
    [
        ("rows: peak_gpu", "charts.a: no quantity 'peak_gpu'; did you mean 'peak_gpus'?"),
        ("rows: [peak_gpus, ai_minutes]", "charts.a: ai_minutes is in minute/day, but the panel needs GPU"),
        ("rows: {quantity: peak_gpus, given: {candidats: 3}}", "charts.a.given: no assumption 'candidats'; did you"),
        ("rows: {quantity: peak_gpus, given: {candidates: .nan}}", "charts.a.given: priors.candidates: nan is not a f"),
    ],
)
def test_a_chart_that_does_not_fit_the_study_is_refused_before_anything_is_drawn(
    panel: str, message: str, tmp_path: Path
) -> None:
    folder = tmp_path / "conf"
    for group, text in {"model": MODEL, "priors": FLEET}.items():
        (folder / group).mkdir(parents=True)
        (folder / group / "mine.yaml").write_text(text, encoding="utf-8")
    written(f"a: {{kind: levels, panels: [{{{panel}}}]}}", tmp_path)
    with pytest.raises(UncertainComputeError) as caught:
        uc.load("mine", priors="mine", config_dir=folder)
    assert str(caught.value).startswith(message)


def rate(x: Number) -> Number:
    """Return what one costs [USD/GPU]."""
    return x


def outlay(x: Number) -> Number:
    """Return what is spent once [USD]."""
    return 5 * x


def monthly(x: Number) -> Number:
    """Return what one month of one costs [USD/GPU/month]."""
    return x


def months(x: Number) -> Number:
    """Return when they are alike [GPU*month]."""
    return 5 + 0 * x


def worth(x: Number) -> Number:
    """Return when they are alike [GPU]."""
    return 5 + 0 * x


@pytest.mark.parametrize(
    ("each", "at", "mark", "message"),
    [
        ("rate", "worth", "worth", ""),
        ("monthly", "months", "months", ""),
        ("outlay", "worth", "worth", "charts.c: outlay is in USD, but the panel needs USD/GPU"),
        ("rate", "worth", "outlay", "charts.c: outlay is in USD, but the panel needs GPU or GPU/day"),
    ],
)
def test_units_of_a_breakeven_go_together(each: str, at: str, mark: str, message: str) -> None:
    rows = (Row("each", each), Row("once", "outlay"), Row("at", at), Row("marks", mark))
    chart = Chart("c", "breakeven", "c", "", (Panel("", rows),))
    if not message:
        uc.Study([rate, outlay, monthly, months, worth], {"x": 3.0}, charts=[chart])
        return
    with pytest.raises(UncertainComputeError, match=message):
        uc.Study([rate, outlay, monthly, months, worth], {"x": 3.0}, charts=[chart])


@pytest.mark.parametrize(
    ("kind", "rows", "message"),
    [
        ("pie", [Row("rows", "rate")], "charts.c.kind: 'pie' is not one of breakeven, fan, levels, steps"),
        ("levels", [], "charts.c: has no rows; it takes rows"),
        ("levels", [Row("steps", "rate")], "charts.c: has no rows; it takes rows"),
        ("breakeven", [Row("each", "rate"), Row("at", "worth")], "charts.c.once: has no rows"),
        ("breakeven", [Row("once", "outlay"), Row("at", "worth")], "charts.c.each: has 0 rows, but takes one"),
    ],
)
def test_charts_as_objects_are_checked_too(kind: str, rows: list[Row], message: str) -> None:
    chart = Chart("c", kind, "c", "", (Panel("", tuple(rows)),))
    with pytest.raises(UncertainComputeError, match=f"^{message}"):
        uc.Study([rate, outlay, worth], {"x": 3.0}, charts=[chart])


def of_systems(x: Number) -> Number:
    """Return what each takes [GPU]."""
    return x


def test_a_fan_needs_an_order() -> None:
    chart = Chart("c", "fan", "c", "", (Panel("", (Row("rows", "of_systems"),)),))
    with pytest.raises(UncertainComputeError, match=r"charts\.c: of_systems has no dimension of 3 numbers or dates"):
        uc.Study([of_systems], {"x": {"s": {"a": 1, "b": 2}}}, dimensions={"s": ["a", "b"]}, charts=[chart])


@pytest.mark.parametrize(
    ("row", "message"),
    [
        (Row("each", "of_systems"), "charts.c: of_systems has a dimension; name one column, as in 'of_systems.a.'"),
        (Row("rows", "of_systems[c]"), "charts.c: no column 'of_systems.c.'; did you mean 'of_systems.b.'"),
        (
            Row("rows", "of_systems", published={"A": (1, 2)}),
            "charts.c.published: no coordinate 'A'",
        ),
    ],
)
def test_what_a_row_says_of_columns_is_checked(row: Row, message: str) -> None:
    chart = Chart("c", "levels", "c", "", (Panel("", (row,)),))
    with pytest.raises(UncertainComputeError, match=message):
        uc.Study([of_systems], {"x": {"s": {"a": 1, "b": 2}}}, dimensions={"s": ["a", "b"]}, charts=[chart])


MODEL = "equations: [uncertain_compute.studies.sora.fleet]\ncharts: charts.yaml\ndimensions: {platform: [one]}\n"
FLEET = """
uploads: {platform: {one: 1}}
upload_duration: 1
minute: 1
ai_share: 1
minutes_per_gpu_hour: 1
day: 1
inference_utilization: 1
peak_factor: 1
candidates: 1
"""
