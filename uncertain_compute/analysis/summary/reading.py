"""A run with all that is read off it: what the terminal, the tables, the figures and the report show."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Self

import numpy as np
from xarray import Dataset, DataTree

from uncertain_compute.analysis.sensitivity.analyses import Answers
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
from uncertain_compute.analysis.summary.exceedance import exceedance
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
from uncertain_compute.errors import UncertainComputeError
from uncertain_compute.study.paths import ColumnPath, paths_in, shown_columns
from uncertain_compute.study.study import Study

if TYPE_CHECKING:
    import pandas as pd

SENSITIVITY, CHARTS = "sensitivity", "charts"
MOST_DRAWN = 12
"""Columns of the headline that are drawn; tables have all."""

LEFT_OUT, CHOICES, COMMAND, CONFIG = "left_out", "choices", "command", "config"
"""What a run's attributes say besides how it was drawn: the model, the prior set and the scenarios that were chosen."""


@dataclass(frozen=True)
class Reading:
    """A run of a study, what was found of it, and how its intervals are to be read.

    Attributes
    ----------
    answered
        What the sensitivity analyses found.
    audited
        The figures of the study's publication, each with a verdict.
    interval
        The credible intervals that are shown.
    """

    study: Study
    run: DataTree
    answered: Answers
    audited: Sequence[Audited] = ()
    interval: Interval = EQUAL_TAILED

    @classmethod
    def of_stored(cls, study: Study, run: DataTree, audited: Sequence[Audited], interval: Interval) -> Self:
        """Return the reading of a run that holds what was found."""
        found = (
            {name: node.to_dataset() for name, node in run[SENSITIVITY].children.items()} if SENSITIVITY in run else {}
        )
        left_out = tuple(np.atleast_1d(run.attrs.get(LEFT_OUT, [])).tolist())
        return cls(study, run, Answers(found, left_out), audited, interval)

    @property
    def group(self) -> str:
        """Return the group that answers: the posterior where evidence made a sound one, else the prior."""
        sound = "posterior" in self.run.children and not self.run["posterior"].attrs["failures"]
        return "posterior" if sound else "prior"

    @cached_property
    def summary(self) -> "pd.DataFrame":
        """Return the run's summary before any evidence."""
        return self._summary_of("prior")

    @cached_property
    def answering_summary(self) -> "pd.DataFrame":
        """Return the summary of the group that answers."""
        return self.summary if self.group == "prior" else self._summary_of(self.group)

    @cached_property
    def assumptions(self) -> "pd.DataFrame":
        """Return what is believed of each assumption."""
        return assumption_table(self.study)

    @cached_property
    def held_headline(self) -> list[str]:
        """Return the study's headline quantities that the run was asked for, or all that it was where none is."""
        targets = targets_of(self.run)
        return list(dict.fromkeys(one for name in self.study.headline for one in held_of(name, targets))) or [*targets]

    @cached_property
    def estimates(self) -> list[HeadlineEstimate]:
        """Return the published estimates beside what the run says of them, or its headline where it has none."""
        return self._estimates_of(None) or self.headline

    @property
    def prior_set(self) -> str:
        """Return what the prior set is called, with its scenarios; empty where the run does not say."""
        _, *names = np.atleast_1d(self.run.attrs.get(CHOICES, [""])).tolist()
        return " ".join(map(str, names))

    @cached_property
    def every_target(self) -> list[HeadlineEstimate]:
        """Return what the run says of each of its targets."""
        return self._estimates_of(targets_of(self.run))

    @cached_property
    def headline(self) -> list[HeadlineEstimate]:
        """Return what the run says of its headline quantities."""
        return self._estimates_of(self.held_headline)

    @property
    def drawn_headline(self) -> list[HeadlineEstimate]:
        """Return those of them that have figures of their own: of a path the first, the middle and the last column."""
        shown = shown_columns([one.column for one in self.headline])
        return [one for one in self.headline if one.column in shown][:MOST_DRAWN]

    @cached_property
    def paths(self) -> list[ColumnPath]:
        """Return the paths among the headline quantities."""
        return paths_in(one.column for one in self.headline)

    def without_paths(self, found: Sequence[HeadlineEstimate]) -> list[HeadlineEstimate]:
        """Return estimates that are no part of a path of the headline."""
        in_paths = {column for path in self.paths for column in path.columns}
        return [one for one in found if one.column not in in_paths]

    @cached_property
    def exceedance(self) -> Dataset:
        """Return with what probability the headline quantities are above round numbers."""
        return exceedance(self.study, self.run, self.held_headline, self.group)

    @cached_property
    def convergence(self) -> Dataset:
        """Return how the headline quantities settled."""
        return convergence(self.run, self.held_headline)

    @cached_property
    def charts(self) -> Dataset | None:
        """Return the rows of the study's charts; none where it has none."""
        return self.run[CHARTS].to_dataset() if CHARTS in self.run.children else None

    @cached_property
    def tables(self) -> "dict[str, pd.DataFrame]":
        """Return each table of the run by the name of its file."""
        written = {"summary": self.summary, "assumptions": self.assumptions, "headline": estimate_table(self.estimates)}
        written["exceedance"] = exceedance_table(self.exceedance)
        if not self.study.certain and self.convergence.sizes["draws"]:
            written["convergence"] = convergence_table(self.convergence)
        if paths := paths_in(map(column_of, self.summary.to_dict("records"))):
            written["paths"] = path_table(paths, self.summary)
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
    """Return a run that holds what was found, and the rows of the study's charts.

    Where the run kept no draws, the charts are those of the smaller one that the analyses looked at.
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
