"""A comparison as it is printed."""

from collections.abc import Sequence

import numpy as np
import pytest
from xarray import Dataset, DataTree

import uncertain_compute as uc
from uncertain_compute.model.graph import Number
from uncertain_compute.views.tables.comparison import (
    attribution_sentences,
    comparison_cells,
    difference_sentences,
    effect_text,
    half_width,
    show_comparison,
)

SMALL = {"draws": 512, "chains": 4}


def product(a: Number, b: Number) -> Number:
    """Return the product [GPU]."""
    return a * b


def balance(a: Number, b: Number) -> Number:
    """Return what is left [USD]."""
    return a - b


def study(**priors: object) -> uc.Study:
    return uc.Study([product, balance], {"a": "1 to 4", "b": 10, **priors})


def printed(capsys: pytest.CaptureFixture[str], **variants: uc.Study) -> str:
    show_comparison(uc.compare(variants, **SMALL))
    return " ".join(capsys.readouterr().out.split())


def test_factors_and_terms_are_said_in_a_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    text = printed(capsys, mine=study(), yours=study(b=20))
    assert "product: the median of yours is 2.00 times that of mine: b ×2.00" in text
    assert "balance: the median of yours is $10.0 below that of mine: b −10.0" in text
    assert "distance: Wasserstein, of logarithms where changes are factors" in text


def test_the_same_beliefs_tie(capsys: pytest.CaptureFixture[str]) -> None:
    text = printed(capsys, mine=study(), yours=study())
    assert "│ ×1 │ tie │" in text
    assert "note: yours has the same beliefs as mine" in text


def test_names_are_not_markup(capsys: pytest.CaptureFixture[str]) -> None:
    text = printed(capsys, **{"[bold]mine[/]": study(), "[red]": study(a="2 to 3")})
    assert "[bold]mine[/]" in text
    assert "the median of [red] is" in text


def lone(b: Number) -> Number:
    """Return what takes one input alone [1]."""
    return 1 * b


def test_what_a_quantity_does_not_take_has_no_part_in_it() -> None:
    mine, yours = (uc.Study([product, lone], {"a": a, "b": "1 to 2"}) for a in ("1 to 4", "2 to 4"))
    (sentence,) = [one for one in attribution_sentences(uc.compare({"x": mine, "y": yours}, **SMALL)) if "lone" in one]
    assert sentence == "lone: the median of y is equal to that of x: no belief that differs has an effect on it"


def attributed(effects: Sequence[float], half_width: float, *, factor: bool) -> DataTree:
    """Return a comparison in which beliefs have these effects."""
    whole = np.prod(effects) if factor else np.sum(effects)
    one = {"other": ["yours"], "quantity": ["cost"]}
    dims = tuple(one)
    found = {
        "effect": ((*dims, "belief"), [[effects]]),
        "effect_ci": ((*dims, "belief", "bound"), [[[(own - half_width, own + half_width) for own in effects]]]),
        "whole": (dims, [[whole]]),
        "whole_ci": ((*dims, "bound"), [[[whole, whole]]]),
        "factor": (dims, [[factor]]),
    }
    names = [f"x{place}" for place in range(len(effects))]
    tree = DataTree.from_dict(
        {
            "attribution": Dataset(found, {**one, "belief": names, "bound": ["low", "high"]}),
            "quantities": Dataset(
                {"quantity_unit": ("quantity", ["USD"]), "probability": ("quantity", [np.nan])}, {"quantity": ["cost"]}
            ),
        }
    )
    tree.attrs = {"reference": "mine", "statistic": "median"}
    return tree


@pytest.mark.parametrize(("whole", "said"), [(0.5, "is $0.5 above"), (-0.5, "is $0.5 below")])
def test_a_difference_of_less_than_one_lies_on_its_own_side(whole: float, said: str) -> None:
    assert f"yours {said} that of mine" in next(attribution_sentences(attributed([whole], 0.0001, factor=False)))


@pytest.mark.parametrize(
    ("effects", "factor", "rest"),
    [([9, 8, 7, 6, 5, 2, 0.8], True, "the rest ×1.60"), ([900, 800, 700, 600, 500, 30, -10], False, "the rest +20.0")],
)
def test_the_rest_is_said_together_with_the_error_of_the_rest(effects: list[float], rest: str, *, factor: bool) -> None:
    tree = attributed(effects, 0.001, factor=factor)
    assert next(attribution_sentences(tree)).endswith(rest)
    np.testing.assert_allclose(half_width(tree["attribution"].to_dataset(), "effect"), 0.001, rtol=1e-6)
    tree["attribution"]["effect_ci"][0, 0, :5] += [-5.0, 5.0]
    assert next(attribution_sentences(tree)).endswith(rest)


def test_a_change_is_said_from_its_low_to_its_high_end() -> None:
    tree = uc.compare({"mine": study(), "yours": study(a="2 to 3", b="20 to 40")}, **SMALL)
    own = tree["differences"].to_dataset().sel(other="yours", quantity="product")
    low, high = (float(end) for end in own["change"].sel(level=[0.05, 0.95]))
    (_, _, cells), _ = comparison_cells(tree)
    assert [float(text.strip("×")) for text in cells["yours"]["its P5 to P95"].split(" to ")] == [
        pytest.approx(low, rel=0.05),
        pytest.approx(high, rel=0.05),
    ]
    assert low < 0.9 * high


def test_each_variant_has_its_own_quantiles_without_the_unit_that_its_row_says() -> None:
    tree = uc.compare({"mine": study(), "yours": study(b=20)}, **SMALL)
    (_, _, cells), _ = comparison_cells(tree)
    quantiles = tree["quantities"]["quantile"].sel(quantity="product")
    for variant in ("mine", "yours"):
        for level in (0.05, 0.5, 0.95):
            expected = float(quantiles.sel(variant=variant, level=level))
            assert float(cells[variant][f"P{100 * level:g}"]) == pytest.approx(expected, rel=0.05)


@pytest.mark.parametrize(
    ("value", "error", "factor", "text"),
    [
        (7.94, 0.02, True, "×7.9"),
        (1.0, 0.0, True, "×1"),
        (300.2, 10.0, False, "+300"),
        (-4200.0, 1.0, False, "−4,200"),
        (0.0, 0.0, False, "±0"),
    ],
)
def test_effects_have_a_sign_and_the_digits_that_hold(value: float, error: float, text: str, *, factor: bool) -> None:
    assert effect_text(value, error, factor=factor) == text


def grown(start: Number, growth: Number, year: Number) -> Number:
    """Return what has grown [GPU]."""
    return start * growth ** (year - 2026)


def test_of_a_path_the_ends_and_the_middle_are_shown(capsys: pytest.CaptureFixture[str]) -> None:
    years = {"year": {"from": 2026, "to": 2034, "unit": "1"}}
    fast, slow = (uc.Study([grown], {"start": "1 to 4", "growth": rate}, dimensions=years) for rate in (2, 1.5))
    tree = uc.compare({"fast": fast, "slow": slow}, **SMALL)
    assert len([*comparison_cells(tree)]) == 9
    show_comparison(tree)
    text = capsys.readouterr().out
    shown = [f"grown[{year}]" for year in (2026, 2030, 2034)]
    assert [line.split()[1] for line in text.splitlines() if line.startswith("│ grown")] == shown
    assert [sentence.partition(":")[0] for sentence in attribution_sentences(tree)] == shown
    assert [sentence.partition(":")[0] for sentence in difference_sentences(tree)] == shown
    assert "6 more columns of paths are in differences.csv" in text


def enough(a: Number) -> Number:
    """Return whether a is above one [1]."""
    return a > 1.0


def test_an_event_is_compared_by_its_probability(capsys: pytest.CaptureFixture[str]) -> None:
    """Both medians are 1, which says nothing of beliefs that take a fifth from the probability."""

    def made(low: float) -> uc.Study:
        return uc.Study([enough], {"a": {"uniform": {"low": low, "high": 2.0}}})

    text = printed(capsys, mine=made(0.875), yours=made(0.5))
    assert "enough: the probability of yours is 0.22 below that of mine: a −0.22" in text
    assert "│ enough probability │" in text
    tree = uc.compare({"mine": made(0.875), "yours": made(0.5)}, **SMALL)
    ((_, _, rows),) = comparison_cells(tree)
    assert set(rows["mine"]) == {"P50"}
    assert float(rows["mine"]["P50"]) == pytest.approx(8 / 9, abs=0.002)
