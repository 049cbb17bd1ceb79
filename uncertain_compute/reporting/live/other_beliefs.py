"""The beliefs of other prior sets and scenarios, for the controls of a page."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from uncertain_compute.addresses import name_of
from uncertain_compute.arrays import Floats
from uncertain_compute.config.choices import Combination, Combinations
from uncertain_compute.errors import UncertainComputeError
from uncertain_compute.priors.dependence.memory import without_memory
from uncertain_compute.priors.reading.assumptions import Assumption
from uncertain_compute.priors.reading.notation.positions import steps_of
from uncertain_compute.priors.reading.spec import Prior
from uncertain_compute.reporting.live.anchors import BetweenAnchors, between_anchors
from uncertain_compute.reporting.live.beliefs import belief_of, words_of
from uncertain_compute.reporting.live.other_ranks import ranks_beside
from uncertain_compute.study.prior_set import CORRELATIONS, beliefs_in
from uncertain_compute.study.study import Study

MOST_BELIEFS = 100
"""The most beliefs in a page besides those of the run; choices that would need more are left out."""

MOST_TEXTS = 40
"""About the most columns whose other ranks are in a page; choices beyond these keep the correlations of the run."""

PROBABILITIES: Floats = (np.arange(1024) + 0.5) / 1024
"""The middles of steps of probability: each quantile is used for four draws, so that a page is small."""


type BeliefText = tuple[str, int]
"""A belief as text, and its index among the beliefs of a page."""


class BeyondPageError(UncertainComputeError):
    """A choice of the run's model has beliefs that do not fit the page's columns."""


def constants_of(choices: Combinations, study: Study) -> frozenset[str]:
    """Return the model's constants about which some choice has a belief."""
    return study.constants & {name for one in choices.others for name in beliefs_in(one.beliefs)}


@dataclass
class OtherBeliefs:
    """Beliefs of other prior sets and scenarios; a belief that several have is in the page only once.

    Attributes
    ----------
    columns
        The columns that each control changes.
    names
        The assumptions on which the headline depends.
    placed
        The columns of the page, by index.
    uniform_of
        Returns the run's numbers between 0 and 1 for a column.
    texts
        Packed ranks of columns which choices correlate otherwise than the run; several choices may have the same.
    left_out
        The words of choices of this model that the page cannot follow.
    """

    study: Study
    columns: Sequence[Sequence[str]]
    names: Sequence[str]
    placed: Sequence[str]
    uniform_of: Callable[[str], Floats]
    texts: list[str] = field(default_factory=list)
    beliefs: list[dict[str, Any]] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)
    _indices: dict[tuple[str, str, float], int] = field(default_factory=dict)
    _said_of: dict[tuple[str, int], BeliefText] = field(default_factory=dict)
    _assumptions: dict[tuple[str, str], Assumption] = field(default_factory=dict)

    def of(self, choices: Combinations) -> list[dict[str, Any]]:
        """Return the choices that fit the run's model: their words, texts and beliefs by control.

        A choice fits if it has the same assumptions along the same dimensions, and changes none without a control.
        """
        try:
            if any(self._changed(choices, choices.own)):
                return []  # the run says more of its beliefs than its files and overrides of whole beliefs do
        except UncertainComputeError:
            return []
        return list(self._fitting(choices))

    def _fitting(self, choices: Combinations) -> Iterator[dict[str, Any]]:
        own = choices.own.beliefs[CORRELATIONS]
        for choice in choices.others:
            try:
                priors = dict(self._changed(choices, choice))
                changed = {index: self._said_of_all(beliefs) for index, beliefs in priors.items()}
            except BeyondPageError:
                self.left_out.append(" ".join(choice.words))
                continue
            except UncertainComputeError:
                continue
            if changed and len(self.beliefs) <= MOST_BELIEFS:
                correlates = choice.beliefs[CORRELATIONS] != own
                ranks = self._ranks(choice) if correlates else {}
                yield {
                    "words": choice.words,
                    "texts": changed,
                    "inOtherUnit": [index for index, beliefs in priors.items() if self._has_other_unit(beliefs)],
                    "ranks": ranks,
                    "correlates": ranks is None,
                }

    def _ranks(self, choice: Combination) -> dict[int, int] | None:
        """Return which texts have the ranks of a choice, by column; none if the page cannot correlate it so."""
        stated, _ = without_memory(beliefs_in(choice.beliefs), self.study.dimensions, steps_of(self.study.dimensions))
        try:
            distributions = {
                column: prior.distribution
                for name, written in stated.items()
                if name in self.study.assumptions
                for column, prior in self._columns(name, written).items()
            }
            found = ranks_beside(self.study, distributions, choice.beliefs[CORRELATIONS], self.placed, self.uniform_of)
        except UncertainComputeError:
            return None
        if len(self.texts) > MOST_TEXTS:
            return None
        self.texts += [text for text in found.values() if text not in self.texts]
        return {index: self.texts.index(text) for index, text in found.items()}

    def _changed(self, choices: Combinations, choice: Combination) -> Iterator[tuple[int, dict[str, Prior]]]:
        """Yield the index of each control that a choice changes, with the new belief of each of its columns."""
        study = self.study
        said, ours = beliefs_in(choice.beliefs), beliefs_in(choices.own.beliefs)
        declared = study.inputs.stated_beliefs()
        if not said.keys() ^ ours.keys() <= declared.keys():
            raise UncertainComputeError("it has other assumptions")
        all_of = {name: said.get(name, declared.get(name)) for name in dict.fromkeys([*said, *ours])}
        stated, memory = without_memory(all_of, study.dimensions, steps_of(study.dimensions))
        if memory != study.memory:
            raise BeyondPageError("it has other correlations along a dimension")
        priors: dict[str, Prior] = {}
        for name in self.names:
            if name in stated:
                found = self._columns(name, stated[name])
                follow = self._following(name, stated[name])
                priors |= {column: prior for column, prior in found.items() if column not in follow}
        changed = {column for column, prior in priors.items() if not _same(prior, study.columns[column].prior)}
        for index, columns in enumerate(self.columns):
            if changed.isdisjoint(columns):
                continue
            changed -= set(columns)
            yield index, {column: priors[column] for column in columns}
        if changed:
            raise BeyondPageError("it changes an assumption that the page cannot change")

    def _columns(self, name: str, written: Any) -> Mapping[str, Prior]:
        own = self.study.assumptions[name]
        key = (name, repr(written))
        if key not in self._assumptions:
            self._assumptions[key] = self.study.inputs.assumption(name, written)
        read = self._assumptions[key]
        if (read.dimensions, read.coordinates, read.shared) != (own.dimensions, own.coordinates, own.shared):
            raise BeyondPageError(f"{name} has other dimensions")
        return read.columns

    def _following(self, name: str, written: Any) -> Mapping[str, BetweenAnchors]:
        """Return the columns that follow the same anchors in a choice as in the run, and so need no control."""
        own = between_anchors(self.study.assumptions[name])
        read = self._assumptions[name, repr(written)]
        return own if own and own == between_anchors(read) else {}

    def _said_of_all(self, priors: Mapping[str, Prior]) -> tuple[str, int | list[int]]:
        """Return the beliefs of one control's columns as text with their index, or indices where they differ."""
        first, *others = (self._said(prior, column) for column, prior in priors.items())
        if all(one == first for one in others):
            return first
        return "; ".join(text for text, _ in (first, *others)), [index for _, index in (first, *others)]

    def _has_other_unit(self, priors: Mapping[str, Prior]) -> bool:
        """Return whether a belief written beside a choice would be read in another unit than the page's control has."""
        return any(prior.unit != self.study.columns[column].prior.unit for column, prior in priors.items())

    def _said(self, prior: Prior, column: str) -> BeliefText:
        """Return a belief as text, and its index among the beliefs of the page."""
        key = (column, id(prior))  # priors live as long as the assumptions that are kept
        if key not in self._said_of:
            own = self.study.columns[column]
            factor = self.study.inputs.column(name_of(column), prior, column).factor / own.factor
            text = words_of(prior) if factor == 1 else f"{words_of(prior)} {prior.unit}"
            self._said_of[key] = (text, self._index(prior, factor))
        return self._said_of[key]

    def _index(self, prior: Prior, factor: float) -> int:
        key = (prior.written, repr(prior.form), factor)
        if key not in self._indices:
            self._indices[key] = len(self.beliefs)
            self.beliefs.append(belief_of(prior.distribution, PROBABILITIES, factor))
        return self._indices[key]


def _same(one: Prior, other: Prior) -> bool:
    return one is other or (one.written, one.unit, repr(one.form)) == (other.written, other.unit, repr(other.form))
