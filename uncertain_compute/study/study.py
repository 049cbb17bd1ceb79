"""A study: equations, beliefs about their inputs, and what others have published about the results."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from xarray import Variable

from uncertain_compute.errors import UncertainComputeError, did_you_mean
from uncertain_compute.evidence.observations import Evidence, Observation
from uncertain_compute.model.evaluation import evaluate
from uncertain_compute.model.graph import Graph, Number
from uncertain_compute.model.units import UnitSystem
from uncertain_compute.plain_text import fail_unless_plain
from uncertain_compute.priors.dependence.copula import correlated_groups
from uncertain_compute.priors.dependence.correlation import correlations
from uncertain_compute.priors.reading.ranges import range_note
from uncertain_compute.study.charts import Chart, fail_unless_drawable
from uncertain_compute.study.checked_equations import checked_equations, in_model_unit
from uncertain_compute.study.column import column_names
from uncertain_compute.study.decisions import Decision
from uncertain_compute.study.inputs import inputs_of, medians_of
from uncertain_compute.study.names import coordinates_of, fail_unless_known, fail_unless_named, known_names
from uncertain_compute.study.published import PublishedRange, by_quantity

CORRELATIONS = "correlations"


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
    published
        Published estimates, by quantity.
    observations
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
        published: Iterable[PublishedRange] = (),
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
        units: Mapping[str, Any] | None = None,
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
        published
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
        units
            Units of its own, see `uncertain_compute.model.units.UnitSystem`.

        Raises
        ------
        UncertainComputeError
            If a name is missing, unknown or misspelt, units disagree, a belief lies outside the range of what it is
            about, or correlations cannot hold together.
        """
        evidence, inputs = evidence or Evidence(), inputs or {}
        said = {"priors": priors, "model.dimensions": dimensions, "model.inputs": inputs, "model.units": units}
        for key, entries in {**said, "evidence": evidence.inputs}.items():
            fail_unless_named(entries or {}, key)
        fail_unless_plain({"title": title, "about": about, "targets": targets, "headline": headline}, "model")
        self.title, self.about, self.replaced = title, about, tuple(replaced)
        self.audit, self.audit_priors, self.backtest = audit, audit_priors, backtest
        self.decision = decision
        self.sources: tuple[str, ...] = ()
        self.dimensions = {name: coordinates_of(name, values) for name, values in (dimensions or {}).items()}
        self.units = UnitSystem(units)
        written = Graph([*equations, *evidence.equations])
        stated = {name: entry for name, entry in priors.items() if name != CORRELATIONS}
        of_inputs = {"evidence.inputs": evidence.inputs, "model.inputs": inputs}
        fail_unless_known({"priors": stated, **of_inputs}, known_names(written, evidence, decision), self.dimensions)
        declared = inputs_of(written, of_inputs, self.dimensions, tuple(folders), self.units)
        self.assumptions = declared.assumptions(stated)
        self.constants = frozenset(declared.stated_beliefs()) - set(priors) - set(evidence.inputs)
        self._of_evidence = frozenset(evidence.inputs) - set(priors)
        written.needed(written.equations, self.assumptions)
        in_units = declared.with_units_of(self.assumptions)
        self.columns = in_units.columns_of(self.assumptions)
        self.graph = checked_equations(written, in_units, self.assumptions, self.columns)
        self.inputs = replace(in_units, graph=self.graph)
        self.correlations = correlations(priors.get(CORRELATIONS), self.columns)
        self.correlated_groups = correlated_groups(self.correlations, self.uncertain_columns)
        self.targets = tuple(targets) or self._quantities_without(evidence)
        self.headline = tuple(headline) or self.targets
        self.published = by_quantity(published)
        for key, names in {"model.headline": self.headline, "model.published": self.published}.items():
            self.graph.needed(names, self.assumptions, key)
        self.charts = self._drawable(charts)
        self.observations = tuple(in_model_unit(self.inputs, self.columns, one) for one in evidence.observations)

    def __repr__(self) -> str:
        """Return what it is about, and how much of what it has."""
        quantities = [name for name in self.graph.equations if name not in self.assumptions]
        return (
            f"<Study {self.title or ', '.join(self.headline)!r}: {len(quantities)} quantities of "
            f"{len(self.assumptions)} assumptions, {len(self.uncertain_columns)} of their numbers uncertain>"
        )

    def _quantities_without(self, evidence: Evidence) -> tuple[str, ...]:
        """Return the quantities that are computed here, save for those of the evidence alone."""
        of_evidence = {function.__name__ for function in evidence.equations}
        return tuple(name for name in self.graph.equations if name not in self.assumptions and name not in of_evidence)

    def _drawable(self, charts: Sequence[Chart]) -> tuple[Chart, ...]:
        """Return charts, if all that stands in them is known."""
        known = {*self.graph.equations, *self.assumptions}
        fail_unless_drawable(charts, known, self.unit, self.units.same, self._columns_named)
        for chart in charts:
            for _, row in chart.rows:
                self.given_values(row.given, f"charts.{chart.name}.given")
        return tuple(charts)

    @property
    def uncertain_columns(self) -> list[str]:
        """Return the names of the columns that are drawn, sorted."""
        return sorted(name for name, column in self.columns.items() if not column.fixed)

    @property
    def certain(self) -> bool:
        """Return whether every assumption is fixed, so that there is nothing to draw."""
        return all(column.fixed for column in self.columns.values())

    @property
    def informative_observations(self) -> tuple[Observation, ...]:
        """Return the observations of something that is uncertain here without what the evidence itself brings along."""
        return tuple(observation for observation in self.observations if self._is_uncertain(observation.of))

    @property
    def observed(self) -> tuple[str, ...]:
        """Return the quantities and assumptions that the likelihood of the evidence depends on."""
        return tuple(
            dict.fromkeys(
                name
                for observation in self.informative_observations
                for name in (observation.of, *observation.error.needs)
            )
        )

    @property
    def charted(self) -> tuple[str, ...]:
        """Return the quantities and assumptions that stand in its charts or have a published figure."""
        in_charts = (row.of for chart in self.charts for _, row in chart.rows)
        return tuple(dict.fromkeys((*in_charts, *self.published)))

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
        return self.inputs.unit(name)

    def label(self, name: str) -> str:
        """Return what an assumption or a quantity is, in words."""
        return self.inputs.label(name)

    @property
    def notes(self) -> list[str]:
        """Return which shipped files are replaced, and what lies partly outside the range of what it is about."""
        names = ", ".join(self.replaced)
        own = [f"the study's own files take the place of the shipped {names}"] if names else []
        said = {
            name: range_note(one.prior, one.allowed, one.factor, self.unit(name.partition("[")[0]))
            for name, one in self.columns.items()
        }
        without = [name for name in self.assumptions if not self.unit(name) and name not in self.dimensions]
        plain = ", ".join(without) if len(without) < len(self.assumptions) else "every assumption"
        counted = [f"no unit is said, so a plain number: {plain}"] if self._has_units and without else []
        return [*own, *counted, *(f"{name}: {note}" for name, note in said.items() if note)]

    @property
    def _has_units(self) -> bool:
        return any(self.unit(name) for name in (*self.assumptions, *self.graph.equations))

    def medians(self, names: Iterable[str] | None = None) -> dict[str, Variable]:
        """Return the median of some assumptions, or of all, as variables with their named dimension."""
        entries = {name: self.assumptions[name] for name in (self.assumptions if names is None else names)}
        return medians_of(entries, self.columns)

    def _columns_named(self, quantity: str) -> list[str]:
        """Return the columns of an assumption or a quantity: those that it has at the medians."""
        equations, used = self.graph.needed([quantity], self.assumptions)
        value = evaluate(equations, self.medians(used))[quantity]
        return column_names(quantity, [self.dimensions[str(dim)] for dim in value.dims])

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
            entries = {name: self.inputs.assumption(name, written) for name, written in given.items()}
            return medians_of(entries, self.inputs.columns_of(entries))
        except UncertainComputeError as error:
            raise UncertainComputeError(f"{key}: {error}") from error
