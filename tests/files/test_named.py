"""Tests of files.named: files and folders that a caller names."""

from pathlib import Path
from typing import Any

import pytest

import uncertain_compute as uc
from uncertain_compute.files.named import path_of


def double(x: Any) -> Any:
    """Return twice the assumption [1]."""
    return 2 * x


def test_a_folder_may_be_named_by_a_text_and_need_not_exist() -> None:
    assert path_of("nowhere/at/all", "folder") == Path("nowhere/at/all")


@pytest.mark.parametrize("said", [3, b"mine", "a\0b", "x" * 5000])
def test_what_is_no_path_is_refused_in_one_line(said: Any) -> None:
    for call in (lambda: uc.load("sora", config_dir=said), lambda: uc.load_run(said)):
        with pytest.raises(uc.UncertainComputeError, match=r"is (not a path|too long for a path)"):
            call()


@pytest.mark.parametrize("name", ["folders", "audit", "backtest"])
def test_a_study_takes_a_path_as_a_text(name: str, tmp_path: Path) -> None:
    def say(said: Any) -> uc.Study:
        return uc.Study(
            [double], {"x": {"empirical": {"file": "x.csv", "column": "x"}}}, **{"folders": [tmp_path], name: said}
        )

    (tmp_path / "x.csv").write_text("x\n1\n2\n3\n", encoding="utf-8")
    text = str(tmp_path)
    given = [text] if name == "folders" else text
    assert getattr(say(given), name, tmp_path) == tmp_path
    for wrong, message in ((3, "3 is not a path"), ("", "has no value")):
        with pytest.raises(uc.UncertainComputeError, match=f"{name}: {message}"):
            say([wrong] if name == "folders" else wrong)
