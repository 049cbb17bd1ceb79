"""Overrides, as written on the command line and in Python, become overrides that Hydra can read."""

import re
from collections.abc import Collection, Sequence
from functools import cache
from pathlib import Path

from uncertain_compute.config.set_files import SHEETS, names_of
from uncertain_compute.errors import UncertainComputeError, fail_unless_one_of
from uncertain_compute.files.documents import document
from uncertain_compute.priors.reading.notation.statements import is_statement

NOT_IN_HYDRA = re.compile(r"[()\u2013]")
"""Characters that an interval can have, but that Hydra does not read without quotes."""

QUOTED = re.compile(r"['\"\[{]")
"""What begins a value in which commas need not separate the values of a sweep."""

BETWEEN_DOTS = re.compile(r"[A-Za-z_][\w-]*|0|[1-9]\d*")
IN_BRACES = re.compile(r"[\w-]+(?: [\w-]+)*")
"""What Hydra reads as a key between dots, and what it reads as one within braces alone, such as 2026Q1."""


def with_new_keys_allowed(overrides: Sequence[str]) -> list[str]:
    """Return overrides with Hydra's ``++`` before those of priors and evidence, so that they may add keys.

    Intervals that Hydra's grammar does not allow, as ``4 to 10 (80%)``, are put into quotes, and labels that it does
    not allow between dots, as ``2026Q1``, into braces.

    Raises
    ------
    UncertainComputeError
        If an override has no value.
    """
    return [
        f"++{_with_labels_braced(_with_interval_quoted(item))}" if item.startswith(("priors.", "evidence.")) else item
        for item in overrides
    ]


def _with_interval_quoted(item: str) -> str:
    key, equals, value = item.partition("=")
    if equals and not value:
        raise UncertainComputeError(f"{key}: has no value; in a shell, put $4 into single quotes, '{key}=$4'")
    return f"{key}='{value}'" if equals and NOT_IN_HYDRA.search(value) and is_statement(value) else item


def _with_labels_braced(item: str) -> str:
    key, equals, value = item.partition("=")
    parts = key.split(".")
    first = next((index for index, part in enumerate(parts) if not BETWEEN_DOTS.fullmatch(part)), None)
    if not equals or not first or not all(map(IN_BRACES.fullmatch, parts[first:])):
        return item
    opening, closing = "".join(f"{{{part}: " for part in parts[first:]), "}" * len(parts[first:])
    swept = [value] if QUOTED.search(value) else value.split(",")
    return f"{'.'.join(parts[:first])}={','.join(f'{opening}{one}{closing}' for one in swept)}"


def with_own_priors(overrides: Sequence[str], conf_dirs: Sequence[Path]) -> list[str]:
    """Return overrides in which a prior set's name becomes ``MODEL/NAME`` if ``priors/MODEL/NAME.yaml`` exists.

    For a model without such a folder, prior sets are in ``priors/`` itself.

    Parameters
    ----------
    conf_dirs
        The shipped conf folder, and those of a study of one's own.

    Raises
    ------
    UncertainComputeError
        If the model has prior sets of its own, but none with this name.
    """
    model = next((item.partition("=")[2] for item in reversed(overrides) if item.startswith("model=")), None)
    own = names_of(conf_dirs, f"priors/{model}")
    if not own or not model:
        return list(overrides)
    default = f"priors={default_choices(conf_dirs[0])['priors']}"
    said = [*overrides] if any(item.startswith("priors=") for item in overrides) else [default, *overrides]
    return [_own_priors(item, model, own) if item.startswith("priors=") else item for item in said]


def _own_priors(item: str, model: str, own: Collection[str]) -> str:
    names = [name.strip() for name in item.partition("=")[2].split(",")]
    plain = [name.removeprefix(f"{model}/") for name in names]
    for name in plain:
        if not name.endswith(SHEETS):
            fail_unless_one_of(f"priors of model={model}", name, own)
    return f"priors={','.join(f'{model}/{name}' if _stem(name) in own else name for name in plain)}"


def _stem(name: str) -> str:
    """Return the name of a prior set without the end of a sheet's name."""
    return next((name.removesuffix(kind) for kind in SHEETS if name.endswith(kind)), name)


@cache
def default_choices(shipped: Path) -> dict[str, str | None]:
    """Return the shipped config's choice from each group."""
    defaults = document(shipped / "config.yaml")["defaults"]
    return {group: name for entry in defaults if isinstance(entry, dict) for group, name in entry.items()}
