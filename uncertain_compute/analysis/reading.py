"""A run with all its results: what the terminal, the tables, the figures and the report show."""

from collections.abc import Iterable, Sequence
from dataclasses import InitVar, dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Self

import numpy as np
from xarray import Dataset, DataTree

from uncertain_compute.analysis.analyses import DEFAULT_ANALYSIS, AnalysisRequest, Answers, answers
from uncertain_compute.analysis.summary.beliefs import assumption_table
from uncertain_compute.analysis.summary.charts import chart_rows
from uncertain_compute.analysis.summary.convergence import convergence
from uncertain_compute.analysis.summary.estimates import (
    EQUAL_TAILED,
    HeadlineEstimate,
    Interval,
    estimate_table,
    estimates,
)
from uncertain_compute.analysis.summary.exceedance import exceedance, path_exceedance
from uncertain_compute.analysis.summary.path_table import path_table
from uncertain_compute.analysis.summary.summaries import column_of, held_of, summarize, targets_of
from uncertain_compute.analysis.summary.tables import (
    chart_table,
    convergence_table,
    exceedance_table,
    tables,
    update_tables,
)
from uncertain_compute.analysis.validation.audit import Audited, audit_table
from uncertain_compute.draws.settings import KEEPS, Settings
from uncertain_compute.errors import UncertainComputeError
from uncertain_compute.study.paths import ColumnPath, paths_in, shown_columns
from uncertain_compute.study.study import Study

if TYPE_CHECKING:
    import pandas as pd

SENSITIVITY, CHARTS = "sensitivity", "charts"
MOST_DRAWN = 12
"""The most columns of the headline in figures; tables have all."""

MOST_SAMPLE_PATHS = 50
"""The most draws of a path in its fan; more would be a band."""

LEFT_OUT, CHOICES, COMMAND, CONFIG = "left_out", "choices", "command", "config"
"""Attributes of a run that name its model, prior set and scenarios."""


@dataclass(frozen=True)
class Extras:
    """What figures show of a run if they are asked to.

    Attributes
    ----------
    sample_paths
        How many draws of a path are drawn in its fan.
    keep
        What the run keeps of its draws.
    """

    sample_paths: int = 0
    keep: InitVar[str] = KEEPS[0]

    def __post_init__(self, keep: str) -> None:
        """Check that the run has what is asked for.

        Raises
        ------
        UncertainComputeError
            If a number is out of range, or the run keeps no draws.
        """
        if not 0 <= self.sample_paths <= MOST_SAMPLE_PATHS:
            raise UncertainComputeError(
                f"sample_paths: {self.sample_paths} is not a whole number from 0 to {MOST_SAMPLE_PATHS}"
            )
        if self.sample_paths and keep != KEEPS[0]:
            raise UncertainComputeError(f"sample_paths: keep={keep} keeps no draws to show")


@dataclass(frozen=True)
class Reading:
    """A run of a study, with its analyses, audit and kind of interval.

    Attributes
    ----------
    answered
        The results of sensitivity analyses.
    audited
        The published figures, each with a verdict.
    interval
        The credible intervals that are shown.
    extras
        What figures show if they are asked to.
    """

    study: Study
    run: DataTree
    answered: Answers
    audited: Sequence[Audited] = ()
    interval: Interval = EQUAL_TAILED
    extras: Extras = Extras()

    @classmethod
    def of_stored(cls, study: Study, run: DataTree, audited: Sequence[Audited], interval: Interval) -> Self:
        """Return the reading of a run in which the results are stored."""
        found = (
            {name: node.to_dataset() for name, node in run[SENSITIVITY].children.items()} if SENSITIVITY in run else {}
        )
        left_out = tuple(np.atleast_1d(run.attrs.get(LEFT_OUT, [])).tolist())
        return cls(study, run, Answers(found, left_out), audited, interval)

    @classmethod
    def of_run(cls, study: Study, run: DataTree, audited: Sequence[Audited], interval: Interval) -> Self:
        """Return the reading of a run, with a tornado if no other analysis shows what drives it."""
        stored = run.copy()
        if SENSITIVITY not in run.children:
            settings = Settings(
                targets=tuple(targets_of(run)), seed=int(run.attrs["seed"]), chains=int(run.attrs["chains"])
            )
            stored = stored_in(stored, study, answers(study, run, settings, AnalysisRequest.of(DEFAULT_ANALYSIS)))
        return cls.of_stored(study, stored, audited, interval)

    @property
    def group(self) -> str:
        """Return the group that is reported: the posterior if evidence gave a sound one, else the prior."""
        sound = "posterior" in self.run.children and not self.run["posterior"].attrs["failures"]
        return "posterior" if sound else "prior"

    @cached_property
    def summary(self) -> "pd.DataFrame":
        """Return the run's summary before any evidence."""
        return self._summary_of("prior")

    @cached_property
    def answering_summary(self) -> "pd.DataFrame":
        """Return the summary of the group that is reported."""
        return self.summary if self.group == "prior" else self._summary_of(self.group)

    @cached_property
    def assumptions(self) -> "pd.DataFrame":
        """Return the table of beliefs about assumptions."""
        return assumption_table(self.study)

    @cached_property
    def held_headline(self) -> list[str]:
        """Return the study's headline quantities in the run, or all of the run's targets if it has none."""
        targets = targets_of(self.run)
        return list(dict.fromkeys(one for name in self.study.headline for one in held_of(name, targets))) or [*targets]

    @cached_property
    def estimates(self) -> list[HeadlineEstimate]:
        """Return the estimates with published ranges, or the headline's if nothing was published."""
        return self._estimates_of(None) or self.headline

    @property
    def prior_set(self) -> str:
        """Return the name of the prior set and its scenarios; empty if the run does not state it."""
        _, *names = np.atleast_1d(self.run.attrs.get(CHOICES, [""])).tolist()
        return " ".join(map(str, names))

    @cached_property
    def every_target(self) -> list[HeadlineEstimate]:
        """Return the estimates of all targets."""
        return self._estimates_of(targets_of(self.run))

    @cached_property
    def headline(self) -> list[HeadlineEstimate]:
        """Return the estimates of the headline quantities."""
        return self._estimates_of(self.held_headline)

    @property
    def drawn_headline(self) -> list[HeadlineEstimate]:
        """Return the headline estimates in figures; for a path its first, middle and last column."""
        return self._shown_headline[:MOST_DRAWN]

    @property
    def not_drawn(self) -> int:
        """Return the number of columns that are in tables alone; a fan has all columns of its path."""
        return max(len(self._shown_headline), len(self.without_paths(self.estimates)), MOST_DRAWN) - MOST_DRAWN

    @property
    def _shown_headline(self) -> list[HeadlineEstimate]:
        shown = shown_columns([one.column for one in self.headline])
        return [one for one in self.headline if one.column in shown]

    @cached_property
    def paths(self) -> list[ColumnPath]:
        """Return the paths among the headline quantities."""
        return paths_in(one.column for one in self.headline)

    def without_paths(self, found: Sequence[HeadlineEstimate]) -> list[HeadlineEstimate]:
        """Return estimates that are not part of a path of the headline."""
        in_paths = {column for path in self.paths for column in path.columns}
        return [one for one in found if one.column not in in_paths]

    @cached_property
    def exceedance(self) -> Dataset:
        """Return the probabilities that the headline quantities exceed round numbers."""
        return exceedance(self.study, self.run, self.held_headline, self.group)

    @cached_property
    def path_exceedance(self) -> "pd.DataFrame":
        """Return the probabilities that the headline's paths are above some numbers, at each coordinate."""
        return path_exceedance(self.study, self.run, self.paths, self.group)

    @cached_property
    def convergence(self) -> Dataset:
        """Return how the headline quantities converged."""
        return convergence(self.run, self.held_headline)

    @cached_property
    def charts(self) -> Dataset | None:
        """Return the rows of the study's charts; None if it has none."""
        return self.run[CHARTS].to_dataset() if CHARTS in self.run.children else None

    @cached_property
    def tables(self) -> "dict[str, pd.DataFrame]":
        """Return each table of the run by its file name."""
        headline = estimate_table(self.estimates)  # it keeps the samples that the summary needs, too
        written = {"summary": self.summary, "assumptions": self.assumptions, "headline": headline}
        written["exceedance"] = exceedance_table(self.exceedance)
        if not self.study.certain and self.convergence.sizes["draws"]:
            written["convergence"] = convergence_table(self.convergence)
        if paths := paths_in(map(column_of, self.summary.to_dict("records"))):
            written["paths"] = path_table(paths, self.summary)
        if self.paths and not self.study.certain:
            written["path_exceedance"] = self.path_exceedance
        if self.charts is not None:
            written["charts"] = chart_table(self.charts)
        for name, answer in self.answered.found.items():
            written |= tables(name, answer)
        if self.audited:
            written["audit"] = audit_table(self.audited)
        if "posterior_shift" in self.run.children:
            posterior = self._summary_of("posterior")
            written["posterior"] = posterior.assign(failed=bool(self.run["posterior"].attrs["failures"]))
            written |= update_tables(self.run)
        return written

    def _summary_of(self, group: str) -> "pd.DataFrame":
        return summarize(self.run, ci_prob=self.interval.probability, ci_kind=self.interval.kind, group=group)

    def _estimates_of(self, quantities: Iterable[str] | None) -> list[HeadlineEstimate]:
        return estimates(self.study, self.run, quantities, group=self.group, interval=self.interval)


def stored_in(run: DataTree, study: Study, answered: Answers) -> DataTree:
    """Store the results, and the rows of the study's charts, in a run, and return the run.

    If the run kept no draws, the charts are those of the smaller run that the analyses used.
    """
    for name, answer in answered.found.items():
        run[f"{SENSITIVITY}/{name}"] = DataTree(answer)
    run.attrs[LEFT_OUT] = list(answered.left_out)
    drawn = run if "prior" in run.children else answered.looked_at
    if study.charts and drawn is not None:
        try:
            run[CHARTS] = DataTree(chart_rows(study, drawn, Reading(study, run, answered).group))
        except UncertainComputeError as error:
            run.attrs[LEFT_OUT] += [f"the study's charts are left out: {error}"]
    return run
