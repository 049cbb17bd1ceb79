"""The data that a page needs to run the model: equations, draws, beliefs and published ranges."""

import shlex
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np

from uncertain_compute.addresses import coordinate_of, labels_of, name_of
from uncertain_compute.analysis.summary.estimates import HeadlineEstimate, Interval
from uncertain_compute.analysis.summary.reading import COMMAND, Reading
from uncertain_compute.config.choices import Combinations, choices_beside
from uncertain_compute.draws.blocks import Plan
from uncertain_compute.draws.propagation import INDEPENDENT
from uncertain_compute.errors import UncertainComputeError
from uncertain_compute.priors.reading.assumptions import Assumption
from uncertain_compute.reporting.live.beliefs import belief_of, packed, words_of
from uncertain_compute.reporting.live.charts import charts_of, columns_shown
from uncertain_compute.reporting.live.javascript import Terms, javascript, steps_in
from uncertain_compute.reporting.live.other_beliefs import OtherBeliefs, constants_of
from uncertain_compute.reporting.live.ranks import CHAINS, DRAWS, ranks_of, uniforms_of
from uncertain_compute.study.column import Column
from uncertain_compute.study.study import Study
from uncertain_compute.views.sentences.numbers import unit_text

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
    controls = [one for each in able for one in _controls(study, each, columns, set(together), plan)]
    of_controls = [[columns[index] for index in one["columns"]] for one in controls]
    others = OtherBeliefs(study, of_controls, list(names), columns, uniforms_of(study, design, int(attrs["seed"])))
    return {
        "draws": DRAWS,
        "chains": CHAINS,
        "columns": [
            {
                "factor": study.columns[name].factor,
                **({"ranks": packed(ranks[name], "<u2")} if name in ranks else {}),
                **(
                    {"drawn": packed(together[name], "<f8"), "middle": _middle(study.columns[name])}
                    if name in together
                    else {"belief": belief_of(study.columns[name].distribution)}
                ),
            }
            for name in columns
        ],
        "controls": controls,
        "targets": [_target(one) for one in reading.headline],
        "paths": _paths(reading),
        "command": command,
        "choices": others.of(choices) if choices else [],
        "leftOut": others.left_out,
        "asInRun": [study.label(one.name) for one in able if not set(together).isdisjoint(one.columns)],
        "beliefs": others.beliefs,
        "ranks": others.texts,
        "interval": _interval(reading.interval),
        "seed": int(attrs["seed"]),
    }


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


def _controls(
    study: Study, assumption: Assumption, columns: Sequence[str], together: set[str], plan: Plan
) -> Iterable[dict[str, Any]]:
    """Yield the controls of an assumption: one for each column, or one for all if they are copies of one belief."""
    own = assumption.columns
    if not together.isdisjoint(own):
        return
    groups = [group.columns for group in plan.groups if not set(own).isdisjoint(group.columns)]
    copied = len(own) > 1 and len({id(prior) for prior in own.values()}) == 1
    for column in list(own)[:1] if copied else own:
        labels = [] if copied else labels_of(column)
        dims = [dim for dim in assumption.dimensions if dim not in assumption.shared]
        yield _control(study, study.columns[column]) | {
            "tied": any({tie.first, tie.second} & set(own) for tie in study.correlations),
            "beside": [columns.index(one) for group in groups for one in group if one in columns],
            "path": [assumption.name, *(word for pair in zip(dims, labels, strict=False) for word in pair)],
            "name": assumption.name if copied else column,
            "label": study.label(assumption.name),
            "columns": [columns.index(one) for one in (own if copied else [column])],
            "coordinates": [f"[{coordinate_of(one)}]" for one in own] if copied else [],
        }


def _middle(column: Column) -> float:
    return float(column.factor * column.distribution.middle)


def _control(study: Study, column: Column) -> dict[str, Any]:
    prior, allowed = column.prior, column.allowed.in_unit(column.factor)
    unit = prior.unit or study.unit(name_of(column.name))
    return {
        "written": words_of(prior),
        "unit": unit,
        "shownUnit": unit_text(unit),
        "fixed": column.fixed,
        "low": float(allowed.low) if np.isfinite(allowed.low) else None,
        "high": float(allowed.high) if np.isfinite(allowed.high) else None,
        "aboveLow": allowed.above_low,
        "range": str(column.allowed),
    }


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
    return {"column": one.column, "label": one.label, "unit": unit_text(one.unit), "published": published}
