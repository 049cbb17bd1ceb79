"""What a person writes about an assumption, read into a law with its unit, reason and source."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from uncertain_compute.errors import UncertainComputeError, did_you_mean
from uncertain_compute.priors.families import FAMILY_NAMES, law_of_family, number
from uncertain_compute.priors.laws import Fixed, Law

INTERVAL = re.compile(r"\s*(\S+)\s+to\s+(\S+)\s*$")
PROVENANCE = ("unit", "why", "source", "date", "status")


@dataclass(frozen=True, slots=True)
class Prior:
    """A belief about one number: its law, as it was written, its unit, and where it comes from."""

    law: Law
    written: str
    unit: str | None = None
    why: str = ""
    source: str = ""
    date: str = ""
    status: str = ""


@dataclass(frozen=True, slots=True)
class Assumption:
    """A named belief: one prior, or one for each coordinate of a named dimension."""

    name: str
    priors: tuple[Prior, ...]
    dimension: str | None = None
    coordinates: tuple[str, ...] = ()

    @property
    def columns(self) -> dict[str, Prior]:
        """Return the priors by ``name`` or ``name[coordinate]``."""
        if self.dimension is None:
            return {self.name: self.priors[0]}
        return {
            f"{self.name}[{coordinate}]": prior for coordinate, prior in zip(self.coordinates, self.priors, strict=True)
        }


def prior(written: Any, where: str = "prior", **provenance: str) -> Prior:
    """Return the prior that a number, an interval or a family says.

    Parameters
    ----------
    written
        A number (fixed); ``"4 to 10"`` (90% interval, lognormal where both ends are positive, else
        normal); ``{family: parameters}`` or ``{family: {p5: ..., p95: ...}}``; or a mapping with one
        of these under ``value`` and any of unit, why, source, date, status beside it.
    where
        The key in the config, for messages.
    **provenance
        unit, why, source, date and status, where they are not part of the mapping.

    Raises
    ------
    UncertainComputeError
        If the text cannot be read, or says an impossible law.
    """
    form = written
    if isinstance(written, Mapping) and "value" in written:
        extra = [str(key) for key in written if key != "value" and key not in PROVENANCE]
        if extra:
            raise UncertainComputeError(
                f"{where}.{extra[0]}: not a key of an assumption; {did_you_mean(extra[0], ('value', *PROVENANCE))}"
            )
        provenance = {key: str(written[key]) for key in PROVENANCE if written.get(key) is not None} | provenance
        form = written["value"]
    return Prior(law=_law(form, where), written=_shown(form), **provenance)


def assumption(name: str, written: Any, dimensions: Mapping[str, Sequence[str]]) -> Assumption:
    """Return an assumption from its YAML, with one prior per coordinate where it names a dimension.

    Raises
    ------
    UncertainComputeError
        If a prior cannot be read, or the coordinates are not the dimension's own.
    """
    where = f"priors.{name}"
    if not isinstance(written, Mapping) or "value" in written:
        return Assumption(name, (prior(written, where),))
    dimension = next((key for key in written if key in dimensions), None)
    if dimension is None:
        if any(key in FAMILY_NAMES for key in written):
            return Assumption(name, (prior(_wrapped(written), where),))
        raise UncertainComputeError(
            f"{where}: needs value (a number, 'low to high' or a family) "
            f"or a dimension ({', '.join(dimensions) or 'none declared'})"
        )
    entries = written[dimension]
    shared = {str(key): str(value) for key, value in written.items() if key in PROVENANCE}
    unknown = [str(key) for key in written if key != dimension and key not in PROVENANCE]
    if unknown:
        raise UncertainComputeError(
            f"{where}.{unknown[0]}: not a key of an assumption; {did_you_mean(unknown[0], PROVENANCE)}"
        )
    coordinates = tuple(dimensions[dimension])
    _check_coordinates(entries, coordinates, f"{where}.{dimension}")
    priors = tuple(
        prior(_with_shared(entries[coordinate], shared), f"{where}.{dimension}.{coordinate}")
        for coordinate in coordinates
    )
    return Assumption(name, priors, dimension, coordinates)


def _wrapped(written: Mapping[str, Any]) -> dict[str, Any]:
    """Move a family that stands beside its provenance under ``value``."""
    beside = {key: value for key, value in written.items() if key in PROVENANCE}
    return {"value": {key: value for key, value in written.items() if key not in PROVENANCE}, **beside}


def _with_shared(entry: Any, shared: Mapping[str, str]) -> dict[str, Any]:
    own = entry if isinstance(entry, Mapping) and "value" in entry else {"value": entry}
    return {**shared, **own}


def _check_coordinates(entries: Any, coordinates: Sequence[str], where: str) -> None:
    if not isinstance(entries, Mapping):
        raise UncertainComputeError(f"{where}: {entries!r} is not a mapping with {', '.join(coordinates)}")
    unknown = [str(key) for key in entries if key not in coordinates]
    if unknown:
        raise UncertainComputeError(f"{where}: no coordinate {unknown[0]!r}; {did_you_mean(unknown[0], coordinates)}")
    missing = [name for name in coordinates if name not in entries]
    if missing:
        raise UncertainComputeError(f"{where}: no entry for {', '.join(missing)}")


def _law(form: Any, where: str) -> Law:
    if isinstance(form, Mapping):
        if len(form) != 1:
            names = ", ".join(map(str, form)) or "nothing"
            raise UncertainComputeError(f"{where}: has {names}; allowed is one family of {', '.join(FAMILY_NAMES)}")
        ((name, parameters),) = form.items()
        return law_of_family(str(name), parameters, where)
    if isinstance(form, str) and (interval := INTERVAL.match(form)):
        return _from_interval(number(interval[1], where), number(interval[2], where), where)
    if form is None or (isinstance(form, str) and not _is_number(form)):
        raise UncertainComputeError(f"{where}: {form!r} is neither a number, 'low to high' nor a family")
    return Fixed(number(form, where))


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def _from_interval(low: float, high: float, where: str) -> Law:
    if not low < high:
        raise UncertainComputeError(f"{where}: '{low:g} to {high:g}' must go from a lower to a higher number")
    return law_of_family("lognormal" if low > 0 else "normal", {"p5": low, "p95": high}, where)


def _shown(form: Any) -> str:
    if not isinstance(form, Mapping):
        return str(form)
    ((name, parameters),) = form.items()
    inside = ", ".join(f"{key}: {value}" for key, value in parameters.items())
    return f"{name}({inside})"
