"""A comparison in the terminal: each quantity's variants, how certain the difference is, and what makes it."""

from collections.abc import Iterator, Sequence

import numpy as np
from rich.markup import escape
from rich.table import Table
from xarray import DataArray, Dataset, DataTree

from uncertain_compute.analysis.summary.statistics import MEDIAN, PROBABILITY
from uncertain_compute.levels import P5_P50_P95
from uncertain_compute.study.paths import shown_columns
from uncertain_compute.views.drawing.bars import NO_EFFECT, labels
from uncertain_compute.views.numbers import amount, percent, readable, unit_text, with_unit
from uncertain_compute.views.sentences.summary import NOT_TOLD
from uncertain_compute.views.tables.console import terminal

TOP = 5
MIDDLE = "P50"
OWN = ("P5", MIDDLE, "P95", "median", "above")
BETWEEN = ("its P5 to P95", "overlap", "distance", "correlation", "saved")
ROOM = 125
"""Width of a terminal, in letters, from which one table holds all columns."""


def show_comparison(tree: DataTree) -> None:
    """Print a table of the variants, a sentence on each difference that is attributed to beliefs, and notes.

    A path has rows only for its first, middle and last coordinate.
    """
    console = terminal()
    for columns in [(*OWN, *BETWEEN)] if console.width >= ROOM else [OWN, BETWEEN]:
        console.print(_table(tree, columns))
    held = labels(tree["quantities"].to_dataset()["quantity"])
    if more := len(held) - len(shown_columns(held)):
        console.print(f"{more} more columns of paths are in differences.csv", style="dim")
    console.print(comparison_method(tree), style="dim", soft_wrap=True)
    for sentence in attribution_sentences(tree):
        console.print(escape(sentence), soft_wrap=True)
    for note in str(tree.attrs["notes"]).splitlines():
        console.print(f"note: {escape(note)}", style="dim", soft_wrap=True)


def attribution_sentences(tree: DataTree) -> Iterator[str]:
    """Yield for each attributed difference its size, and what makes most of it; of paths in three columns."""
    if "attribution" not in tree.children:
        return
    shares = tree["attribution"].to_dataset()
    units = tree["quantities"]["quantity_unit"].to_series()
    reference = tree.attrs["reference"]
    for other in labels(shares["other"]):
        for quantity in shown_columns(labels(shares["quantity"])):
            one = shares.sel(other=other, quantity=quantity)
            if np.isfinite(one["whole"]):
                whole = _whole(one, units[quantity])
                said = statistic_of(tree, quantity)
                yield f"{quantity}: the {said} of {other} is {whole} that of {reference}: {_made_by(one)}"


def statistic_of(tree: DataTree, quantity: str) -> str:
    """Return the statistic whose change is told of a quantity: of an event the probability, not the median."""
    statistic = str(tree.attrs["statistic"])
    return PROBABILITY if statistic == MEDIAN and is_event(tree, quantity) else statistic


def is_event(tree: DataTree, quantity: str) -> bool:
    """Return whether a quantity says of something whether it happens."""
    return bool(tree["quantities"][PROBABILITY].sel(quantity=quantity).notnull().all())


def shown_quantities(tree: DataTree) -> Dataset:
    """Return the quantities of a comparison, with an event's probability in place of its quantiles."""
    found = tree["quantities"].to_dataset()
    of_quantiles = found[PROBABILITY].isnull()
    shown = (found[f"quantile{end}"].where(of_quantiles, found[f"{PROBABILITY}{end}"]) for end in ("", "_mcse"))
    return found.assign(dict(zip(("quantile", "quantile_mcse"), shown, strict=True)))


def shown_differences(tree: DataTree) -> Dataset:
    """Return the differences of a comparison, with that of an event's probability in place of that of its draws."""
    found = tree["differences"].to_dataset()
    shown = (found[f"change{end}"].where(~found["event"], found[f"median_change{end}"]) for end in ("", "_ci"))
    return found.assign(dict(zip(("change", "change_ci"), shown, strict=True)))


def difference_sentences(tree: DataTree) -> Iterator[str]:
    """Yield a sentence for each other variant and quantity: how its median differs, and how often it is above."""
    differences = tree["differences"].to_dataset()
    for other in labels(differences["other"]):
        for quantity in shown_columns(labels(differences["quantity"]))[:TOP]:
            one, reference = differences.sel(other=other, quantity=quantity), tree.attrs["reference"]
            if np.isnan(one["median_change"]):
                own = tree["quantities"].to_dataset().sel(quantity=quantity)
                theirs, ours = (_own_cells(own.sel(variant=name))["P50"] for name in (other, reference))
                yield f"{quantity}: the median of {other} is {theirs}, that of {reference} {ours}"
            else:
                said, change = statistic_of(tree, quantity), _cells_between(one)["median"]
                yield f"{quantity}: the {said} of {other} is {change} against that of {reference}"


def _whole(one: Dataset, unit: str) -> str:
    whole, error, factor = float(one["whole"]), float(half_width(one, "whole")), bool(one["factor"])
    if whole == float(factor):
        return "equal to"
    if factor:
        return f"{readable(whole, error)} times"
    return f"{amount(abs(whole), unit, error)} {'above' if whole > 0 else 'below'}"


def _made_by(one: Dataset) -> str:
    """Return the largest effects, and the effect of all others together."""
    factor = bool(one["factor"])
    effects = one["effect"].to_series()
    errors = half_width(one, "effect").to_series()
    sizes = np.abs(np.log(effects)) if factor else effects.abs()
    order = sizes.sort_values(ascending=False, kind="stable").index
    top = [name for name in order if sizes[name] > NO_EFFECT * sizes.max()][:TOP]
    said = [f"{name} {effect_text(effects[name], errors[name], factor=factor)}" for name in top]
    if (sizes.drop(top) > NO_EFFECT * sizes.max()).any():
        rest, off = effects.drop(top), errors.drop(top)
        whole = float(np.prod(rest)) if factor else float(rest.sum())
        error = abs(whole) * np.hypot.reduce(off / rest) if factor else np.hypot.reduce(off)
        said.append(f"the rest {effect_text(whole, float(error), factor=factor)}")
    return ", ".join(said) or "no belief that differs has an effect on it"


def effect_text(value: float, error: float, *, factor: bool) -> str:
    """Return a factor with a multiplication sign in front, or a term with its sign; of an unknown one a dash."""
    if np.isnan(value):
        return NOT_TOLD
    if factor:
        return f"×{readable(value, error)}"
    return f"{'+' if value > 0 else '−'}{readable(abs(value), error)}" if value else "±0"


def _table(tree: DataTree, columns: Sequence[str]) -> Table:
    table = Table(title=f"Variants, and how they differ from {tree.attrs['reference']}", title_justify="left")
    table.add_column("quantity and variant", overflow="fold")
    for name in columns:
        table.add_column(name, justify="right")
    shown = shown_columns(labels(tree["quantities"].to_dataset()["quantity"]))
    for quantity, unit, rows in comparison_cells(tree):
        if quantity not in shown:
            continue
        table.add_row(f"[bold]{escape(quantity)}[/]" + (f" [dim]{escape(unit)}[/]" if unit else ""))
        for variant, cells in rows.items():
            table.add_row(f"  {escape(variant)}", *(cells.get(name, "") for name in columns))
        table.add_section()
    return table


def comparison_cells(tree: DataTree) -> Iterator[tuple[str, str, dict[str, dict[str, str]]]]:
    """Yield each quantity with its unit, and the cells of each variant by `OWN` and `BETWEEN`."""
    found, differences = shown_quantities(tree), shown_differences(tree)
    for quantity in labels(found["quantity"]):
        own = found.sel(quantity=quantity)
        cells = {variant: _own_cells(own.sel(variant=variant)) for variant in labels(found["variant"])}
        for other in labels(differences["other"]):
            cells[other] |= _cells_between(differences.sel(quantity=quantity, other=other))
        yield quantity, PROBABILITY if is_event(tree, quantity) else unit_text(str(own["quantity_unit"].item())), cells


def _own_cells(own: Dataset) -> dict[str, str]:
    levels = list(P5_P50_P95)
    values, errors = (own[name].sel(level=levels).to_numpy().tolist() for name in ("quantile", "quantile_mcse"))
    cells = dict(zip(OWN, with_unit(values, errors, str(own["quantity_unit"].item()))[0], strict=False))
    return {MIDDLE: cells[MIDDLE]} if own[PROBABILITY].notnull() else cells


def _cells_between(one: Dataset) -> dict[str, str]:
    factor, tie = bool(one["factor"]), float(one["p_tie"])
    low, high = (float(end) for end in one["change"].sel(level=[0.05, 0.95]))
    low_error, high_error = (float(error) for error in half_width(one, "change").sel(level=[0.05, 0.95]))
    above = "tie" if tie == 1 else percent(float(one["p_above"])) + (f", tie {percent(tie)}" if tie else "")
    return {
        "median": effect_text(float(one["median_change"]), float(half_width(one, "median_change")), factor=factor),
        "its P5 to P95": ""
        if one["event"]
        else " to ".join(
            effect_text(end, error, factor=factor) for end, error in ((low, low_error), (high, high_error))
        ),
        "above": above,
        "overlap": _share(one["overlap"]),
        "distance": NOT_TOLD
        if np.isnan(one["distance"])
        else readable(float(one["distance"]), float(half_width(one, "distance"))),
        "correlation": f"{float(one['correlation']):.2f}" if np.isfinite(one["correlation"]) else "",
        "saved": _share(one["variance_saved"]),
    }


def half_width(one: Dataset, name: str) -> DataArray:
    """Return half the width of a variable's interval."""
    ends = one[f"{name}_ci"]
    return (ends.sel(bound="high") - ends.sel(bound="low")) / 2


def comparison_method(tree: DataTree) -> str:
    """Return how to read the columns."""
    data = tree["differences"].to_dataset()
    where = "" if bool(data["factor"].all()) else " where changes are factors"
    drawn = "the draws of variants share their random numbers; " if bool(data["paired"].all()) else ""
    return (
        f"{drawn}correlation: between these draws; saved: how much it takes off the variance of the difference; "
        f"overlap: area below both densities; distance: Wasserstein, of logarithms{where}"
    )


def _share(values: DataArray) -> str:
    return percent(float(values)) if np.isfinite(values) else ""
