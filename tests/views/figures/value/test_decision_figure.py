"""Figures of decisions as they are found, and files of all figures, whatever the names and numbers are."""

from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree as ET

import numpy as np
import pytest
from answers import rows, said, texts, whiskers, widths
from xarray import Dataset

import uncertain_compute as uc
from uncertain_compute.model.graph import Number
from uncertain_compute.views.drawing.panels import NAME, WIDTH
from uncertain_compute.views.drawing.rendering import save_pictures
from uncertain_compute.views.drawing.style import house_style
from uncertain_compute.views.drawing.text import text_width
from uncertain_compute.views.figures.sensitivity.figures import sensitivity_pictures
from uncertain_compute.views.figures.value.decision import decision_figure
from uncertain_compute.views.figures.value.value_of_information import decision_picture
from uncertain_compute.views.numbers import amount

SMALL = {"draws": 512, "chains": 4}
COMMITMENT = uc.Commitment("need", {"own": "own"}, {"on demand": "rent"})
LITERAL = "<b>a & b</b> $x$ -- \\frac{1}{2}"
SCALES = [1e-30, -1e30]


@pytest.fixture(autouse=True)
def in_style() -> Iterator[None]:
    with house_style():
        yield


def loss(renting: Number, days: Number, rent: Number, idle: Number) -> Number:
    """Return what is lost [USD]."""
    return days * (1 - renting) + rent * renting + 0 * idle


def study(scale: float = 1.0) -> uc.Study:
    beliefs = {"days": (3, 1), "rent": (2.5, 0.5), "idle": (1, 0.1)}
    priors = {name: {"normal": {"mu": mu, "sigma": sigma}} for name, (mu, sigma) in beliefs.items()}

    def scaled(loss: Number) -> Number:
        """Return the loss on another scale [USD]."""
        return scale * loss

    return uc.Study([loss, scaled], {"renting": 0, **priors}, headline=["scaled"])


def choice(scale: float = 1.0, options: tuple[str, str] = ("no", "yes")) -> Dataset:
    return uc.decision_value(
        study(scale), uc.Choice("renting", dict(zip(options, (0, 1), strict=True)), "scaled"), **SMALL
    )


def estimated(answer: Dataset, name: str) -> str:
    """Return a loss in the digits that its interval supports."""
    low, high = answer[f"{name}_ci"].to_numpy()
    return amount(float(answer[name]), answer.attrs["loss_unit"], float(high - low) / 2)


def test_a_choice_that_was_found_is_drawn_as_it_is() -> None:
    answer = choice()
    figure = decision_figure(answer)
    upper, lower = figure.axes
    assert rows(upper) == ["no", "yes"]
    assert widths(upper, "expected loss") == pytest.approx(answer["expected_loss_of"].to_numpy(), abs=0)
    assert whiskers(upper) == [tuple(ends) for ends in answer["expected_loss_of_ci"].to_numpy()]
    worth = answer["evppi"].to_series().sort_values(ascending=False)
    assert (worth > 0).all()
    assert rows(lower) == [*worth.index]
    assert widths(lower, "saving") == worth.tolist()
    assert [upper.get_xlabel(), lower.get_xlabel()] == ["USD", "USD"]
    loss, everything = (estimated(answer, name) for name in ("expected_loss", "evpi"))
    assert loss.startswith("$2.")
    assert said(figure).startswith(f"Which renting to choose Best: yes, with an expected loss of {loss}.")
    assert f"Knowing everything before deciding (EVPI) is worth {everything}." in said(figure)


def test_an_order_that_was_found_is_drawn_as_it_is() -> None:
    asked = uc.Study([loss], {"renting": 0, "days": "1 to 100", "rent": 1, "idle": 1})
    answer = uc.decision_value(asked, uc.Order("loss", 1.0, 3.0), **SMALL)
    upper, lower = decision_figure(answer).axes
    (curve,) = [line for line in upper.lines if line.get_label() == "expected loss"]
    np.testing.assert_allclose(curve.get_xdata(), np.log10(answer["option"]), rtol=1e-15)
    np.testing.assert_array_equal(curve.get_ydata(), answer["expected_loss_of"])
    (band,) = [one for one in upper.collections if one.get_label() == "interval of the loss"]
    outline = band.get_paths()[0].vertices
    for option, ends in zip(np.log10(answer["option"]), answer["expected_loss_of_ci"].to_numpy(), strict=True):
        heights = outline[np.isclose(outline[:, 0], float(option), rtol=1e-12), 1]
        assert (heights.min(), heights.max()) == pytest.approx(tuple(ends), rel=1e-12)
    (best,) = [np.ravel(line.get_data()) for line in upper.lines if line.get_label() == "best"]
    assert best == pytest.approx([np.log10(float(answer["best"])), float(answer["expected_loss"])], rel=1e-15)
    best = amount(float(answer["best"]), "USD")
    assert f"best: {best}\nloses {estimated(answer, 'expected_loss')}" in texts(upper)
    assert rows(lower) == ["days"]
    assert widths(lower, "saving") == answer["evppi"].to_numpy().tolist()
    assert upper.get_xlabel() == "order in USD"


def test_nothing_is_worth_knowing_where_one_option_is_always_best() -> None:
    for_long = uc.Study([loss], {"renting": 0, "days": "20 to 40", "rent": "2 to 3", "idle": "1 to 2"})
    _, lower = decision_figure(
        uc.decision_value(for_long, uc.Choice("renting", {"no": 0, "yes": 1}, "loss"), **SMALL)
    ).axes
    assert rows(lower) == ["3 others: no effect"]
    assert "no assumption has an effect" in texts(lower)


def test_options_are_literal_and_long_ones_keep_their_ends(tmp_path: Path) -> None:
    answer = choice(options=(LITERAL, "rent " * 12 + "at last"))
    first, second = rows(decision_figure(answer).axes[0])
    assert first == LITERAL
    assert second.startswith("rent rent")
    assert second.endswith("at last")
    assert text_width(second, NAME) <= WIDTH
    for path in save_pictures([decision_picture(answer)], tmp_path, ("png", "svg")):
        assert path.suffix == ".png" or ET.parse(path).getroot().tag.endswith("svg")  # noqa: S314 - our own file


def all_found(asked: uc.Study, scale: float) -> dict[str, Dataset]:
    known = uc.value_of_information(uc.run(asked, seed=0, **SMALL))
    measures = {kind: getattr(uc, kind)(asked, accuracy=None, **SMALL) for kind in ("sobol", "shapley")}
    return {"tornado": uc.tornado(asked, **SMALL), **measures, "value_of_information": known, "decision": choice(scale)}


@pytest.mark.parametrize("scale", SCALES)
def test_any_size_and_sign_that_is_found_is_drawn_in_the_same_bytes(scale: float, tmp_path: Path) -> None:
    asked = study(scale)
    found = all_found(asked, scale)
    renamed = {name: answer.assign_coords(assumption=[LITERAL, "long_" * 10, "x"]) for name, answer in found.items()}
    first, second = (
        save_pictures(sensitivity_pictures(asked, renamed, asked.headline), tmp_path / name, ("png", "svg"))
        for name in "ab"
    )
    stems = ["tornado-scaled", "sobol-scaled", "shapley-scaled", "voi-scaled", "decision"]
    assert [path.name for path in first] == [f"{stem}.{kind}" for stem in stems for kind in ("png", "svg")]
    assert [path.read_bytes() for path in first] == [path.read_bytes() for path in second]
    for path in first[1::2]:
        ET.parse(path)  # noqa: S314 - our own file


def said_above(answer: Dataset) -> str:
    """Return what stands above the best amounts."""
    return " ".join(" ".join(texts(decision_picture(answer).draw().axes[0])).split())


def test_a_commitment_is_drawn_as_it_is_found() -> None:
    def need(days: Number, year: Number) -> Number:
        """Return what is needed [GPU]."""
        return days * (year - 2022)

    dimensions = {"year": {"from": 2024, "to": 2026, "unit": "1"}}
    asked = uc.Study([need], {"days": "10 to 100", "own": 1, "rent": 3}, dimensions=dimensions, decision=COMMITMENT)
    answer = uc.decision_value(asked, **SMALL)
    amounts, costs, lower = decision_picture(answer).draw().axes
    (line,) = [line for line in amounts.lines if line.get_label() == "own"]
    np.testing.assert_allclose(line.get_ydata(), np.log10(answer["best"]))
    (band,) = amounts.collections
    assert {*np.round(band.get_paths()[0].vertices[:, 1], 9)} == {*np.round(np.log10(answer["need"]), 9).values.ravel()}
    for way in ("own", "on demand"):
        (line,) = [line for line in costs.lines if line.get_label() == way]
        np.testing.assert_allclose(line.get_ydata(), answer["expected_loss_of"].sel(option=way))
    assert [text.get_text() for text in amounts.get_xticklabels()] == ["2026", "2025", "2024"]
    loss, everything = (estimated(answer, name) for name in ("expected_loss", "evpi"))
    note = said(decision_picture(answer).draw())
    assert f"The best plan is expected to cost {loss} in all" in note
    assert f"Knowing everything before deciding (EVPI) is worth {everything}." in note
    written = answer.assign(hours_above=("coordinate", [0.25, 0.1, 0.4]))
    assert "More is needed in 10% to 40% of the hours." in said_above(written)
    assert "More is needed in 25% of the hours." in said_above(written.assign(hours_above=("coordinate", [0.25] * 3)))
    assert rows(lower) == ["days"]
    assert widths(lower, "saving") == answer["evppi"].to_numpy().tolist()
    plan = [f"own {amount(float(best), 'GPU')} in {year}" for year, best in answer["best"].to_series().items()]
    assert f"best is to {', '.join(plan)}, with an expected cost over all years" in decision_picture(answer).alt
