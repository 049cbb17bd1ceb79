"""The names of a config's keys, as the shipped config explains them; a misspelt one is told before all is imported."""

import re
from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path

from uncertain_compute.errors import UncertainComputeError, did_you_mean

PACKAGE = Path(__file__).parents[1]
CONF = next(folder for folder in (PACKAGE / "conf", PACKAGE.parent / "conf") if folder.is_dir())
"""The folder of the shipped config: inside an installed package, beside the package in a checkout."""

EXPLAINED = re.compile(r"^# (\w+): +(\S.*)$", re.MULTILINE)
PLAIN_KEY = re.compile(r"(\w+)[\w.]*")

STUDY_KEYS = ("model", "priors", "evidence")
"""Keys that define the study; the others say what to do with it."""

IMPORT, TO = "import", "to"
IMPORT_KEYS = {
    IMPORT: "a file of another tool becomes a study or a prior set: an .xlsx spreadsheet, a .squiggle model, a "
    ".py script that uses squigglepy, a .csv table of cumulative probabilities, a .nc posterior",
    TO: "with import=, the new folder; a folder beside the file, named after it, if left out",
}
"""Keys that are taken before a config is composed, with what each is for; Hydra cannot have a key named ``import``."""

NOT_OURS = ("hydra", "scenario")
"""What else a word may begin with: Hydra says what is wrong with the rest of it."""


def asks_for_import(words: Sequence[str]) -> bool:
    """Return whether a command line has ``import=``, or its folder."""
    return any(word.startswith(tuple(f"{key}=" for key in IMPORT_KEYS)) for word in words)


@cache
def explained_keys() -> dict[str, str]:
    """Return what each key is for, save those that define the study."""
    return dict(EXPLAINED.findall((CONF / "config.yaml").read_text(encoding="utf-8")))


def no_such_key(key: str, known: Iterable[str], first: str = "") -> str:
    """Return the message for an unknown key, or for keys that begin with an unknown name."""
    return f"{key}: no such key; {did_you_mean(first or key, {*known, 'scenario', IMPORT})}"


def fail_if_misspelt(words: Sequence[str]) -> None:
    """Raise if a command line without flags sets a key that no config has.

    Raises
    ------
    UncertainComputeError
        If it does.
    """
    if asks_for_import(words) or any(word.startswith("-") for word in words):
        return
    known = {*STUDY_KEYS, *explained_keys()}
    for word in words:
        found = PLAIN_KEY.fullmatch(word.partition("=")[0]) if "=" in word else None
        if found and found[1] not in known and found[1] not in NOT_OURS:
            raise UncertainComputeError(no_such_key(found[0], known, found[1]))
