"""Compare variants of a forecast: what differs, how certain that is, and which beliefs make the difference."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

import numpy as np
from xarray import Dataset, DataTree

from uncertain_compute.addresses import name_of
from uncertain_compute.analysis.comparison.attribution import Change, attributions, side_by_side
from uncertain_compute.analysis.comparison.beliefs import beliefs_dataset
from uncertain_compute.analysis.comparison.common import Common
from uncertain_compute.analysis.comparison.comparison_tree import Comparison
from uncertain_compute.analysis.comparison.differences import LEVEL, OTHER, VARIANT
from uncertain_compute.analysis.comparison.extent import MOST_DRAWS
from uncertain_compute.analysis.comparison.request import ComparisonRequest
from uncertain_compute.analysis.comparison.variant_differences import differences_dataset
from uncertain_compute.analysis.comparison.variants import Variant
from uncertain_compute.analysis.sensitivity.outputs import OF_VALUES
from uncertain_compute.analysis.sensitivity.stages import BUDGET
from uncertain_compute.analysis.summary.labels import QUANTITY
from uncertain_compute.analysis.summary.monte_carlo.errors import mean_with_error, quantiles_with_errors
from uncertain_compute.analysis.summary.samples import DrawSample
from uncertain_compute.analysis.summary.statistics import STATISTICS
from uncertain_compute.draws.recording import OnProgress
from uncertain_compute.levels import QUANTILES
from uncertain_compute.study.study import Study


def compare(
    variants: Mapping[str, Study | DataTree | Variant],
    quantities: str | Iterable[str] | None = None,
    *,
    statistic: str = STATISTICS[0],
    scale: str = OF_VALUES[0],
    budget: int = BUDGET,
    **settings: Any,
) -> DataTree:
    """Compare variants of a forecast with the first of them.

    Studies are drawn with the same random numbers for each assumption's name, so draws are paired. Stored runs are
    paired with them if they were drawn in the same way, else compared unpaired.

    Parameters
    ----------
    variants
        Studies, or runs that kept their draws, by name; at least two. The others are compared with the first.
    quantities
        Quantities to compare and to attribute to beliefs. If left out, all that are common are compared, and the first
        study's headline quantities are attributed.
    statistic
        The statistic whose change is attributed: ``median``, ``mean``, ``sd``, or a percentile such as ``p95``. In
        place of an event's median it is its probability.
    scale
        ``log`` compares by factors, ``linear`` by differences, ``auto`` by factors if a quantity is positive.
    budget
        Model evaluations for each quantity that is attributed, over all variants. A draw of more than 64 numbers counts
        as several. Effects are from fewer draws than a run has if it holds neither all combinations of beliefs nor
        enough random orders; a note says so.
    **settings
        draws, chains, seed, design, threads, cluster of `Settings`.

    Returns
    -------
    DataTree
        ``quantities``: quantile (variant, quantity, level) and probability (variant, quantity), that of an event, which
        is 0 or 1 in each draw, else NaN; both with ``_mcse``. ``differences``, from `differences`
        (other, quantity), changes as factors where ``factor`` says so; paired (other), event. ``attribution`` (other,
        quantity, belief), from `attributions`, if two studies share equations and differ. ``beliefs``: quantile
        (variant, assumption, level) and written, for beliefs that differ, those with the largest effect first.
        Attributes: reference, statistic, notes on what could not be compared.

    Raises
    ------
    UncertainComputeError
        If there are fewer than two variants, none of their quantities is common, or a setting is wrong.

    Examples
    --------
    >>> import uncertain_compute as uc
    >>> def cost(price, hours):
    ...     return price * hours
    >>> mine = uc.Study([cost], {"price": "2 to 4", "hours": "100 to 400"})
    >>> yours = uc.Study([cost], {"price": "1 to 2", "hours": "100 to 400"})
    >>> found = uc.compare({"mine": mine, "yours": yours}, draws=1024)
    >>> float(found["differences"]["median_change"].round(6).item())
    0.5
    >>> found["attribution"]["belief"].values.tolist(), found["attribution"]["effect"].round(6).values.tolist()
    (['price'], [[[0.5]]])
    """
    how = {"statistic": statistic, "scale": scale, "budget": budget}
    return comparison(ComparisonRequest.of(variants, quantities, settings, **how))


def comparison(request: ComparisonRequest, on_progress: OnProgress | None = None) -> DataTree:
    """Return the result of a comparison request; see `compare`.

    Parameters
    ----------
    on_progress
        See `attributions`.
    """
    with request.settings.connected() as settings:
        return _compared(replace(request, settings=settings), on_progress)


def _compared(request: ComparisonRequest, on_progress: OnProgress | None) -> DataTree:
    common = Common.of(request)
    quantities, differences = _quantities(common), differences_dataset(common, request.scale)
    attributable = {other: common.attributable(other) for other in common.others}
    shares = _attribution(
        {other: one.change for other, one in attributable.items() if one.change}, request, on_progress
    )
    groups = {
        "quantities": quantities,
        "differences": differences,
        "attribution": shares,
        "beliefs": beliefs_dataset(common, shares),
    }
    tree = Comparison.from_dict({name: group for name, group in groups.items() if group is not None})
    notes = [
        *common.notes,
        *(note for one in attributable.values() for note in one.notes),
        *(() if shares is None else _notes_of_few_draws(common, shares)),
    ]
    tree.attrs = {"reference": common.reference, "statistic": request.statistic, "notes": "\n".join(notes)}
    return tree


def _attribution(
    changes: Mapping[str, Change], request: ComparisonRequest, on_progress: OnProgress | None
) -> Dataset | None:
    """Return how much each belief contributes to each change; None if no attribution is requested."""
    if not changes:
        return None
    how = {"statistic": request.statistic, "scale": request.scale}
    return side_by_side(attributions(changes, **how, budget=request.budget_of_each, on_progress=on_progress))


def _notes_of_few_draws(common: Common, shares: Dataset) -> Iterator[str]:
    """Yield a note for each other variant with effects from fewer draws than its run, for want of budget."""
    for other, draws in zip(shares[OTHER].to_series(), shares["draws"], strict=True):
        of_run = common.settings_with(other).draws
        few = draws[(draws > 0) & (draws < min(of_run, MOST_DRAWS))].to_series()
        for number, columns in few.groupby(few):
            names = ", ".join(dict.fromkeys(map(name_of, columns.index)))
            yield f"the effects of {other}'s beliefs on {names} are from {number:,} draws; a larger budget has more"


def _quantities(common: Common) -> Dataset:
    values = np.array(
        [
            [[*quantiles_with_errors(DrawSample(draws), QUANTILES).values()] for draws in own.values()]
            for own in common.draws.values()
        ]
    )
    dims = (VARIANT, QUANTITY, LEVEL)
    coords = {VARIANT: list(common.runs), QUANTITY: list(common.units), LEVEL: list(QUANTILES.values())}
    events = common.events
    probabilities = np.array(
        [
            [
                mean_with_error(DrawSample(draws)) if column in events else (np.nan, np.nan)
                for column, draws in own.items()
            ]
            for own in common.draws.values()
        ]
    )
    return Dataset(
        {
            "quantile": (dims, values[..., 0]),
            "quantile_mcse": (dims, values[..., 1]),
            "probability": (dims[:2], probabilities[..., 0]),
            "probability_mcse": (dims[:2], probabilities[..., 1]),
        },
        {**coords, f"{QUANTITY}_unit": (QUANTITY, list(common.units.values()))},
    )
