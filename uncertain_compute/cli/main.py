"""The command line: Hydra composes a config here, and a run, its tables and its folder come out."""

import gc
import logging
import os
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import hydra
from hydra.core.hydra_config import HydraConfig
from omegaconf import DictConfig, OmegaConf
from xarray import DataTree

from uncertain_compute.analysis.comparison.comparison import compare
from uncertain_compute.analysis.evidence.posterior_shift import posterior_shift
from uncertain_compute.analysis.sensitivity.analyses import answers
from uncertain_compute.analysis.summary.estimates import Interval
from uncertain_compute.analysis.summary.reading import CHOICES, COMMAND, CONFIG, LEFT_OUT, Reading, stored_in
from uncertain_compute.analysis.summary.summaries import largest_relative_error
from uncertain_compute.analysis.summary.tables import comparison_tables
from uncertain_compute.analysis.validation.audit import Audited, audit
from uncertain_compute.cli.arguments import arranged
from uncertain_compute.cli.compare_command import (
    KEY,
    stored_variant,
    variants_of,
    with_notes,
    with_overrides_quoted,
    write_comparison,
)
from uncertain_compute.cli.endings import one_line_errors, output_written, say_warnings_in_one_line
from uncertain_compute.cli.folders import discard_empty_folders, point_to
from uncertain_compute.cli.interrupts import raise_interrupts
from uncertain_compute.cli.job import (
    COMPOSED,
    choices,
    command,
    composed_study,
    drawn_formats,
    overrides,
    study_folders_of,
    study_of_overrides,
    study_with,
)
from uncertain_compute.cli.job_folder import job_folder
from uncertain_compute.cli.show_command import SHOWN
from uncertain_compute.cli.view_command import fail_unless_viewed, stored_reading, view_errors
from uncertain_compute.config.composed import SETTINGS, checked
from uncertain_compute.config.composing import own_files
from uncertain_compute.config.hydra_errors import hydra_errors
from uncertain_compute.config.layers import with_new_keys_allowed
from uncertain_compute.config.schema import CONF
from uncertain_compute.config.settings import asked_of, fixed_settings_of, method_of, settings_of
from uncertain_compute.draws.propagation import propagate
from uncertain_compute.draws.settings import OF_POINTS
from uncertain_compute.errors import UncertainComputeError
from uncertain_compute.posterior.update import fail_if_posterior_failed, updated
from uncertain_compute.reporting.report import write_report
from uncertain_compute.storage.checksums import write_checksums
from uncertain_compute.storage.run_file import is_own, load_run, save_run
from uncertain_compute.storage.stored_config import stored_config
from uncertain_compute.storage.stored_study import damage_in_one_line
from uncertain_compute.storage.tables import write_tables
from uncertain_compute.study.study import Study
from uncertain_compute.views.sentences.answer import answer_sentences
from uncertain_compute.views.tables.comparison import attribution_sentences, show_comparison
from uncertain_compute.views.tables.json_line import print_json
from uncertain_compute.views.tables.progress import Stages
from uncertain_compute.views.tables.run import show_folder, show_reading

if TYPE_CHECKING:
    import pandas as pd

LATEST, LATEST_COMPARISON = "latest", "latest-comparison"
"""Links in the folder of runs: a comparison is no run, which `view=` or another comparison could take."""

log = logging.getLogger("uncertain_compute")


def main() -> None:
    """Run the command line; a wrong input prints one line and exits with 1, a signal with 128 and its number."""
    raise_interrupts()
    say_warnings_in_one_line()
    os.environ["HYDRA_FULL_ERROR"] = "1"
    try:
        with one_line_errors(), hydra_errors():
            said, folder = arranged(sys.argv[1:])
            sys.argv[1:] = with_overrides_quoted(with_new_keys_allowed(said))
            with own_files([Path(folder)] if folder else []):
                hydra.main(config_path=str(CONF), config_name="config", version_base=None)(_job)()
    finally:
        discard_empty_folders()
        with one_line_errors(), output_written():
            pass  # what Hydra prints, its help for example


def _job(config: DictConfig) -> None:
    """Leave by exit code, not by exception: Hydra would print a message of its own for one."""
    with one_line_errors(), hydra_errors():
        checked(config, SETTINGS)
        if config.view is not None:
            view_config(config)
        elif config.show:
            show_config(config)
        elif config.compare is not None:
            compare_config(config)
        else:
            run_config(config)


def run_config(config: DictConfig) -> None:
    """Run one composed config, and rename its folder into place once it is whole."""
    with job_folder(config) as folder, Stages(shown=config.output == "text") as stages:
        study = composed_study(config, folder.path)
        settings = replace(settings_of(config), also=study.charted)
        asked, formats = asked_of(config), drawn_formats(config)
        method = method_of(config)
        stages.say("drawing")
        run = propagate(study, settings, largest_relative_error, stages.tell)
        if study.observations:
            with stages.aside():
                run = updated(study, run, method)
            run["posterior_shift"] = DataTree(posterior_shift(run, study))
        stages.say("looking for what drives it")
        answered = answers(study, run, settings, asked)
        run = stored_in(run, study, answered)
        answered = replace(answered, left_out=tuple(run.attrs[LEFT_OUT]))
        run.attrs |= {
            CONFIG: (folder.path / COMPOSED).read_text(encoding="utf-8"),
            CHOICES: choices(),
            COMMAND: command(),
        }
        audited = _audited(config, study, choices()[0])
        reading = Reading(study, run, answered, audited, Interval(config.ci_prob, config.ci_kind))
        save_run(run, folder.path)
        stages.say("writing")
        write_tables(reading.tables, folder.path)
        if formats:
            _draw(reading, folder.path, config, stages)
        log.info("%s draws, %s", run.attrs["draws"], ", ".join(run.attrs["targets"]))
    _point_to(folder.path, LATEST, config)
    _say(config, folder.path, reading.tables, partial(show_reading, reading), answer_sentences(reading))
    if study.observations and not method.accept_failed:
        fail_if_posterior_failed(run)


def view_config(config: DictConfig) -> None:
    """Draw and show a stored run once more, without drawing from its study."""
    folder = Path(config.view)
    fail_unless_viewed(overrides())
    formats = drawn_formats(config)
    settings_of(config)
    with view_errors(folder):
        reading = stored_reading(folder, study_folders_of(HydraConfig.get()), partial(_audited, config))
    if formats:
        with Stages(shown=config.output == "text") as stages, view_errors(folder):
            _draw(reading, folder, config, stages)
    _say(config, folder, reading.tables, partial(show_reading, reading), answer_sentences(reading))


def show_config(config: DictConfig) -> None:
    """Show the priors of one composed config, or of two beside each other, or how they fared, and write that down."""
    with job_folder(config) as folder, Stages(shown=config.output == "text"):
        if config.show not in SHOWN:
            raise UncertainComputeError(f"show: {config.show!r} is not one of {', '.join(SHOWN)}")
        studies = {HydraConfig.get().runtime.choices["priors"]: composed_study(config, folder.path)}
        if config.beside:
            studies[config.beside] = study_with(config.beside)
        tables, show = SHOWN[config.show](studies, config, folder.path)
        write_tables(tables, folder.path)
    _say(config, folder.path, tables, show)


def compare_config(config: DictConfig) -> None:
    """Compare variants of one composed config, and write what differs."""
    with job_folder(config) as folder, Stages(shown=config.output == "text") as stages:
        if config.evidence is not None:
            raise UncertainComputeError(
                "evidence: compare puts priors beside each other; leave it out, or run each alone"
            )
        settings, formats = fixed_settings_of(config), drawn_formats(config)
        shared = [item for item in overrides() if not item.startswith(f"{KEY}=")]
        written = OmegaConf.to_container(config, resolve=True)[KEY]  # type: ignore[call-overload,index]
        variants, notes = variants_of(written, shared, study_of_overrides, study_folders_of(HydraConfig.get()))
        asked = {name: getattr(settings, name) for name in OF_POINTS}
        how = {name: config[name] for name in ("statistic", "scale", "budget")}
        stages.say("comparing")
        stored = [name for name, one in variants.items() if one.run is not None]
        with damage_in_one_line(f"{KEY}: {', '.join(stored)}") if stored else nullcontext():
            tree = with_notes(compare(variants, settings.targets, **how, **asked), notes)
        tree.attrs[CONFIG] = (folder.path / COMPOSED).read_text(encoding="utf-8")
        write_comparison(tree, folder.path, formats)
        folder.named_after = [KEY, *variants]
    _point_to(folder.path, LATEST_COMPARISON, config)
    _say_comparison(config, folder.path, tree)


def compare_runs(folders: Mapping[str, Path], into: Path, study_folders: Sequence[Path]) -> None:
    """Compare stored runs as the first one's config says, and write what differs to a folder."""
    notes: list[str] = []
    own = {name: is_own(folder) for name, folder in folders.items()}
    runs = {name: load_run(folder) for name, folder in folders.items()}
    variants = {name: stored_variant(name, run, study_folders, notes, own=own[name]) for name, run in runs.items()}
    first = next(iter(runs))
    config = stored_config(runs[first], own=own[first])
    how = {name: config[name] for name in ("statistic", "scale", "budget")}
    tree = with_notes(compare(variants, settings_of(config).targets, **how, threads=config.threads), notes)
    write_comparison(tree, into, drawn_formats(config))
    write_checksums(into)
    _say_comparison(config, into, tree)


def _point_to(folder: Path, name: str, config: DictConfig) -> None:
    """Point a link to a finished folder among the runs; a disk that knows no links keeps the run all the same."""
    runs = Path(config.runs)
    try:
        if runs in folder.parents:
            point_to(folder, runs / name)
    except OSError as error:
        sys.stderr.write(f"warning: {runs / name} does not point to {folder} ({error.strerror})\n")


def _draw(reading: Reading, folder: Path, config: DictConfig, stages: Stages) -> None:
    """Draw a run's figures, and its page if that is asked for."""
    import matplotlib as mpl

    mpl.use("agg")
    stages.say("drawing figures")
    gc.disable()  # figures are made of so many objects that looking for garbage takes a tenth of their time
    try:
        write_report(reading, folder, drawn_formats(config), page=config.report == "html")
    finally:
        gc.enable()


def _audited(config: DictConfig, study: Study, model: str) -> list[Audited]:
    """Return the figures of a study's publication, recomputed from the prior set that holds its own numbers.

    Where anything is uncertain they are for the page alone.
    """
    if study.certain:
        return audit(study)
    if config.report != "html" or study.audit is None or not study.audit_priors:
        return []
    return audit(study_of_overrides([f"model={model}", f"priors={study.audit_priors}"]))


def _say(
    config: DictConfig,
    folder: Path,
    tables: "Mapping[str, pd.DataFrame]",
    show: Callable[[Path], None],
    answer: Sequence[str] = (),
) -> None:
    """Say what was found as the config wants it: in tables, as one line of JSON, or not at all."""
    with output_written():
        if config.output == "text":
            show(folder)
        elif config.output == "json":
            print_json({"folder": str(folder), "answer": list(answer)}, tables)


def _say_comparison(config: DictConfig, folder: Path, tree: DataTree) -> None:
    def show(written: Path) -> None:
        show_comparison(tree)
        show_folder(written)

    _say(config, folder, comparison_tables(tree), show, list(attribution_sentences(tree)))
