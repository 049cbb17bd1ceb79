"""Answers of sensitivity analyses with numbers that are known, and what a figure shows of them."""

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from xarray import Dataset

import uncertain_compute as uc
from uncertain_compute.model.graph import Number

LONG = "share[A platform with quite a long name of its own, region {}]"


def cost(x: Number) -> Number:
    """Return a cost [USD]."""
    return x


STUDY = uc.Study([cost], {"x": "1 to 2"})


def names(count: int) -> list[str]:
    return [f"x{number}" for number in range(count)]


def coordinates(count: int, unit: str = "GPU", quantity: str = "cost") -> dict:
    return {
        "quantity": [quantity],
        "quantity_unit": ("quantity", [unit]),
        "assumption": names(count),
        "assumption_unit": ("assumption", ["s"] * count),
    }


def around(values: np.ndarray, half_width: float) -> np.ndarray:
    return np.stack([values - half_width, values + half_width], axis=-1)


def tornado(
    ends: Sequence[tuple[float, float]], base: float = 100.0, spread: tuple[float, float] = (50.0, 200.0), **names: str
) -> Dataset:
    """Return the answer in which both ends of both tornados are these, with whiskers of 1% of the base."""
    both = np.array([ends], dtype=float)
    inputs = np.array([[number + 1.5, 1e3 * (number + 1)] for number in range(len(ends))])
    variables = {
        "input": (("assumption", "end"), inputs),
        "one_at_a_time": (("quantity", "assumption", "end"), both),
        "baseline": ("quantity", [base]),
        "given_tenth": (("quantity", "assumption", "end"), both.copy()),
        "given_tenth_ci": (("quantity", "assumption", "end", "bound"), around(both, 0.01 * abs(base))),
        "median": ("quantity", [base]),
        "p5": ("quantity", [spread[0]]),
        "p95": ("quantity", [spread[1]]),
        "event": ("quantity", [False]),
    }
    ends_of = {"end": ["low", "high"], "bound": ["low", "high"]}
    return Dataset(variables, {**coordinates(len(ends), **names), **ends_of})


def estimates(half_width: float = 0.01, **values: Sequence[float]) -> dict:
    """Return variables of shares with their intervals."""
    arrays = {name: np.array([found], dtype=float) for name, found in values.items()}
    dims = ("quantity", "assumption")
    own = {name: (dims, found) for name, found in arrays.items()}
    return own | {f"{name}_ci": ((*dims, "bound"), around(found, half_width)) for name, found in arrays.items()}


def widths(axes: Axes, label: str) -> list[float]:
    """Return the lengths of the bars of a label, the topmost first."""
    (found,) = [bars for bars in axes.containers if bars.get_label() == label]
    return [bar.get_width() for bar in found]


def spans(axes: Axes, label: str) -> list[tuple[float, float]]:
    """Return from where to where the bars of a label go."""
    found = [bar for bars in axes.containers if bars.get_label() == label for bar in bars]
    return [(bar.get_x(), bar.get_x() + bar.get_width()) for bar in found]


def whiskers(axes: Axes) -> list[tuple[float, float]]:
    found = [lines for lines in axes.collections if lines.get_label() == "whiskers"]
    return [(float(path[0][0]), float(path[1][0])) for lines in found for path in lines.get_segments()]


def intervals(axes: Axes) -> list[list[float]]:
    """Return the quantiles of each interval that is drawn, ascending: five, or three where there is no half."""
    found: list[list[float]] = []
    for line in axes.lines:
        if line.get_label() == "interval":
            found.append([])
        if line.get_label() in ("interval", "half", "median"):
            found[-1] += np.ravel(line.get_xdata()).tolist()
    return [sorted(one) for one in found]


def area_up_to(curve: np.ndarray) -> np.ndarray:
    """Return the area below a curve of shape (point, 2) up to each of its points."""
    along, heights = curve.T
    return np.concatenate([[0.0], np.cumsum(np.diff(along) * (heights[1:] + heights[:-1]) / 2)])


def marks(axes: Axes, label: str) -> list[float]:
    """Return where the marks of a label stand."""
    return [float(place) for line in axes.lines if line.get_label() == label for place in np.ravel(line.get_xdata())]


def rows(axes: Axes) -> list[str]:
    return [tick.get_text() for tick in axes.get_yticklabels()]


def texts(axes: Axes) -> list[str]:
    return [text.get_text() for text in axes.texts]


def said(figure: Figure) -> str:
    """Return the title and the note."""
    return " ".join(" ".join(text.get_text().split()) for text in figure.texts)
