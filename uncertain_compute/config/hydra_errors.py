"""Turn the errors of Hydra, OmegaConf and YAML into one line."""

import errno
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from traceback import walk_tb

from uncertain_compute.config.key_names import CONF, STUDY_KEYS, no_such_key
from uncertain_compute.config.schema import KEYS
from uncertain_compute.config.set_files import names_of
from uncertain_compute.errors import UncertainComputeError, did_you_mean, quoted, shortened
from uncertain_compute.priors.reading.notation.numbers import is_number
from uncertain_compute.priors.reading.notation.refused_notations import of_two_ends
from uncertain_compute.priors.reading.notation.statements import is_statement

COULD_NOT_FIND = re.compile(r"Could not (?:find|load) '([^']*)/([^'/]*)'")
COULD_NOT_MERGE = re.compile(r"Error merging override \++([\w.]+)=(.*)")
COULD_NOT_OVERRIDE = re.compile(r"Could not override '([^']*)'\.$", re.MULTILINE)

CREDIBILITY_INSIDE = re.compile(r"(?<=[:,\[] )[^\s'\"{}\[\]:,()][^'\"{}\[\]:,()]*\([^()]*\)")
AMBIGUOUS_VALUE = re.compile(r"Ambiguous value for argument '([^'=]*)=(.*)'$", re.MULTILINE)

UNFORESEEN = (AssertionError, AttributeError, LookupError, RecursionError, TypeError, ValueError)
"""Python's exceptions that Hydra lets through."""


@contextmanager
def hydra_errors() -> Iterator[None]:
    """Turn the errors of Hydra, OmegaConf and YAML into an error of one line.

    Raises
    ------
    UncertainComputeError
        For any of their errors.
    """
    from hydra.errors import HydraException, OverrideParseException
    from omegaconf.errors import OmegaConfBaseException
    from yaml import YAMLError

    try:
        yield
    except OverrideParseException as error:
        raise UncertainComputeError(
            f"{quoted(error.override.removeprefix('++'))}: not an override; write KEY=VALUE, and quote a "
            f"value with a comma, bracket, brace, colon or = in it{_in_quotes(error.override.removeprefix('++'))}"
        ) from error
    except (HydraException, OmegaConfBaseException) as error:
        raise UncertainComputeError(_one_line(error)) from error
    except YAMLError as error:
        raise UncertainComputeError(" ".join(str(error).split())) from error
    except OSError as error:
        if error.errno != errno.ENAMETOOLONG:
            raise
        raise UncertainComputeError(f"{quoted(Path(error.filename).name)}: too long for a file name") from error
    except UNFORESEEN as error:
        if not _raised_in_hydra(error):
            raise
        raise UncertainComputeError(_unforeseen(error)) from error


def _in_quotes(override: str) -> str:
    """Return how to write an override in quotes; an empty text if this would not help."""
    key, equals, value = override.partition("=")
    if inside := CREDIBILITY_INSIDE.search(value):
        return f", as {value.replace(inside[0], f"'{inside[0]}'")}"
    return f", as \"{key}='{value}'\"" if equals and value and not set(value) & set("'\"[]{}") else ""


def _unforeseen(error: Exception) -> str:
    """Return what is wrong with a config that makes Hydra itself fail."""
    match error:
        case RecursionError():
            return "defaults: a file is based on itself through its own defaults"
        case ValueError():
            return _one_line(error)
        case _:
            return f"defaults: what is chosen in a group is a name, or a list of names ({_one_line(error)})"


def _raised_in_hydra(error: Exception) -> bool:
    *_, (frame, _) = walk_tb(error.__traceback__)
    return str(frame.f_globals["__name__"]).startswith(("hydra.", "omegaconf."))


def _one_line(error: Exception) -> str:
    """Return Hydra's message in one line, with the nearest name instead of its lists."""
    causes = [error, *([error.__cause__] if error.__cause__ else [])]
    lines = [line.strip() for cause in causes for line in str(cause).splitlines() if line.strip()]
    text = "\n".join(lines)
    said = _of_an_override(text, lines) or _of_a_key(lines)
    return said or "; ".join(dict.fromkeys(line for line in lines if not line.startswith("See https")))


def _of_an_override(text: str, lines: Sequence[str]) -> str:
    """Return what is wrong with an override; an empty text if the error is about something else."""
    if lost := COULD_NOT_FIND.search(text):
        hint = did_you_mean(lost[2], _listed(lines) or _shipped(lost[1]))
        return f"{lost[1]}={shortened(lost[2])}: no such file; {hint}"
    if lost := COULD_NOT_OVERRIDE.search(text):
        key = lost[1]
        first, dot, _ = key.partition(".")
        adds_one = f"{key}: the config states none to change; +{key}=... adds one"
        return adds_one if dot and first in STUDY_KEYS else no_such_key(key, KEYS, first)
    if several := AMBIGUOUS_VALUE.match(text):
        key, value = several[1].removeprefix("++"), several[2]
        return f"{key}={value}: a comma separates the runs of a sweep (-m); {_without_comma(key, value)}"
    if unlike := COULD_NOT_MERGE.search(text):
        allowed = f"allowed are a number, 'low to high' or a mapping{_of_a_pair(unlike[2])}"
        return f"{unlike[1]}: {unlike[2]} is not allowed there; {allowed}"
    return ""


def _of_a_pair(value: str) -> str:
    """Return the end of a message that says what to write instead of a list of two numbers, or an empty text."""
    ends = [part.strip() for part in value.strip("[]").split(",")]
    return f"; {of_two_ends(*ends)}" if len(ends) == 2 and all(map(is_number, ends)) else ""


def _of_a_key(lines: Sequence[str]) -> str:
    """Return what is wrong with the value of a key; an empty text if the error names no key."""
    if key_line := next((line for line in lines if line.startswith("full_key: ")), ""):
        if any(line.startswith("Key ") or "ConfigKeyError" in line for line in lines):
            return no_such_key(key_line.removeprefix("full_key: "), KEYS)
        reason = next((line for line in lines if line.startswith("Value ")), lines[0])
        return f"{key_line.removeprefix('full_key: ')}: {reason}"
    return ""


def _without_comma(key: str, value: str) -> str:
    """Return how to write a value with a comma: as one text, or as a list."""
    if is_statement(value):
        return f"write {value.replace(',', '')}, or in quotes: \"{key}='{value}'\""
    return f"write a list as {key}=[{value}], and one text in quotes: \"{key}='{value}'\""


def _listed(lines: Sequence[str]) -> list[str]:
    start = next((index for index, line in enumerate(lines) if line.startswith("Available options")), len(lines))
    stop = next((index for index, line in enumerate(lines) if line.startswith("Config search path")), len(lines))
    return [line for line in lines[start + 1 : stop] if " " not in line]


def _shipped(group: str) -> list[str]:
    return names_of([CONF], group)
