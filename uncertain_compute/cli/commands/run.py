"""Run one composed config: draw, analyse and write."""

import logging
from dataclasses import replace
from functools import partial
from pathlib import Path

from omegaconf import DictConfig
from xarray import DataTree

from uncertain_compute.analysis.analyses import answers
from uncertain_compute.analysis.evidence.posterior_shift import posterior_shift
from uncertain_compute.analysis.reading import CHOICES, COMMAND, CONFIG, LEFT_OUT, Reading, stored_in
from uncertain_compute.analysis.summary.estimates import Interval
from uncertain_compute.analysis.summary.summaries import largest_relative_error
from uncertain_compute.analysis.validation.audit import Audited, audit
from uncertain_compute.cli.job import (
    COMPOSED,
    choices,
    command,
    composed_study,
    drawn_formats,
    exported_formats,
    study_of_overrides,
)
from uncertain_compute.cli.job_folder import job_folder
from uncertain_compute.cli.output import LATEST, point_link, say
from uncertain_compute.cli.start import get_ready_to_draw
from uncertain_compute.config.settings import asked_of, extras_of, method_of, objectives_in, settings_of, years_of
from uncertain_compute.draws.propagation import ErrorOf, propagate
from uncertain_compute.draws.settings import Settings
from uncertain_compute.posterior.methods import Method
from uncertain_compute.posterior.update import fail_if_posterior_failed, updated
from uncertain_compute.reporting.exports import write_exports
from uncertain_compute.reporting.report import write_report
from uncertain_compute.storage.run_file import save_run
from uncertain_compute.storage.tables import write_tables
from uncertain_compute.study.study import Study
from uncertain_compute.views.sentences.answer import answer_words
from uncertain_compute.views.tables.progress import Stages
from uncertain_compute.views.tables.run import show_reading

log = logging.getLogger("uncertain_compute")


def run_config(config: DictConfig) -> float | list[float] | None:
    """Run one composed config, rename its folder once it is complete, and return the objectives, if it states any."""
    with job_folder(config) as folder, Stages(shown=config.output == "text") as stages:
        study, formats, exported = composed_study(config, folder.path), drawn_formats(config), exported_formats(config)
        years = years_of(config, study)
        objectives = objectives_in(config, study, settings_of(config))
        with replace(settings_of(config), also=study.charted).connected() as settings:
            reading = _reading(config, study, settings, folder.path / COMPOSED, stages)
        save_run(reading.run, folder.path)
        stages.say("writing")
        write_tables(reading.tables, folder.path)
        write_exports(reading, folder.path, exported)
        if formats:
            draw(reading, folder.path, config, stages)
        log.info("%s draws, %s", reading.run.attrs["draws"], ", ".join(reading.run.attrs["targets"]))
    point_link(folder.path, LATEST, config)
    say(
        config, folder.path, reading.tables, partial(show_reading, reading, years=years), partial(answer_words, reading)
    )
    if study.observations and not config.accept_failed:
        fail_if_posterior_failed(reading.run)
    values = [one.value(reading.run, reading.group) for one in objectives]
    return values if len(values) > 1 else next(iter(values), None)


def _reading(config: DictConfig, study: Study, settings: Settings, composed: Path, stages: Stages) -> Reading:
    """Return a study's draws with all analyses that the config requests."""
    asked, method, extras = asked_of(config), method_of(config), extras_of(config)
    stages.say("drawing")
    interval = Interval(config.ci_prob, config.ci_kind)
    error_of = partial(largest_relative_error, ci_prob=interval.probability, ci_kind=interval.kind)
    drawn = _drawn(study, settings, method, stages, error_of)
    stages.say("looking for what drives it")
    answered = answers(study, drawn, settings, asked)
    run = stored_in(drawn, study, answered)
    run.attrs |= {CONFIG: composed.read_text(encoding="utf-8"), CHOICES: choices(), COMMAND: command()}
    answered = replace(answered, left_out=tuple(run.attrs[LEFT_OUT]))
    audited = audited_of(config, study, choices()[0])
    return Reading(study, run, answered, audited, interval, extras)


def _drawn(study: Study, settings: Settings, method: Method, stages: Stages, error_of: ErrorOf) -> DataTree:
    """Return draws of a study, updated by its evidence if it has any."""
    run = propagate(study, settings, error_of, stages.tell)
    if not study.observations:
        return run
    with stages.aside():
        run = updated(study, run, method)
    run["posterior_shift"] = DataTree(posterior_shift(run, study))
    return run


def draw(reading: Reading, folder: Path, config: DictConfig, stages: Stages) -> None:
    """Draw a run's figures, and its page if the config requests it."""
    get_ready_to_draw()
    import matplotlib as mpl

    mpl.use("agg")
    stages.say("drawing figures")
    write_report(reading, folder, drawn_formats(config), page=config.report == "html")


def audited_of(config: DictConfig, study: Study, model: str) -> list[Audited]:
    """Return the published figures of a study, recomputed from the prior set with the publication's numbers.

    If anything is uncertain, only the page shows them.
    """
    if study.certain:
        return audit(study)
    if config.report != "html" or study.audit is None or not study.audit_priors:
        return []
    return audit(study_of_overrides([f"model={model}", f"priors={study.audit_priors}"]))
