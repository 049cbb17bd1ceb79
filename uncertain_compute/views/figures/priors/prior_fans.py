"""Beliefs over an ordered dimension: a fan for each assumption, of one prior set or of two on the same axes."""

from collections.abc import Collection, Iterator, Mapping
from functools import partial

import numpy as np

from uncertain_compute.addresses import name_of
from uncertain_compute.levels import QUANTILES
from uncertain_compute.study.paths import ColumnPath, paths_in
from uncertain_compute.study.study import Study
from uncertain_compute.views.drawing.fan import Fan
from uncertain_compute.views.drawing.rendering import Picture
from uncertain_compute.views.drawing.style import axis_label, colour_of, in_words
from uncertain_compute.views.figures.summary.fan import OF_COORDINATES, fans_figure

LEVELS = np.array([*QUANTILES.values()])


def prior_fan_pictures(studies: Mapping[str, Study], columns: Collection[str]) -> Iterator[Picture]:
    """Yield a fan for each assumption over an ordered dimension that is uncertain in a set."""
    for path in paths_in(columns):
        holding = [study for study in studies.values() if set(path.columns) <= set(study.columns)]
        if holding:
            title, unit = in_words(holding[0], path.name), holding[0].unit(name_of(path.name))
            fans = [
                _fan(path, study, label, unit, index)
                for index, (label, study) in enumerate(studies.items())
                if study in holding
            ]
            panel = (path.name, axis_label(unit), fans)
            alt = f"{path.name}: beliefs from {path.labels[0]} to {path.labels[-1]}."
            yield Picture(f"fan-{path.name}", alt, partial(fans_figure, title, OF_COORDINATES, [panel]))


def _fan(path: ColumnPath, study: Study, label: str, unit: str, index: int) -> Fan:
    """Return the fan of a set's beliefs, in a unit."""
    own = study.unit(name_of(path.name))
    factor = study.units.conversion(own, unit, f"priors.{path.name}") if own and unit else 1.0
    quantiles = factor * np.array([study.columns[column].ppf(LEVELS) for column in path.columns])
    nothing = np.full((len(path.columns), 2), np.nan)
    errors = np.zeros_like(quantiles)
    return Fan(label, path.labels, np.array(path.positions), quantiles, errors, nothing, colour_of(index))
