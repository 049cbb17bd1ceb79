"""Score forecasts, and a naive one, on what was disclosed after them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from xarray import Dataset

from uncertain_compute.addresses import one_column
from uncertain_compute.analysis.summary.summaries import largest_relative_error
from uncertain_compute.analysis.validation.forecasts import POINTS, Forecast, naive_forecasts
from uncertain_compute.analysis.validation.outcomes import TEXTS, Outcome, outcomes_of
from uncertain_compute.analysis.validation.scores import crps, log_score
from uncertain_compute.arrays import Floats
from uncertain_compute.draws.propagation import propagate
from uncertain_compute.draws.recorders import columns_in
from uncertain_compute.draws.settings import Settings
from uncertain_compute.errors import UncertainComputeError, no_such
from uncertain_compute.levels import QUANTILES
from uncertain_compute.study.column import Column
from uncertain_compute.study.study import Study

NAIVE = "naive"
SET, OUTCOME, LEVEL, QUANTITY = "set", "outcome", "level", "quantity"
LEVELS = np.array([*QUANTILES.values()])
SCORES = ("inside_50", "inside_90", "crps", "log_score")


type Forecasts = Mapping[str, Forecast]
"""Forecasts by the outcome's name."""


def backtest(
    studies: Mapping[str, Study], naive: Study | None = None, path: Path | None = None, **settings: Any
) -> Dataset:
    """Score prior sets on outcomes that were not known to them.

    A quantity that is positive in every forecast and outcome is scored on its logarithm, as such forecasts are off by
    factors. Coverage and means count all outcomes equally, although several of one model or lab are not independent. A
    set that was written after the outcomes, or whose sources are later (see `newer_sources`), may have known them.

    Parameters
    ----------
    studies
        Prior sets by name.
    naive
        A study whose medians are the naive forecast, with a lognormal 90% interval from a tenth to ten times the
        median. For a year of a path after ``since`` the last growth continues, see `naive_forecasts`. None for no naive
        forecast.
    path
        YAML file with ``since``, a date, and ``outcomes`` by name, each with the keys of `Outcome`; ``observed`` may
        have a number for each coordinate of a path. ``held_out``, a reason, in place of ``since`` is for outcomes that
        were known before, but took no part in the beliefs. If left out, the file that the first study's model names.
    **settings
        Any of `Settings`.

    Returns
    -------
    Dataset
        By set (the naive one last, if there is one) and outcome:

        - ``forecast``, its quantiles, by level, too;
        - ``inside_50`` and ``inside_90``, whether the outcome lies in the equal-tailed interval;
        - ``below``, the probability of less;
        - ``crps`` and ``log_score``, see `uncertain_compute.analysis.validation.scores`; the density of an assumption
          with a continuous distribution is exact;
        - ``leaning``, whether an assumption behind the forecast has a source later than ``since``.

        By set and quantity: ``mean_<score>``. By outcome: ``observed``, and coordinates ``of`` (its quantity),
        ``unit``, ``entity``, ``date``, ``status``, ``source``, ``why``, ``logarithmic``.

    Raises
    ------
    UncertainComputeError
        If the file cannot be read, or an outcome does not fit the studies.

    Examples
    --------
    >>> from pathlib import Path
    >>> from tempfile import TemporaryDirectory
    >>> import uncertain_compute as uc
    >>> def cost(price, hours):
    ...     return price * hours
    >>> mine = uc.Study([cost], {"price": "2 to 4", "hours": "100 to 400"})
    >>> bill = "quantity: cost, observed: 700, unit: '1', entity: a cloud, date: 2026-02, status: found"
    >>> more = "source: an invoice, why: the first month"
    >>> with TemporaryDirectory() as folder:
    ...     path = Path(folder, "outcomes.yaml")
    ...     _ = path.write_text(f"{{since: 2026-01, outcomes: {{bill: {{{bill}, {more}}}}}}}")
    ...     scores = uc.backtest({"mine": mine}, path=path, draws=1024)
    >>> bool(scores["inside_50"].sel(set="mine", outcome="bill")), scores["crps"].dims
    (True, ('set', 'outcome'))
    """
    first = next(iter(studies.values()), None)
    path = path or (first.backtest if first else None)
    if first is None or path is None:
        raise UncertainComputeError("backtest: needs a study, and a file with outcomes where its model names none")
    since, outcomes = outcomes_of(path)
    outcomes = [_of_one_column(first, one) for one in outcomes]
    forecasts = {name: _forecasts(study, outcomes, Settings.of(**settings)) for name, study in studies.items()}
    naive_ones = {_free_name(studies): naive_forecasts(naive, outcomes, since)} if naive is not None else {}
    every = forecasts | naive_ones
    observed = np.array([one.observed * _factor(first, one) for one in outcomes])
    logarithmic = _on_logarithms(every, outcomes)
    leaning = [_leaning(study, outcomes, since) for study in studies.values()]
    quantiles = [[_quantiles(own[one.name].points) for one in outcomes] for own in every.values()]
    data = Dataset(
        {
            **_scores(every, outcomes, observed, logarithmic),
            "leaning": ((SET, OUTCOME), np.array(leaning + [[False] * len(outcomes)] * len(naive_ones))),
            "forecast": ((SET, OUTCOME, LEVEL), np.array(quantiles)),
            "observed": (OUTCOME, observed),
        },
        coords={SET: [*every], **_outcome_coordinates(first, outcomes, logarithmic)},
        attrs={"since": since, NAIVE: next(iter(naive_ones), "")},
    )
    return _with_means(data)


def _of_one_column(study: Study, outcome: Outcome) -> Outcome:
    """Return an outcome with the name of its column as a run has it."""
    known, key = {*study.assumptions, *study.graph.equations}, f"outcomes.{outcome.name}.quantity"
    if outcome.of not in known:
        raise no_such(key, "quantity", outcome.of, known)
    return replace(outcome, quantity=one_column(outcome.quantity, study.columns_of(outcome.of), key))


def _outcome_coordinates(study: Study, outcomes: Sequence[Outcome], logarithmic: Sequence[bool]) -> dict[str, Any]:
    """Return the description of each outcome, and the levels of forecasts."""
    unit_of = {one.quantity: study.unit(one.of) for one in outcomes}
    return {
        OUTCOME: [one.name for one in outcomes],
        LEVEL: LEVELS,
        "of": (OUTCOME, [one.quantity for one in outcomes]),
        "unit": (OUTCOME, [unit_of[one.quantity] for one in outcomes]),
        "logarithmic": (OUTCOME, logarithmic),
        **{key: (OUTCOME, [getattr(one, key) for one in outcomes]) for key in TEXTS},
    }


def _scores(
    forecasts: Mapping[str, Forecasts], outcomes: Sequence[Outcome], observed: Floats, logarithmic: Sequence[bool]
) -> dict[str, tuple[tuple[str, str], Floats]]:
    """Return each set's scores by name, as variables."""
    cases = list(zip(outcomes, observed.tolist(), logarithmic, strict=True))
    scored = [
        [_scored(own[one.name], value, logarithmic=on_logarithm) for one, value, on_logarithm in cases]
        for own in forecasts.values()
    ]
    return {name: ((SET, OUTCOME), np.array([[one[name] for one in row] for row in scored])) for name in scored[0][0]}


def _on_logarithms(forecasts: Mapping[str, Forecasts], outcomes: Sequence[Outcome]) -> list[bool]:
    """Return for each outcome whether its quantity is positive in every forecast and in every outcome."""
    least = [min([one.observed, *(own[one.name].points[0] for own in forecasts.values())]) for one in outcomes]
    others = {one.quantity for one, lowest in zip(outcomes, least, strict=True) if not lowest > 0}
    return [one.quantity not in others for one in outcomes]


def _leaning(study: Study, outcomes: Sequence[Outcome], since: str) -> list[bool]:
    """Return for each outcome whether its forecast depends on a source later than a date."""
    newer = newer_sources(study, since)
    return [_leans(study, one, newer) for one in outcomes]


def newer_sources(study: Study, since: str) -> list[str]:
    """Return the uncertain assumptions of a prior set whose sources are later than a date."""
    return [
        name
        for name, column in study.columns.items()
        if not column.fixed and name not in study.constants and column.prior.date[: len(since)] > since
    ]


def _leans(study: Study, outcome: Outcome, newer: Sequence[str]) -> bool:
    """Return whether a forecast of an outcome depends on one of some columns, directly or through equations."""
    if outcome.quantity in study.columns:
        return outcome.quantity in newer
    _, used = study.graph.needed([outcome.of], study.assumptions)
    return any(column in newer for name in used for column in study.assumptions[name].columns)


def _forecasts(study: Study, outcomes: Sequence[Outcome], settings: Settings) -> dict[str, Forecast]:
    """Return a study's forecast for each outcome."""
    names = tuple(dict.fromkeys(one.of for one in outcomes))
    run = propagate(study, replace(settings, targets=names, keep="draws"), largest_relative_error)
    groups = [run["prior"].to_dataset(), run["constant_data"].to_dataset()]
    columns: dict[str, Floats] = {}
    for name in names:
        columns |= columns_in(next(group for group in groups if name in group), name)
    for one in outcomes:
        if one.quantity not in columns:
            raise no_such(f"outcomes.{one.name}.quantity", "quantity", one.quantity, columns)
    levels = (np.arange(POINTS) + 0.5) / POINTS
    found = {
        name: Forecast(np.quantile(columns[name], levels, method="hazen"), _density(study.columns.get(name)))
        for name in dict.fromkeys(one.quantity for one in outcomes)
    }
    return {one.name: found[one.quantity] for one in outcomes}


def _density(column: Column | None) -> Callable[[float], float] | None:
    """Return an assumption's density in the model's unit; None if single values have a probability."""
    if column is None or column.distribution.atoms:
        return None
    return lambda value: float(column.distribution.pdf(np.float64(value / column.factor))) / column.factor


def _free_name(studies: Mapping[str, Study]) -> str:
    """Return a name for the naive forecast that no prior set has."""
    return NAIVE if NAIVE not in studies else f"{NAIVE} forecast"


def _factor(study: Study, outcome: Outcome) -> float:
    unit = study.unit(outcome.of)
    return study.units.conversion(outcome.unit, unit, f"outcomes.{outcome.name}.unit") if unit else 1.0


def _scored(forecast: Forecast, observed: float, *, logarithmic: bool) -> dict[str, float]:
    points = forecast.points
    low90, low50, _, high50, high90 = _quantiles(points)
    scaled, outcome = (np.log(points), float(np.log(observed))) if logarithmic else (points, observed)
    return {
        "inside_50": float(low50 <= observed <= high50),
        "inside_90": float(low90 <= observed <= high90),
        "below": float(np.searchsorted(points, observed)) / len(points),
        "crps": crps(scaled, outcome),
        "log_score": _exact(forecast.density(observed), observed if logarithmic else 1.0)
        if forecast.density
        else log_score(scaled, outcome),
    }


def _exact(density: float, slope: float) -> float:
    """Return the log of a density; ``slope`` is the outcome if the density is of the logarithm."""
    return float(np.log(density) + np.log(slope)) if density else -np.inf


def _quantiles(points: Floats) -> Floats:
    """Return the forecast's quantiles."""
    return np.asarray(np.quantile(points, LEVELS, method="hazen"))


def _with_means(data: Dataset) -> Dataset:
    """Return the scores with their means by quantity."""
    of = data["of"].to_numpy()
    names = list(dict.fromkeys(of.tolist()))
    means = {
        f"mean_{score}": (
            (SET, QUANTITY),
            np.stack([data[score].to_numpy()[:, of == name].mean(axis=1) for name in names], axis=-1),
        )
        for score in SCORES
    }
    counts = np.array([int((of == name).sum()) for name in names])
    return data.assign({**means, "outcomes": (QUANTITY, counts)}).assign_coords({QUANTITY: names})
