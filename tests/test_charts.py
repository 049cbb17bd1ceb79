"""What a chart's file may say, and what it gets when it is wrong."""

from pathlib import Path

import pytest

import uncertain_compute as uc
from uncertain_compute.charts import charts_in
from uncertain_compute.errors import UncertainComputeError
from uncertain_compute.schema import CONF

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
        ("a: [", "charts: while parsing"),
        ("a: 1", "charts.a: 1 is not a mapping of kind, title and panels"),
        ("a: {kind: pie, panels: [1]}", "charts.a.kind: 'pie' is not one of breakeven, levels, steps"),
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
    ],
)
def test_a_wrong_chart_is_named(text: str, message: str, tmp_path: Path) -> None:
    with pytest.raises(UncertainComputeError) as caught:
        charts_in(written(text, tmp_path))
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_chart_of_something_unknown_is_refused_before_anything_is_drawn(tmp_path: Path) -> None:
    folder = tmp_path / "conf"
    for group, text in {"model": MODEL, "priors": "\n".join(f"{name}: 1" for name in FLEET)}.items():
        (folder / group).mkdir(parents=True)
        (folder / group / "mine.yaml").write_text(text, encoding="utf-8")
    written("a: {kind: levels, panels: [{rows: peak_gpu}]}", tmp_path)
    with pytest.raises(UncertainComputeError, match=r"no quantity 'peak_gpu'; did you mean 'peak_gpus'"):
        uc.load("mine", priors="mine", config_dir=folder)


MODEL = "equations: [uncertain_compute.model.fleet]\ncharts: charts.yaml\n"
FLEET = (
    "uploads", "upload_duration", "minute", "ai_share", "minutes_per_gpu_hour", "day", "inference_utilization",
    "peak_factor", "candidates",
)  # fmt: skip
