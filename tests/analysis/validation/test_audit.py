import math
from pathlib import Path

import pytest
import yaml
from repository import shipped_study

import uncertain_compute as uc
from uncertain_compute.analysis.validation.audit import VERDICTS, Audited, audit, rounded
from uncertain_compute.model.graph import Number

VERDICTS_OF_THE_SUM = {
    "AI minutes in total": "wrong",
    "H100s at mean demand": "inherited",
    "H100s at peak": "inherited",
}
RIGHT = {"AI minutes in total": 14.95e6, "H100s at mean demand": 124583.33, "H100s at peak": 996666.67}


@pytest.fixture(scope="module")
def rows() -> dict[str, Audited]:
    return {row.name: row for row in audit(shipped_study(priors="point"))}


def test_each_figure_has_an_explanation(rows: dict[str, Audited]) -> None:
    assert len(rows) == 57
    assert {row.verdict for row in rows.values()} == set(VERDICTS)
    assert all(row.note for row in rows.values() if row.verdict != "match")


def test_figures_that_match_do_so_at_their_digits(rows: dict[str, Audited]) -> None:
    path = shipped_study(priors="point").audit
    assert path is not None
    digits = {row["name"]: row["digits"] for row in yaml.safe_load(path.read_text(encoding="utf-8"))}
    for row in rows.values():
        if row.verdict == "match":
            assert rounded(row.recomputed, digits[row.name]) == row.published


@pytest.mark.parametrize("name", RIGHT)
def test_what_is_wrong_in_the_post_is_said_with_what_is_right(name: str, rows: dict[str, Audited]) -> None:
    assert rows[name].verdict == VERDICTS_OF_THE_SUM[name]
    assert rows[name].recomputed == pytest.approx(RIGHT[name], rel=1e-6)


def test_the_two_cases_are_reproduced_digit_for_digit(rows: dict[str, Audited]) -> None:
    shown = {name: row.recomputed for name, row in rows.items()}
    assert round(shown["H100s for a month (low)"]) == 4211
    assert round(shown["H100s for a month (high)"]) == 10528
    assert rounded(shown["break-even (low)"], 3) == 15.3e6
    assert rounded(shown["break-even (high)"], 3) == 38.1e6


def test_as_printed_reproduces_the_posts_wrong_sum() -> None:
    rows = {row.name: row for row in audit(shipped_study(priors="point", scenario="as_printed"))}
    assert rows["AI minutes in total"].recomputed == pytest.approx(10.7e6)
    assert rounded(rows["H100s at mean demand"].recomputed, 2) == 89e3
    assert rounded(rows["H100s at peak"].recomputed, 3) == 713e3
    assert [rows[name].verdict for name in RIGHT] == ["match", "match", "differs"]


def one(x: Number) -> Number:
    """Return a number [1]."""
    return x


def audited(text: str, folder: Path) -> list[Audited]:
    path = folder / "audit.yaml"
    path.write_text(text)
    return audit(uc.Study([one], {"x": 1.0}, audit=path))


def test_a_figure_that_is_off_without_a_word_differs(tmp_path: Path) -> None:
    (row,) = audited("- {name: one, quantity: one, published: 2.0, digits: 1}", tmp_path)
    assert (row.verdict, row.difference) == ("differs", -0.5)


def test_a_verdict_holds_for_its_own_number_alone(tmp_path: Path) -> None:
    row = "- {{name: one, quantity: one, published: 2.0, digits: 1, verdict: wrong, right: {right}}}"
    assert audited(row.format(right=1.0), tmp_path)[0].verdict == "wrong"
    assert audited(row.format(right=3.0), tmp_path)[0].verdict == "differs"


@pytest.mark.parametrize(
    ("right", "verdict"), [(1.0009, "wrong"), (0.9991, "wrong"), (1.0011, "differs"), (0.9, "differs")]
)
def test_a_verdict_holds_within_a_thousandth(right: float, verdict: str, tmp_path: Path) -> None:
    row = f"- {{name: one, quantity: one, published: 2.0, digits: 1, verdict: wrong, right: {right}}}"
    assert audited(row, tmp_path)[0].verdict == verdict


def test_a_figure_that_no_quantity_is_has_its_right_number_in_the_file(tmp_path: Path) -> None:
    text = "- {name: words, unit: word, published: 1, digits: 1, verdict: in tension, right: 0.67}"
    (row,) = audited(text, tmp_path)
    assert (row.quantity, row.unit, row.verdict, row.recomputed) == ("", "word", "in tension", 0.67)
    assert audited("- {name: area, unit: m, published: 4, digits: 1, right: 4}", tmp_path)[0].verdict == "match"
    assert audited("- {name: area, unit: m, published: 4, digits: 1, right: 5}", tmp_path)[0].verdict == "differs"


def test_a_figure_in_a_unit_of_its_own_is_recomputed_in_it(tmp_path: Path) -> None:
    def energy(power: Number, hours: Number) -> Number:
        """Return the energy of a fleet [MWh]."""
        return power * hours

    figure = "- {{name: a, quantity: energy, published: 0.0424, digits: 3, unit: {}}}"
    for unit, verdict in (("GWh", "match"), ("MWh", "differs")):
        (tmp_path / "audit.yaml").write_text(figure.format(unit), encoding="utf-8")
        study = uc.Study([energy], {"power": "2.12 MW", "hours": "20 hour"}, audit=tmp_path / "audit.yaml")
        (row,) = audit(study)
        assert (row.unit, row.verdict) == (unit, verdict)
    (tmp_path / "audit.yaml").write_text(figure.format("GW"), encoding="utf-8")
    with pytest.raises(uc.UncertainComputeError, match=r"^audit: a: unit: unit 'GW' where the equations need 'MWh'"):
        audit(study)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("- {name: a, published: 1, digits: 1}", "audit.0.quantity: missing; a figure needs name, quantity"),
        ("- {name: a, quantity: won, published: 1, digits: 1}", "audit: no quantity 'won'; did you mean 'one'?"),
        ("- {name: a, quantity: one, digits: 1}", "audit.0.published: missing; a figure needs name, quantity, pub"),
        ("- {name: '', quantity: one, published: 1, digits: 1}", "audit.0.name: missing"),
        ("- {name: a, quantity: one, published: 1, digits: .inf}", "audit.0.digits: inf is not a finite number"),
        ("- {name: a, quantity: one, published: 1, digits: 0}", "audit.0.digits: 0 is not a whole number from 1 to 17"),
        ("- {name: a, quantity: one, published: 1, digits: 1.5}", "audit.0.digits: 1.5 is not a whole number"),
        ("- {name: a, quantity: one, published: 1, digits: 18}", "audit.0.digits: 18 is not a whole number"),
        ("- {name: a, quantity: one, published: 1, digits: true}", "audit.0.digits: True is not a finite number"),
        ("- {name: a, quantity: one, published: .nan, digits: 1}", "audit.0.published: nan is not a finite number"),
        ("- {name: a, quantity: one, published: '0x1F', digits: 1}", "audit.0.published: '0x1F' is not a number"),
        ("- {name: a, quantity: one, published: 1, digits: 1, right: 1}", "audit.0: state verdict and right together"),
        (
            "- {name: a, quantity: one, published: 1, digits: 1, verdict: wrong}",
            "audit.0: state verdict and right together",
        ),
        ("- {name: a, quantity: one, published: 1, digits: 1, verdct: wrong}", "did you mean 'verdict'?"),
        ("- {name: a, quantity: [one], published: 1, digits: 1}", "audit.0.quantity: ['one'] is not a text"),
        ("- {name: a, quantity: one, published: 1, digits: 1, given: [x]}", "audit.0.given: ['x'] is not a mapping"),
        ("- {name: a, quantity: one, published: 1, digits: 1, verdict: [a], right: 1}", "verdict: ['a'] is not a text"),
        ("- 3", "audit.0: 3 is not a mapping of a figure: name, quantity, published, digits"),
        ("{a: 1}", "audit: {'a': 1} is not a list of figures"),
        ("- {name: a, quantity: one, published: 1, digits: 1, verdict: wronk, right: 1}", "did you mean 'wrong'?"),
        (
            "- {name: a, quantity: one, coordinate: x, published: 1, digits: 1}",
            "audit: no column 'one[x]'; one has no dimension",
        ),
        ("- {name: a, published: 1, digits: 1, flow: one}", "audit.0: flow and carried need a stock, with its pub"),
        ("- {name: a, published: {a: 1, b: 2}, digits: 1, flow: won}", "audit: no quantity 'won'; did you mean 'one'?"),
        ("- {name: a, published: {a: 1, b: 2}, digits: 1, flow: one, carried: stop}", "did you mean 'step'?"),
        (
            "- {name: a, quantity: one, published: 1, digits: 1, given: {won: 1}}",
            "given: no assumption 'won'; known are x",
        ),
        (
            "- {name: a, published: {a: 1}, digits: 1, flow: one}",
            "a stock needs the figures of two coordinates or more",
        ),
        ("- {name: a, quantity: one, published: 1, digits: 1, given: {one: x}}", "given: "),
        ("", "not a list of figures"),
        ("- {", "line 2: while parsing"),
    ],
)
def test_a_wrong_data_file_is_named(text: str, message: str, tmp_path: Path) -> None:
    with pytest.raises(uc.UncertainComputeError) as raised:
        audited(text, tmp_path)
    assert message in str(raised.value)
    assert len(str(raised.value).splitlines()) == 1


def by_two(y: Number) -> Number:
    """Return a number [1]."""
    return y


def test_a_coordinate_is_of_each_dimension(tmp_path: Path) -> None:
    path = tmp_path / "audit.yaml"
    study = uc.Study([by_two], {"y": {"s": {"a": 3, "b": 4}}}, dimensions={"s": ["a", "b"]}, audit=path)
    path.write_text("- {name: n, quantity: by_two, coordinate: b, published: 4, digits: 1}")
    assert [row.verdict for row in audit(study)] == ["match"]
    for said, message in {
        "by_two": r"audit: 'by_two' has a dimension; name one column, as in 'by_two\[a\]'",
        "by_two, coordinate: c": r"audit: no column 'by_two\[c\]'; did you mean 'by_two\[b\]'\?",
    }.items():
        path.write_text(f"- {{name: n, quantity: {said}, published: 4, digits: 1}}")
        with pytest.raises(uc.UncertainComputeError, match=message):
            audit(study)


def made(year: Number) -> Number:
    """Return what is made in a year [GPU]."""
    return year * 0 + 2.0


STOCK = "- {{name: stock in, unit: GPU, published: {{2024: 10, 2025: 11.5, 2026: 13}}, digits: 3, flow: made{more}}}"


@pytest.mark.parametrize(
    ("more", "stocks", "residuals"),
    [
        ("", [12, 13.5], ["-0.5", "-0.5"]),
        (", carried: start", [12, 14], ["-0.5", "-1"]),
        (", carried: step, given: {made: {year: {2024: 0, 2025: 1, 2026: 1.5}}}", [11, 13], ["0.5"]),
    ],
)
def test_a_stock_is_carried_on_and_its_residual_told(
    more: str, stocks: list[float], residuals: list[str], tmp_path: Path
) -> None:
    path = tmp_path / "audit.yaml"
    path.write_text(STOCK.format(more=more))
    dimensions = {"year": {"from": 2024, "to": 2026, "unit": "1"}}
    rows = audit(uc.Study([made], {}, dimensions=dimensions, audit=path))
    assert [row.name for row in rows] == ["stock in 2025", "stock in 2026"]
    assert [row.recomputed for row in rows] == stocks
    assert [row.note for row in rows if row.note] == [f"a residual of {one} GPU closes the gap" for one in residuals]
    assert [row.verdict for row in rows] == ["match" if row.published == row.recomputed else "differs" for row in rows]


def test_a_match_at_one_digit_says_what_its_rounding_hides(tmp_path: Path) -> None:
    def nearly_half_more(x: Number) -> Number:
        """Return a number [1]."""
        return 1.49 * x

    path = tmp_path / "audit.yaml"
    path.write_text("- {name: a, quantity: nearly_half_more, published: 1, digits: 1}")
    (row,) = audit(uc.Study([nearly_half_more], {"x": 1.0}, audit=path))
    assert (row.verdict, row.note) == ("match", "1 digit hides that the number computed is 49% higher")


@pytest.mark.parametrize(
    ("value", "digits", "expected"), [(4211.3, 4, 4211), (0.38994, 1, 0.4), (0, 2, 0), (-15.26, 3, -15.3)]
)
def test_rounding_to_significant_digits(value: float, digits: int, expected: float) -> None:
    assert math.isclose(rounded(value, digits), expected)
