"""Sentences on what drives the answer."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from xarray import Dataset

from uncertain_compute.addresses import is_among
from uncertain_compute.analysis.analyses import ANALYSES, Measure
from uncertain_compute.analysis.summary.labels import ENDS
from uncertain_compute.analysis.summary.statistics import MEDIAN, PROBABILITY
from uncertain_compute.arrays import Floats
from uncertain_compute.study.paths import paths_in
from uncertain_compute.study.study import Study
from uncertain_compute.views.drawing.bars import NO_EFFECT, numbers
from uncertain_compute.views.drawing.never import with_stand_in
from uncertain_compute.views.numbers import amount, amounts, percent

if TYPE_CHECKING:
    import pandas as pd

TOP = 3
VARIANCE = "variance"
OF_DRIVERS = ("quantity", "assumption")
NOTHING_MOVES, INSTEAD = "no assumption moves the {} of", "; sensitivity=shapley shares out its variance"
"""Said of a quantity that is mostly one number, so that its median stays there."""

OF_SCALE = {"log": " of its logarithm", "rank": " of its rank"}


@dataclass(frozen=True, slots=True)
class Drivers:
    """The strongest drivers of a quantity: assumptions, their effects in words, and the measure.

    Attributes
    ----------
    moved
        What of the quantity is moved: its median, or its variance, which is all of its distribution.
    """

    quantity: str
    effects: Mapping[str, str]
    measure: str
    moved: str

    @property
    def sentence(self) -> str:
        """Return the drivers as a sentence."""
        if not self.effects:
            nothing = f"{NOTHING_MOVES.format(self.moved)} {self.quantity}{INSTEAD}"
            return f"nothing drives {self.quantity}" if self.moved == VARIANCE else nothing
        shown = [f"{name} ({effect})" for name, effect in self.effects.items()]
        return f"{self.quantity} is driven most by {listed(shown)}: {self.measure}"


def measures_of(found: Mapping[str, Dataset]) -> dict[str, Measure]:
    """Return the measures of drivers among results, by the result's name, the best first."""
    held = {name: one.measure for name, one in ANALYSES.items() if one.measure and name in found}
    return dict(sorted(held.items(), key=lambda item: item[1].rank))


def drivers_of(found: Mapping[str, Dataset], wanted: Callable[[str], bool], most: int = TOP) -> list[Drivers]:
    """Return the strongest drivers of each quantity that is wanted, by the best measure available."""
    held = measures_of(found)
    if not held:
        return []
    name, measure = next(iter(held.items()))
    quantities = [str(quantity) for quantity in found[name]["quantity"].to_numpy()]
    return [_strongest(measure, found[name].sel(quantity=one), most) for one in quantities if wanted(one)]


def driver_sentences(study: Study, found: Mapping[str, Dataset]) -> list[str]:
    """Return a sentence with the three strongest drivers of each headline quantity, or of a path's last column."""
    told = drivers_of(found, lambda quantity: is_among(quantity, study.headline))
    ends = {column: path.columns[-1] for path in paths_in(one.quantity for one in told) for column in path.columns}
    return [one.sentence for one in told if ends.get(one.quantity, one.quantity) == one.quantity]


def driver_sentence(analysis: str, one: Dataset) -> str:
    """Return a sentence on the three strongest drivers of a quantity, by an analysis."""
    (measure,) = measures_of({analysis: one}).values()
    return _strongest(measure, one, TOP).sentence


def effects_of(measure: Measure, answer: Dataset) -> Floats:
    """Return all effects in percent, of shape (quantity, assumption)."""
    if "end" in answer[measure.variable].dims:
        return _squared_swings(answer, measure.variable)
    return 100 * np.fmax(numbers(answer[measure.variable], *OF_DRIVERS), 0.0)


def decision_sentences(decision: Dataset) -> Iterator[str]:
    """Yield the best decision, its expected loss, and what is most worth knowing."""
    attrs, unit = decision.attrs, str(decision.attrs["loss_unit"])
    loss, everything = (amount(float(decision[name]), unit) for name in ("expected_loss", "evpi"))
    called = "loss" if attrs["kind"] != "commitment" else f"cost over all {attrs['along']}s"
    yield (
        f"{attrs['decision']}: best is {_best(decision)}, with an expected {called} of {loss}; "
        f"knowing everything before is worth {everything}"
    )
    worth, least, most = _estimate(decision, "evppi")
    shown = [f"{name} ({amount(worth[name], unit, (most - least)[name] / 2)})" for name in _top(worth, least, TOP)]
    if shown:
        yield f"most worth knowing: {listed(shown)}"


def _best(decision: Dataset) -> str:
    """Return the best decision in words; of a plan what is best at its first, middle and last coordinate."""
    unit = str(decision.attrs["unit"]) if "unit" in decision.attrs else ""
    if decision.attrs["kind"] == "commitment":
        chosen = decision.isel(coordinate=[0, decision.sizes["coordinate"] // 2, -1])
        return "to " + ", ".join(
            f"{way} {f'{amount(float(best), unit)} ' if best > 0 else ''}in {at}"
            for way, best, at in zip(
                *(chosen[name].to_numpy() for name in ("best_option", "best", "coordinate")), strict=True
            )
        )
    return amount(float(decision["best"]), unit) if "best" in decision else str(decision.attrs["best_option"])


def _strongest(measure: Measure, one: Dataset, most: int) -> Drivers:
    """Return a quantity's strongest drivers, at most so many."""
    find = _by_swings if "end" in one[measure.variable].dims else _by_shares
    return find(measure, one, most)


def _by_swings(measure: Measure, one: Dataset, most: int) -> Drivers:
    variable, interval = measure.variable, f"{measure.variable}_ci"
    said = [one[variable].sel(end=end).to_series() for end in ENDS]
    placed, _ = with_stand_in(one, (variable, interval))
    low, high = (placed[variable].sel(end=end).to_series() for end in ENDS)
    is_event = _of_events(one)
    positive = bool((low > 0).all() and (high > 0).all()) and not is_event
    swing = (np.log(high) - np.log(low) if positive else high - low).abs()
    ends = placed[interval]
    apart = (ends.sel(bound="low").max("end") - ends.sel(bound="high").min("end")).to_series()
    unit = str(one["quantity_unit"].item())
    names = _top(swing, apart, most)
    effects = {name: " to ".join(amounts([end[name] for end in said], unit)) for name in names}
    meaning, moved = (_of(text, is_event=is_event) for text in (measure.meaning, MEDIAN))
    return Drivers(str(one["quantity"].item()), effects, meaning, moved)


def _of(text: str, *, is_event: bool) -> str:
    """Return what a text says of medians; of an event it says it of probabilities."""
    return text.replace(MEDIAN, PROBABILITY) if is_event else text


def said_over_path(measure: Measure, answer: Dataset) -> str:
    """Return what the effects are that a figure draws over a path."""
    return _of(measure.over_path, is_event=_of_events(answer))


def _of_events(answer: Dataset) -> bool:
    """Return whether an answer is about what happens or not, and so about probabilities."""
    return "event" in answer and bool(answer["event"].all())


def _by_shares(measure: Measure, one: Dataset, most: int) -> Drivers:
    own, least, _ = _estimate(one, measure.variable)
    effects = {name: percent(own[name]) for name in _top(own, least, most)}
    said = f"{measure.meaning}, shares of the variance{OF_SCALE.get(str(one['scale'].item()), '')}"
    return Drivers(str(one["quantity"].item()), effects, said, VARIANCE)


def _squared_swings(answer: Dataset, variable: str) -> Floats:
    """Return each driver's part in the sum of squared swings between the ends to which it moves a quantity."""
    answer, _ = with_stand_in(answer, (variable,))
    low, high = (numbers(answer[variable].sel(end=end), *OF_DRIVERS) for end in ENDS)
    positive = bool((low > 0).all() and (high > 0).all() and not _of_events(answer))
    squared = np.square(np.log(high / low) if positive else high - low)
    total = squared.sum(axis=1, keepdims=True)
    return 100 * squared / np.where(total > 0, total, 1.0)


def _estimate(answer: Dataset, variable: str) -> "list[pd.Series[float]]":
    """Return a variable's values by assumption, with the low and the high end of their intervals."""
    return [answer[variable].to_series(), *(answer[f"{variable}_ci"].sel(bound=end).to_series() for end in ENDS)]


def _top(sizes: "pd.Series[float]", least: "pd.Series[float]", most: int) -> list[str]:
    """Return the largest values that are above noise (low end above 0) and above rounding errors."""
    seen = (least > 0) & (sizes > NO_EFFECT * sizes.max())
    return [str(name) for name in sizes[seen].nlargest(most).index]


def listed(words: Sequence[str]) -> str:
    """Return words as a list in a sentence: a, b and c."""
    return " and ".join(filter(None, [", ".join(words[:-1]), words[-1]]))
