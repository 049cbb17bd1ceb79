"""Compare variants of a forecast, and write the differences."""

from collections.abc import Collection, Mapping, Sequence
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING

from hydra.core.hydra_config import HydraConfig
from omegaconf import DictConfig, OmegaConf
from xarray import DataTree

from uncertain_compute.analysis.comparison.comparison import comparison
from uncertain_compute.analysis.comparison.request import ComparisonRequest
from uncertain_compute.analysis.comparison.variants import Variant
from uncertain_compute.analysis.reading import COMMAND, CONFIG
from uncertain_compute.analysis.summary.tables import comparison_tables
from uncertain_compute.cli.job import (
    COMPOSED,
    command,
    drawn_formats,
    overrides,
    study_folders_of,
    study_of_overrides,
)
from uncertain_compute.cli.job_folder import job_folder
from uncertain_compute.cli.output import LATEST_COMPARISON, point_link, say
from uncertain_compute.cli.start import get_ready_to_draw
from uncertain_compute.cli.written_variants import KEY, stored_variant, variants_of
from uncertain_compute.config.settings import fixed_settings_of, settings_of
from uncertain_compute.draws.settings import OF_POINTS, Settings
from uncertain_compute.errors import UncertainComputeError
from uncertain_compute.storage.checksums import write_checksums
from uncertain_compute.storage.run_file import is_own, load_run, save_comparison
from uncertain_compute.storage.stored_config import stored_config
from uncertain_compute.storage.stored_study import damage_in_one_line
from uncertain_compute.storage.tables import write_tables
from uncertain_compute.views.tables.comparison import attribution_sentences, show_comparison
from uncertain_compute.views.tables.progress import Stages
from uncertain_compute.views.tables.run import show_folder

if TYPE_CHECKING:
    import pandas as pd


def compare_config(config: DictConfig) -> None:
    """Compare variants of one composed config, and write the differences."""
    with job_folder(config) as folder, Stages(shown=config.output == "text") as stages:
        settings, formats = fixed_settings_of(config), drawn_formats(config)
        request = _request(config, settings, _written_variants(config))
        stages.say("comparing")
        stored = [name for name, one in request.variants.items() if one.run is not None]
        with damage_in_one_line(f"{KEY}: {', '.join(stored)}") if stored else nullcontext():
            tree = comparison(request, stages.tell)
        tree.attrs |= {CONFIG: (folder.path / COMPOSED).read_text(encoding="utf-8"), COMMAND: command()}
        tables = comparison_tables(tree)
        _write(tree, tables, folder.path, formats, page=config.report == "html")
        folder.named_after = [KEY, *request.variants]
    point_link(folder.path, LATEST_COMPARISON, config)
    _say_comparison(config, folder.path, tree, tables)


def compare_runs(folders: Mapping[str, Path], into: Path, study_folders: Sequence[Path]) -> None:
    """Compare stored runs by the first one's config, and write the differences to a folder."""
    own = {name: is_own(folder) for name, folder in folders.items()}
    runs = {name: load_run(folder) for name, folder in folders.items()}
    variants = {name: stored_variant(name, run, study_folders, own=own[name]) for name, run in runs.items()}
    first = next(iter(runs))
    config = stored_config(runs[first], own=own[first])
    tree = comparison(_request(config, settings_of(config), variants))
    tables = comparison_tables(tree)
    _write(tree, tables, into, drawn_formats(config), page=config.report == "html")
    write_checksums(into)
    _say_comparison(config, into, tree, tables)


def _written_variants(config: DictConfig) -> dict[str, Variant]:
    """Return the variants that ``compare`` names, composed or read from disk."""
    if config.evidence is not None:
        raise UncertainComputeError(
            "evidence: compare takes priors without evidence; leave it out, or run each variant alone"
        )
    shared = [item for item in overrides() if not item.startswith(f"{KEY}=")]
    written = OmegaConf.to_container(config, resolve=True)[KEY]  # type: ignore[call-overload,index]
    return variants_of(written, shared, study_of_overrides, study_folders_of(HydraConfig.get()))


def _request(config: DictConfig, settings: Settings, variants: Mapping[str, Variant]) -> ComparisonRequest:
    """Return the comparison that a config requests of some variants."""
    points = {name: getattr(settings, name) for name in OF_POINTS}
    drawn = Settings.of_points(settings.targets, points)
    return ComparisonRequest(variants, drawn, config.statistic, config.scale, config.budget)


def _write(
    tree: DataTree, tables: "Mapping[str, pd.DataFrame]", folder: Path, formats: Collection[str], *, page: bool
) -> None:
    """Write a comparison, its tables, its figures and its page to a folder."""
    save_comparison(tree, folder)
    write_tables(tables, folder)
    if formats:
        from uncertain_compute.reporting.comparison_page import write_comparison

        get_ready_to_draw()
        write_comparison(tree, folder, formats, page=page)


def _say_comparison(config: DictConfig, folder: Path, tree: DataTree, tables: "Mapping[str, pd.DataFrame]") -> None:
    def show(written: Path) -> None:
        show_comparison(tree)
        show_folder(written)

    say(config, folder, tables, show, lambda: {"answer": list(attribution_sentences(tree))})
