"""The command line: Hydra composes a config here, and a run, its tables and its folder come out."""

import logging
import os
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import hydra
from hydra.core.hydra_config import HydraConfig
from hydra.types import RunMode
from omegaconf import DictConfig, OmegaConf
from xarray import Dataset, DataTree

from uncertain_compute.analysis.audit import audit
from uncertain_compute.analysis.beliefs import assumption_table
from uncertain_compute.analysis.comparison import compare
from uncertain_compute.analysis.moved import moved
from uncertain_compute.analysis.sensitivity import answers
from uncertain_compute.analysis.summaries import largest_relative_error, summarize
from uncertain_compute.analysis.tables import backtest_tables, tables
from uncertain_compute.comparing import (
    KEY,
    any_variant_may_be_said,
    stored_variant,
    variants_of,
    with_notes,
    write_comparison,
)
from uncertain_compute.config import (
    CONF,
    asked_of,
    fail_unless_shown,
    fixed_settings_of,
    hydra_errors,
    method_of,
    register_schema,
    settings_of,
    study_of,
)
from uncertain_compute.draws.propagation import propagate
from uncertain_compute.draws.settings import OF_POINTS
from uncertain_compute.errors import UncertainComputeError
from uncertain_compute.layers import Layers, any_prior_may_be_said
from uncertain_compute.posterior.update import fail_if_posterior_failed, updated
from uncertain_compute.store import (
    discard_folder,
    file_name,
    finish_folder,
    load_run,
    point_latest_to,
    save_run,
    write_whole,
)
from uncertain_compute.study import Study
from uncertain_compute.updating import write_update
from uncertain_compute.views.comparison_table import show_comparison
from uncertain_compute.views.terminal import show_audit, show_folder, show_run, show_sensitivity
from uncertain_compute.views.update_table import show_update

if TYPE_CHECKING:
    import pandas as pd

log = logging.getLogger("uncertain_compute")


def main() -> None:
    """Run the command line; a wrong input prints one line and exits with 1, Ctrl-C with 130."""
    os.environ["HYDRA_FULL_ERROR"] = "1"
    sys.argv[1:] = any_variant_may_be_said(any_prior_may_be_said(sys.argv[1:]))
    register_schema()
    with one_line_errors(), hydra_errors():
        hydra.main(config_path=str(CONF), config_name="config", version_base=None)(_job)()


def _job(config: DictConfig) -> None:
    """Leave by exit code, not by exception: Hydra would print a message of its own for one."""
    with one_line_errors():
        (show_config if config.show else run_config if config.compare is None else compare_config)(config)


def run_config(config: DictConfig) -> None:
    """Run one composed config, and rename its folder into place once it is whole."""
    with _unfinished_folder() as unfinished:
        study = _composed_study(config, unfinished)
        settings, asked = settings_of(config), asked_of(config)
        method = method_of(config)
        run = propagate(study, settings, largest_relative_error)
        if study.items:
            run = updated(study, run, method)
            run["moved"] = DataTree(moved(run, study))
        run.attrs["config"] = (unfinished / ".hydra" / "config.yaml").read_text(encoding="utf-8")
        answered = answers(study, run, settings, asked)
        summary = _write_files(study, run, answered.found, config, unfinished)
    folder = _finish(unfinished, config)
    point_latest_to(folder, Path(config.runs))
    show_run(study, run, summary)
    if study.items:
        show_update(study, run)
    show_sensitivity(study, answered)
    show_folder(folder)
    if study.certain and study.audit:
        show_audit(audit(study))
    if study.items and not method.accept_failed:
        fail_if_posterior_failed(run)


def show_config(config: DictConfig) -> None:
    """Show the priors of one composed config, or of two beside each other, or how they fared, and write that down."""
    with _unfinished_folder() as unfinished:
        fail_unless_shown(config.show)
        studies = {HydraConfig.get().runtime.choices["priors"]: _composed_study(config, unfinished)}
        if config.beside:
            studies[config.beside] = _study_with(config.beside)
        show = {"priors": _shown_priors, "backtest": _shown_backtest}[config.show](studies, config, unfinished)
    show(_finish(unfinished, config))


def _shown_priors(studies: Mapping[str, Study], config: DictConfig, unfinished: Path) -> Callable[[Path], None]:
    """Write the priors' table and figures; returns what prints them."""
    import pandas as pd

    from uncertain_compute.views.priors_figures import save_priors
    from uncertain_compute.views.priors_table import show_priors

    del config
    table = pd.concat([assumption_table(study).assign(set=name) for name, study in studies.items()])
    write_whole(unfinished / "assumptions.csv", lambda path: table.to_csv(path, index=False))
    save_priors(studies, unfinished)
    return partial(show_priors, studies)


def _shown_backtest(studies: Mapping[str, Study], config: DictConfig, unfinished: Path) -> Callable[[Path], None]:
    """Score prior sets on what became known later, and write the scores; returns what prints them."""
    from uncertain_compute.analysis.backtest import NAIVE_PRIORS, backtest, newer_sources
    from uncertain_compute.views.backtest_figure import save_backtest
    from uncertain_compute.views.backtest_table import show_backtest

    outcomes = next(iter(studies.values())).backtest
    if outcomes is None:
        raise UncertainComputeError("show: the model names no backtest; say model.backtest, a file with outcomes")
    asked = {name: getattr(settings_of(config), name) for name in OF_POINTS}
    found = backtest(studies, _study_with(NAIVE_PRIORS), outcomes, **asked)
    for stem, rows in backtest_tables(found).items():
        write_whole(unfinished / f"{stem}.csv", partial(rows.to_csv, index=False))
    if config.report == "figures":
        save_backtest(found, unfinished / "figures")
    newer = {name: newer_sources(study, found.attrs["since"]) for name, study in studies.items()}

    def show(folder: Path) -> None:
        show_backtest(found, newer)
        show_folder(folder)

    return show


def compare_config(config: DictConfig) -> None:
    """Compare variants of one composed config, and write what differs."""
    with _unfinished_folder() as unfinished:
        if config.evidence is not None:
            raise UncertainComputeError(
                "evidence: compare puts priors beside each other; leave it out, or run each alone"
            )
        settings = fixed_settings_of(config)
        shared = [item for item in _overrides() if not item.startswith(f"{KEY}=")]
        written = OmegaConf.to_container(config, resolve=True)[KEY]  # type: ignore[call-overload,index]
        variants, notes = variants_of(written, shared, _study_of, study_folders_of(HydraConfig.get()))
        asked = {name: getattr(settings, name) for name in OF_POINTS}
        how = {name: config[name] for name in ("statistic", "scale", "budget")}
        tree = with_notes(compare(variants, settings.targets, **how, **asked), notes)
        tree.attrs["config"] = (unfinished / ".hydra" / "config.yaml").read_text(encoding="utf-8")
        write_comparison(tree, unfinished, figures=config.report == "figures")
    folder = _finish(unfinished, config, [KEY, *variants])
    point_latest_to(folder, Path(config.runs))
    show_comparison(tree)
    show_folder(folder)


def compare_runs(folders: Mapping[str, Path], into: Path, study_folders: Sequence[Path]) -> None:
    """Compare stored runs as the first one's config says, and write what differs to a folder."""
    notes: list[str] = []
    runs = {name: load_run(folder) for name, folder in folders.items()}
    variants = {name: stored_variant(name, run, study_folders, notes) for name, run in runs.items()}
    config: Any = OmegaConf.create(next(iter(runs.values())).attrs["config"])
    how = {name: config[name] for name in ("statistic", "scale", "budget")}
    tree = with_notes(compare(variants, settings_of(config).targets, **how, threads=config.threads), notes)
    write_comparison(tree, into, figures=config.report == "figures")
    show_comparison(tree)
    show_folder(into)


@contextmanager
def _unfinished_folder() -> Iterator[Path]:
    """Give the folder that is being filled, and discard it if that fails."""
    unfinished = Path(HydraConfig.get().runtime.output_dir)
    try:
        yield unfinished
    except BaseException:
        logging.shutdown()
        discard_folder(unfinished)
        raise


def _composed_study(config: DictConfig, unfinished: Path) -> Study:
    """Return the study of this job's config, and write down what its layers change in Hydra's composition."""
    layers = _layers(_overrides())
    if layers.apply(config):
        (unfinished / ".hydra" / "config.yaml").write_text(OmegaConf.to_yaml(config), encoding="utf-8")
    return study_of(config, layers)


def _study_with(priors: str) -> Study:
    """Return the study of this job's config with another prior set."""
    return _study_of([*(item for item in _overrides() if not item.startswith("priors=")), f"priors={priors}"])


def _study_of(overrides: Sequence[str]) -> Study:
    """Return the study that overrides compose."""
    layers = _layers(overrides)
    with hydra_errors():
        config = hydra.compose("config", overrides=list(overrides))
    layers.apply(config)
    return study_of(config, layers)


def _layers(overrides: Sequence[str]) -> Layers:
    return Layers(overrides, [CONF, *study_folders_of(HydraConfig.get())])


def _write_files(
    study: Study, run: DataTree, found: Mapping[str, Dataset], config: DictConfig, folder: Path
) -> "pd.DataFrame":
    """Write the run's files to its folder; returns the summary."""
    for name, answer in found.items():
        run[f"sensitivity/{name}"] = DataTree(answer)
        for stem, rows in tables(name, answer).items():
            write_whole(folder / f"{stem}.csv", partial(rows.to_csv, index=False))
    save_run(run, folder)
    if study.items:
        write_update(study, run, config, folder)
    table = summarize(run, ci_prob=config.ci_prob, ci_kind=config.ci_kind)
    write_whole(folder / "summary.csv", lambda path: table.to_csv(path, index=False))
    write_whole(folder / "assumptions.csv", lambda path: assumption_table(study).to_csv(path, index=False))
    if config.report == "figures" and not study.certain:
        from uncertain_compute.views.plots import save_densities
        from uncertain_compute.views.sensitivity_figures import save_sensitivity

        save_densities(study, run, folder / "figures", ci_prob=config.ci_prob)
        save_sensitivity(study, found, folder / "figures")
    log.info("%s draws, %s", run.attrs["draws"], ", ".join(table["quantity"].unique()))
    return table


def _finish(unfinished: Path, config: DictConfig, words: Sequence[str] = ()) -> Path:
    """Move the folder from its hidden name to DATE/TIME-choices, or in a sweep to its number and choices."""
    hydra_config: Any = HydraConfig.get()
    shown = [config.show, config.beside] if config.show else []
    name = file_name("-".join(words or [*_choices(), *filter(None, shown)]))
    if hydra_config.mode == RunMode.MULTIRUN:
        return finish_folder(unfinished, unfinished.parent / f"{hydra_config.job.num}-{name}")
    now = datetime.now().astimezone()
    return finish_folder(unfinished, Path(config.runs) / f"{now:%Y-%m-%d}" / f"{now:%H-%M-%S}-{name}")


def _choices() -> list[str]:
    choices = HydraConfig.get().runtime.choices
    scenarios = [item.partition("=")[2].strip("[]") for item in _overrides() if item.startswith("+scenario=")]
    return [choices["model"], choices["priors"], *(name.replace(",", "-") for name in scenarios if name)]


def _overrides() -> list[str]:
    return list(HydraConfig.get().overrides.task)


def study_folders_of(hydra_config: Any) -> list[Path]:
    """Return the folders that --config-dir names."""
    return [Path(source.path) for source in hydra_config.runtime.config_sources if source.provider == "command-line"]


@contextmanager
def one_line_errors() -> Iterator[None]:
    """End with one line and an exit code where something goes wrong."""
    try:
        yield
    except UncertainComputeError as error:
        _exit(f"error: {error}", 1)
    except OSError as error:
        _exit(f"error: {error.filename or 'file'}: {error.strerror or ' '.join(str(error).split())}", 1)
    except MemoryError:
        _exit("error: out of memory; use keep=summary, fewer draws or fewer targets", 1)
    except KeyboardInterrupt:
        _exit("interrupted; nothing was kept of the unfinished run", 130)


def _exit(message: str, code: int) -> NoReturn:
    sys.stderr.write(f"{message}\n")
    sys.exit(code)
