"""The house: rooms in which a newcomer finds what they look for, and one name for each thing."""

import ast
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path

import uncertain_compute as uc

HOUSE = Path(uc.__file__).parent
MODULES = [path for path in HOUSE.rglob("*.py") if path.name != "__init__.py"]
SCRIPTS = [*HOUSE.rglob("*.mjs")]
MOST_MODULES, MOST_LINES, MOST_LINES_OF_CODE = 16, 300, 40
QUANTILES = re.compile(r"np\.(nan)?(quantile|percentile)$")


SLOW_TO_IMPORT = ("matplotlib", "numba", "pint", "scipy.stats")
"""The program starts without them, and imports them where they are used."""


@cache
def trees() -> dict[Path, ast.Module]:
    """Return what each module says, read once."""
    return {path: ast.parse(path.read_text(encoding="utf-8")) for path in MODULES}


def test_no_room_has_more_modules_than_can_be_looked_over() -> None:
    rooms = Counter(path.parent.relative_to(HOUSE) for path in MODULES + SCRIPTS)
    assert {str(room): count for room, count in rooms.items() if count > MOST_MODULES} == {}


def test_no_module_is_longer_than_can_be_read_at_once() -> None:
    lines = {str(path.relative_to(HOUSE)): path.read_text(encoding="utf-8").count("\n") for path in MODULES + SCRIPTS}
    assert {name: count for name, count in lines.items() if count > MOST_LINES} == {}


def lines_of_code(function: ast.FunctionDef, lines: Sequence[str]) -> int:
    """Return the lines of a function's body that are neither blank nor its docstring's."""
    first = function.body[0]
    text = range(first.lineno, (first.end_lineno or 0) + 1) if ast.get_docstring(function) else range(0)
    numbers = range(first.lineno, (function.end_lineno or 0) + 1)
    return sum(1 for number in numbers if number not in text and lines[number - 1].strip())


def test_no_function_has_more_code_than_can_be_followed() -> None:
    lines = {path: path.read_text(encoding="utf-8").splitlines() for path in MODULES}
    long = {
        f"{path.name}: {function.name}": count
        for path, tree in trees().items()
        for function in ast.walk(tree)
        if isinstance(function, ast.FunctionDef)
        and (count := lines_of_code(function, lines[path])) > MOST_LINES_OF_CODE
    }
    assert long == {}


def test_nothing_is_called_a_place() -> None:
    """The word had five meanings: an index, a position, a coordinate, a location of a cell, a config key."""
    nodes = [node for tree in trees().values() for node in ast.walk(tree)]
    names = {
        str(getattr(node, field)) for node in nodes for field in ("id", "arg", "attr", "name") if hasattr(node, field)
    }
    assert [name for name in names if "place" in name.split("_")] == []


def test_quantiles_have_one_definition() -> None:
    """Hazen's, of which a median is the same as any other's; a method that is not named would be numpy's own."""
    nodes = [node for tree in trees().values() for node in ast.walk(tree)]
    named = [node for node in nodes if isinstance(node, ast.Call) and QUANTILES.search(ast.unparse(node.func))]
    assert len(named) > 10
    assert [text for text in map(ast.unparse, named) if "method='hazen'" not in text] == []


def public_types(path: Path) -> Iterator[str]:
    for node in trees()[path].body:
        if isinstance(node, ast.TypeAlias):
            yield node.name.id
        if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
            yield node.name


def test_no_public_class_or_alias_of_a_type_has_the_name_of_another() -> None:
    names = Counter(name for path in MODULES for name in public_types(path))
    assert [name for name, count in names.items() if count > 1] == []


def test_no_room_hides_a_public_name() -> None:
    rooms = {path.parent.name for path in HOUSE.glob("*/__init__.py")}
    assert (rooms | {path.stem for path in HOUSE.glob("*.py")}) & set(uc.__all__) == set()


def imported_at_once(path: Path) -> Iterator[str]:
    for node in trees()[path].body:
        if isinstance(node, ast.Import):
            yield from (one.name for one in node.names)
        if isinstance(node, ast.ImportFrom):
            yield from (f"{node.module}.{one.name}" for one in node.names)


def test_the_program_starts_without_what_is_slow_to_import() -> None:
    early = {path.name: name for path in MODULES for name in imported_at_once(path) if name.startswith(SLOW_TO_IMPORT)}
    assert early == {}


def test_figures_are_drawn_without_libraries_that_import_all_of_statistics() -> None:
    """They took a sixth of the time of the default run with its page."""
    views = [path for path in MODULES if path.is_relative_to(HOUSE / "views")]
    assert [path.name for path in views if re.search(r"arviz_|scipy\.stats", path.read_text(encoding="utf-8"))] == []


def test_tests_lie_in_the_rooms_that_they_test() -> None:
    tests = Path(__file__).parent
    rooms = {path.parent.relative_to(tests) for path in tests.rglob("test_*.py")}
    assert {str(room) for room in rooms if not (HOUSE / room).is_dir()} == set()


def test_no_two_test_files_have_one_name() -> None:
    """Pytest imports each by its name alone, and leaves the second one out."""
    names = Counter(path.name for path in Path(__file__).parent.rglob("test_*.py"))
    assert [name for name, times in names.items() if times > 1] == []
