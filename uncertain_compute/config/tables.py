"""Tables of facts: CSV files with one number a line, each of an input at a coordinate of a dimension."""

import csv
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import Any

from omegaconf import DictConfig, OmegaConf, open_dict

from uncertain_compute.addresses import address_of
from uncertain_compute.errors import UncertainComputeError, quoted
from uncertain_compute.files.documents import shown, text_of
from uncertain_compute.files.named import file_in
from uncertain_compute.priors.reading.config_key import ConfigKey
from uncertain_compute.priors.reading.spec import PROVENANCE
from uncertain_compute.study.prior_set import CORRELATIONS

INPUT, VALUE = "input", "value"

type Facts = dict[str, dict[str, dict[str, Any]]]
"""A value with its provenance, by input and coordinate."""


def put_tables(config: DictConfig, folders: Sequence[Path]) -> bool:
    """Add the facts of a model's tables to its inputs, and return whether there were any.

    A table may have more coordinates than the dimension lists; beliefs about these are left out, too. If the config
    itself states a fact, it is used instead of the table's; a belief about some coordinates stands beside the facts of
    the others.

    Parameters
    ----------
    config
        A composed config, whose ``model.tables`` names a file for each of some dimensions.
    folders
        Folders that may hold the files.

    Raises
    ------
    UncertainComputeError
        If a file is missing, is not such a table, or has no facts for a coordinate of the dimension.
    """
    if not OmegaConf.is_dict(config.model) or not config.model.get("tables"):
        return False
    plain: Any = OmegaConf.to_container(config, resolve=False)
    model = plain["model"]
    key, inputs, priors = ConfigKey("model.tables"), model.get("inputs") or {}, plain["priors"]
    for dimension, name in key.mapping(model["tables"], "dimensions to files").items():
        listed = (model.get("dimensions") or {}).get(dimension)
        if not isinstance(listed, list):
            raise key.no_such("dimension", dimension, model.get("dimensions") or {})
        path = file_in(folders, key.at(dimension).text(name), key.at(dimension).key)
        facts = facts_in(path, dimension)
        _put(inputs, dimension, facts, [str(one) for one in listed], path)
        priors = fitted_to_table(priors, dimension, facts, [*map(str, listed)])
    with open_dict(config):
        config.model.inputs, config.priors = inputs, priors
        del config.model["tables"]
    return True


def _put(inputs: dict[str, Any], dimension: str, facts: Facts, listed: Sequence[str], path: Path) -> None:
    """Add a table's facts to the declared inputs, for the coordinates that the dimension lists."""
    known = list(dict.fromkeys(coordinate for entries in facts.values() for coordinate in entries))
    for coordinate in listed:
        if coordinate not in known:
            raise ConfigKey(f"model.dimensions.{dimension}").no_such(f"row of {shown(path)}", coordinate, known)
    for name, entries in facts.items():
        if not isinstance(declared := inputs.get(name), Mapping):
            raise UncertainComputeError(
                f"{shown(path)}: {name!r} is not an input of the model; declare it with its unit"
            )
        inputs[name] = {**declared, dimension: {**_at(entries, listed), **(declared.get(dimension) or {})}}


def fitted_to_table(priors: Any, dimension: str, facts: Facts, listed: Sequence[str]) -> Any:
    """Return priors in which beliefs by coordinate are about exactly the coordinates that a dimension lists.

    Beliefs about other coordinates are left out; where a belief lacks a listed coordinate, the table's fact is taken.
    """
    known = {coordinate for entries in facts.values() for coordinate in entries}
    kept = without_coordinates(priors, dimension, known - {*listed})
    if not isinstance(kept, Mapping):
        return kept
    partly = {name: entry for name in facts if isinstance(entry := kept.get(name), Mapping)}
    return {
        **kept,
        **{
            name: {**entry, dimension: {**_at(facts[name], listed), **entry[dimension]}}
            for name, entry in partly.items()
            if isinstance(entry.get(dimension), Mapping)
        },
    }


def _at(entries: Mapping[str, Any], listed: Sequence[str]) -> dict[str, Any]:
    return {coordinate: entries[coordinate] for coordinate in listed if coordinate in entries}


def without_coordinates(priors: Any, dimension: str, left_out: Collection[str]) -> Any:
    """Return priors without beliefs about some coordinates of a dimension, and without their correlations."""
    if not left_out or not isinstance(priors, Mapping):
        return priors
    kept = {
        name: {**entry, dimension: {key: one for key, one in entry[dimension].items() if str(key) not in left_out}}
        if isinstance(entry, Mapping) and isinstance(entry.get(dimension), Mapping)
        else entry
        for name, entry in priors.items()
    }
    columns = {address_of(name, [coordinate]) for name in priors for coordinate in left_out}
    ties = (_tie_without(tie, columns) for tie in priors.get(CORRELATIONS) or ())
    return {**kept, **({CORRELATIONS: [tie for tie in ties if tie]} if CORRELATIONS in priors else {})}


def _tie_without(tie: Any, columns: Collection[str]) -> Any:
    """Return a correlation without some columns; None if fewer than two are left."""
    if not isinstance(tie, Mapping):
        return tie
    left = {key: [one for one in tie[key] if one not in columns] for key in ("pair", "all") if _is_list(tie.get(key))}
    gone = any(len(names) < min(2, len(tie[key])) for key, names in left.items())
    return None if gone else {**tie, **left}


def _is_list(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(one, str) for one in value)


def facts_in(path: Path, dimension: str) -> Facts:
    """Return the facts of a table whose columns are the dimension, ``input``, ``value``, and a value's provenance.

    Raises
    ------
    UncertainComputeError
        If a column is missing or unknown, a line is short, or a fact comes twice.
    """
    header = (dimension, INPUT, VALUE, *PROVENANCE)
    try:
        rows = list(csv.reader(text_of(path).splitlines(), strict=True))
    except csv.Error as error:
        raise UncertainComputeError(f"{shown(path)}: is not a CSV file: {error}") from None
    if not rows or sorted(rows[0]) != sorted(header):
        raise UncertainComputeError(f"{shown(path)}: its first line must be {','.join(header)}, in any order")
    facts: Facts = {}
    for number, row in enumerate(rows[1:], start=2):
        if len(row) != len(header):
            raise UncertainComputeError(f"{shown(path)}, line {number}: has {len(row)} cells, line 1 {len(header)}")
        fact: dict[str, Any] = dict(zip(rows[0], row, strict=True))
        of = facts.setdefault(fact.pop(INPUT), {})
        coordinate = fact.pop(dimension)
        if coordinate in of:
            raise UncertainComputeError(f"{shown(path)}, line {number}: {quoted(coordinate)} comes twice")
        of[coordinate] = {name: cell for name, cell in fact.items() if cell}
    return facts
