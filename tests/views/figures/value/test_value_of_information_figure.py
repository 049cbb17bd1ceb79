from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import pytest
from answers import STUDY, around, coordinates, estimates, names, rows, said, texts, whiskers, widths
from matplotlib.axes import Axes
from repository import shipped_study
from xarray import Dataset

import uncertain_compute as uc
from uncertain_compute.views.drawing.rendering import save_pictures
from uncertain_compute.views.drawing.style import house_style
from uncertain_compute.views.figures.value.decision import decision_figure
from uncertain_compute.views.figures.value.value_of_information import (
    decision_picture,
    value_of_information_figure,
    value_of_information_pictures,
)


@pytest.fixture(autouse=True)
def in_style() -> Iterator[None]:
    with house_style():
        yield


def value_of_information(width: Sequence[float], variance: Sequence[float], unit: str = "GPU") -> Dataset:
    reductions = estimates(width_reduction=width, variance_reduction=variance)
    known = {"width": ("quantity", [250.0]), "variance": ("quantity", [1e4])}
    return Dataset(reductions | known, {**coordinates(len(width), unit), "bound": ["low", "high"]})


def estimate(name: str, values: object, half_width: float, *dims: str) -> dict:
    found = np.array(values, dtype=float)
    return {name: (dims, found), f"{name}_ci": ((*dims, "bound"), around(found, half_width))}


def order(worth: Sequence[float] = (3e8, 5e8), options: Sequence[float] = (1e5, 1e6, 1e7), **attrs: object) -> Dataset:
    variables = {
        **estimate("evppi", worth, 1e7, "assumption"),
        **estimate("best", 1e6, 2e4),
        **estimate("expected_loss", 2e9, 1e8),
        **estimate("evpi", 1.5e9, 1e8),
        **estimate("expected_loss_of", [5e9, 2e9, 9e9], 1e8, "option"),
    }
    costs = {"idle_cost": 1690.0, "missing_cost": 3260.0, "quantity": "cost", "unit": "GPU"}
    said_of_it = {"kind": "order", "decision": "how many to commit to", "loss_unit": "USD", **costs, **attrs}
    coords = {"assumption": names(len(worth)), "option": list(options), "bound": ["low", "high"]}
    return Dataset(variables, coords, said_of_it)


def choice(losses: Sequence[float] = (5e6, -2e6, 9e6)) -> Dataset:
    options = ["rent", "buy", "A very long option that " + "goes on " * 5]
    found = order(options=options, kind="options", best_option="buy").drop_vars(["best", "best_ci"])
    return found.assign(estimate("expected_loss_of", losses, 1e5, "option"))


def curve(axes: Axes) -> np.ndarray:
    (line,) = [line for line in axes.lines if line.get_label() == "expected loss"]
    return np.array(line.get_data())


def test_bars_are_what_goes_of_the_interval_and_of_the_variance() -> None:
    figure = value_of_information_figure(STUDY, value_of_information([0.1, 0.2], [0.3, 0.4]).isel(quantity=0))
    (axes,) = figure.axes
    assert rows(axes) == ["x1", "x0"]
    assert widths(axes, "width of the 90% interval") == pytest.approx([20, 10])
    assert widths(axes, "variance") == pytest.approx([40, 30])
    assert whiskers(axes)[0] == pytest.approx((19, 21))
    assert "the 90% interval is 250 GPU wide, and the standard deviation 100." in said(figure)
    assert axes.get_xlabel().startswith("%")


def test_the_rest_are_each_at_most_as_much_as_their_bar() -> None:
    many = [0.5 / (place + 1) for place in range(12)]
    (axes,) = value_of_information_figure(STUDY, value_of_information(many, many).isel(quantity=0)).axes
    assert rows(axes)[-1] == "2 others, each at most"
    assert widths(axes, "variance")[-1] == pytest.approx(100 * many[10])


@pytest.mark.parametrize("values", [[0.0, 0.0], [-0.02, 0.3], [-0.02], [0.5]])
def test_reductions_of_any_sign_are_drawn(values: list[float], tmp_path: Path) -> None:
    paths = save_pictures(
        value_of_information_pictures(STUDY, value_of_information(values, values, unit="1")), tmp_path, ("png", "svg")
    )
    assert [path.name for path in paths] == ["voi-cost.png", "voi-cost.svg"]


def test_the_curve_is_the_loss_of_each_order_with_the_best_marked() -> None:
    upper, _ = decision_figure(order()).axes
    assert curve(upper) == pytest.approx(np.array([[5, 6, 7], [5e9, 2e9, 9e9]]))
    (best,) = [line for line in upper.lines if line.get_label() == "best"]
    assert np.ravel(best.get_data()) == pytest.approx([6, 2e9])
    across, upright = (np.array(line.get_data()) for line in upper.lines if line.get_label() == "interval of best")
    assert across == pytest.approx(np.array([np.log10([0.98e6, 1.02e6]), [2e9, 2e9]]))
    assert upright == pytest.approx(np.array([[6, 6], [1.9e9, 2.1e9]]))
    assert "best: 1M GPU\nloses $2.0B" in texts(upper)
    assert upper.get_xlabel() == "order in GPU"
    assert upper.get_ylabel() == "expected loss in USD"
    assert upper.get_ylim()[0] == 0


def test_the_axis_of_orders_is_linear_within_a_decade() -> None:
    upper, _ = decision_figure(order(options=[5e5, 1e6, 1.5e6])).axes
    assert curve(upper)[0] == pytest.approx([5e5, 1e6, 1.5e6])


def test_the_worth_of_knowing_is_in_the_unit_of_the_loss() -> None:
    figure = decision_figure(order())
    _, lower = figure.axes
    assert rows(lower) == ["x1", "x0"]
    assert widths(lower, "saving") == [5e8, 3e8]
    assert whiskers(lower) == [(4.9e8, 5.1e8), (2.9e8, 3.1e8)]
    assert {"$500M", "$300M"} < set(texts(lower))
    assert lower.get_xlabel() == "USD"
    title = "How many to commit to Best: 1M GPU, with an expected loss of $2.0B."
    assert said(figure) == f"{title} Knowing everything before deciding (EVPI) is worth $1.5B."
    assert "Each idle one costs $1,690, each missing one $3,260" in " ".join(" ".join(texts(figure.axes[0])).split())


def test_the_rest_of_what_is_worth_knowing_is_one_row() -> None:
    _, lower = decision_figure(order([*(1e8 * place for place in range(1, 13)), 0.0])).axes
    assert rows(lower)[-1] == "3 others, each at most (1: no effect)"
    assert widths(lower, "saving")[-1] == 2e8
    assert texts(lower)[10] == "$200M"


def test_options_are_bars_and_the_best_is_dark() -> None:
    upper, _ = decision_figure(choice()).axes
    assert rows(upper)[:2] == ["rent", "buy"]
    assert "…" in rows(upper)[2]
    assert widths(upper, "expected loss") == [5e6, -2e6, 9e6]
    rent, buy, third = (bar.get_facecolor() for bar in upper.patches)
    assert rent == third
    assert sum(buy) < sum(rent)
    assert "-$2.0M" in texts(upper)


@pytest.mark.parametrize("worth", [[0.0, 0.0], [-1e6, 2e6], [-3.0], [1e30, 1e-30]])
def test_any_worth_is_drawn(worth: list[float]) -> None:
    assert len(decision_figure(order(worth)).axes) == 2


def test_losses_that_are_gains_and_have_no_unit_are_drawn(tmp_path: Path) -> None:
    gains = order(loss_unit="", unit="")
    gains["expected_loss_of"], gains["expected_loss_of_ci"] = (
        gains[name] - 1e10 for name in ("expected_loss_of", "expected_loss_of_ci")
    )
    upper, _ = decision_figure(gains).axes
    assert upper.get_ylim()[0] < -8e9
    assert upper.get_xlabel() == "order"
    assert len(save_pictures([decision_picture(gains)], tmp_path, ("png", "svg"))) == 2


def test_files_are_the_same_each_time(tmp_path: Path) -> None:
    study = shipped_study(priors="published")
    known = uc.value_of_information(uc.run(study, draws=4096), "peak_gpus")
    decided = uc.decision_value(study, uc.Order("peak_gpus", 1.0, 2.0), draws=4096)
    first, second = (
        [
            *save_pictures(value_of_information_pictures(study, known), tmp_path / name, ("png", "svg")),
            *save_pictures([decision_picture(decided)], tmp_path / name, ("png", "svg")),
        ]
        for name in "ab"
    )
    assert [path.name for path in first] == [
        f"{stem}.{kind}" for stem in ("voi-peak_gpus", "decision") for kind in ("png", "svg")
    ]
    assert [path.read_bytes() for path in first] == [path.read_bytes() for path in second]
