"""Commands with show= instead of a run: prior sets, and their scores in a backtest."""

from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from hydra.core.hydra_config import HydraConfig
from omegaconf import DictConfig

from uncertain_compute.analysis.summary.beliefs import assumption_table
from uncertain_compute.analysis.summary.tables import backtest_tables
from uncertain_compute.cli.job import (
    composed_study,
    drawn_formats,
    study_with,
)
from uncertain_compute.cli.job_folder import job_folder
from uncertain_compute.cli.output import say
from uncertain_compute.cli.start import get_ready_to_draw
from uncertain_compute.config.settings import settings_of
from uncertain_compute.draws.settings import OF_POINTS
from uncertain_compute.errors import UncertainComputeError, fail_unless_one_of
from uncertain_compute.storage.tables import write_tables
from uncertain_compute.study.prior_sheet import prior_sheet
from uncertain_compute.study.study import Study
from uncertain_compute.views.tables.progress import Stages
from uncertain_compute.views.tables.run import show_folder

if TYPE_CHECKING:
    import pandas as pd

type Shown = tuple[dict[str, "pd.DataFrame"], Callable[[Path], None]]
"""Tables by file name, and a function that prints them, given their folder."""


def shown_priors(studies: Mapping[str, Study], config: DictConfig, unfinished: Path) -> Shown:
    """Draw prior sets, and return their table, and the first of them as a sheet."""
    import pandas as pd

    from uncertain_compute.views.drawing.rendering import save_pictures
    from uncertain_compute.views.figures.priors.figures import prior_pictures
    from uncertain_compute.views.tables.priors import show_priors

    formats = drawn_formats(config)
    if formats:
        save_pictures(prior_pictures(studies), unfinished, formats)
    table = pd.concat([assumption_table(study).assign(set=name) for name, study in studies.items()])
    sheet = prior_sheet(next(iter(studies.values())))
    return {"assumptions": table, "sheet": sheet}, partial(show_priors, studies)


def shown_backtest(studies: Mapping[str, Study], config: DictConfig, unfinished: Path) -> Shown:
    """Score prior sets on outcomes that became known later, and return the scores.

    Raises
    ------
    UncertainComputeError
        If the study has no outcomes.
    """
    from uncertain_compute.analysis.validation.backtest import backtest, newer_sources
    from uncertain_compute.views.drawing.rendering import save_pictures
    from uncertain_compute.views.figures.validation.backtest import backtest_picture
    from uncertain_compute.views.tables.backtest import show_backtest
    from uncertain_compute.views.tables.console import terminal
    from uncertain_compute.views.tables.priors import show_notes

    first = next(iter(studies.values()))
    outcomes, single = first.backtest, first.audit_priors
    if outcomes is None:
        raise UncertainComputeError("show: the model names no backtest; set model.backtest to a file with outcomes")
    asked = {name: getattr(settings_of(config), name) for name in OF_POINTS}
    found = backtest(studies, study_with(single) if single else None, outcomes, **asked)
    formats = drawn_formats(config)
    if formats:
        save_pictures([backtest_picture(found)], unfinished / "figures", formats)
    newer = {name: newer_sources(study, found.attrs["since"]) for name, study in studies.items()}

    def show(folder: Path) -> None:
        show_backtest(found, newer)
        show_notes(terminal(), studies)
        show_folder(folder)

    return backtest_tables(found), show


SHOWN = {"priors": shown_priors, "backtest": shown_backtest}


def show_config(config: DictConfig) -> None:
    """Show and write the priors of one composed config, or of two side by side, or their backtest."""
    with job_folder(config) as folder, Stages(shown=config.output == "text"):
        settings_of(config)  # which refuses what has no effect here
        fail_unless_one_of("show", config.show, SHOWN)
        if drawn_formats(config):
            get_ready_to_draw()
        studies = {HydraConfig.get().runtime.choices["priors"]: composed_study(config, folder.path)}
        if config.beside:
            studies[config.beside] = study_with(config.beside)
        tables, show = SHOWN[config.show](studies, config, folder.path)
        write_tables(tables, folder.path)
    say(config, folder.path, tables, show)
