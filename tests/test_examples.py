"""The examples in docstrings give what they say, and each public name has one."""

import doctest
import importlib
import inspect
from pathlib import Path

import pytest

import uncertain_compute as uc

ROOT = Path(uc.__file__).parent
SHOWN = [path for path in ROOT.rglob("*.py") if ">>> " in path.read_text(encoding="utf-8")]
SLOW = "uncertain_compute.interface.to_pymc"
"""It imports PyMC: `tests/draws/test_pymc_model.py` runs its example."""


def module_of(path: Path) -> str:
    return ".".join(["uncertain_compute", *path.relative_to(ROOT).with_suffix("").parts]).removesuffix(".__init__")


@pytest.mark.parametrize("name", [module_of(path) for path in SHOWN])
def test_examples_give_what_they_say(name: str) -> None:
    runner = doctest.DocTestRunner(optionflags=doctest.REPORT_ONLY_FIRST_FAILURE)
    for example in doctest.DocTestFinder().find(importlib.import_module(name)):
        if example.name != SLOW:
            runner.run(example)
    assert runner.tries > 0
    assert runner.failures == 0


def test_each_public_name_has_an_example() -> None:
    assert [name for name in uc.__all__ if ">>> " not in (inspect.getdoc(getattr(uc, name)) or "")] == []
