"""The graph of equations: order, what is needed, and what it says of mistakes."""

import os
import subprocess
import sys
from itertools import pairwise
from math import inf
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from xarray import Variable

from uncertain_compute.errors import UncertainComputeError
from uncertain_compute.model.evaluation import evaluate
from uncertain_compute.model.graph import Equation, Graph, Number


def area(width: Number, height: Number) -> Number:
    """Floor of a hall [m^2].

    Source: a tape measure [cm].
    """
    return width * height


def racks(area: Number, area_per_rack: Number) -> Number:
    """Racks that fit."""
    return area / area_per_rack


def power(racks: Number, rack_power: Number) -> Number:
    """Power of all racks [MW]."""
    return racks * rack_power


def bill(power: Number, price: Number) -> Number:
    """Cost of a day's power [USD]."""
    return power * price


HALL = (area, racks, power, bill)
INPUTS = {"width": 20.0, "height": 30.0, "area_per_rack": 3.0, "rack_power": 0.04, "price": 2400.0}
TOTALS = {"area": 600.0, "racks": 200.0, "power": 8.0, "bill": 19200.0}


def equation_of(function: Any) -> Equation:
    (equation,) = Graph([function]).equations.values()
    return equation


def numbers(found: dict[str, Variable]) -> dict[str, float]:
    return {name: float(value.values) for name, value in found.items()}


def test_equation_is_read_from_its_function() -> None:
    equation = equation_of(area)
    assert equation.name == "area"
    assert equation.needs == ("width", "height")
    assert equation.unit == "m^2"
    assert equation.description == "Floor of a hall"


def test_equation_without_a_unit_has_none() -> None:
    assert equation_of(racks).unit is None
    assert equation_of(racks).description == "Racks that fit"


def test_equation_without_a_docstring_has_neither_unit_nor_description() -> None:
    def bare(width: Number) -> Number:
        return width

    assert equation_of(bare).unit is None
    assert equation_of(bare).description == ""


@given(st.permutations(HALL))
@settings(max_examples=24, deadline=None, derandomize=True, database=None)
def test_equations_come_after_what_they_need_however_they_are_listed(functions: list[Any]) -> None:
    graph = Graph(functions)
    assert list(graph.equations) == ["area", "racks", "power", "bill"]
    assert set(graph.inputs) == set(INPUTS)
    values = evaluate(graph.needed(["bill"], INPUTS)[0], INPUTS)
    assert numbers(values) == pytest.approx({**INPUTS, **TOTALS}, rel=1e-12)


@given(st.lists(st.integers(0, 2**12 - 1), min_size=2, max_size=12))
@settings(max_examples=50, deadline=None, derandomize=True, database=None)
def test_any_graph_without_a_cycle_is_ordered(needs: list[int]) -> None:
    names = [f"q{index}" for index in range(len(needs))]
    functions = []
    for index, bits in enumerate(needs):
        wanted = [names[other] for other in range(index) if bits >> other & 1]
        scope: dict[str, Number] = {}
        exec(f"def q{index}({', '.join(wanted)}): return 1 + {' + '.join(wanted) or 0}", scope)  # noqa: S102 (a signature of names that are drawn)
        functions.append(scope[f"q{index}"])
    graph = Graph(reversed(functions))
    place = {name: index for index, name in enumerate(graph.equations)}
    assert set(place) == set(names)
    assert all(place[need] < place[name] for name, equation in graph.equations.items() for need in equation.needs)


def test_inputs_come_in_order_of_first_appearance() -> None:
    assert Graph(HALL).inputs == ["width", "height", "area_per_rack", "rack_power", "price"]


def test_a_cycle_is_named() -> None:
    def chicken(egg: Number) -> Number:
        return egg

    def egg(hen: Number) -> Number:
        return hen

    def hen(chicken: Number) -> Number:
        return chicken

    with pytest.raises(UncertainComputeError, match="cycle: ") as error:
        Graph([area, chicken, egg, hen])
    path = str(error.value).rsplit(": ", 1)[1].split(" -> ")
    assert path[0] == path[-1]
    assert set(path) == {"chicken", "egg", "hen"}
    steps = {(first, second) for first, second in pairwise(path)}
    along = {("egg", "chicken"), ("hen", "egg"), ("chicken", "hen")}
    assert steps in (along, {(second, first) for first, second in along})


def test_an_equation_that_needs_itself_is_a_cycle() -> None:
    def growth(growth: Number) -> Number:
        return growth

    with pytest.raises(UncertainComputeError, match="growth -> growth"):
        Graph([growth])


def test_two_equations_of_one_name_are_refused() -> None:
    with pytest.raises(UncertainComputeError, match="two equations are called 'area'"):
        Graph([area, racks, area])


def test_no_equations_are_refused() -> None:
    with pytest.raises(UncertainComputeError, match=r"model\.equations: no equation"):
        Graph([])


def test_a_missing_input_names_who_needs_it() -> None:
    given = {name: value for name, value in INPUTS.items() if name != "rack_power"}
    with pytest.raises(UncertainComputeError, match=r"priors\.rack_power: missing; 'power' needs it"):
        Graph(HALL).needed(["bill"], given)


def test_a_missing_input_offers_the_misspelt_one_that_was_given() -> None:
    given = {name: value for name, value in INPUTS.items() if name != "rack_power"} | {"rack_powr": 0.04}
    with pytest.raises(UncertainComputeError, match="did you mean 'rack_powr'"):
        Graph(HALL).needed(["bill"], given)


def test_an_unknown_target_offers_the_nearest_name() -> None:
    with pytest.raises(UncertainComputeError, match="targets: no quantity 'powr'; did you mean 'power'"):
        Graph(HALL).needed(["powr"], INPUTS)


def test_a_target_like_no_other_is_told_all_names() -> None:
    with pytest.raises(UncertainComputeError, match="known are area, bill, power, racks"):
        Graph(HALL).needed(["zzz"], INPUTS)


def test_only_what_a_target_needs_is_computed() -> None:
    equations, used = Graph(HALL).needed(["racks"], INPUTS)
    assert [equation.name for equation in equations] == ["area", "racks"]
    assert set(used) == {"width", "height", "area_per_rack"}


def test_two_targets_share_what_both_need() -> None:
    equations, used = Graph(HALL).needed(["power", "racks"], INPUTS)
    assert [equation.name for equation in equations] == ["area", "racks", "power"]
    assert sorted(used) == ["area_per_rack", "height", "rack_power", "width"]


def test_a_given_value_replaces_its_equation_and_all_that_it_needs() -> None:
    given = {"racks": 100.0, "rack_power": 0.04}
    equations, used = Graph(HALL).needed(["power"], given)
    assert [equation.name for equation in equations] == ["power"]
    assert set(used) == {"racks", "rack_power"}
    assert numbers(evaluate(equations, given))["power"] == pytest.approx(4.0, rel=1e-12)


def test_a_target_that_is_given_needs_no_equation() -> None:
    assert Graph(HALL).needed(["racks"], {"racks": 100.0}) == ([], ["racks"])


def test_evaluation_leaves_the_given_values_as_they_were() -> None:
    given = dict(INPUTS)
    evaluate(Graph(HALL).needed(["bill"], given)[0], given)
    assert given == INPUTS


def test_a_division_by_zero_is_infinite_and_warns_of_nothing() -> None:
    given = INPUTS | {"area_per_rack": 0.0}
    assert numbers(evaluate(Graph(HALL).needed(["racks"], given)[0], given))["racks"] == inf


def test_an_equation_that_raises_is_named_with_its_line() -> None:
    def root(number: Number) -> Number:
        raise LookupError(number)

    with pytest.raises(
        UncertainComputeError, match=r"equation 'root' \(test_graph\.py, line \d+\): raised LookupError"
    ) as error:
        Graph([root])
    assert isinstance(error.value.__cause__, LookupError)


# Which equations they are

SOURCE = '''
import numpy as np

HOURS = 24
TABLE = (1.0, 2.0)

def _rounded(x):
    return np.round(x, 1)

def load(width, height):
    """Load of a hall [kW].

    Measured.
    """
    return width * height * HOURS  # over a day

def bill(load, price):
    """Cost [USD]."""
    return _rounded(load * price) + sum(one * 2 for one in TABLE)

def other(price):
    """Something else [USD]."""
    return price + {"a": 1.5}["a"]
'''


def versions(source: str = SOURCE) -> dict[str, str]:
    scope: dict[str, Any] = {"__name__": "hall"}
    exec(source, scope)  # noqa: S102 (a module that is edited)
    graph = Graph([scope[name] for name in ("load", "bill", "other")])
    return {name: graph.version(name) for name in graph.equations}


def test_the_same_code_has_the_same_version() -> None:
    found = versions()
    assert found == versions()
    assert len(set(found.values())) == 3
    assert all(found.values())
    assert Graph(HALL).version("width") == ""


@pytest.mark.parametrize("seed", ["1", "2"])
def test_the_version_is_the_same_in_each_process(seed: str) -> None:
    """Sets of text come in another order by the seed of Python's hashes."""
    code = f"import test_graph; print(test_graph.versions() == {versions()!r})"
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        check=True,
        cwd=Path(__file__).parent,
        env={**os.environ, "PYTHONHASHSEED": seed},
        text=True,
        timeout=60,
    )
    assert done.stdout == "True\n"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Measured.", "Measured twice."),
        ("# over a day", "# of a day"),
        ("def load", "\n\ndef load"),
        ("Load of a hall [kW]", "What a hall takes [kW]"),
        ("load * price)", "np.multiply(load, price))"),
    ],
)
def test_words_and_spelling_do_not_change_the_version(old: str, new: str) -> None:
    assert versions(SOURCE.replace(old, new)) == versions()


@pytest.mark.parametrize(
    ("old", "new", "changed"),
    [
        ("width * height * HOURS", "width * height * HOURS * 2", {"load", "bill"}),
        ("width * height", "width / height", {"load", "bill"}),
        ("width * height", "height * width", {"load", "bill"}),
        ("[kW]", "[MW]", {"load", "bill"}),
        ("HOURS = 24", "HOURS = 24.5", {"load", "bill"}),
        ("TABLE = (1.0, 2.0)", "TABLE = (1.0, 3.0)", {"bill"}),
        ("load * price", "load + price", {"bill"}),
        ("one * 2 for", "one * 3 for", {"bill"}),
        ("np.round(x, 1)", "np.round(x, 2)", {"bill"}),
        ("return np.round(x, 1)", "return _again(x)\n\ndef _again(x):\n    return x", {"bill"}),
        ('"a": 1.5', '"a": 2.5', {"other"}),
    ],
)
def test_a_change_of_what_is_computed_changes_the_version_of_all_that_depends_on_it(
    old: str, new: str, changed: set[str]
) -> None:
    assert SOURCE.count(old) == 1
    before, after = versions(), versions(SOURCE.replace(old, new))
    assert {name for name in before if before[name] != after[name]} == changed


def test_what_an_equation_is_closed_over_is_part_of_it() -> None:
    def made(factor: float) -> Graph:
        def scaled(width: Number) -> Number:
            """Return it scaled [m]."""
            return factor * width

        return Graph([scaled])

    assert made(2.0).version("scaled") == made(2.0).version("scaled") != made(3.0).version("scaled")


def test_arrays_are_part_of_it_and_functions_may_call_themselves() -> None:
    def made(*numbers: float) -> Graph:
        table = np.array(numbers)

        def halved(times: int) -> Number:
            return table.sum() if times == 0 else halved(times - 1) / 2

        def sized(width: Number) -> Number:
            """Return it [m]."""
            return halved(2) * width

        return Graph([sized])

    assert made(1, 2).version("sized") == made(1, 2).version("sized") != made(1, 3).version("sized")


def test_a_version_does_not_depend_on_what_ran() -> None:
    graph = Graph(HALL)
    before = graph.version("bill")
    for _ in range(1000):
        evaluate(graph.needed(["bill"], INPUTS)[0], INPUTS)
    assert graph.version("bill") == before


def doubled(width: Number) -> Number:
    """Twice the width [m]."""
    return 2 * width


def twice(doubled: Number) -> Number:
    """Twice of that [m]."""
    return 2 * doubled


def test_a_version_is_another_one_where_an_equation_behind_it_is() -> None:
    def other_doubled(width: Number) -> Number:
        """Twice the width [m]."""
        return 3 * width

    def in_other_words(width: Number) -> Number:
        """Twice the width [m].

        As anyone can see.
        """
        return 2 * width  # in no other way

    def in_another_unit(width: Number) -> Number:
        """Twice the width [cm]."""
        return 2 * width

    for function in (other_doubled, in_other_words, in_another_unit):
        function.__name__ = "doubled"
    graphs = [Graph([one, twice]) for one in (doubled, other_doubled, in_another_unit, in_other_words)]
    versions = [graph.version("twice") for graph in graphs]
    assert len(set(versions[:3])) == 3
    assert versions[3] == versions[0]
    assert graphs[0].version("width") == ""
    assert Graph([doubled]).version("doubled") == graphs[0].version("doubled")


def test_an_event_is_what_its_equation_makes_true_or_false() -> None:
    """What is 0 or 1 by its equation alone is an event; a count, and a number that may be something else, is not."""

    def above(x: Number, y: Number) -> Number:
        """Return whether x is above y [1]."""
        return x > y

    def not_above(above: Number) -> Number:
        """Return whether it is not [1]."""
        return 1 - above

    def pays(x: Number) -> Number:
        """Return whether it pays, in a spreadsheet's way [1]."""
        return np.where(x > 2, 1, 0)

    def ever(x: Number) -> Number:
        """Return whether it ever is [1]."""
        return (x > 1).max("year")

    def both(above: Number, pays: Number) -> Number:
        """Return whether both are [1]."""
        return above * pays

    def years(x: Number) -> Number:
        """Return in how many years it is [1]."""
        return (x > 1).sum("year")

    def amount(x: Number, above: Number) -> Number:
        """Return how much it is, if it is [1]."""
        return x * above

    def how_many(above: Number, pays: Number) -> Number:
        """Return how many of both are [1]."""
        return above + pays

    def kind(x: Number) -> Number:
        """Return the first or the second [1]."""
        return np.where(x > 2, 1, 2)

    events = [above, not_above, pays, ever, both]
    graph = Graph([*events, years, amount, how_many, kind])
    assert graph.events() == {one.__name__ for one in events}
    assert graph.events(["x", "above"]) == {"pays", "ever"}  # a belief about it may be 0.3
