"""Tests of files.named: folders that a caller names."""

from pathlib import Path
from typing import Any

import pytest

import uncertain_compute as uc
from uncertain_compute.files.named import folder_of


def test_a_folder_may_be_named_by_a_text_and_need_not_exist() -> None:
    assert folder_of("nowhere/at/all", "folder") == Path("nowhere/at/all")


@pytest.mark.parametrize("said", [3, b"mine", "a\0b", "x" * 5000])
def test_what_is_no_path_is_refused_in_one_line(said: Any) -> None:
    for call in (lambda: uc.load("sora", config_dir=said), lambda: uc.load_run(said)):
        with pytest.raises(uc.UncertainComputeError, match=r"is (not the path of a folder|too long for a path)"):
            call()
