"""Overrides as the command line and Python write them, and as Hydra has to read them."""

import re
from collections.abc import Collection, Sequence
from functools import cache
from pathlib import Path

from uncertain_compute.config.set_files import SHEET, names_of
from uncertain_compute.errors import UncertainComputeError, fail_unless_one_of
from uncertain_compute.files.documents import document
from uncertain_compute.priors.reading.notation.statements import is_statement

NOT_IN_HYDRA = re.compile(r"[()\u2013]")
"""What stands in an interval, and in no text without quotes that Hydra reads."""


def with_new_keys_allowed(overrides: Sequence[str]) -> list[str]:
    """Return overrides that may add keys to priors and evidence: those with Hydra's ``++``.

    Of these, an interval that Hydra's grammar does not take, as ``4 to 10 (80%)``, is put into quotes.

    Raises
    ------
    UncertainComputeError
        If one says nothing.
    """
    return [
        f"++{_with_interval_quoted(item)}" if item.startswith(("priors.", "evidence.")) else item for item in overrides
    ]


def _with_interval_quoted(item: str) -> str:
    key, equals, value = item.partition("=")
    if equals and not value:
        raise UncertainComputeError(f"{key}: nothing is said; in a shell, $4 stands in single quotes, '{key}=$4'")
    return f"{key}='{value}'" if equals and NOT_IN_HYDRA.search(value) and is_statement(value) else item


def with_own_priors(overrides: Sequence[str], conf_dirs: Sequence[Path]) -> list[str]:
    """Return overrides in which the name of a prior set is that of the model's own, ``priors/MODEL/NAME.yaml``.

    A model without such a folder takes the sets that lie in ``priors/`` itself.

    Parameters
    ----------
    conf_dirs
        The shipped conf folder, and those of a study of one's own.

    Raises
    ------
    UncertainComputeError
        If the model has sets of its own, and none of this name.
    """
    model = next((item.partition("=")[2] for item in reversed(overrides) if item.startswith("model=")), None)
    own = names_of(conf_dirs, f"priors/{model}")
    if not own or not model:
        return list(overrides)
    default = f"priors={default_choices(conf_dirs[0])['priors']}"
    said = [*overrides] if any(item.startswith("priors=") for item in overrides) else [*overrides, default]
    return [_own_priors(item, model, own) if item.startswith("priors=") else item for item in said]


def _own_priors(item: str, model: str, own: Collection[str]) -> str:
    names = [name.strip() for name in item.partition("=")[2].split(",")]
    plain = [name.removeprefix(f"{model}/") for name in names]
    for name in plain:
        if not name.endswith(SHEET):
            fail_unless_one_of(f"priors of model={model}", name, own)
    return f"priors={','.join(f'{model}/{name}' if name.removesuffix(SHEET) in own else name for name in plain)}"


@cache
def default_choices(shipped: Path) -> dict[str, str | None]:
    """Return the shipped config's choice from each group."""
    defaults = document(shipped / "config.yaml")["defaults"]
    return {group: name for entry in defaults if isinstance(entry, dict) for group, name in entry.items()}
