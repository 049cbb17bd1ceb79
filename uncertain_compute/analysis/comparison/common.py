"""What variants of a forecast have in common, so that they can be compared."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Self

import numpy as np
from xarray import DataTree

from uncertain_compute.analysis.comparison.differences import LEVELS
from uncertain_compute.analysis.comparison.differing_beliefs import differing_beliefs
from uncertain_compute.analysis.comparison.variants import Variant
from uncertain_compute.analysis.summary.drawn import assumption_draws
from uncertain_compute.analysis.summary.labels import name_of
from uncertain_compute.analysis.summary.samples import DrawSample, samples
from uncertain_compute.analysis.summary.summaries import largest_relative_error, targets_of
from uncertain_compute.arrays import Floats
from uncertain_compute.draws.propagation import propagate
from uncertain_compute.draws.recorders import columns_in
from uncertain_compute.draws.settings import ENGINES, Settings
from uncertain_compute.errors import UncertainComputeError, did_you_mean
from uncertain_compute.model.units import conversion
from uncertain_compute.study.study import Study

DRAWN_ALIKE = ("seed", "design", "chains", "draws")

type Said = tuple[str, tuple[float, ...]]
"""A belief as it was written, and its quantiles at LEVELS."""


@dataclass(frozen=True, slots=True)
class Common:
    """Variants with a run of each.

    Attributes
    ----------
    draws
        Of each variant, in the first one's units, shape (chain, draw), by the columns that all of them have.
    units
        Of each of these columns.
    notes
        What is not common, or not paired.
    """

    variants: Mapping[str, Variant]
    runs: Mapping[str, DataTree]
    draws: Mapping[str, Mapping[str, Floats]]
    units: Mapping[str, str]
    notes: list[str]

    @classmethod
    def of(cls, given: Mapping[str, Any], asked: Sequence[str], settings: Settings) -> Self:
        """Draw the variants that are studies, and find out what is common.

        Raises
        ------
        UncertainComputeError
            If there are fewer than two, one is neither a study nor a run with draws, or no quantity is common.
        """
        if not isinstance(given, Mapping) or len(given) < 2:
            raise UncertainComputeError("compare: needs two variants or more, by name: {'mine': study, 'yours': other}")
        variants = {str(name): Variant.of(str(name), one) for name, one in given.items()}
        notes = _notes_of_beliefs(variants)
        names = _in_all(variants, asked, notes)
        runs = {name: _run_of(name, one, tuple(names), settings) for name, one in variants.items()}
        reference, *others = runs
        units = {name: unit for name, unit in targets_of(runs[reference]).items() if name in names}
        columns = {name: _columns(name, run, units) for name, run in runs.items()}
        shared = [column for column in columns[reference] if all(column in one for one in columns.values())]
        if not shared:
            listed = "; ".join(f"{name} has {', '.join(own)}" for name, own in columns.items())
            raise UncertainComputeError(f"compare: no coordinate in common: {listed}")
        for name, own in columns.items():
            if lost := [column for column in own if column not in shared]:
                notes.append(f"not in every variant: {', '.join(lost)}, as in {name}")
        draws = {name: {column: own[column] for column in shared} for name, own in columns.items()}
        found = cls(variants, runs, draws, {column: units[name_of(column)] for column in shared}, notes)
        notes += [
            f"{other} and {reference} were drawn with other random numbers, so they are compared unpaired"
            for other in others
            if not found.paired(other)
        ]
        return found

    @property
    def reference(self) -> str:
        """Return the name of the variant that the others are compared with."""
        return next(iter(self.runs))

    @property
    def others(self) -> list[str]:
        """Return the names of the others."""
        return list(self.runs)[1:]

    def paired(self, other: str) -> bool:
        """Return whether a run's draws share the first one's random numbers: constants' with any, PyMC's with none."""
        one, two = self.runs[self.reference], self.runs[other]
        if _certain(one) or _certain(two):
            return True
        by_name = all(run.attrs.get("engine", ENGINES[0]) == ENGINES[0] for run in (one, two))
        return by_name and all(one.attrs[key] == two.attrs[key] for key in DRAWN_ALIKE)

    def attributable(self, other: str, asked: Collection[str]) -> list[str]:
        """Return the quantities whose difference can be attributed to beliefs, and note why others cannot."""
        ours, theirs = self.variants[self.reference].study, self.variants[other].study
        if ours is None or theirs is None:
            self.notes.append(f"{other}: the beliefs behind a run alone are unknown, so nothing is attributed to them")
            return []
        if ours.dimensions != theirs.dimensions:
            self.notes.append(f"{other} has other coordinates than {self.reference}, so nothing is attributed")
            return []
        names = dict.fromkeys(map(name_of, self.units))
        wanted = [name for name in names if name in (asked or ours.headline) and name in ours.graph.equations]
        alike = [name for name in wanted if ours.graph.version(name) == theirs.graph.version(name)]
        if unlike := [name for name in wanted if name not in alike]:
            self.notes.append(
                f"{other} has other equations of {', '.join(unlike)}, so their difference is not attributed"
            )
        if not differing_beliefs(ours, theirs):
            self.notes.append(f"{other} has the same beliefs as {self.reference}")
            return []
        return alike

    def studies(self, other: str) -> tuple[Study, Study]:
        """Return the first study and another.

        Raises
        ------
        UncertainComputeError
            If one is a run alone.
        """
        ours, theirs = self.variants[self.reference].study, self.variants[other].study
        if ours is None or theirs is None:
            raise UncertainComputeError(f"compare: {other} or {self.reference} is a run without its study")
        return ours, theirs

    def settings_with(self, other: str, threads: int | None) -> Settings:
        """Return how the first run was drawn, or the other where the first has nothing to draw."""
        attrs = self.runs[other if _certain(self.runs[self.reference]) else self.reference].attrs
        seed, chains, draws = (int(attrs[key]) for key in ("seed", "chains", "draws"))
        return Settings(seed=seed, chains=chains, draws=draws, design=str(attrs["design"]), threads=threads)

    def beliefs(self) -> dict[str, dict[str, Said]]:
        """Return what each variant believes, by column, of those about which not all believe the same.

        Where one is a run alone, those that were not drawn alike.
        """
        said = {name: _said(one, self.runs[name]) for name, one in self.variants.items()}
        columns = dict.fromkeys(column for own in said.values() for column in own)
        alone = any(one.study is None for one in self.variants.values())
        compared = {name: _drawn(run) for name, run in self.runs.items()} if alone else said
        differing = [
            column
            for column in columns
            if len({own[column][1] for own in compared.values() if column in own}) > 1
            or (not alone and any(column not in own for own in said.values()))
        ]
        return {name: {column: own[column] for column in differing if column in own} for name, own in said.items()}

    def unit_of_belief(self, column: str) -> str:
        """Return the unit of an assumption's column, as the first variant that has it says."""
        for name, one in self.variants.items():
            if one.study is not None and column in one.study.columns:
                return one.study.unit(name_of(column))
            for group in (self.runs[name]["prior"], self.runs[name]["constant_data"]):
                if name_of(column) in group:
                    return str(group[name_of(column)].attrs.get("units", ""))
        return ""


def _notes_of_beliefs(variants: Mapping[str, Variant]) -> list[str]:
    """Return what lies out of range in the variants' beliefs, each note once, and of whom unless of all."""
    holders: dict[str, list[str]] = {}
    for name, one in variants.items():
        for note in one.study.notes if one.study else ():
            holders.setdefault(note, []).append(name)
    return [note if len(names) == len(variants) else f"{', '.join(names)}: {note}" for note, names in holders.items()]


def _in_all(variants: Mapping[str, Variant], asked: Sequence[str], notes: list[str]) -> list[str]:
    """Return the quantities that all variants report, and note those that only some do."""
    reported = {name: one.reports(asked) for name, one in variants.items()}
    known = {quantity for one in variants.values() for quantity in one.quantities}
    every = list(dict.fromkeys(name for own in reported.values() for name in own))
    for name in asked:
        if name not in every:
            raise UncertainComputeError(f"targets: no quantity {name!r}; {did_you_mean(name, known)}")
    common = [name for name in every if all(name in own for own in reported.values())]
    if not common:
        listed = "; ".join(f"{name} has {', '.join(own) or 'none of them'}" for name, own in reported.items())
        raise UncertainComputeError(f"compare: no quantity in common: {listed}")
    for name, own in reported.items():
        if more := [quantity for quantity in own if quantity not in common]:
            notes.append(f"not in every variant: {', '.join(more)}, as in {name}")
    return common


def _run_of(name: str, variant: Variant, targets: tuple[str, ...], settings: Settings) -> DataTree:
    if variant.run is None:
        if variant.study is None:
            raise UncertainComputeError(f"compare: {name} is empty")
        return propagate(variant.study, replace(settings, targets=targets), largest_relative_error)
    if "prior" not in variant.run.children:
        raise UncertainComputeError(f"compare: {name} kept only a summary; a comparison needs its draws")
    return variant.run


def _columns(name: str, run: DataTree, wanted: Mapping[str, str]) -> dict[str, Floats]:
    """Return a run's draws by column, in the units that are wanted."""
    units = targets_of(run)
    return {
        column: sample.draws
        * conversion(units[quantity] or unit, unit or units[quantity], f"compare.{name}.{quantity}")
        for quantity, unit in wanted.items()
        for column, sample in samples(run, quantity)
        if isinstance(sample, DrawSample)
    }


def _certain(run: DataTree) -> bool:
    return not assumption_draws(run)


def _said(variant: Variant, run: DataTree) -> dict[str, Said]:
    """Return beliefs by column: exact where the study is known, else as the run drew them."""
    study = variant.study
    if study is None:
        return _drawn(run)
    return {
        name: (column.prior.written, tuple(column.ppf(np.array(LEVELS)).tolist()))
        for name, column in study.columns.items()
        if name_of(name) not in study.constants
    }


def _drawn(run: DataTree) -> dict[str, Said]:
    """Return what a run drew of each belief, or took as certain."""
    said = {name: DrawSample(draws).quantiles(np.array(LEVELS)) for name, draws in assumption_draws(run).items()}
    fixed = run["constant_data"].to_dataset()
    for name in fixed.data_vars:
        for column, value in columns_in(fixed, str(name)).items():
            said[column] = np.full(len(LEVELS), value)
    return {name: ("", tuple(quantiles.tolist())) for name, quantiles in said.items()}
