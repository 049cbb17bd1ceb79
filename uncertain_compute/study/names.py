"""Allowed names of inputs, dimensions and their coordinates."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from uncertain_compute.errors import UncertainComputeError, did_you_mean, quoted
from uncertain_compute.evidence.observations import Evidence
from uncertain_compute.model.expression import OF_DRAWS
from uncertain_compute.model.graph import Graph
from uncertain_compute.plain_text import fail_unless_name, fail_unless_plain
from uncertain_compute.priors.reading.config_key import ConfigKey
from uncertain_compute.priors.reading.spec import PROVENANCE, Prior
from uncertain_compute.study.decisions import Decision


def fail_unless_named(entries: Mapping[str, Any], key: str) -> None:
    """Raise if a name is not valid, or a text cannot be shown.

    Raises
    ------
    UncertainComputeError
        If there is one.
    """
    for name, entry in entries.items():
        fail_unless_name(name, key)
        priors = entry.values() if isinstance(entry, Mapping) else [entry]
        for prior in priors:
            if isinstance(prior, Prior):
                texts = {word: getattr(prior, word) for word in PROVENANCE}
                fail_unless_plain({word: text for word, text in texts.items() if text}, f"{key}.{name}")
    fail_unless_plain(entries, key)


def known_names(graph: Graph, evidence: Evidence, decision: Decision | None) -> set[str]:
    """Return the names that a config may mention: equations, and the needs of equations, evidence and a decision."""
    needed = (name for observation in evidence.observations for name in observation.error.needs)
    return {*graph.inputs, *graph.equations, *needed, *(decision.names if decision else ())}


def fail_unless_known(said: Mapping[str, Iterable[str]], known: Collection[str], dimensions: Collection[str]) -> None:
    """Raise for names of inputs that no equation needs or gives, and for beliefs about a dimension.

    Raises
    ------
    UncertainComputeError
        If there is one; its message names the key.
    """
    for key, names in said.items():
        for name in names:
            if key == "priors" and name in dimensions:
                raise UncertainComputeError(f"{key}.{name}: is a dimension; its coordinates cannot be changed")
            if name not in known:
                raise UncertainComputeError(
                    f"{key}.{name}: no equation needs or gives this; {did_you_mean(name, known)}"
                )


def coordinates_as_input(dimension: str, coordinates: Sequence[str]) -> dict[str, Any]:
    """Return the input of an equation that needs a dimension: its coordinates, which must be numbers.

    Raises
    ------
    UncertainComputeError
        If one is not a number.
    """
    config_key = ConfigKey(f"model.dimensions.{dimension}")
    numbers = {one: config_key.at(one).number(one) for one in coordinates}
    return {dimension: numbers, "why": "the coordinates themselves", "source": "definition", "status": "computed"}


def coordinates_of(dimension: str, written: Sequence[Any]) -> tuple[str, ...]:
    """Return a dimension's coordinates as texts, which must differ.

    Raises
    ------
    UncertainComputeError
        If the dimension's name cannot be stored in a run, or a coordinate cannot be shown or comes twice.
    """
    config_key = ConfigKey(f"model.dimensions.{dimension}")
    if not dimension.isidentifier() or dimension in OF_DRAWS:
        raise config_key.error("a dimension's name has only letters, digits and _, and is not chain, draw or sample")
    if isinstance(written, str):
        raise config_key.error(f"{quoted(written)} is not a list of coordinates")
    for coordinate in written:
        fail_unless_name(str(coordinate), config_key.key)
    found = tuple(config_key.text(one) for one in written)
    if twice := next((one for one in found if found.count(one) > 1), None):
        raise config_key.error(f"the coordinate {quoted(twice)} comes twice")
    return found
