"""Variants of a forecast beside each other: what differs, how surely, and which beliefs make it so."""

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
import xarray as xr
from xarray import Dataset, DataTree

from uncertain_compute.analysis.comparison.attribution import BELIEF, Known, attribution
from uncertain_compute.analysis.comparison.common import Common
from uncertain_compute.analysis.comparison.differences import LEVELS, differences
from uncertain_compute.analysis.comparison.variants import Variant
from uncertain_compute.analysis.sensitivity.jackknife import Estimate
from uncertain_compute.analysis.sensitivity.stages import BUDGET, Effort
from uncertain_compute.analysis.summary.labels import ASSUMPTION, QUANTITY, labelled, name_of, with_intervals
from uncertain_compute.analysis.summary.samples import DrawSample, Sample
from uncertain_compute.analysis.summary.statistics import statistic_of
from uncertain_compute.analysis.summary.summaries import with_errors
from uncertain_compute.arrays import Floats
from uncertain_compute.draws.settings import Settings
from uncertain_compute.errors import UncertainComputeError
from uncertain_compute.study.study import Study

VARIANT, OTHER, LEVEL = "variant", "other", "level"
SHOWN_LEVELS = (0.05, 0.25, 0.5, 0.75, 0.95)
LEAST_SHARE = 2**23
"""Model evaluations for one variant of many, so that random orders of some thirty beliefs can be told apart."""

CHANGES = ("median_change", "change")
"""What is a factor where quantities are positive."""

SCALES = ("auto", "log", "linear")


def compare(
    variants: Mapping[str, Study | DataTree | Variant],
    quantities: str | Iterable[str] | None = None,
    *,
    statistic: str = "median",
    scale: str = "auto",
    budget: int = BUDGET,
    **settings: Any,
) -> DataTree:
    """Compare variants of a forecast with the first of them.

    Studies are drawn with the same random numbers by the name of each assumption, so that draws are paired; stored
    runs are paired with them where they were drawn alike, else compared unpaired.

    Parameters
    ----------
    variants
        By name, studies or runs that kept their draws, two at least; the first is what the others are compared with.
    quantities
        Those to compare; if left out, all that are common. These are attributed to beliefs, too; if left out,
        those of them that are headlines of the first study.
    statistic
        Whose change is attributed to beliefs: ``median``, ``mean``, ``sd``, or a percentile such as ``p95``.
    scale
        ``log`` compares by factors, ``linear`` by differences, ``auto`` by factors where a quantity is positive.
    budget
        Model evaluations for each quantity that is attributed, over all variants; see `attribution`.
    **settings
        draws, chains, seed, design, threads of `Settings`.

    Returns
    -------
    DataTree
        ``quantities``: quantile (variant, quantity, level), with ``quantile_mcse``. ``differences``, from
        `differences` (other, quantity), changes as factors where ``factor`` says so; paired (other).
        ``attribution`` (other, quantity, belief), from `attribution`, where two studies share equations and differ.
        ``beliefs``: quantile (variant, assumption, level) and written, of those that differ, those first that make most
        of a difference. Attributes: reference, statistic, notes on what could not be compared.

    Raises
    ------
    UncertainComputeError
        If there are fewer than two variants, none of their quantities is common, or a setting is wrong.
    """
    statistic_of(statistic)
    Effort(accuracy=None, budget=budget)
    if scale not in SCALES:
        raise UncertainComputeError(f"scale: {scale!r} is not one of {', '.join(SCALES)}")
    asked = [quantities] if isinstance(quantities, str) else list(quantities or ())
    drawn = Settings.of_points((), settings)
    common = Common.of(variants, asked, drawn)
    found = {
        "quantities": _quantities(common),
        "differences": xr.concat([_differences(common, other, scale) for other in common.others], OTHER),
    }
    known: Known = {}
    shares = {
        other: attribution(
            *common.studies(other),
            names,
            common.settings_with(other, drawn.threads),
            statistic=statistic,
            scale=scale,
            budget=max(budget // len(common.others), min(budget, LEAST_SHARE)),
            known=known,
        )
        for other in common.others
        if (names := common.attributable(other, asked))
    }
    if shares:
        found["attribution"] = _side_by_side(shares)
    beliefs = _beliefs(common, found.get("attribution"))
    if beliefs is not None:
        found["beliefs"] = beliefs
    tree = DataTree.from_dict(found)
    tree.attrs = {"reference": common.reference, "statistic": statistic, "notes": "\n".join(common.notes)}
    return tree


def _quantities(common: Common) -> Dataset:
    rows = []
    for name in common.runs:
        estimates = [with_errors(DrawSample(draws), _shown_quantiles) for draws in common.draws[name].values()]
        rows.append([list(one.values()) for one in estimates])
    values = np.array(rows)
    variables = {
        "quantile": ((VARIANT, QUANTITY, LEVEL), values[..., 0]),
        "quantile_mcse": ((VARIANT, QUANTITY, LEVEL), values[..., 1]),
    }
    coords = {VARIANT: list(common.runs), QUANTITY: list(common.units), LEVEL: list(SHOWN_LEVELS)}
    return Dataset(variables, {**coords, f"{QUANTITY}_unit": (QUANTITY, list(common.units.values()))})


def _shown_quantiles(sample: Sample) -> dict[str, float]:
    return {f"p{level:g}": float(value) for level, value in zip(SHOWN_LEVELS, sample.quantiles(_levels()), strict=True)}


def _levels() -> Floats:
    return np.array(SHOWN_LEVELS)


def _differences(common: Common, other: str, scale: str) -> Dataset:
    ours, theirs = common.draws[common.reference], common.draws[other]
    found, factors = [], []
    for column in ours:
        pair = _matched(ours[column], theirs[column], paired=common.paired(other))
        positive = min(float(one.min()) for one in pair) > 0
        if scale == "log" and not positive:
            raise UncertainComputeError(f"scale: {column} is not positive in all draws, so it has no factors")
        factors.append(positive and scale != "linear")
        found.append(differences(*pair, factor=factors[-1]))
    stacked = {name: Estimate(*map(np.stack, zip(*(one[name] for one in found), strict=True))) for name in found[0]}
    dims = {name: (QUANTITY, LEVEL) if estimate.value.ndim > 1 else (QUANTITY,) for name, estimate in stacked.items()}
    variables = {key: one for name in stacked for key, one in with_intervals({name: stacked[name]}, dims[name]).items()}
    variables |= {"factor": (QUANTITY, factors), "paired": (QUANTITY, [common.paired(other)] * len(ours))}
    data = labelled(variables, {QUANTITY: list(ours), LEVEL: list(LEVELS), OTHER: other}, {})
    changes = [key for name in CHANGES for key in (name, f"{name}_ci")]
    return data.assign(
        {key: data[key].where(~data["factor"], np.exp(data[key].where(data["factor"]))) for key in changes}
    )


def _matched(ours: Floats, theirs: Floats, *, paired: bool) -> tuple[Floats, Floats]:
    """Return draws of one shape: a constant as often as the other, and unpaired ones with a chain of other numbers."""
    if np.ptp(ours) == 0 or np.ptp(theirs) == 0:
        shape = max(ours.shape, theirs.shape, key=lambda one: one[0] * one[1])
        ours, theirs = (np.full(shape, one.flat[0]) if np.ptp(one) == 0 else one for one in (ours, theirs))
    elif not paired:
        chains, draws = (min(sizes) for sizes in zip(ours.shape, theirs.shape, strict=True))
        ours, theirs = ours[:chains, :draws], np.roll(theirs[:chains, :draws], 1, axis=0)
    return ours, theirs


def _side_by_side(shares: Mapping[str, Dataset]) -> Dataset:
    """Return attributions with all of their quantities and beliefs, those first that make most of a difference."""
    beliefs = list(dict.fromkeys(str(name) for one in shares.values() for name in one[BELIEF].values))
    names = list(dict.fromkeys(str(name) for one in shares.values() for name in one[QUANTITY].values))
    size = np.zeros(len(beliefs))
    parts = []
    for one in shares.values():
        neutral = one["factor"].astype(float)
        filled = one.reindex({BELIEF: beliefs})
        filled = filled.assign({name: filled[name].fillna(neutral) for name in ("effect", "effect_ci")})
        effect = filled["effect"]
        posterior_shift = abs(
            (effect / abs(effect).sum(BELIEF)).where(~filled["factor"], np.log(effect.where(filled["factor"])))
        )
        size = np.maximum(size, posterior_shift.fillna(0.0).max(QUANTITY).values)
        nothing = {"exact": False, "factor": False, "combinations": 0}
        parts.append(filled.reindex({QUANTITY: names}, fill_value=nothing | dict.fromkeys(_ESTIMATES, np.nan)))
    both = xr.concat(parts, OTHER).assign_coords({OTHER: list(shares)})
    return both.isel({BELIEF: np.argsort(-size, kind="stable")})


_ESTIMATES = ("effect", "effect_ci", "whole", "whole_ci")


def _beliefs(common: Common, shares: Dataset | None) -> Dataset | None:
    """Return what is believed of each column that differs; None where nothing does."""
    said = common.beliefs()
    columns = list(dict.fromkeys(column for own in said.values() for column in own))
    if not columns:
        return None
    if shares is not None:
        place = {str(name): index for index, name in enumerate(shares[BELIEF].values)}
        columns.sort(key=lambda column: place.get(name_of(column), len(place)))
    nothing = ("", (np.nan,) * len(LEVELS))
    rows = [[own.get(column, nothing) for column in columns] for own in said.values()]
    coords = {VARIANT: list(said), ASSUMPTION: columns, LEVEL: list(LEVELS)}
    return Dataset(
        {
            "quantile": ((VARIANT, ASSUMPTION, LEVEL), np.array([[quantiles for _, quantiles in row] for row in rows])),
            "written": ((VARIANT, ASSUMPTION), [[written for written, _ in row] for row in rows]),
        },
        {**coords, f"{ASSUMPTION}_unit": (ASSUMPTION, [common.unit_of_belief(column) for column in columns])},
    )
