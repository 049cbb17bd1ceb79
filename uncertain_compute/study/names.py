"""Allowed names of inputs, dimensions and their coordinates."""

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from uncertain_compute.errors import UncertainComputeError, did_you_mean
from uncertain_compute.evidence.observations import Evidence
from uncertain_compute.model.graph import Graph
from uncertain_compute.plain_text import fail_unless_name, fail_unless_plain
from uncertain_compute.priors.reading.spec import PROVENANCE, Prior
from uncertain_compute.study.decisions import Decision


def fail_unless_named(entries: Mapping[str, Any], key: str) -> None:
    """Raise if a name is not valid, or a text cannot be shown.

    Raises
    ------
    UncertainComputeError
        If a name or a text is not valid.
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
    return {*graph.inputs, *graph.equations, *needed, *(decision.names.values() if decision else ())}


def fail_unless_known(said: Mapping[str, Iterable[str]], known: Collection[str], dimensions: Collection[str]) -> None:
    """Raise for names of inputs that no equation needs or gives, and for beliefs about a dimension.

    Raises
    ------
    UncertainComputeError
        If there is such a name; the message names its key.
    """
    for key, names in said.items():
        for name in names:
            if key == "priors" and name in dimensions:
                raise UncertainComputeError(f"{key}.{name}: is a dimension; its coordinates cannot be changed")
            if name not in known:
                raise UncertainComputeError(
                    f"{key}.{name}: no equation needs or gives this; {did_you_mean(name, known)}"
                )
