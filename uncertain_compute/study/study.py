"""A study: equations, beliefs about their inputs, and published estimates of the results."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from xarray import Variable

from uncertain_compute.addresses import addresses_of, column_names, name_of
from uncertain_compute.errors import UncertainComputeError, no_such
from uncertain_compute.evidence.observations import Evidence, Observation
from uncertain_compute.files.named import path_of
from uncertain_compute.model.graph import Graph, Number
from uncertain_compute.model.units import UnitSystem
from uncertain_compute.plain_text import fail_unless_plain
from uncertain_compute.priors.reading.assumptions import Assumption
from uncertain_compute.study.charts import Chart, fail_unless_drawable
from uncertain_compute.study.checked_equations import in_model_unit, with_beliefs
from uncertain_compute.study.coordinates import coordinates_as_inputs, coordinates_of
from uncertain_compute.study.decisions import Decision
from uncertain_compute.study.guards import Guard, guards_by_address
from uncertain_compute.study.inputs import inputs_of, medians_of
from uncertain_compute.study.names import fail_unless_known, fail_unless_named, known_names
from uncertain_compute.study.notes import notes_of
from uncertain_compute.study.prior_set import PriorSet
from uncertain_compute.study.published import PublishedRange, by_address


class Study:
    """Equations with a prior for each input, ready to be drawn from.

    Attributes
    ----------
    graph
        The equations.
    assumptions
        Beliefs by name; a belief about a quantity that has an equation replaces the equation.
    columns
        The beliefs with one entry per coordinate, by ``name`` or ``name[coordinate]``.
    correlations, correlated_groups
        Correlations, one entry per pair of columns; and the groups of uncertain columns that correlate.
    targets, headline
        Quantities, or columns of them, that are reported by default; and those of them that get a figure.
    published
        Published ranges, by quantity or column; see `published_of`.
    observations, charts
        Observations, in the model's units; and the study's own figures, see `uncertain_compute.study.charts`.
    as_of
        The time that its beliefs are about; empty if the prior set states none.
    sources, replaced
        If it was loaded from a config: checksums of the files that its equations were read from; and the shipped files
        that its own files replace, for a note.

    Examples
    --------
    >>> def cost(price, hours):
    ...     return price * hours
    >>> Study([cost], {"price": "2 to 4", "hours": "100 to 400"})
    <Study 'cost': 1 quantities of 2 assumptions, 2 of their numbers uncertain>
    """

    def __init__(
        self,
        equations: Iterable[Callable[..., Number]],
        priors: Mapping[str, Any],
        *,
        dimensions: Mapping[str, Sequence[str] | Mapping[str, Any]] | None = None,
        targets: str | Sequence[str] = (),
        headline: str | Sequence[str] = (),
        inputs: Mapping[str, Mapping[str, Any]] | None = None,
        published: Iterable[PublishedRange] = (),
        audit: str | Path | None = None,
        folders: Sequence[str | Path] = (),
        decision: Decision | None = None,
        backtest: str | Path | None = None,
        evidence: Evidence | None = None,
        audit_priors: str = "",
        charts: Sequence[Chart] = (),
        guards: Sequence[Guard] = (),
        title: str = "",
        about: str = "",
        units: Mapping[str, Any] | None = None,
    ) -> None:
        """Read the priors, and check that equations, priors and units match.

        Parameters
        ----------
        equations
            Plain functions, named after the quantity that they return.
        priors
            For each input a Prior, or anything that `prior` reads; or one for each coordinate of a dimension. A list of
            correlations under ``correlations``, see `uncertain_compute.priors.dependence.correlation.correlations`. The
            time that the beliefs are about under ``as_of``.
        dimensions
            The coordinates of each named dimension, or ``{from: 2024, to: 2032}``, see
            `uncertain_compute.study.coordinates.coordinates_of`.
        targets, headline
            Quantities to report, and those of them that get a figure; all if left out.
        inputs
            The model's declarations of its inputs: ``unit``, ``label``, ``range`` (see `priors.ranges.Range`), and for
            constants a ``value``. A quantity that a prior may replace can have a range, too.
        published
            Published estimates.
        audit
            YAML file with every figure that a publication prints, see `uncertain_compute.analysis.validation.audit`.
        folders
            Folders with data files that priors name, in addition to the current folder.
        decision
            The decision that the results are for.
        backtest
            YAML file with outcomes that became known later, see `uncertain_compute.analysis.validation.backtest`.
        evidence
            Observations, with the equations and assumptions that connect them to the study's quantities.
        audit_priors
            The prior set that holds the publication's own numbers, for the audit.
        charts
            Figures of the study's own.
        guards
            Numbers that its quantities should not exceed without a note, see `uncertain_compute.study.guards`.
        title, about
            The report's title, and its text about the study.
        units
            The study's own units, see `uncertain_compute.model.units.UnitSystem`.

        Raises
        ------
        UncertainComputeError
            If a name is missing or unknown, units do not match, a belief lies outside its input's range, or
            correlations are not possible together.
        """
        evidence, inputs, dimensions = evidence or Evidence(), inputs or {}, dimensions or {}
        said = {"priors": priors, "model.dimensions": dimensions, "model.inputs": inputs, "model.units": units or {}}
        for key, entries in {**said, "evidence": evidence.inputs}.items():
            fail_unless_named(entries, key)
        fail_unless_plain({"title": title, "about": about, "targets": targets, "headline": headline}, "model")
        self.title, self.about = title, about
        paths = tuple(path_of(one, "folders") for one in folders)
        files = {"audit": audit, "backtest": backtest}
        self.audit, self.backtest = (None if one is None else path_of(one, key) for key, one in files.items())
        self.audit_priors, self.decision = audit_priors, decision
        self.sources: tuple[str, ...] = ()
        self.replaced: tuple[str, ...] = ()
        self.dimensions = {name: coordinates_of(name, values) for name, values in dimensions.items()}
        written = Graph([*equations, *evidence.equations])
        stated, self.units = PriorSet.of(priors, self.dimensions), UnitSystem(units)
        self.as_of, self.bounds, self.memory = stated.as_of, stated.bounds, stated.memory
        needed = {name: one for name, one in dimensions.items() if name in written.inputs}
        coordinates = coordinates_as_inputs(needed, inputs)
        of_inputs = {"evidence.inputs": evidence.inputs, "model.inputs": {**inputs, **coordinates}}
        known = known_names(written, evidence, decision)
        fail_unless_known({"priors": stated.beliefs, **of_inputs}, known, self.dimensions)
        declared = inputs_of(written, of_inputs, self.dimensions, paths, self.units)
        self.constants = frozenset(declared.stated_beliefs()) - set(priors) - set(evidence.inputs)
        self._of_evidence = frozenset(evidence.inputs) - set(priors)
        self.inputs, self.assumptions, self.columns = with_beliefs(declared, stated, evidence)
        self.graph = self.inputs.graph
        self.correlations, self.correlated_groups = stated.dependence(self.assumptions, self.columns)
        self.targets = self.addresses(targets, "model.targets") or self._quantities_without(evidence)
        self.headline = self.addresses(headline, "model.headline") or self.targets
        self.published = by_address(published, self.addresses, self.inputs.factor_to_unit_of)
        self.guards = guards_by_address(guards, self.addresses, self.inputs.factor_to_unit_of)
        self.charts = self._drawable(charts)
        self.fail_unless_decidable(decision)
        self.observations = tuple(in_model_unit(self.inputs, self.columns, one) for one in evidence.observations)

    def __repr__(self) -> str:
        """Return the title, and the numbers of quantities and assumptions."""
        quantities = [name for name in self.graph.equations if name not in self.assumptions]
        return (
            f"<Study {self.title or ', '.join(self.headline)!r}: {len(quantities)} quantities of "
            f"{len(self.assumptions)} assumptions, {len(self.uncertain_columns)} of their numbers uncertain>"
        )

    def _repr_html_(self) -> str:
        from uncertain_compute.study.prior_sheet import sheet_as_html

        return sheet_as_html(self)

    def _quantities_without(self, evidence: Evidence) -> tuple[str, ...]:
        """Return the quantities that the study computes, without those of the evidence."""
        of_evidence = {function.__name__ for function in evidence.equations}
        return tuple(name for name in self.graph.equations if name not in self.assumptions and name not in of_evidence)

    def _drawable(self, charts: Sequence[Chart]) -> tuple[Chart, ...]:
        """Return the charts, if everything in them is known."""
        known = {*self.graph.equations, *self.assumptions}
        fail_unless_drawable(charts, known, self.unit, self.units.same, self.columns_of)
        for chart in charts:
            for _, row in chart.rows:
                self.given_values(row.given, f"charts.{chart.name}.given")
        return tuple(charts)

    @property
    def beliefs(self) -> list[Assumption]:
        """Return the assumptions of its prior set, without the model's constants and those that come with evidence."""
        return [one for name, one in self.assumptions.items() if name not in self.constants | self._of_evidence]

    @property
    def uncertain_columns(self) -> list[str]:
        """Return the names of the columns that are drawn, sorted."""
        return sorted(name for name, column in self.columns.items() if not column.fixed)

    @property
    def certain(self) -> bool:
        """Return whether every assumption is fixed, so that nothing has to be drawn."""
        return all(column.fixed for column in self.columns.values())

    @property
    def informative_observations(self) -> tuple[Observation, ...]:
        """Return the observations of quantities that depend on the study's own uncertain assumptions."""
        return tuple(observation for observation in self.observations if self._is_uncertain(observation.of))

    @property
    def observed(self) -> tuple[str, ...]:
        """Return the quantities and assumptions that the likelihood of the evidence depends on."""
        needed = (name for one in self.informative_observations for name in (one.of, *one.error.needs))
        return tuple(dict.fromkeys(needed))

    @property
    def charted(self) -> tuple[str, ...]:
        """Return the quantities and assumptions that its charts show or that have a published range."""
        in_charts = (row.of for chart in self.charts for _, row in chart.rows)
        return tuple(dict.fromkeys((*in_charts, *map(name_of, self.published))))

    def _is_uncertain(self, quantity: str) -> bool:
        _, used = self.graph.needed([quantity], self.assumptions)
        own = (self.assumptions[name] for name in used if name not in self._of_evidence)
        return any(not self.columns[column].fixed for one in own for column in one.columns)

    def published_of(self, column: str) -> PublishedRange | None:
        """Return the published range of a column, or else that of its whole quantity; None if there is none."""
        return self.published.get(column) or self.published.get(name_of(column))

    def unit(self, name: str) -> str:
        """Return the unit of an assumption or a quantity; empty if none is stated."""
        return self.inputs.unit(name)

    def label(self, name: str) -> str:
        """Return the label of an assumption or a quantity."""
        return self.inputs.label(name)

    @property
    def notes(self) -> list[str]:
        """Return notes on replaced shipped files, units, ranges, and correlations that are not possible."""
        return notes_of(self)

    def medians(self, names: Iterable[str] | None = None) -> dict[str, Variable]:
        """Return the median of some assumptions, or of all, as variables with their named dimension."""
        entries = {name: self.assumptions[name] for name in (self.assumptions if names is None else names)}
        return medians_of(entries, self.columns)

    def columns_of(self, quantity: str) -> list[str]:
        """Return the names of the columns of an assumption or a quantity."""
        return column_names(quantity, [self.dimensions[dim] for dim in self.graph.dims.get(quantity, ())])

    def fail_unless_decidable(self, decision: Decision | None) -> None:
        """Raise if a decision names what is no quantity or assumption of the study.

        Raises
        ------
        UncertainComputeError
            If it does; the message names the key.
        """
        known = {*self.graph.equations, *self.assumptions}
        for key, name in (decision.names if decision else {}).items():
            if name_of(name) not in known:
                raise no_such(f"decision.{key}", "quantity", name, known)
            self.addresses(name, f"decision.{key}")

    def addresses(self, written: str | Iterable[str], key: str = "targets") -> tuple[str, ...]:
        """Return one address or several as they are called in a run, see `uncertain_compute.addresses.addresses_of`."""
        listed = [written] if isinstance(written, str) else list(written)
        self.graph.needed([name_of(one) for one in listed], self.assumptions, key)
        return addresses_of(listed, self.columns_of, key)

    def given_values(self, given: Mapping[str, Any], key: str = "given") -> dict[str, Variable]:
        """Return the medians of beliefs that replace the study's own, as variables.

        Parameters
        ----------
        given
            A belief for each of some assumptions, in any form of a prior.
        key
            The config key of the beliefs.

        Raises
        ------
        UncertainComputeError
            If an assumption is unknown, or a belief cannot be read.
        """
        for name in given:
            if name not in self.assumptions:
                raise no_such(key, "assumption", name, self.assumptions)
        try:
            entries = {name: self.inputs.assumption(name, written) for name, written in given.items()}
            return medians_of(entries, self.inputs.columns_of(entries))
        except UncertainComputeError as error:
            raise UncertainComputeError(f"{key}: {error}") from error
