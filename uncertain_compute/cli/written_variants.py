"""Read the variants that ``compare`` names: prior sets, further overrides, stored runs."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from xarray import DataTree

from uncertain_compute.analysis.comparison.variants import Variant
from uncertain_compute.analysis.reading import CONFIG
from uncertain_compute.config.key_names import CONF
from uncertain_compute.config.overrides import with_new_keys_allowed
from uncertain_compute.config.set_files import file_of, names_of
from uncertain_compute.errors import UncertainComputeError, nearest_hint
from uncertain_compute.storage.run_file import RUN_FILE, load_run
from uncertain_compute.storage.stored_study import OtherVersionError, stored_study
from uncertain_compute.study.study import Study

KEY = "compare"
COMPOSED = ("model", "priors", "scenario")
LISTED = re.compile(rf"{KEY}=(\[.*\]|\{{.*\}})", re.DOTALL)
OPENING, CLOSING, QUOTES = "[{(", "]})", "'\""

type StudyOf = Callable[[Sequence[str]], Study]
"""A function that returns the study composed from overrides."""


def with_overrides_quoted(arguments: Sequence[str]) -> list[str]:
    """Return arguments with the quotes that Hydra needs around ``a +scenario=high`` in ``compare=[...]``."""
    return [_with_quotes(item) if LISTED.fullmatch(item) else item for item in arguments]


def variants_of(
    written: Any, overrides: Sequence[str], study_of_overrides: StudyOf, folders: Sequence[Path]
) -> dict[str, Variant]:
    """Return variants by name.

    Parameters
    ----------
    written
        A list of variants, which serve as names, or a mapping of names to variants. A variant is a run folder, or a
        text with overrides; a first word without ``=`` is a prior set.
    overrides
        Overrides for all variants; a variant's own replace them.
    folders
        Folders that may hold equations and data of stored runs.

    Raises
    ------
    UncertainComputeError
        If it is neither, two variants have one name, a run cannot be read, or overrides do not compose.
    """
    return {
        name: stored_variant(name, load_run(Path(text)), folders)
        if (Path(text) / RUN_FILE).exists()
        else _composed_variant(text, overrides, study_of_overrides, folders)
        for name, text in _by_name(written).items()
    }


def stored_variant(name: str, run: DataTree, folders: Sequence[Path], *, own: bool = False) -> Variant:
    """Return a stored run with its study, or without it and with a note if its equations have changed."""
    if CONFIG not in run.attrs:
        return Variant(run=run)
    try:
        return Variant(stored_study(run, folders, own=own), run)
    except OtherVersionError as error:
        note = (
            f"{name} was made by another version of the model ({error}), so it is compared unchanged and "
            "its difference is not attributed"
        )
    except UncertainComputeError as error:
        note = f"{name}: its study cannot be composed again ({error}), so its difference is not attributed"
    return Variant(run=run, note=note)


def _composed_variant(
    text: str, overrides: Sequence[str], study_of_overrides: StudyOf, folders: Sequence[Path]
) -> Variant:
    """Return the study composed from a variant's own overrides and the shared ones."""
    own = _own_overrides(text, folders)
    taken = {_key(item) for item in own}
    shared = [item for item in overrides if _key(item) not in taken]
    try:
        return Variant(study=study_of_overrides([*shared, *own]))
    except UncertainComputeError as error:
        raise UncertainComputeError(f"{KEY}: {text}: {error}") from error


def _by_name(written: Any) -> dict[str, str]:
    pairs = list(written.items()) if isinstance(written, Mapping) else None
    if isinstance(written, list):
        pairs = [(text, text) for text in written]
    if pairs is None or not all(isinstance(text, str) and text.strip() for _, text in pairs):
        raise UncertainComputeError(
            f"{KEY}: {written!r} is not a list of variants, as in [published, expert], or a mapping of names to them"
        )
    names = [str(name) for name, _ in pairs]
    for name in names:
        if names.count(name) > 1:
            raise UncertainComputeError(
                f"{KEY}: two variants are called {name!r}; name them, as in {{mine: {name}, yours: {name}}}"
            )
    if len(names) < 2:
        raise UncertainComputeError(f"{KEY}: {written!r} has fewer than two variants")
    return dict(zip(names, (text for _, text in pairs), strict=True))


def _own_overrides(text: str, folders: Sequence[Path]) -> list[str]:
    """Return the overrides in a variant's text."""
    first, *more = filter(None, _parts(text, " "))
    if "=" not in first:
        known = names_of((CONF, *folders), "priors")
        if first not in known and file_of(CONF, "priors", first) is None:
            listed = f"{', '.join(known)}{nearest_hint(first, known)}"
            raise UncertainComputeError(f"{KEY}: {first!r} is neither a run folder nor a prior set: {listed}")
        first = f"priors={first}"
    for item in [first, *more]:
        if "=" not in item:
            raise UncertainComputeError(f"{KEY}: {text!r} has {item!r}, which is not an override like +scenario=high")
        if _key(item).partition(".")[0] not in COMPOSED:
            raise UncertainComputeError(
                f"{KEY}: {text!r} sets {_key(item)}; a variant can set only {', '.join(COMPOSED)}"
            )
    return with_new_keys_allowed([first, *more])


def _key(override: str) -> str:
    return override.lstrip("+~").partition("=")[0]


def _with_quotes(argument: str) -> str:
    start = len(KEY) + 2
    parts = [part.strip() for part in _parts(argument[start:-1], ",")]
    if argument[start - 1] == "[":
        quoted = [_quoted(part) for part in parts]
    else:
        named = (part.partition(":") for part in parts)
        quoted = [f"{name}{colon}{_quoted(text.strip())}" for name, colon, text in named]
    return f"{argument[:start]}{','.join(quoted)}{argument[-1]}"


def _quoted(text: str) -> str:
    return text if text[:1] in QUOTES or "=" not in text else "'{}'".format(text.replace("'", r"\'"))


def _parts(text: str, separator: str) -> Iterator[str]:
    """Yield the parts of a text between separators that are not inside brackets or quotes."""
    depth, quote, start = 0, "", 0
    for index, letter in enumerate(text):
        if quote:
            quote = "" if letter == quote else quote
        elif letter in QUOTES:
            quote = letter
        elif letter in OPENING + CLOSING:
            depth += 1 if letter in OPENING else -1
        elif letter == separator and depth == 0:
            yield text[start:index]
            start = index + 1
    yield text[start:]
