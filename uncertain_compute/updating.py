"""What evidence changed in a run, written to its folder."""

from functools import partial
from pathlib import Path

from omegaconf import DictConfig
from xarray import DataTree

from uncertain_compute.analysis.summaries import summarize
from uncertain_compute.analysis.tables import update_tables
from uncertain_compute.store import write_whole
from uncertain_compute.study import Study


def write_update(study: Study, run: DataTree, config: DictConfig, folder: Path) -> None:
    """Write the posterior's summary, the tables of what moved, and their figures."""
    summary = summarize(run, ci_prob=config.ci_prob, ci_kind=config.ci_kind, group="posterior")
    written = {"posterior": summary.assign(failed=bool(run["posterior"].attrs["failures"])), **update_tables(run)}
    for stem, rows in written.items():
        write_whole(folder / f"{stem}.csv", partial(rows.to_csv, index=False))
    if config.report == "figures":
        from uncertain_compute.views.update_figures import save_update

        save_update(study, run, folder / "figures")
