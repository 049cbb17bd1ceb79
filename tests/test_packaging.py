"""What is published says the same everywhere: version, Python and dependencies are those of pyproject.toml."""

import tomllib

import yaml
from repository import REPOSITORY

from uncertain_compute.cli.help import program_version

PROJECT = tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))["project"]
RECIPE = yaml.safe_load((REPOSITORY / ".packaging" / "recipe.yaml").read_text(encoding="utf-8"))
CONDA_NAMES = {"matplotlib": "matplotlib-base"}


def test_the_version_is_written_once_and_repeated_exactly() -> None:
    citation = yaml.safe_load((REPOSITORY / "CITATION.cff").read_text(encoding="utf-8"))
    assert program_version() == f"uncertain_compute {PROJECT['version']}"
    assert (citation["version"], RECIPE["context"]["version"]) == (PROJECT["version"], PROJECT["version"])
    assert f"## {PROJECT['version']}" in (REPOSITORY / "CHANGELOG.md").read_text(encoding="utf-8")


def test_the_recipe_of_conda_needs_what_the_package_needs() -> None:
    written = {one.replace(" ", "") for one in RECIPE["requirements"]["run"]}
    names = {one.partition(">=")[0]: one.partition(">=")[2] for one in PROJECT["dependencies"]}
    expected = {f"{CONDA_NAMES.get(name, name)}>={bound}" for name, bound in names.items()}
    assert written == expected | {"python>=${{python_min}}"}
    assert PROJECT["requires-python"] == f">={RECIPE['context']['python_min']}"
    entry = {f"{name} = {target}" for name, target in PROJECT["scripts"].items()}
    assert set(RECIPE["build"]["python"]["entry_points"]) == entry
