"""Runs whose tables and figures are tested, each made once for the tests of a process."""

from functools import cache

from matplotlib.figure import Figure
from repository import EXAMPLE, shipped_study
from xarray import Dataset, DataTree

import uncertain_compute as uc
from uncertain_compute.analysis.analyses import Answers
from uncertain_compute.analysis.reading import Reading, stored_in
from uncertain_compute.analysis.validation.backtest import backtest
from uncertain_compute.reporting.run_figures import run_pictures
from uncertain_compute.views.drawing.style import house_style

type Figures = dict[str, Figure]
type Updated = tuple[uc.Study, DataTree]


def reading_of(study: uc.Study, run: DataTree, **found: object) -> Reading:
    answered = Answers(found, ())
    return Reading(study, stored_in(run, study, answered), answered)


def drawn(reading: Reading) -> Figures:
    with house_style():
        return {picture.stem: picture.draw() for _, picture in run_pictures(reading)}


@cache
def shipped_reading() -> Reading:
    study = shipped_study()
    run = uc.run(study, draws=16384)
    return reading_of(study, run, tornado=uc.tornado(study, run=run))


@cache
def shipped_figures() -> Figures:
    return drawn(shipped_reading())


@cache
def updated_example() -> Updated:
    study = uc.load("lab", priors="lab", evidence="filing", config_dir=EXAMPLE)
    run = uc.update(study, draws=8192)
    run["posterior_shift"] = DataTree(uc.posterior_shift(run, study))
    return study, run


@cache
def shipped_backtest() -> Dataset:
    study = shipped_study()
    assert study.backtest is not None
    return backtest({"published": study}, shipped_study(priors="point"), study.backtest, draws=4096)
