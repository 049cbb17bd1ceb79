"""Priors become the rows of a sheet."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import product
from typing import Any

import yaml

from uncertain_compute.priors.dependence.correlation import Correlation
from uncertain_compute.priors.distributions import Share
from uncertain_compute.priors.reading.assumptions import Assumption
from uncertain_compute.priors.reading.bounds import MODIFIERS
from uncertain_compute.priors.reading.config_key import ConfigKey
from uncertain_compute.priors.reading.notation.numbers import is_number
from uncertain_compute.priors.reading.notation.statements import quantile_keys
from uncertain_compute.priors.reading.notation.usual_form import CREDIBILITY, stated
from uncertain_compute.priors.reading.quantile_keys import QUANTILE_KEY
from uncertain_compute.priors.reading.spec import PROVENANCE, SHARED, Prior
from uncertain_compute.priors.reading.text import text_of
from uncertain_compute.priors.sheets.columns import (
    AS_OF,
    BEHIND_DIMENSION,
    BETWEEN,
    COORDINATES,
    CORRELATIONS,
    FAMILY,
    NAME,
    VALUE,
    end_columns,
)
from uncertain_compute.priors.sheets.rows import SheetRow

DEFAULT = quantile_keys("")
"""The keys of the quantiles of an interval without a stated credibility."""


def sheet_rows(
    assumptions: Iterable[Assumption],
    correlations: Iterable[Correlation],
    memory: Mapping[str, Mapping[str, Any]],
    as_of: str = "",
) -> list[SheetRow]:
    """Return the rows of a sheet: one for the date, each assumption and coordinate, and each correlation.

    Parameters
    ----------
    memory
        ``along`` and ``correlation``, ``at_most`` and ``at_least`` of each assumption that has them.
        ``correlations`` does not include their pairs.

    Raises
    ------
    UncertainComputeError
        If a coordinate has ``;`` in it, which separates coordinates in a sheet.
    """
    remembered = {name: {key: _number(value) for key, value in said.items()} for name, said in memory.items()}
    rows = [{**row, **remembered.get(one.name, {})} for one in assumptions for row in _rows(one)]
    ties = [{NAME: CORRELATIONS, VALUE: flow_of(_said_of(one))} for one in correlations]
    return [*([{NAME: AS_OF, VALUE: as_of}] if as_of else []), *rows, *ties]


def _rows(assumption: Assumption) -> Iterator[SheetRow]:
    name = {NAME: assumption.name}
    if isinstance(assumption.priors[0].distribution, Share):
        yield {**name, **_row(assumption.priors[0])}
        return
    own = [index for index, dimension in enumerate(assumption.dimensions) if dimension not in assumption.shared]
    shared = {SHARED: BETWEEN.join(assumption.shared)} if assumption.shared else {}
    cells = product(*(assumption.coordinates[index] for index in own))
    for labels, prior in zip(cells, assumption.priors, strict=True):
        for coordinate in labels:
            if BETWEEN.strip() in coordinate:
                raise ConfigKey(f"priors.{assumption.name}").error(
                    f"{coordinate!r} has ; in it, which separates coordinates"
                )
        at = [
            f"{assumption.dimensions[index]}{BEHIND_DIMENSION}{label}" for index, label in zip(own, labels, strict=True)
        ]
        yield {**name, **({COORDINATES: BETWEEN.join(at)} if at else {}), **_row(prior), **shared}


def _row(prior: Prior) -> SheetRow:
    """Return the cells of a prior's row."""
    provenance = {key: str(getattr(prior, key)) for key in PROVENANCE if getattr(prior, key)}
    form = prior.form
    if not isinstance(form, Mapping):
        return {**_cells(form), **provenance}
    modifiers = {key: flow_of(form[key]) for key in MODIFIERS if form.get(key) is not None}
    rest = {key: value for key, value in form.items() if key not in modifiers}
    return {**_cells(rest[VALUE] if set(rest) == {VALUE} else rest), **modifiers, **provenance}


def _cells(form: Any) -> SheetRow:
    """Return the cells of a form: its ends if these are enough, else the whole form as a value."""
    if isinstance(form, Mapping):
        return _of_mapping(form) or {VALUE: flow_of(form)}
    if not isinstance(form, str):
        return {VALUE: _number(form)}
    said = stated(form, ConfigKey(VALUE))
    if said is None or not said.high or str(said) != form:
        return {VALUE: form}
    return {"low": said.low, "high": said.high, **({CREDIBILITY: said.level} if said.level else {})}


def _of_mapping(form: Mapping[str, Any]) -> SheetRow:
    """Return the ends of a family as cells; empty if the form has parts that no column is for."""
    if len(form) != 1:
        return {}
    ((family, inside),) = form.items()
    if not isinstance(inside, Mapping) or not all(_is_plain(value) for value in inside.values()):
        return {}
    ends = end_columns(family)
    if ends is not None and set(inside) == set(ends):
        return {**{column: _number(inside[column]) for column in ends}, FAMILY: family}
    if len(inside) != 2 or not all(QUANTILE_KEY.fullmatch(str(key)) for key in inside):
        return {}
    (first, low), (last, high) = sorted(inside.items(), key=lambda item: float(item[0][1:]))
    level = f"{float(last[1:]) - float(first[1:]):.12g}%"
    if quantile_keys(level) != (first, last) or (end_columns(family) and (first, last) == DEFAULT):
        return {}
    credibility = {} if (first, last) == DEFAULT else {CREDIBILITY: level}
    return {"low": _number(low), "high": _number(high), FAMILY: family, **credibility}


def _is_plain(value: Any) -> bool:
    return is_number(value) if isinstance(value, str) else not isinstance(value, Mapping | list | tuple)


def _said_of(one: Correlation) -> dict[str, Any]:
    beside = {key: getattr(one, key) for key in ("why", "source") if getattr(one, key)}
    return {"pair": [one.first, one.second], one.kind: float(one.value), **beside}


def _number(value: Any) -> str:
    """Return a number as the text of a cell, in its short form if that loses no digits."""
    if isinstance(value, str):
        return value
    plain = value.item() if hasattr(value, "item") else value
    short = text_of(plain)
    return short if isinstance(plain, float) and float(short) == plain else repr(plain)


def flow_of(value: Any) -> str:
    """Return a mapping or a list in one line of YAML."""
    return yaml.safe_dump(
        _built_in(value), default_flow_style=True, width=10**9, sort_keys=False, allow_unicode=True
    ).strip()


def _built_in(value: Any) -> Any:
    """Return a value with Python's own types, which YAML can write."""
    match value:
        case Mapping():
            return {key: _built_in(inside) for key, inside in value.items()}
        case list() | tuple():
            return [_built_in(inside) for inside in value]
    return value.item() if hasattr(value, "item") else value
