"""Variants with a run of each, and what the runs have in common, so that they can be compared."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple, Self

from xarray import DataTree

from uncertain_compute.addresses import name_of
from uncertain_compute.analysis.comparison.attribution import Change
from uncertain_compute.analysis.comparison.differing_beliefs import differing_beliefs
from uncertain_compute.analysis.comparison.request import ComparisonRequest
from uncertain_compute.analysis.comparison.variants import Variant
from uncertain_compute.analysis.summary.drawn import is_certain
from uncertain_compute.analysis.summary.labels import events_of
from uncertain_compute.analysis.summary.samples import DrawSample, samples
from uncertain_compute.analysis.summary.summaries import held_of, largest_relative_error, unit_of
from uncertain_compute.arrays import Floats
from uncertain_compute.draws.propagation import propagate
from uncertain_compute.draws.settings import PYMC, Settings
from uncertain_compute.errors import UncertainComputeError, no_such
from uncertain_compute.model.units import DEFAULT, UnitSystem
from uncertain_compute.study.study import Study

DRAWN_ALIKE = ("seed", "design", "chains", "draws")

type ColumnDraws = Mapping[str, Floats]
"""Draws of shape (chain, draw), by column."""


class Attributable(NamedTuple):
    """The change from the first variant to another that can be attributed to beliefs, and notes on the rest."""

    change: Change | None
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Common:
    """Variants with a run of each.

    Attributes
    ----------
    draws
        Draws of each variant, in the first one's units, for the columns that all of them have.
    units
        The unit of each of these columns.
    notes
        Notes on what is not common, or not paired.
    """

    request: ComparisonRequest
    runs: Mapping[str, DataTree]
    draws: Mapping[str, ColumnDraws]
    units: Mapping[str, str]
    notes: tuple[str, ...]

    @classmethod
    def of(cls, request: ComparisonRequest) -> Self:
        """Draw the variants that are studies, and find what all variants have in common.

        Raises
        ------
        UncertainComputeError
            If a run has no draws, or no quantity is common.
        """
        variants = request.variants
        reported = {name: one.reports(request.quantities) for name, one in variants.items()}
        names = _in_all(variants, reported, request.quantities)
        runs = {name: _run_of(name, one, tuple(names), request.settings) for name, one in variants.items()}
        reference, *others = runs
        units = {name: unit_of(runs[reference], name) for name in names}
        system = next((one.study.units for one in variants.values() if one.study is not None), DEFAULT)
        columns = {name: _columns(name, run, units, system) for name, run in runs.items()}
        shared = _shared(columns)
        notes = [
            *(one.note for one in variants.values() if one.note),
            *_notes_of_beliefs(variants),
            *_left_out(reported, names),
            *_left_out(columns, shared),
            *(
                f"{other} and {reference} were drawn with other random numbers, so they are compared unpaired"
                for other in others
                if not _drawn_together(runs[reference], runs[other])
            ),
        ]
        draws = {name: {column: own[column] for column in shared} for name, own in columns.items()}
        return cls(request, runs, draws, {column: unit_of(runs[reference], column) for column in shared}, tuple(notes))

    @property
    def variants(self) -> Mapping[str, Variant]:
        """Return the variants by name."""
        return self.request.variants

    @property
    def reference(self) -> str:
        """Return the name of the variant that the others are compared with."""
        return next(iter(self.runs))

    @property
    def others(self) -> list[str]:
        """Return the names of the others."""
        return list(self.runs)[1:]

    @property
    def events(self) -> frozenset[str]:
        """Return the columns that say whether something happens, in each variant whose equations are known."""
        studies = [one.study for one in self.variants.values() if one.study is not None]
        return frozenset(
            column for column in self.units if studies and all(name_of(column) in events_of(study) for study in studies)
        )

    def paired(self, other: str) -> bool:
        """Return whether a run's draws share the first one's random numbers."""
        return _drawn_together(self.runs[self.reference], self.runs[other])

    def attributable(self, other: str) -> Attributable:
        """Return the part of the change to another variant that can be attributed to beliefs."""
        ours, theirs = self.variants[self.reference].study, self.variants[other].study
        if ours is None or theirs is None:
            note = f"{other}: a run without a study has unknown beliefs, so nothing is attributed to them"
            return Attributable(None, (note,))
        if ours.dimensions != theirs.dimensions:
            note = f"{other} has other coordinates than {self.reference}, so nothing is attributed"
            return Attributable(None, (note,))
        wanted = self._attributed(ours)
        unlike = [name for name in wanted if _version(ours, name) != _version(theirs, name)]
        unlike_note = f"{other} has other equations of {', '.join(unlike)}, so their difference is not attributed"
        never = [name for name in wanted if name_of(name) in ours.graph.may_be_never]
        never_note = f"{', '.join(never)} may be never, so the change to {other} is not attributed"
        notes = (*([unlike_note] if unlike else ()), *([never_note] if never else ()))
        if not differing_beliefs(ours, theirs):
            return Attributable(None, (*notes, f"{other} has the same beliefs as {self.reference}"))
        alike = tuple(name for name in wanted if name not in (*unlike, *never))
        return Attributable(Change(ours, theirs, alike, self.settings_with(other)) if alike else None, notes)

    def settings_with(self, other: str) -> Settings:
        """Return the settings of the first run, or of the other if the first has nothing to draw."""
        attrs = self.runs[other if is_certain(self.runs[self.reference]) else self.reference].attrs
        seed, chains, draws = (int(attrs[key]) for key in ("seed", "chains", "draws"))
        return replace(self.request.settings, seed=seed, chains=chains, draws=draws, design=str(attrs["design"]))

    def _attributed(self, ours: Study) -> list[str]:
        """Return the quantities to attribute: those requested, else the headline's."""
        wanted = self.request.quantities or ours.headline
        names = dict.fromkeys(map(name_of, self.units))
        computed = [name for name in names if name in ours.graph.equations]
        return [one for name in computed for one in dict.fromkeys(wanted) if name_of(one) == name]


def _version(study: Study, address: str) -> str:
    return study.graph.version(name_of(address))


def _notes_of_beliefs(variants: Mapping[str, Variant]) -> list[str]:
    """Return notes on beliefs outside their ranges, without duplicates, with the variants' names unless all have it."""
    holders: dict[str, list[str]] = {}
    for name, one in variants.items():
        for note in one.study.notes if one.study else ():
            holders.setdefault(note, []).append(name)
    return [note if len(names) == len(variants) else f"{', '.join(names)}: {note}" for note, names in holders.items()]


def _in_all(variants: Mapping[str, Variant], reported: Mapping[str, Sequence[str]], asked: Sequence[str]) -> list[str]:
    """Return the quantities that all variants report."""
    known = {quantity for one in variants.values() for quantity in one.quantities}
    every = list(dict.fromkeys(name for own in reported.values() for name in own))
    for name in asked:
        if not held_of(name, every):
            raise no_such("targets", "quantity", name, known)
    common = [name for name in every if all(name in own for own in reported.values())]
    if not common:
        listed = "; ".join(f"{name} has {', '.join(own) or 'none of them'}" for name, own in reported.items())
        raise UncertainComputeError(f"compare: no quantity in common: {listed}")
    return common


def _shared(columns: Mapping[str, ColumnDraws]) -> list[str]:
    """Return the columns that all variants have."""
    first = next(iter(columns.values()))
    shared = [column for column in first if all(column in own for own in columns.values())]
    if not shared:
        listed = "; ".join(f"{name} has {', '.join(own)}" for name, own in columns.items())
        raise UncertainComputeError(f"compare: no coordinate in common: {listed}")
    return shared


def _left_out(held: Mapping[str, Iterable[str]], common: Sequence[str]) -> list[str]:
    """Return a note for each variant that has more than all variants have in common."""
    more = {name: [one for one in own if one not in common] for name, own in held.items()}
    return [f"not in every variant: {', '.join(own)}, as in {name}" for name, own in more.items() if own]


def _run_of(name: str, variant: Variant, targets: tuple[str, ...], settings: Settings) -> DataTree:
    if variant.run is None:
        if variant.study is None:
            raise UncertainComputeError(f"compare: {name} is empty")
        return propagate(variant.study, replace(settings, targets=targets), largest_relative_error)
    if "prior" not in variant.run.children:
        raise UncertainComputeError(f"compare: {name} kept only a summary; a comparison needs its draws")
    return variant.run


def _columns(name: str, run: DataTree, wanted: Mapping[str, str], system: UnitSystem) -> dict[str, Floats]:
    """Return a run's draws by column, in the requested units."""
    own = {quantity: unit_of(run, quantity) for quantity in wanted}
    return {
        column: sample.draws
        * system.conversion(own[quantity] or unit, unit or own[quantity], f"compare.{name}.{quantity}")
        for quantity, unit in wanted.items()
        for column, sample in samples(run, quantity)
        if isinstance(sample, DrawSample)
    }


def _drawn_together(one: DataTree, two: DataTree) -> bool:
    """Return whether two runs share their random numbers: constants do with any run, PyMC's draws with none."""
    if is_certain(one) or is_certain(two):
        return True
    by_name = all(run.attrs.get("engine") != PYMC for run in (one, two))
    return by_name and all(one.attrs[key] == two.attrs[key] for key in DRAWN_ALIKE)
