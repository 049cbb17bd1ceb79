"""The data that a page needs to run the model: equations, draws, beliefs and published ranges."""

import shlex
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np

from uncertain_compute.addresses import name_of
from uncertain_compute.analysis.reading import COMMAND, Reading
from uncertain_compute.analysis.summary.estimates import HeadlineEstimate, Interval
from uncertain_compute.arrays import Floats
from uncertain_compute.config.choices import Combinations, choices_beside
from uncertain_compute.draws.blocks import Plan
from uncertain_compute.draws.propagation import INDEPENDENT
from uncertain_compute.errors import UncertainComputeError
from uncertain_compute.priors.distributions.between import LOG
from uncertain_compute.priors.reading.assumptions import Assumption
from uncertain_compute.reporting.live.anchors import BetweenAnchors, between_anchors
from uncertain_compute.reporting.live.beliefs import belief_of, packed
from uncertain_compute.reporting.live.charts import charts_of, columns_shown
from uncertain_compute.reporting.live.controls import controls_of, drivers_of
from uncertain_compute.reporting.live.javascript import Terms, javascript, steps_in
from uncertain_compute.reporting.live.other_beliefs import OtherBeliefs, constants_of
from uncertain_compute.reporting.live.ranks import CHAINS, DRAWS, Ranks, ranks_of, uniforms_of
from uncertain_compute.study.column import Column
from uncertain_compute.study.study import Study
from uncertain_compute.views.numbers import unit_text

MOST_OPERATIONS, MOST_COLUMNS = 8_000, 400
"""The largest sizes of a model: with more, a page would be large and slow."""

SHIPPED = ["python", "-m", "uncertain_compute"]


@dataclass(frozen=True)
class LiveModel:
    """The model in a page.

    Attributes
    ----------
    code
        JavaScript functions: ``compute`` computes the headline, ``computeAll`` also the columns of charts.
    data
        All other data, for JSON.
    """

    code: str
    data: Mapping[str, Any]


def live_model(reading: Reading) -> LiveModel:
    """Return the model of a run for its page.

    Raises
    ------
    UncertainComputeError
        If a page cannot run it; the message is the reason.
    """
    study = reading.study
    if study.observations:
        raise UncertainComputeError("only the engine can update them by evidence")
    if study.certain:
        raise UncertainComputeError("every assumption is fixed")
    targets = [one.column for one in reading.headline]
    if never := study.graph.may_be_never & {*map(name_of, targets)}:
        raise UncertainComputeError(f"{', '.join(sorted(never))} may be never, which only the engine counts")
    found = list(dict.fromkeys([*targets, *columns_shown(study)]))
    if study.bounds:
        raise UncertainComputeError(f"only the engine draws beliefs that others bound: {', '.join(study.bounds)}")
    plan = Plan.of(study, tuple(targets), tuple(map(name_of, found)))
    _, names = study.graph.needed(dict.fromkeys(map(name_of, found)), study.assumptions)
    columns = list(dict.fromkeys(column for name in names for column in study.assumptions[name].columns))
    _fail_if_too_many(len(columns), MOST_COLUMNS, "assumptions")
    code = _code(study, columns, {"compute": targets, "computeAll": found})
    _fail_if_too_many(sum(map(steps_in, code)), MOST_OPERATIONS, "operations")
    data = _data(reading, plan, names, columns)
    return LiveModel("".join(code), data | {"charts": charts_of(study, found, columns)})


def _code(study: Study, columns: Sequence[str], found: Mapping[str, Sequence[str]]) -> list[str]:
    """Return the JavaScript functions that compute some columns, by name; each has only the equations that it needs."""
    index = {column: number for number, column in enumerate(columns)}
    functions = []
    for function, results in found.items():
        equations, names = study.graph.needed(dict.fromkeys(map(name_of, results)), study.assumptions)
        given = {name: _terms(study.assumptions[name], index) for name in names}
        functions.append(javascript(equations, given, partial(_found, study, results), function))
    return functions


def _fail_if_too_many(count: int, most: int, what: str) -> None:
    if count > most:
        raise UncertainComputeError(f"the model has {count:,} {what}, but a page can have at most {most:,}")


def _terms(assumption: Assumption, index: Mapping[str, int]) -> Terms:
    terms = np.array([f"g{index[column]}" for column in assumption.column_of_each], dtype=object)
    return assumption.dimensions, terms.reshape(assumption.shape)


def _found(study: Study, columns: Sequence[str], known: Mapping[str, Terms]) -> list[str]:
    return [_term(study, known, column) for column in columns]


def _term(study: Study, known: Mapping[str, Terms], column: str) -> str:
    """Return the term of one column of a quantity."""
    name = name_of(column)
    dims, terms = known[name]
    wanted = study.graph.dims.get(name, study.assumptions[name].dimensions if name in study.assumptions else ())
    ordered = terms.transpose([dims.index(dim) for dim in wanted]).ravel()
    return str(ordered[study.columns_of(name).index(column)])


def _data(reading: Reading, plan: Plan, names: Collection[str], columns: Sequence[str]) -> dict[str, Any]:
    study, attrs = reading.study, reading.run.attrs
    design = str(attrs["design"])
    design = "sobol" if design == INDEPENDENT else design
    ranks, together = ranks_of(study, plan, design, int(attrs["seed"]))
    command = _command(str(attrs.get(COMMAND, "")))
    choices = _choices(study, command) if COMMAND in attrs else None
    changing = constants_of(choices, study) if choices else frozenset[str]()
    without = (study.constants | set(study.dimensions)) - changing
    able = [study.assumptions[name] for name in study.assumptions if name in names and name not in without]
    changeable = {one.name: between for one in able if (between := _following(one, together)) is not None}
    controls = [one for name in changeable for one in controls_of(study, name, columns, changeable[name])]
    between = {column: one for found in changeable.values() for column, one in found.items()}
    of_controls = [[columns[index] for index in one["columns"]] for one in controls]
    others = OtherBeliefs(study, of_controls, list(names), columns, uniforms_of(study, design, int(attrs["seed"])))
    return {
        "draws": DRAWS,
        "chains": CHAINS,
        "columns": [
            _column(study.columns[name], ranks.get(name), together.get(name), _between(between.get(name), columns))
            for name in columns
        ],
        "controls": controls,
        "drivers": [one for name in changeable for one in drivers_of(study, name, columns, plan)],
        "targets": [_target(one) for one in reading.headline],
        "paths": _paths(reading),
        "command": command,
        "choices": others.of(choices) if choices else [],
        "leftOut": others.left_out,
        "asInRun": [study.label(one.name) for one in able if one.name not in changeable],
        "beliefs": others.beliefs,
        "ranks": others.texts,
        "interval": _interval(reading.interval),
        "seed": int(attrs["seed"]),
    }


def _following(assumption: Assumption, together: Collection[str]) -> dict[str, BetweenAnchors] | None:
    """Return the columns that follow others of an assumption; None if the page cannot change it."""
    return None if set(assumption.columns) & set(together) else between_anchors(assumption)


def _column(column: Column, ranks: Ranks | None, together: Floats | None, between: dict[str, Any]) -> dict[str, Any]:
    """Return a column as the page has it: its belief and its ranks, or else the draws of columns drawn together."""
    if together is not None:
        return {"factor": column.factor, "drawn": packed(together, "<f8"), "middle": _middle(column)}
    ranked = {} if ranks is None else {"ranks": packed(ranks, "<u2")}
    return {"factor": column.factor, **ranked, "belief": belief_of(column.distribution), **between}


def _between(one: BetweenAnchors | None, columns: Sequence[str]) -> dict[str, Any]:
    if one is None:
        return {}
    ends = {"first": columns.index(one.first), "second": columns.index(one.second)}
    return {"between": {**ends, "part": one.part, "isOfLogs": one.scale == LOG}}


def _choices(study: Study, command: Sequence[str]) -> Combinations | None:
    try:
        return choices_beside(command, study.dimensions)
    except UncertainComputeError:
        return None


def _interval(one: Interval) -> dict[str, Any]:
    return {"probability": one.probability, "kind": one.kind, "certainty": one.certainty}


def _command(written: str) -> list[str]:
    """Return the words of a run's command; if it cannot be read, those of a command for the shipped study."""
    try:
        return shlex.split(written) or SHIPPED
    except ValueError:
        return SHIPPED


def _middle(column: Column) -> float:
    return float(column.factor * column.distribution.middle)


def _paths(reading: Reading) -> list[dict[str, Any]]:
    indices = {one.column: index for index, one in enumerate(reading.headline)}
    return [
        {
            "label": reading.study.label(name_of(path.name)) or path.name,
            "targets": [indices[one] for one in path.columns],
            "labels": path.labels,
            "positions": path.positions,
        }
        for path in reading.paths
    ]


def _target(one: HeadlineEstimate) -> dict[str, Any]:
    published = None if one.published is None else [float(one.published.low), float(one.published.high)]
    named = {"column": one.column, "label": one.label, "unit": unit_text(one.unit)}
    return {**named, "published": published, "event": one.is_event}
