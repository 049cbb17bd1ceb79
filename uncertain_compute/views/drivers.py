"""What drives the answer, as sentences."""

from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING

import numpy as np
from xarray import Dataset

from uncertain_compute.analysis.labels import ENDS
from uncertain_compute.study import Study
from uncertain_compute.views.bars import NO_EFFECT
from uncertain_compute.views.numbers import amount, percent

if TYPE_CHECKING:
    import pandas as pd

TOP = 3


def driver_sentences(study: Study, found: Mapping[str, Dataset]) -> Iterator[str]:
    """Give a sentence for each headline quantity with its three strongest drivers, by the best measure there is."""
    name = next((name for name in MEASURES if name in found), None)
    if name is None:
        return
    for quantity in found[name]["quantity"].to_numpy():
        if str(quantity).partition("[")[0] in study.headline:
            yield MEASURES[name](found[name].sel(quantity=quantity))


def decision_sentences(decision: Dataset) -> Iterator[str]:
    """Give what is best to decide, what that is expected to lose, and what is most worth knowing."""
    attrs, unit = decision.attrs, str(decision.attrs["loss_unit"])
    best = amount(float(decision["best"]), str(attrs["unit"])) if "best" in decision else attrs["best_option"]
    loss, everything = (amount(float(decision[name]), unit) for name in ("expected_loss", "evpi"))
    yield (
        f"{attrs['decision']}: best is {best}, with an expected loss of {loss}; "
        f"to know everything before is worth {everything}"
    )
    worth, least, most = _estimate(decision, "evppi")
    shown = [f"{name} ({amount(worth[name], unit, (most - least)[name] / 2)})" for name in _top(worth, least)]
    if shown:
        yield f"most worth knowing: {_listed(shown)}"


def _by_tornado(tornado: Dataset) -> str:
    low, high = (tornado["given_tenth"].sel(end=end).to_series() for end in ("low", "high"))
    positive = bool((low > 0).all() and (high > 0).all())
    swing = (np.log(high) - np.log(low) if positive else high - low).abs()
    ends = tornado["given_tenth_ci"]
    apart = (ends.sel(bound="low").max("end") - ends.sel(bound="high").min("end")).to_series()
    unit = str(tornado["quantity_unit"].item())
    of_first = unit if unit == "USD" else ""
    shown = [f"{name} ({amount(low[name], of_first)} to {amount(high[name], unit)})" for name in _top(swing, apart)]
    return _sentence(tornado, shown, "its median with each in its lowest and highest tenth")


def _by_share(variable: str, called: str) -> Callable[[Dataset], str]:
    def sentence(shares: Dataset) -> str:
        own, least, _ = _estimate(shares, variable)
        shown = [f"{name} ({percent(own[name])})" for name in _top(own, least)]
        of_log = " of its logarithm" if shares["scale"].item() == "log" else ""
        return _sentence(shares, shown, f"{called}, shares of the variance{of_log}")

    return sentence


MEASURES: dict[str, Callable[[Dataset], str]] = {
    "shapley": _by_share("effect", "Shapley effects"),
    "sobol": _by_share("total", "total Sobol indices"),
    "tornado": _by_tornado,
    "given_data": _by_share("first_order", "first-order indices"),
}


def _estimate(answer: Dataset, variable: str) -> "list[pd.Series[float]]":
    """Return a variable of each assumption with the low and the high end of its interval."""
    return [answer[variable].to_series(), *(answer[f"{variable}_ci"].sel(bound=end).to_series() for end in ENDS)]


def _top(sizes: "pd.Series[float]", least: "pd.Series[float]") -> list[str]:
    """Return the largest of those that are more than noise, above 0 at the low end too, and more than rounding."""
    seen = (least > 0) & (sizes > NO_EFFECT * sizes.max())
    return [str(name) for name in sizes[seen].nlargest(TOP).index]


def _sentence(answer: Dataset, shown: list[str], measure: str) -> str:
    quantity = answer["quantity"].item()
    return f"{quantity} is driven most by {_listed(shown)}: {measure}" if shown else f"nothing drives {quantity}"


def _listed(shown: list[str]) -> str:
    return " and ".join(filter(None, [", ".join(shown[:-1]), shown[-1]]))
