"""The beliefs of a model's other prior sets and scenarios, beside those of a run."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from uncertain_compute.config.key_names import CONF
from uncertain_compute.config.layers import Layers, package_of
from uncertain_compute.config.overrides import default_choices, with_own_priors
from uncertain_compute.config.set_files import file_of, names_of, written_in
from uncertain_compute.errors import UncertainComputeError
from uncertain_compute.files.documents import shown

CONFIG_DIR = "--config-dir="
SCENARIO = "+scenario="


@dataclass(frozen=True, slots=True)
class Combination:
    """A prior set with its scenarios.

    Attributes
    ----------
    words
        The words that choose it on the command line.
    beliefs
        Its beliefs by assumption, and its correlations.
    """

    words: tuple[str, ...]
    beliefs: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Combinations:
    """The prior set and scenarios of a command, and every other combination of a prior set and a scenario."""

    own: Combination
    others: tuple[Combination, ...]


def choices_beside(command: Sequence[str], dimensions: Mapping[str, Sequence[str]]) -> Combinations:
    """Return the beliefs of a command's prior set and scenarios, and those of the other combinations of its model.

    A file that cannot be read is left out.

    Parameters
    ----------
    command
        The words of a command, as in the attribute of a run.
    dimensions
        The coordinates of each dimension.

    Raises
    ------
    UncertainComputeError
        If the command's own files cannot be read.
    """
    conf_dirs = [CONF, *(Path(word.removeprefix(CONFIG_DIR)) for word in command if word.startswith(CONFIG_DIR))]
    said = [word.lstrip("+") if word.startswith("++") else word for word in command if "=" in word and word[:2] != "--"]
    kept = [word for word in said if not word.startswith(("priors=", SCENARIO))]
    chosen = {word.partition("=")[0]: word for word in said}
    model = chosen.get("model", f"={default_choices(CONF)['model']}").partition("=")[2]
    priors = chosen.get("priors", f"priors={default_choices(CONF)['priors']}")
    own = (f"priors={priors.partition('=')[2].removeprefix(f'{model}/')}", *filter(None, [chosen.get("+scenario")]))

    def choice(words: tuple[str, ...]) -> Combination:
        layers = Layers(with_own_priors([f"model={model}", *words, *kept], conf_dirs), conf_dirs)
        return Combination(words, layers.beliefs(dimensions))

    sets = [own[0], *(f"priors={name}" for name in _sets(conf_dirs, model))]
    scenarios = [(), own[1:], *((f"{SCENARIO}{name}",) for name in _scenarios(conf_dirs, model))]
    words = dict.fromkeys((one, *scenario) for one in dict.fromkeys(sets) for scenario in scenarios)
    return Combinations(choice(own), tuple(_readable(choice, [one for one in words if one != own])))


def _readable(choice: Any, words: Sequence[tuple[str, ...]]) -> Iterator[Combination]:
    for one in words:
        try:
            yield choice(one)
        except UncertainComputeError:
            continue


def _sets(conf_dirs: Sequence[Path], model: str) -> list[str]:
    """Return a model's own prior sets, or those of all models if it has none."""
    return names_of(conf_dirs, f"priors/{model}") or names_of(conf_dirs, "priors")


def _scenarios(conf_dirs: Sequence[Path], model: str) -> list[str]:
    """Return the scenarios that change nothing but beliefs: those of all models, then the model's own."""
    names = [
        f"{inside}{name}"
        for inside in ("", f"{model}/")
        for name in names_of(conf_dirs, f"scenario/{inside}".rstrip("/"))
    ]
    return [name for name in names if _only_changes_beliefs(conf_dirs, name)]


def _only_changes_beliefs(conf_dirs: Sequence[Path], name: str) -> bool:
    shipped, *own = conf_dirs
    path = next(path for folder in (*own, shipped) if (path := file_of(folder, "scenario", name)))
    try:
        written, text = written_in(path)
        package = package_of(text, "scenario", shown(path))
    except UncertainComputeError:
        return False
    return isinstance(written, dict) and (package == "priors" or set(written) <= {"priors", "defaults"})
