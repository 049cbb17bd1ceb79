"""All sensitivity analyses that a run is asked for."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from xarray import Dataset, DataTree

from uncertain_compute.analysis.sensitivity.outputs import SCALES
from uncertain_compute.analysis.sensitivity.stages import ACCURACY, BUDGET, Effort
from uncertain_compute.analysis.sensitivity.tornado import tornado
from uncertain_compute.analysis.summary.drawn import Drawn
from uncertain_compute.analysis.summary.summaries import largest_relative_error
from uncertain_compute.draws.blocks import DRAW
from uncertain_compute.draws.propagation import propagate
from uncertain_compute.draws.settings import OF_POINTS, Settings
from uncertain_compute.errors import ConstantError, CorrelatedError, UncertainComputeError, did_you_mean
from uncertain_compute.study.study import Study

KINDS = ("tornado", "sobol", "shapley", "given_data", "voi")
ALL, NONE = "all", "none"
FIRST_STAGE = 2**16
MOST_DRAWS = 2**18
"""Draws of a run that are looked at: more make nothing clearer."""


@dataclass(frozen=True, slots=True)
class Asked:
    """Which analyses, and how: see `sobol` and `shapley` for what the keywords mean."""

    kinds: tuple[str, ...]
    optional: bool = False
    factors: Any = None
    scale: str = "auto"
    accuracy: float | None = ACCURACY
    budget: int = BUDGET

    @classmethod
    def of(cls, sensitivity: Any, **keywords: Any) -> "Asked":
        """Read what is asked for: one of KINDS, a list of them, ``all`` or ``none``.

        Raises
        ------
        UncertainComputeError
            If a word is not one of these, or a keyword is wrong.
        """
        words = sensitivity if isinstance(sensitivity, list | tuple) else [sensitivity]
        for word in words:
            if word not in (*KINDS, ALL, NONE):
                nearest = did_you_mean(str(word), (*KINDS, ALL, NONE))
                hint = f"; {nearest}" if nearest.startswith("did") else ""
                raise UncertainComputeError(
                    f"sensitivity: {word!r} is not one of {', '.join((*KINDS, ALL, NONE))}, or a list of them{hint}"
                )
        if NONE in words and len(words) > 1:
            raise UncertainComputeError(f"sensitivity: {', '.join(words)}: none stands alone")
        every = ALL in words
        if keywords.get("factors") is not None and not every and not {"sobol", "shapley"} & set(words):
            raise UncertainComputeError("factors: only sobol and shapley take them; add sensitivity=shapley")
        if keywords.get("scale", SCALES[0]) not in SCALES:
            raise UncertainComputeError(f"scale: {keywords['scale']!r} is not one of {', '.join(SCALES)}")
        Effort(keywords.get("accuracy", ACCURACY), keywords.get("budget", BUDGET))
        return cls(tuple(kind for kind in KINDS if every or kind in words), optional=every, **keywords)


@dataclass(frozen=True, slots=True)
class Answers:
    """Datasets by name, what is not in them, with the reason, and the run that was looked at."""

    found: Mapping[str, Dataset]
    left_out: tuple[str, ...]
    looked_at: DataTree | None = None

    @property
    def notes(self) -> list[str]:
        """Return what is not in the datasets, each thing said once."""
        fixed, constant = (self._names(attribute) for attribute in ("fixed", "constant"))
        notes = [*self.left_out]
        if constant:
            notes.append(f"constant, so nothing drives it: {', '.join(constant)}")
        if fixed:
            notes.append(f"fixed, so left out of what drives the answer: {', '.join(fixed)}")
        return notes

    def _names(self, attribute: str) -> list[str]:
        listed = [name for one in self.found.values() for name in one.attrs.get(attribute, "").split(", ") if name]
        return list(dict.fromkeys(listed))


def answers(study: Study, run: DataTree, settings: Settings, asked: Asked) -> Answers:
    """Return what is asked for of a run and its study.

    Where the run kept no draws, a smaller one is drawn for those analyses that need them. What is not possible is left
    out with a note: constant quantities, a tornado where an equation fails at the medians, a decision where the study
    states none, and with ``all`` Sobol indices of correlated assumptions.

    Raises
    ------
    UncertainComputeError
        If an analysis that was asked for by name is not possible.
    """
    if study.certain or not asked.kinds:
        return Answers({}, ())
    looked_at = _with_draws(study, run, settings)
    try:
        Drawn.of(looked_at)
    except ConstantError as error:
        return Answers({}, (str(error),), looked_at)
    analyses = _Analyses(study, looked_at, settings, asked)
    found: dict[str, Dataset] = {}
    left_out: list[str] = []
    for kind in asked.kinds:
        try:
            found |= getattr(analyses, kind)()
        except UncertainComputeError as error:
            if kind != "tornado" and not (asked.optional and isinstance(error, CorrelatedError)):
                raise
            left_out.append(f"{kind} is left out: {str(error).removeprefix(f'{kind}: ')}")
    if "value_of_information" in found and study.decision is None:
        left_out.append("the study states no decision, so there is no value of information in its terms")
    return Answers(found, tuple(left_out), looked_at)


class _Analyses:
    """The analyses of one run, by kind; what they need is imported only where they are asked for."""

    def __init__(self, study: Study, run: DataTree, settings: Settings, asked: Asked) -> None:
        self.study, self.run, self.asked = study, run, asked
        self.targets = settings.targets or study.targets
        self.points: dict[str, Any] = {name: getattr(settings, name) for name in OF_POINTS}
        self.points["draws"] = min(settings.draws, FIRST_STAGE)
        self.effort = {name: getattr(asked, name) for name in ("factors", "scale", "accuracy", "budget")} | self.points

    def tornado(self) -> dict[str, Dataset]:
        return {"tornado": tornado(self.study, self.targets, run=self.run)}

    def sobol(self) -> dict[str, Dataset]:
        from uncertain_compute.analysis.sensitivity.sobol import sobol

        return {"sobol": sobol(self.study, self.targets, **self.effort)}

    def shapley(self) -> dict[str, Dataset]:
        from uncertain_compute.analysis.sensitivity.shapley import shapley

        return {"shapley": shapley(self.study, self.targets, **self.effort)}

    def given_data(self) -> dict[str, Dataset]:
        from uncertain_compute.analysis.sensitivity.given_data import given_data

        return {"given_data": given_data(self.run, self.targets, scale=self.asked.scale)}

    def voi(self) -> dict[str, Dataset]:
        from uncertain_compute.analysis.value.value_of_information import value_of_information

        found = {"value_of_information": value_of_information(self.run, self.targets)}
        if self.study.decision is not None:
            from uncertain_compute.analysis.value.decision_value import decision_value

            found["decision"] = decision_value(self.study, **(self.points | {"draws": FIRST_STAGE}))
        return found


def _with_draws(study: Study, run: DataTree, settings: Settings) -> DataTree:
    """Return a run that holds draws, not more of them than are looked at."""
    if "prior" not in run.children:
        fewer = replace(
            settings, also=study.charted, keep="draws", draws=min(settings.draws, FIRST_STAGE), precision=None
        )
        return propagate(study, fewer, largest_relative_error)
    most = MOST_DRAWS // run.attrs["chains"]
    return run if run["prior"].sizes[DRAW] <= most else run.isel({DRAW: slice(most)}, missing_dims="ignore")
