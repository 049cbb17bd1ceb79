"""A study: equations, beliefs about their inputs, and what others have published about the results."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from copy import copy
from dataclasses import dataclass, replace
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
from xarray import Variable

from uncertain_compute.arrays import Floats, Numbers
from uncertain_compute.errors import UncertainComputeError, did_you_mean, quoted
from uncertain_compute.evidence.observations import Evidence, Item
from uncertain_compute.model.graph import Graph, Number, evaluate
from uncertain_compute.model.units import check_equations, conversion, without_prefixes
from uncertain_compute.plain_text import fail_unless_name, fail_unless_plain
from uncertain_compute.priors.dependence.copula import correlated_groups, correlations
from uncertain_compute.priors.distributions import Fixed, Law
from uncertain_compute.priors.reading.config_key import Place
from uncertain_compute.priors.reading.ranges import Range, fail_if_outside, range_note, ranges_in
from uncertain_compute.priors.reading.spec import PROVENANCE, Assumption, Prior, assumption
from uncertain_compute.study.charts import Chart, fail_unless_drawable
from uncertain_compute.study.decisions import Decision

CORRELATIONS = "correlations"
ANYWHERE = Range()
OF_THE_MODEL = ("label", "range")
OF_DRAWS = ("chain", "draw", "sample")
"""Keys of an input that say nothing of a belief about it."""


@dataclass(frozen=True, slots=True)
class Column:
    """One number that has a belief: an assumption, or an assumption at one coordinate.

    Attributes
    ----------
    factor
        How many of the model's unit one of the prior's is.
    allowed
        Where the model says that it lies.
    """

    name: str
    prior: Prior
    factor: float
    allowed: Range = ANYWHERE

    @property
    def law(self) -> Law:
        """Return the law, in the prior's own unit."""
        return self.prior.law

    @property
    def fixed(self) -> bool:
        """Return whether it is known for certain."""
        return isinstance(self.law, Fixed)

    @property
    def outside(self) -> float:
        """Return the probability outside the range that the model says."""
        return self.allowed.in_unit(self.factor).outside(self.law)

    def ppf(self, q: Numbers) -> Floats:
        """Return exact quantiles in the model's unit."""
        return self.factor * self.law.ppf(q)

    def from_uniform(self, uniform: Floats) -> Floats:
        """Return draws in the model's unit, each at the quantile that a number in (0, 1) says."""
        return self._in_model_unit(self.law.from_uniform(uniform))

    def from_normal(self, normal: Floats) -> Floats:
        """Return draws in the model's unit, each at the quantile of a standard normal number."""
        return self._in_model_unit(self.law.from_normal(normal))

    def _in_model_unit(self, values: Floats) -> Floats:
        return values if self.factor == 1.0 else values * self.factor


@dataclass(frozen=True, slots=True)
class Figure:
    """A published estimate of a quantity: one number, or a range."""

    quantity: str
    low: float
    high: float

    def __post_init__(self) -> None:
        """Refuse ends that are no numbers, or the wrong way round, and what is not a whole quantity.

        Raises
        ------
        UncertainComputeError
            If it is so.
        """
        place = Place("model.published")
        if not isinstance(self.quantity, str) or not self.quantity.isidentifier():
            raise place.at("quantity").error(
                f"{quoted(self.quantity)} is not the name of a quantity, without coordinates"
            )
        place = place.at(self.quantity)
        low, high = place.at("low").number(self.low), place.at("high").number(self.high)
        if low > high:
            raise place.error(f"low = {low:g} is above high = {high:g}")


def column_names(name: str, coordinates: Sequence[Sequence[str]]) -> list[str]:
    """Return the columns of what has the coordinates of some dimensions: ``name`` or ``name[coordinate, ...]``."""
    return [f"{name}[{', '.join(labels)}]" for labels in product(*coordinates)] if coordinates else [name]


class Study:
    """Equations with a prior for each input, ready to be drawn from.

    Attributes
    ----------
    graph
        The equations.
    assumptions
        Beliefs by name; a belief about a quantity that has an equation replaces the equation.
    columns
        The same, one entry per coordinate, by ``name`` or ``name[coordinate]``.
    correlations
        How two columns correlate, one entry per pair.
    correlated_groups
        The uncertain columns that they tie together.
    targets
        Quantities that are reported unless others are asked for.
    headline
        Those of them that get a figure.
    figures
        Published estimates, by quantity.
    items
        What was observed, in the model's units.
    charts
        Figures of its own, see `uncertain_compute.study.charts`.
    sources
        Checksums of the files that its equations were read from, where a config names them.
    """

    def __init__(
        self,
        equations: Iterable[Callable[..., Number]],
        priors: Mapping[str, Any],
        *,
        dimensions: Mapping[str, Sequence[str]] | None = None,
        targets: Sequence[str] = (),
        headline: Sequence[str] = (),
        inputs: Mapping[str, Mapping[str, Any]] | None = None,
        figures: Iterable[Figure] = (),
        audit: Path | None = None,
        folders: Sequence[Path] = (),
        decision: Decision | None = None,
        backtest: Path | None = None,
        evidence: Evidence | None = None,
        audit_priors: str = "",
        charts: Sequence[Chart] = (),
        title: str = "",
        about: str = "",
        replaced: Sequence[str] = (),
    ) -> None:
        """Read the priors and check that equations, priors and units fit together.

        Parameters
        ----------
        equations
            Plain functions, named after what they return.
        priors
            By input: a Prior, or anything that `prior` reads, or per coordinate of a dimension;
            under ``correlations`` a list of pairs and groups, see
            `uncertain_compute.priors.dependence.copula.correlations`.
        dimensions
            The coordinates of each named dimension.
        targets
            What is reported; all quantities if left out.
        headline
            What is drawn; all targets if left out.
        inputs
            The model's own words for its inputs: ``unit``, ``label``, ``range`` (see `priors.ranges.Range`), and for
            constants a ``value``. A quantity that a prior may replace can have a range, too.
        figures
            Published estimates.
        audit
            YAML file with every figure that a publication prints, see `uncertain_compute.analysis.validation.audit`.
        folders
            Where data files that priors name may lie, besides the current folder.
        decision
            What is to be decided by the results.
        backtest
            YAML file with outcomes that became known later, see `uncertain_compute.analysis.validation.backtest`.
        evidence
            What was observed, with the equations and assumptions that tie it to the study's quantities.
        audit_priors
            The prior set that holds the publication's own numbers, for the audit.
        charts
            Figures of the study's own.
        title, about
            What the report is called, and what it says of the study.
        replaced
            Shipped files that its own take the place of, to be noted.

        Raises
        ------
        UncertainComputeError
            If a name is missing, unknown or misspelt, units disagree, a belief lies outside the range of what it is
            about, or correlations cannot hold together.
        """
        evidence = evidence or Evidence()
        said = {"priors": priors, "model.dimensions": dimensions, "model.inputs": inputs, "evidence": evidence.inputs}
        for key, entries in said.items():
            _fail_unless_named(entries or {}, key)
        fail_unless_plain({"title": title, "about": about, "targets": targets, "headline": headline}, "model")
        self.sources: tuple[str, ...] = ()
        self.graph = Graph([*equations, *evidence.equations])
        self.decision = decision
        self.dimensions = {name: _coordinates(name, values) for name, values in (dimensions or {}).items()}
        self.inputs = {**evidence.inputs, **(inputs or {})}
        self.ranges = ranges_in(evidence.inputs, "evidence.inputs") | ranges_in(inputs or {}, "model.inputs")
        stated = {name: entry for name, entry in self.inputs.items() if {"value", *self.dimensions} & set(entry)}
        written = {**{name: _belief(entry) for name, entry in stated.items()}, **priors}
        written_correlations = written.pop(CORRELATIONS, None)
        self.constants = frozenset(stated) - set(priors) - set(evidence.inputs)
        self.folders = tuple(folders)
        self._fail_if_names_are_unknown(
            {
                "priors": [name for name in priors if name != CORRELATIONS],
                "model.inputs": inputs or {},
                "evidence.inputs": evidence.inputs,
            }
        )
        self.assumptions = {name: self._assumption(name, entry) for name, entry in written.items()}
        self.graph.needed(self.graph.equations, self.assumptions)
        self._undeclared_units = {
            name: without_prefixes(entry.priors[0].unit, f"priors.{name}")
            for name, entry in self.assumptions.items()
            if entry.priors[0].unit and not self.inputs.get(name, {}).get("unit")
        }
        self.columns = self._columns_of(self.assumptions)
        self.correlations = correlations(written_correlations, self.columns)
        self.correlated_groups = correlated_groups(self.correlations, self.uncertain_columns)
        of_evidence = {function.__name__ for function in evidence.equations}
        own = (name for name in self.graph.equations if name not in self.assumptions and name not in of_evidence)
        self.targets = tuple(targets) or tuple(own)
        self.headline = tuple(headline) or self.targets
        self.figures = {figure.quantity: figure for figure in _each_once(figures)}
        self.audit, self.audit_priors, self.backtest = audit, audit_priors, backtest
        self.charts, self.title, self.about, self.replaced = tuple(charts), title, about, tuple(replaced)
        for key, names in {"model.headline": self.headline, "model.published": self.figures}.items():
            self.graph.needed(names, self.assumptions, key)
        known = {*self.graph.equations, *self.assumptions}
        fail_unless_drawable(self.charts, known, self.unit, self._columns_named)
        for chart in self.charts:
            for _, row in chart.rows:
                self.given_values(row.given, f"charts.{chart.name}.given")
        self._of_evidence = frozenset(evidence.inputs) - set(priors)
        self.items = tuple(map(self._item, evidence.items))
        self._check_units(always=bool(evidence.equations))

    @property
    def uncertain_columns(self) -> list[str]:
        """Return the names of the columns that are drawn, sorted."""
        return sorted(name for name, column in self.columns.items() if not column.fixed)

    @property
    def certain(self) -> bool:
        """Return whether every assumption is fixed, so that there is nothing to draw."""
        return all(column.fixed for column in self.columns.values())

    @property
    def informative_items(self) -> tuple[Item, ...]:
        """Return the items about something that is uncertain here, apart from what the evidence itself brings along."""
        return tuple(item for item in self.items if self._is_uncertain(item.of))

    @property
    def observed(self) -> tuple[str, ...]:
        """Return the quantities and assumptions that the likelihood of the evidence depends on."""
        return tuple(dict.fromkeys(name for item in self.informative_items for name in (item.of, *item.error.needs)))

    @property
    def charted(self) -> tuple[str, ...]:
        """Return the quantities and assumptions that stand in its charts or have a published figure."""
        in_charts = (row.of for chart in self.charts for _, row in chart.rows)
        return tuple(dict.fromkeys((*in_charts, *self.figures)))

    def _is_uncertain(self, quantity: str) -> bool:
        _, used = self.graph.needed([quantity], self.assumptions)
        return any(
            not self.columns[column].fixed
            for name in used
            if name not in self._of_evidence
            for column in self.assumptions[name].columns
        )

    def unit(self, name: str) -> str:
        """Return the unit of an assumption or a quantity; empty where nobody says."""
        if name in self.graph.equations:
            return self.graph.equations[name].unit or ""
        declared = self.inputs.get(name, {}).get("unit")
        return str(declared) if declared else self._undeclared_units.get(name, "")

    def label(self, name: str) -> str:
        """Return what an assumption or a quantity is, in words."""
        if name in self.graph.equations:
            return self.graph.equations[name].description
        return str(self.inputs.get(name, {}).get("label", "") or name.replace("_", " "))

    @property
    def notes(self) -> list[str]:
        """Return which shipped files are replaced, and what lies partly outside the range of what it is about."""
        names = ", ".join(self.replaced)
        own = [f"the study's own files take the place of the shipped {names}"] if names else []
        said = {
            name: range_note(one.prior, one.allowed, one.factor, self.unit(name.partition("[")[0]))
            for name, one in self.columns.items()
        }
        return [*own, *(f"{name}: {note}" for name, note in said.items() if note)]

    def with_value(self, name: str, value: float) -> "Study":
        """Return the same study with another value of a fixed assumption, in the model's unit.

        Raises
        ------
        UncertainComputeError
            If there is no such assumption, it is not one fixed number, or the value is outside its range.
        """
        if name not in self.assumptions:
            raise UncertainComputeError(f"priors.{name}: missing; {did_you_mean(name, self.assumptions)}")
        if name not in self.columns or not self.columns[name].fixed:
            raise UncertainComputeError(f"priors.{name}: is not one fixed number, so it cannot be chosen")
        fixed = Prior(Fixed(float(value)), written=f"{value:g}", unit=self.unit(name))
        changed = copy(self)
        changed.assumptions = {**self.assumptions, name: replace(self.assumptions[name], priors=(fixed,))}
        changed.columns = {**self.columns, name: self._column(name, fixed, name, 1.0)}
        return changed

    def with_beliefs_of(self, other: "Study", names: Collection[str]) -> "Study":
        """Return the same equations with some beliefs of another study of them.

        Parameters
        ----------
        names
            Assumptions, and ``correlations`` for the groups of columns that are tied together. An assumption of this
            study alone gives way to its equation; what that needs, and only one study has a belief about, is taken
            from there.
        """
        source = {name: self for name in self.assumptions if name not in names}
        source |= {name: other for name in names if name in other.assumptions}
        inputs = {name: one for one in (self, other) for name in one.assumptions if name not in self.graph.equations}
        _, needed = self.graph.needed(self.graph.equations, {*source, *inputs})
        source |= {name: inputs[name] for name in needed if name not in source}
        changed = copy(self)
        changed.assumptions = {name: one.assumptions[name] for name, one in source.items()}
        changed.columns = {
            column: one.columns[column] for name, one in source.items() for column in one.assumptions[name].columns
        }
        tied = other if CORRELATIONS in names else self
        changed.correlations, changed.correlated_groups = tied.correlations, tied.correlated_groups
        return changed

    def medians(self, names: Iterable[str] | None = None) -> dict[str, Variable]:
        """Return the median of some assumptions, or of all, as variables with their named dimension."""
        entries = {name: self.assumptions[name] for name in (self.assumptions if names is None else names)}
        return self._medians(entries, self.columns)

    def _columns_named(self, quantity: str) -> list[str]:
        """Return the columns of an assumption or a quantity: those that it has at the medians."""
        equations, used = self.graph.needed([quantity], self.assumptions)
        with np.errstate(all="ignore"):
            value = evaluate(equations, self.medians(used))[quantity]
        dims = map(str, value.dims) if isinstance(value, Variable) else ()
        return column_names(quantity, [self.dimensions[dim] for dim in dims])

    def given_values(self, given: Mapping[str, Any], key: str = "given") -> dict[str, Variable]:
        """Return the medians of beliefs that take the place of the study's own, as variables.

        Parameters
        ----------
        given
            A belief for each of some assumptions, in the forms that a prior takes.
        key
            Where they are written.

        Raises
        ------
        UncertainComputeError
            If there is no such assumption, or what is written is no belief about it.
        """
        for name in given:
            if name not in self.assumptions:
                raise UncertainComputeError(f"{key}.{name}: no such assumption; {did_you_mean(name, self.assumptions)}")
        try:
            entries = {name: self._assumption(name, written) for name, written in given.items()}
            return self._medians(entries, self._columns_of(entries))
        except UncertainComputeError as error:
            raise UncertainComputeError(f"{key}: {error}") from error

    def _medians(self, entries: Mapping[str, Assumption], columns: Mapping[str, Column]) -> dict[str, Variable]:
        own = {name: columns[name] for entry in entries.values() for name in entry.columns}
        values = {name: column.factor * column.law.median for name, column in own.items()}
        return {name: self.variable(entry, values) for name, entry in entries.items()}

    def _columns_of(self, entries: Mapping[str, Assumption]) -> dict[str, Column]:
        return {
            column: self._column(name, prior, column, self._factor(name, prior, column))
            for name, entry in entries.items()
            for column, prior in entry.columns.items()
        }

    def _column(self, name: str, prior: Prior, column: str, factor: float) -> Column:
        allowed = self.ranges.get(name, ANYWHERE)
        fail_if_outside(prior, allowed, factor, self.unit(name), f"priors.{column}")
        return Column(column, prior, factor, allowed)

    @staticmethod
    def variable(entry: Assumption, values: Mapping[str, float]) -> Variable:
        """Return an assumption's values by column as one variable."""
        dims = () if entry.dimension is None else (entry.dimension,)
        data = [values[column] for column in entry.column_of_each]
        return Variable(dims, np.asarray(data if dims else data[0], dtype=float))

    def _item(self, item: Item) -> Item:
        """Return an item in the model's unit."""
        known = {*self.assumptions, *self.graph.equations}
        for key, name in [("quantity", item.of), *(("error", name) for name in item.error.needs)]:
            if name not in known:
                raise UncertainComputeError(f"{item.key}.{key}: no quantity {name!r}; {did_you_mean(name, known)}")
        whole = [column for column in self.columns if column.startswith(f"{item.quantity}[")]
        if whole:
            raise UncertainComputeError(
                f"{item.key}.quantity: {item.quantity!r} has a dimension; name one column, as {whole[0]!r}"
            )
        unit = self.unit(item.of)
        return item.in_unit(unit, conversion(item.unit, unit, f"{item.key}.unit")) if unit else item

    def _assumption(self, name: str, entry: Any) -> Assumption:
        return assumption(name, entry, self.dimensions, self.folders)

    def _factor(self, name: str, prior: Prior, column: str) -> float:
        wanted = self.unit(name)
        return conversion(prior.unit, wanted, f"priors.{column}") if prior.unit and wanted else 1.0

    def _fail_if_names_are_unknown(self, said: Mapping[str, Iterable[str]]) -> None:
        known = {*self.graph.inputs, *self.graph.equations, *(self.decision.names if self.decision else ())}
        for key, names in said.items():
            for name in names:
                if name not in known:
                    raise UncertainComputeError(
                        f"{key}.{name}: no equation needs or gives this; {did_you_mean(name, known)}"
                    )

    def _check_units(self, *, always: bool) -> None:
        """Run the equations on units where every input has one.

        Where the model declares the unit of each input, its own tests have done so, and each prior is in that unit;
        with ``always`` it is done again.
        """
        spelt_out = all(
            self.inputs.get(name, {}).get("unit") for name in self.assumptions if name not in self.graph.equations
        )
        units = {name: self.unit(name) for name in self.assumptions}
        if (always or not spelt_out) and all(units.values()):
            check_equations(self.graph, self.medians(), units)


def _fail_unless_named(entries: Mapping[str, Any], key: str) -> None:
    """Refuse names that are none, and texts that cannot be shown."""
    for name, entry in entries.items():
        fail_unless_name(name, key)
        priors = entry.values() if isinstance(entry, Mapping) else [entry]
        for prior in priors:
            if isinstance(prior, Prior):
                texts = {word: getattr(prior, word) for word in PROVENANCE}
                fail_unless_plain({word: text for word, text in texts.items() if text}, f"{key}.{name}")
    fail_unless_plain(entries, key)
    if key == "model.dimensions":
        for name, coordinates in entries.items():
            for coordinate in coordinates:
                fail_unless_name(str(coordinate), f"{key}.{name}")


def _coordinates(dimension: str, written: Sequence[Any]) -> tuple[str, ...]:
    """Return a dimension's coordinates as texts, each of which comes once."""
    place = Place(f"model.dimensions.{dimension}")
    if not dimension.isidentifier() or dimension in OF_DRAWS:
        raise place.error("a dimension's name has letters, digits and _ alone, and is not chain, draw or sample")
    if isinstance(written, str):
        raise place.error(f"{quoted(written)} is not a list of coordinates")
    found = tuple(place.text(one) for one in written)
    if twice := next((one for one in found if found.count(one) > 1), None):
        raise place.error(f"the coordinate {quoted(twice)} comes twice")
    return found


def _each_once(figures: Iterable[Figure]) -> list[Figure]:
    """Return published figures, one of each quantity."""
    found = list(figures)
    quantities = [figure.quantity for figure in found]
    if twice := next((name for name in quantities if quantities.count(name) > 1), None):
        raise UncertainComputeError(f"model.published: {twice!r} comes twice; a quantity has one figure, or a range")
    return found


def _belief(entry: Mapping[str, Any]) -> dict[str, Any]:
    """Return what an input of the model says of its value."""
    return {key: value for key, value in entry.items() if key not in OF_THE_MODEL}
