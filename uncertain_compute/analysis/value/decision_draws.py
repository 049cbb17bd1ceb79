"""The draws that a decision is evaluated on."""

from collections.abc import Mapping
from dataclasses import replace

from xarray import DataTree

from uncertain_compute.addresses import name_of
from uncertain_compute.analysis.summary.summaries import largest_relative_error
from uncertain_compute.draws.blocks import Plan
from uncertain_compute.draws.propagation import propagate
from uncertain_compute.draws.settings import Settings
from uncertain_compute.study.study import Study


def run_of(study: Study, names: Mapping[str, str], asked: Settings) -> DataTree:
    """Return a run with the draws of all names in a decision, by their keys, and of what correlates with them."""
    needed = tuple(dict.fromkeys(names.values()))
    tied = (name_of(column) for group in Plan.of(study, needed).groups for column in group.columns)
    targets = tuple(dict.fromkeys([*needed, *tied]))
    return propagate(study, replace(asked, targets=targets, keep="draws", precision=None), largest_relative_error)
