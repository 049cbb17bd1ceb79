"""What variants believe, for the columns on which they differ."""

import numpy as np
from xarray import Dataset, DataTree

from uncertain_compute.addresses import name_of
from uncertain_compute.analysis.comparison.attribution import BELIEF
from uncertain_compute.analysis.comparison.common import Common
from uncertain_compute.analysis.comparison.differences import LEVEL, LEVELS, VARIANT
from uncertain_compute.analysis.comparison.variants import Variant
from uncertain_compute.analysis.summary.drawn import assumption_draws
from uncertain_compute.analysis.summary.labels import ASSUMPTION
from uncertain_compute.analysis.summary.samples import DrawSample
from uncertain_compute.draws.recorders import columns_in

type StatedBelief = tuple[str, tuple[float, ...]]
"""A belief as written, and its quantiles at LEVELS."""

NOTHING: StatedBelief = ("", (np.nan,) * len(LEVELS))


def beliefs_dataset(common: Common, shares: Dataset | None) -> Dataset | None:
    """Return the beliefs about each column that differs; None if none does.

    Parameters
    ----------
    shares
        Attributions: beliefs with the largest effect come first.
    """
    said = stated_beliefs(common)
    names = [] if shares is None else [str(name) for name in shares[BELIEF].values]
    rank = {name: index for index, name in enumerate(names)}
    stated = dict.fromkeys(column for own in said.values() for column in own)
    columns = sorted(stated, key=lambda column: rank.get(name_of(column), len(rank)))
    if not columns:
        return None
    rows = [[own.get(column, NOTHING) for column in columns] for own in said.values()]
    coords = {VARIANT: list(said), ASSUMPTION: columns, LEVEL: list(LEVELS)}
    return Dataset(
        {
            "quantile": ((VARIANT, ASSUMPTION, LEVEL), np.array([[quantiles for _, quantiles in row] for row in rows])),
            "written": ((VARIANT, ASSUMPTION), [[written for written, _ in row] for row in rows]),
        },
        {**coords, f"{ASSUMPTION}_unit": (ASSUMPTION, [unit_of_belief(common, column) for column in columns])},
    )


def stated_beliefs(common: Common) -> dict[str, dict[str, StatedBelief]]:
    """Return each variant's beliefs, by column, for the columns on which variants differ.

    If a variant is a run without a study: the columns whose draws differ.
    """
    said = {name: _said(one, common.runs[name]) for name, one in common.variants.items()}
    alone = any(one.study is None for one in common.variants.values())
    compared = {name: _drawn(run) for name, run in common.runs.items()} if alone else said
    columns = dict.fromkeys(column for own in said.values() for column in own)
    differing = [
        column
        for column in columns
        if len({own[column][1] for own in compared.values() if column in own}) > 1
        or (not alone and any(column not in own for own in said.values()))
    ]
    return {name: {column: own[column] for column in differing if column in own} for name, own in said.items()}


def unit_of_belief(common: Common, column: str) -> str:
    """Return the unit of an assumption's column, from the first variant that has it."""
    for name, one in common.variants.items():
        if one.study is not None and column in one.study.columns:
            return one.study.unit(name_of(column))
        for group in (common.runs[name]["prior"], common.runs[name]["constant_data"]):
            if name_of(column) in group:
                return str(group[name_of(column)].attrs.get("units", ""))
    return ""


def _said(variant: Variant, run: DataTree) -> dict[str, StatedBelief]:
    """Return beliefs by column: exact if the study is known, else from the run's draws."""
    study = variant.study
    if study is None:
        return _drawn(run)
    return {
        name: (column.written, tuple(column.ppf(np.array(LEVELS)).tolist()))
        for name, column in study.columns.items()
        if name_of(name) not in study.constants
    }


def _drawn(run: DataTree) -> dict[str, StatedBelief]:
    """Return the beliefs in a run's draws, and its fixed values."""
    said = {name: DrawSample(draws).quantiles(np.array(LEVELS)) for name, draws in assumption_draws(run).items()}
    fixed = run["constant_data"].to_dataset()
    for name in fixed.data_vars:
        for column, value in columns_in(fixed, str(name)).items():
            said[column] = np.full(len(LEVELS), value)
    return {name: ("", tuple(quantiles.tolist())) for name, quantiles in said.items()}
