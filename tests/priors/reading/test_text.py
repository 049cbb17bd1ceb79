"""How a prior was written, as one line for tables."""

from typing import Any

import pytest

from uncertain_compute.priors.reading.text import text_of

FORMS: list[tuple[Any, str]] = [
    (42, "42"),
    ("4 to 10", "4 to 10"),
    ({"value": "4 to 10", "clip": [0, None]}, "4 to 10, clip: [0, open]"),
    ({"beta": {"p5": 0.1, "p95": 0.4}}, "beta(p5: 0.1, p95: 0.4)"),
    ({"normal": {"mu": 0, "sigma": 1, "bounds": [0, None]}}, "normal(mu: 0, sigma: 1, bounds: [0, open])"),
    ({"p10": 1, "p50": 2, "p90": 5}, "p10: 1, p50: 2, p90: 5"),
    ({"discrete": {4: 0.25, 8: 0.75}}, "discrete(4: 0.25, 8: 0.75)"),
    ({"discrete": {"slow": {"value": 3, "probability": 1}}}, "discrete(slow = 3: 1)"),
    (
        {
            "mixture": [
                {"weight": 0.3, "value": "1 to 2", "unit": "GPU"},
                {"weight": 0.7, "value": {"normal": {"mu": 1}}},
            ]
        },
        "mixture(0.3 of 1 to 2, 0.7 of normal(mu: 1))",
    ),
    ({"empirical": {"file": "a.csv", "column": "x"}}, "empirical(file: a.csv, column: x)"),
    (1234567.0, "1.234567e6"),
    (57.8e6, "57.8e6"),
    (1e-9, "1e-9"),
    (0.25, "0.25"),
    (float("inf"), "inf"),
    ("4\nto\n10", "4 to 10"),
]


@pytest.mark.parametrize(("form", "text"), FORMS, ids=[text for _, text in FORMS])
def test_a_form_is_shown_as_it_was_written(form: Any, text: str) -> None:
    assert text_of(form) == text
