"""Where equations come from: modules and files."""

import sys
from pathlib import Path

import pytest

from uncertain_compute.errors import UncertainComputeError
from uncertain_compute.model.sources import equations_from

HALL = """
from math import sqrt
from os.path import join

PRICE = 3.0

def racks(area):
    return _rounded(area / 3)

def _rounded(number):
    return round(number)

def area(width):
    return width * sqrt(width)

class Hall:
    pass

"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "hall.py").write_text(HALL, encoding="utf-8")
    return tmp_path


def test_a_module_gives_its_functions_in_their_order() -> None:
    functions = equations_from(["uncertain_compute.studies.sora.video"], [])
    names = [function.__name__ for function in functions]
    assert names == ["clip_frames", "latent_frames", "train_clip_frames", "train_latent_frames"]


def test_several_modules_follow_each_other() -> None:
    names = [f"uncertain_compute.studies.sora.{module}" for module in ("fleet", "video")]
    functions = equations_from(names, [])
    assert functions[0].__name__ == "uploaded_minutes"
    assert functions[-1].__name__ == "train_latent_frames"


def test_a_file_gives_its_own_public_functions_alone(folder: Path) -> None:
    names = [function.__name__ for function in equations_from(["hall.py"], [folder])]
    assert names == ["racks", "area"]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("__all__ = ['one']\ndef one(x): return x\ndef helper(x): return x", ["one"]),
        ("from functools import lru_cache\n@lru_cache\ndef kept(x): return x", ["kept"]),
        ("import prices\nfrom prices import tax\ndef bill(x): return tax(x) * prices.RATE", ["bill"]),
        ("def _inner(x): return x\ndef outer(x): return _inner(x)", ["outer"]),
    ],
)
def test_which_functions_are_equations(tmp_path: Path, text: str, names: list[str]) -> None:
    (tmp_path / "own.py").write_text(text, encoding="utf-8")
    (tmp_path / "prices.py").write_text("RATE = 3.0\ndef tax(x): return 1.2 * x", encoding="utf-8")
    functions = equations_from(["own.py"], [tmp_path])
    assert [function.__name__ for function in functions] == names
    assert functions[0](1.0) > 0
    assert "prices" not in sys.modules


def test_helpers_of_one_name_in_two_folders_do_not_mix(tmp_path: Path) -> None:
    for rate in (2.0, 3.0):
        folder = tmp_path / str(rate)
        folder.mkdir()
        (folder / "prices.py").write_text(f"RATE = {rate}", encoding="utf-8")
        (folder / "own.py").write_text("from prices import RATE\ndef bill(x): return x * RATE", encoding="utf-8")
    assert [equations_from(["own.py"], [tmp_path / str(rate)])[0](1.0) for rate in (2.0, 3.0)] == [2.0, 3.0]


def test_a_name_in_all_that_is_not_there_is_refused(tmp_path: Path) -> None:
    (tmp_path / "own.py").write_text("__all__ = ['lost']", encoding="utf-8")
    with pytest.raises(UncertainComputeError, match=r"own\.py lists 'lost' in __all__, but does not define it"):
        equations_from(["own.py"], [tmp_path])


def test_a_files_functions_work(folder: Path) -> None:
    racks, area = equations_from(["hall.py"], [folder])[:2]
    assert racks(30.0) == 10
    assert area(9.0) == pytest.approx(27.0, rel=1e-15)


def test_the_first_folder_that_has_the_file_wins(folder: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    (other / "hall.py").write_text("def aisles(width): return width / 4", encoding="utf-8")
    assert [function.__name__ for function in equations_from(["hall.py"], [other, folder])] == ["aisles"]
    assert equations_from(["hall.py"], [folder, other])[0].__name__ == "racks"


def test_a_file_may_be_named_by_its_whole_path(folder: Path) -> None:
    assert equations_from([str(folder / "hall.py")], [folder / "elsewhere"])[0].__name__ == "racks"


def test_two_files_of_one_name_do_not_mix(folder: Path) -> None:
    below = folder / "below"
    below.mkdir()
    (below / "hall.py").write_text("def aisles(width): return width / 4", encoding="utf-8")
    names = [function.__name__ for function in equations_from(["hall.py", "below/hall.py"], [folder])]
    assert names == ["racks", "area", "aisles"]


def test_no_names_give_no_equations() -> None:
    assert equations_from([], []) == []


def test_a_missing_file_is_named_with_the_folders_looked_in(folder: Path) -> None:
    with pytest.raises(UncertainComputeError, match=r"model\.equations: no file 'halls\.py'") as error:
        equations_from(["halls.py"], [folder])
    assert str(folder) in str(error.value)


def test_a_missing_module_is_named() -> None:
    with pytest.raises(UncertainComputeError, match=r"model\.equations: no_such_hall failed to import: ModuleNotFound"):
        equations_from(["no_such_hall"], [])


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("import no_such_hall", "ModuleNotFoundError"),
        ("def racks(:", "SyntaxError"),
        ("1 / 0", "ZeroDivisionError"),
        ("raise SystemExit(7)", "SystemExit"),
    ],
)
def test_a_file_that_fails_says_why(tmp_path: Path, text: str, error: str) -> None:
    (tmp_path / "bad.py").write_text(text, encoding="utf-8")
    with pytest.raises(UncertainComputeError, match=f"bad.py failed to import: {error}"):
        equations_from(["bad.py"], [tmp_path])


def test_a_file_is_not_added_to_the_imported_modules(folder: Path) -> None:
    before = set(sys.modules)
    equations_from(["hall.py"], [folder])
    assert not {name for name in set(sys.modules) - before if "hall" in name}
