"""What the figures of all decisions share: their title, estimates as text, and the value of knowing an assumption."""

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Self

import numpy as np
from xarray import Dataset

from uncertain_compute.views.drawing.bars import Ranking, labels, numbers, ranking
from uncertain_compute.views.drawing.panels import (
    BELOW,
    CAPTIONED,
    MARGIN,
    WIDTH,
    add_panel,
    caption,
    name_rows,
    panel_height,
)
from uncertain_compute.views.drawing.series import Series, draw_series
from uncertain_compute.views.drawing.style import axis_label
from uncertain_compute.views.numbers import amount

if TYPE_CHECKING:
    from matplotlib.figure import Figure


def title_of(decision: Dataset) -> str:
    """Return the subject of a decision as a title."""
    subject = str(decision.attrs["decision"])
    return f"{subject[:1].upper()}{subject[1:]}"


def loss_unit(decision: Dataset) -> str:
    """Return the unit of a decision's losses."""
    return str(decision.attrs["loss_unit"])


def loss_amount(decision: Dataset, value: float, error: float) -> str:
    """Return an amount of loss as text; in three digits if it has no error."""
    return amount(value, loss_unit(decision), error or None)


def loss_text(decision: Dataset, name: str) -> str:
    """Return an estimated loss as text, in the digits that its interval supports."""
    return loss_amount(decision, float(decision[name]), float(np.ptp(numbers(decision[f"{name}_ci"]))) / 2)


@dataclass(frozen=True, slots=True)
class KnowingPanel:
    """The panel at the bottom of a figure with the value of knowing each assumption."""

    decision: Dataset
    saving: Series
    order: Ranking
    rows: list[str]

    @classmethod
    def of(cls, decision: Dataset) -> Self:
        """Return the panel of a decision."""
        saving = Series.of(decision, "evppi", "saving", np.max)
        order = ranking(saving.values)
        return cls(decision, saving, order, order.rows(labels(decision["assumption"]), "each at most"))

    @property
    def height(self) -> float:
        """Return the height of the panel with its caption and the room below, in inches."""
        return BELOW + panel_height(len(self.rows)) + CAPTIONED

    def draw(self, figure: "Figure", text: str) -> None:
        """Draw the panel with a text below its title."""
        axes = add_panel(figure, MARGIN, BELOW, WIDTH, panel_height(len(self.rows)))
        name_rows(axes, self.rows)
        draw_series(axes, self.order, [self.saving], partial(loss_amount, self.decision))
        axes.set_xlabel(axis_label(loss_unit(self.decision)))
        caption(axes, "What knowing an assumption is worth", text)
