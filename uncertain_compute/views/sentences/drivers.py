"""Sentences on what drives the answer."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from xarray import Dataset

from uncertain_compute.addresses import is_among
from uncertain_compute.analysis.summary.labels import ENDS
from uncertain_compute.arrays import Floats
from uncertain_compute.study.paths import paths_in
from uncertain_compute.study.study import Study
from uncertain_compute.views.drawing.bars import NO_EFFECT, numbers
from uncertain_compute.views.drawing.never import with_stand_in
from uncertain_compute.views.sentences.numbers import amount, amounts, percent

if TYPE_CHECKING:
    import pandas as pd

TOP = 3
OF_DRIVERS = ("quantity", "assumption")
OF_SCALE = {"log": " of its logarithm", "rank": " of its rank"}


@dataclass(frozen=True, slots=True)
class Drivers:
    """The strongest drivers of a quantity: assumptions, their effects in words, and the measure."""

    quantity: str
    effects: Mapping[str, str]
    measure: str

    @property
    def sentence(self) -> str:
        """Return the drivers as a sentence."""
        if not self.effects:
            return f"nothing drives {self.quantity}"
        shown = [f"{name} ({effect})" for name, effect in self.effects.items()]
        return f"{self.quantity} is driven most by {listed(shown)}: {self.measure}"


@dataclass(frozen=True, slots=True)
class Measure:
    """How an analysis measures drivers.

    Attributes
    ----------
    drivers
        A function that returns a quantity's strongest drivers, at most so many.
    effects
        A function that returns all effects in percent, of shape (quantity, assumption).
    over_path
        What the effects are, where a figure draws them over a path; empty if none does.
    """

    drivers: Callable[[Dataset, int], Drivers]
    effects: Callable[[Dataset], Floats]
    over_path: str = ""


def drivers_of(found: Mapping[str, Dataset], wanted: Callable[[str], bool], most: int = TOP) -> list[Drivers]:
    """Return the strongest drivers of each quantity that is wanted, by the best measure available."""
    name = next((name for name in MEASURES if name in found), None)
    if name is None:
        return []
    quantities = [str(quantity) for quantity in found[name]["quantity"].to_numpy()]
    return [MEASURES[name].drivers(found[name].sel(quantity=one), most) for one in quantities if wanted(one)]


def driver_sentences(study: Study, found: Mapping[str, Dataset]) -> list[str]:
    """Return a sentence with the three strongest drivers of each headline quantity, or of a path's last column."""
    told = drivers_of(found, lambda quantity: is_among(quantity, study.headline))
    ends = {column: path.columns[-1] for path in paths_in(one.quantity for one in told) for column in path.columns}
    return [one.sentence for one in told if ends.get(one.quantity, one.quantity) == one.quantity]


def driver_sentence(measure: str, one: Dataset) -> str:
    """Return a sentence on the three strongest drivers of a quantity, by a measure."""
    return MEASURES[measure].drivers(one, TOP).sentence


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
        last = decision.sizes["coordinate"] - 1
        chosen = decision.isel(coordinate=[0, last // 2 + last % 2, last])
        return "to " + ", ".join(
            f"{way} {f'{amount(float(best), unit)} ' if best > 0 else ''}in {at}"
            for way, best, at in zip(
                *(chosen[name].to_numpy() for name in ("best_option", "best", "coordinate")), strict=True
            )
        )
    return amount(float(decision["best"]), unit) if "best" in decision else str(decision.attrs["best_option"])


def _by_tornado(tornado: Dataset, most: int) -> Drivers:
    said = [tornado["given_tenth"].sel(end=end).to_series() for end in ENDS]
    tornado, _ = with_stand_in(tornado, ("given_tenth", "given_tenth_ci"))
    low, high = (tornado["given_tenth"].sel(end=end).to_series() for end in ENDS)
    positive = bool((low > 0).all() and (high > 0).all())
    swing = (np.log(high) - np.log(low) if positive else high - low).abs()
    ends = tornado["given_tenth_ci"]
    apart = (ends.sel(bound="low").max("end") - ends.sel(bound="high").min("end")).to_series()
    unit = str(tornado["quantity_unit"].item())
    names = _top(swing, apart, most)
    effects = {name: " to ".join(amounts([one[name] for one in said], unit)) for name in names}
    return Drivers(str(tornado["quantity"].item()), effects, "its median with each in its lowest and highest tenth")


def _squared_swings(tornado: Dataset) -> Floats:
    """Return each driver's part in the sum of squared swings between the medians in its lowest and highest tenth."""
    tornado, _ = with_stand_in(tornado, ("given_tenth",))
    low, high = (numbers(tornado["given_tenth"].sel(end=end), *OF_DRIVERS) for end in ENDS)
    positive = bool((low > 0).all() and (high > 0).all())
    squared = np.square(np.log(high / low) if positive else high - low)
    total = squared.sum(axis=1, keepdims=True)
    return 100 * squared / np.where(total > 0, total, 1.0)


def _shares(variable: str, called: str, over_path: str = "") -> Measure:
    def drivers(shares: Dataset, most: int) -> Drivers:
        own, least, _ = _estimate(shares, variable)
        effects = {name: percent(own[name]) for name in _top(own, least, most)}
        said = f"{called}, shares of the variance{OF_SCALE.get(str(shares['scale'].item()), '')}"
        return Drivers(str(shares["quantity"].item()), effects, said)

    def effects(shares: Dataset) -> Floats:
        return 100 * np.fmax(numbers(shares[variable], *OF_DRIVERS), 0.0)

    return Measure(drivers, effects, over_path)


MEASURES: dict[str, Measure] = {
    "shapley": _shares("effect", "Shapley effects", "Shapley effect, as a share of the variance"),
    "sobol": _shares("total", "total Sobol indices", "Total Sobol index, as a share of the variance"),
    "tornado": Measure(
        _by_tornado,
        _squared_swings,
        "Share of the squared swings of the median, from each one's lowest to its highest tenth",
    ),
    "given_data": _shares("first_order", "first-order indices"),
}
"""How each analysis measures drivers, the best first."""


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
