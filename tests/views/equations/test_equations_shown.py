"""Equations as MathML, written from operations; and the walk from a quantity back to its numbers."""

from xml.etree import ElementTree as ET

import numpy as np
import pytest
from repository import shipped_study

from uncertain_compute.model.expression import Expression, Tape
from uncertain_compute.model.graph import Graph, Number
from uncertain_compute.model.operations import OPERATIONS
from uncertain_compute.views.equations.mathml import MOST_STEPS, equation_mathml
from uncertain_compute.views.equations.notation import NOTATION
from uncertain_compute.views.equations.picture import MOST_NAMES, graph_picture
from uncertain_compute.views.equations.walk import FIXED, QUANTITY, UNCERTAIN, Named, walk_of

HOSTILE = "<script>\"'&"


def text_of(line: str) -> str:
    """Return the text of a line of MathML, with brackets around fractions and powers as in one line."""

    def said(one: ET.Element) -> str:
        inside = [said(part) for part in one]
        signs = {"mfrac": "({}/{})", "msup": "{}^{{{}}}", "munder": "{}_{{{}}} ", "msub": "{}_{}"}
        return signs[one.tag].format(*inside) if one.tag in signs else (one.text or "") + "".join(inside)

    return said(ET.fromstring(line))  # noqa: S314 (made here)


def written(function: object) -> list[str]:
    graph = Graph([function])
    (name,) = graph.equations
    return [text_of(line) for line in equation_mathml(name, graph.as_written(name))]


def test_every_operation_has_a_notation() -> None:
    assert NOTATION.keys() == OPERATIONS.keys()


@pytest.mark.parametrize(
    ("body", "text"),
    [
        (lambda a, b, c: (a + b) * c, "(a+b)×c"),
        (lambda a, b, c: a - (b - c), "a−(b−c)"),
        (lambda a, b, c: a - b - c, "a−b−c"),
        (lambda a, b, c: a * b / (c + 1), "(a×b/c+1)"),
        (lambda a, b, c: (a * b) ** c, "(a×b)^{c}"),
        (lambda a, b, c: -(a + b) * np.sqrt(c), "−(a+b)×c"),
        (lambda a, b, c: np.exp(a) + np.log(b * c), "e^{a}+ln(b×c)"),
        (lambda a, b, c: np.where((a > b) & (b < c), a, 2.5e25), "{aif a>band b<c2.5e25else"),
        (lambda a, b, c: np.maximum(a, b) + c.sum("chip"), "max(a,b)+∑_{chip} c"),
        (lambda a, b, c: a + b + c.sum("chip") * 3, "a+b+(∑_{chip} c)×3"),
    ],
)
def test_an_equation_reads_as_it_is_computed(body: object, text: str) -> None:
    def equation(a: Number, b: Number, c: Number) -> Number:
        return body(a, b, c)

    assert "".join(written(equation)[0].split(" ")) == f"equation={text}".replace(" ", "")


def test_a_part_that_is_used_twice_is_defined_once() -> None:
    def twice(x: Number, y: Number) -> Number:
        part = x + y
        return part * part

    assert written(twice) == ["twice=part_1×part_1", "part_1=x+y"]


def test_no_name_becomes_markup() -> None:
    tape = Tape()
    given = tape.add("input", name=HOSTILE)
    chosen = tape.add("sel", (tape.add("sum", (given,), dimension=HOSTILE),), dimension=HOSTILE, label=HOSTILE)
    (line,) = equation_mathml(HOSTILE, Expression(tuple(tape.steps), chosen))
    assert "<script" not in line
    assert text_of(line).count(HOSTILE) == 5


def test_a_long_equation_is_not_written_out() -> None:
    def long(x: Number) -> Number:
        for number in range(MOST_STEPS):
            x = x + float(number)
        return x

    assert written(long) == []


def test_a_reader_walks_from_the_peak_back_to_the_uploads() -> None:
    study = shipped_study(priors="point")
    walk = walk_of(study, ["peak_gpus"])
    assert walk["peak_gpus"].value == "997k GPU"
    assert "~720k Nvidia H100 GPUs at peak" in walk["peak_gpus"].source
    reached, seen = ["peak_gpus"], set()
    while reached:
        name = reached.pop()
        if name not in seen:
            seen.add(name)
            reached += walk[name].inputs
    assert seen == set(walk)
    assert walk["uploads"].value == "TikTok: 34M, YouTube: 20M video/day"
    assert walk["uploads"].users == ("uploaded_minutes",)
    order = list(walk)
    assert all(order.index(need) < order.index(one.name) for one in walk.values() for need in one.inputs)


def test_kinds_are_told_apart_and_every_use_is_an_arc() -> None:
    walk = walk_of(shipped_study(), ["peak_gpus"])
    kinds = {walk[name].kind for name in ("sora_parameters", "minute", "peak_gpus")}
    assert kinds == {UNCERTAIN, FIXED, QUANTITY}
    picture = ET.fromstring(graph_picture(walk, ["peak_gpus"]))  # noqa: S314 (made here)
    assert len(picture.findall("path")) == sum(len(one.inputs) for one in walk.values())
    assert [one.get("href") for one in picture.findall("a")] == [f"#of-{name}" for name in walk]
    assert len(picture.findall("a/rect")) == sum(one.kind == QUANTITY for one in walk.values())


def test_a_name_in_the_graph_is_as_long_as_there_is_room_and_keeps_its_ends() -> None:
    names = ["i" * 50, "W" * 50, "start_of_" + "a_long_name_" * 5 + "and_its_end"]
    walk = {name: Named(name, "", FIXED, "1", (), (), (), "") for name in names}
    picture = ET.fromstring(graph_picture(walk, names[:1]))  # noqa: S314 (made here)
    narrow, wide, long = ("".join(one.itertext()) for one in picture.findall("a"))
    assert narrow == names[0]
    assert len(wide) < 34
    assert long.startswith("start_of_")
    assert long.endswith("and_its_end")
    assert "…" in wide
    assert "…" in long


def test_a_graph_of_too_many_names_is_not_drawn() -> None:
    one = Named("x", "", FIXED, "1", (), (), (), "")
    assert graph_picture({str(number): one for number in range(MOST_NAMES + 1)}, []) == ""
