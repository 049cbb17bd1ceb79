"""All sensitivity analyses that a run may request."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any

from xarray import Dataset, DataTree

from uncertain_compute.analysis.sensitivity.given_data import given_data
from uncertain_compute.analysis.sensitivity.outputs import SCALES
from uncertain_compute.analysis.sensitivity.shapley import shapley
from uncertain_compute.analysis.sensitivity.sobol import sobol
from uncertain_compute.analysis.sensitivity.stages import ACCURACY, BUDGET, Effort
from uncertain_compute.analysis.sensitivity.tornado import tornado
from uncertain_compute.analysis.summary.drawn import Drawn
from uncertain_compute.analysis.summary.summaries import largest_relative_error
from uncertain_compute.analysis.value.decision_value import decision_value
from uncertain_compute.analysis.value.value_of_information import NO_VARIANCE, value_of_information
from uncertain_compute.draws.blocks import DRAW
from uncertain_compute.draws.propagation import propagate
from uncertain_compute.draws.settings import OF_POINTS, Settings
from uncertain_compute.errors import (
    ConstantError,
    CorrelatedError,
    NeverError,
    UncertainComputeError,
    fail_unless_one_of,
)
from uncertain_compute.study.study import Study

ALL, NONE = "all", "none"
DEFAULT_ANALYSIS = "tornado"
FIRST_STAGE = 2**16
MOST_DRAWS = 2**18
"""The most draws of a run that are analysed; more would not improve the result."""


@dataclass(frozen=True, slots=True)
class AnalysisRequest:
    """The requested analyses and their options, which `sobol` and `shapley` explain."""

    kinds: tuple[str, ...]
    optional: bool = False
    factors: Any = None
    scale: str = SCALES[0]
    accuracy: float | None = ACCURACY
    budget: int = BUDGET

    @classmethod
    def of(cls, sensitivity: Any, **keywords: Any) -> "AnalysisRequest":
        """Read the requested analyses: one of ANALYSES, a list of them, ``all`` or ``none``.

        Raises
        ------
        UncertainComputeError
            If a word is not one of these, or a keyword is wrong.
        """
        words = sensitivity if isinstance(sensitivity, list | tuple) else [sensitivity]
        for word in words:
            fail_unless_one_of("sensitivity", word, (*ANALYSES, ALL, NONE), "or a list of them")
        if NONE in words and len(words) > 1:
            raise UncertainComputeError(f"sensitivity: {', '.join(words)}: none cannot be combined with others")
        every = ALL in words
        grouping = [kind for kind, one in ANALYSES.items() if one.takes_factors]
        if keywords.get("factors") is not None and not every and not {*grouping} & set(words):
            raise UncertainComputeError(
                f"factors: only {' and '.join(grouping)} take them; add sensitivity={grouping[-1]}"
            )
        fail_unless_one_of("scale", keywords.get("scale", SCALES[0]), SCALES)
        Effort(keywords.get("accuracy", ACCURACY), keywords.get("budget", BUDGET))
        return cls(tuple(kind for kind in ANALYSES if every or kind in words), optional=every, **keywords)


OPTIONS = tuple(one.name for one in fields(AnalysisRequest) if one.name not in {"kinds", "optional"})
"""What of the requested analyses are keys of a config by the same name."""


@dataclass(frozen=True, slots=True)
class Subject:
    """What is analysed: a study and its run, quantities, and settings for further points."""

    study: Study
    run: DataTree
    targets: Sequence[str]
    asked: AnalysisRequest
    points: Mapping[str, Any]

    @property
    def effort(self) -> dict[str, Any]:
        """Return the keywords of an analysis that adds draws until it is accurate."""
        return {name: getattr(self.asked, name) for name in OPTIONS} | {**self.points}


@dataclass(frozen=True, slots=True)
class Measure:
    """How an analysis measures what drives a quantity.

    Attributes
    ----------
    variable
        The variable of its dataset that has a number for each quantity and assumption, a share of the variance, or two
        along ``end``, between which the assumption moves the quantity; ``variable_ci`` has the intervals of these.
    meaning
        What the numbers are, in a sentence.
    rank
        If a run has several analyses, the measure with the lowest rank is told.
    over_path
        What the effects are, where a figure draws them over a path; empty if none does.
    """

    variable: str
    meaning: str
    rank: int
    over_path: str = ""


@dataclass(frozen=True, slots=True)
class Analysis:
    """One kind of analysis.

    Attributes
    ----------
    find
        A function that returns its datasets by name; a dataset about quantities has a coordinate ``quantity``.
    measure
        How its dataset, which then has its own name, measures what drives a quantity; None if it does not.
    takes_factors
        Whether assumptions may be grouped.
    may_fail
        Whether it is left out with a note if it is impossible, even if it was requested by name.
    """

    find: Callable[[Subject], Mapping[str, Dataset]]
    measure: Measure | None = None
    takes_factors: bool = False
    may_fail: bool = False


def _value_of_information(of: Subject) -> dict[str, Dataset]:
    found = {"value_of_information": value_of_information(of.run, of.targets)}
    if "decision" in of.asked.kinds or of.study.decision is None:
        return found
    return found | _decision(of)


def _decision(of: Subject) -> dict[str, Dataset]:
    """Return the value of the study's decision; nothing where it states none and all analyses were requested."""
    if of.study.decision is None and of.asked.optional:
        return {}
    return {"decision": decision_value(of.study, **{**of.points, "draws": FIRST_STAGE})}


ANALYSES = {
    "tornado": Analysis(
        lambda of: {"tornado": tornado(of.study, of.targets, run=of.run)},
        Measure(
            "given_tenth",
            "its median with each in its lowest and highest tenth",
            rank=3,
            over_path="Share of the squared swings of the median, from each one's lowest to its highest tenth",
        ),
        may_fail=True,
    ),
    "sobol": Analysis(
        lambda of: {"sobol": sobol(of.study, of.targets, **of.effort)},
        Measure("total", "total Sobol indices", 2, "Total Sobol index, as a share of the variance"),
        takes_factors=True,
    ),
    "shapley": Analysis(
        lambda of: {"shapley": shapley(of.study, of.targets, **of.effort)},
        Measure("effect", "Shapley effects", 1, "Shapley effect, as a share of the variance"),
        takes_factors=True,
    ),
    "given_data": Analysis(
        lambda of: {"given_data": given_data(of.run, of.targets, scale=of.asked.scale)},
        Measure("first_order", "first-order indices", rank=4),
    ),
    "voi": Analysis(_value_of_information),
    "decision": Analysis(_decision),
}


@dataclass(frozen=True, slots=True)
class Answers:
    """The results: datasets by name, what was left out and why, and the run that was analysed."""

    found: Mapping[str, Dataset]
    left_out: tuple[str, ...]
    looked_at: DataTree | None = None

    @property
    def notes(self) -> list[str]:
        """Return notes on what was left out, without duplicates."""
        constant, never = self._listed("constant"), self._listed("never")
        notes = [*self.left_out]
        if constant:
            notes.append(f"constant, so nothing drives it: {', '.join(constant)}")
        if never:
            notes.append(f"voi leaves out {', '.join(never)}: {NO_VARIANCE}")
        return notes

    def _listed(self, attribute: str) -> list[str]:
        listed = [name for one in self.found.values() for name in one.attrs.get(attribute, "").splitlines() if name]
        return list(dict.fromkeys(listed))


def answers(study: Study, run: DataTree, settings: Settings, asked: AnalysisRequest) -> Answers:
    """Return the requested analyses of a run and its study.

    If the run kept no draws, a smaller one is drawn for the analyses that need draws. What is not possible is left out
    with a note: constant quantities, a tornado if an equation fails at the medians, a decision if the study states
    none, and with ``all`` Sobol indices of correlated assumptions and the value of information of what may be never.

    Raises
    ------
    UncertainComputeError
        If an analysis that was requested by name is not possible.
    """
    if study.certain or not asked.kinds:
        return Answers({}, ())
    looked_at = _with_draws(study, run, settings)
    try:
        Drawn.of(looked_at)
    except ConstantError as error:
        return Answers({}, (str(error),), looked_at)
    points: dict[str, Any] = {name: getattr(settings, name) for name in OF_POINTS}
    points["draws"] = min(settings.draws, FIRST_STAGE)
    subject = Subject(study, looked_at, settings.targets or study.targets, asked, points)
    found: dict[str, Dataset] = {}
    left_out: list[str] = []
    for kind in asked.kinds:
        try:
            found |= ANALYSES[kind].find(subject)
        except UncertainComputeError as error:
            if not ANALYSES[kind].may_fail and not (asked.optional and isinstance(error, CorrelatedError | NeverError)):
                raise
            left_out.append(f"{kind} is left out: {str(error).removeprefix(f'{kind}: ')}")
    if "value_of_information" in found and study.decision is None:
        left_out.append("the study states no decision, so there is no value of information for one")
    return Answers(found, tuple(left_out), looked_at)


def _with_draws(study: Study, run: DataTree, settings: Settings) -> DataTree:
    """Return a run with draws, but no more than are analysed."""
    if "prior" not in run.children:
        fewer = replace(
            settings, also=study.charted, keep="draws", draws=min(settings.draws, FIRST_STAGE), precision=None
        )
        return propagate(study, fewer, largest_relative_error)
    most = MOST_DRAWS // run.attrs["chains"]
    return run if run["prior"].sizes[DRAW] <= most else run.isel({DRAW: slice(most)}, missing_dims="ignore")
