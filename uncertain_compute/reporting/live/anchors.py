"""Beliefs between those at anchors of a path: in the page they follow the anchors' beliefs."""

from collections.abc import Mapping
from dataclasses import dataclass

from uncertain_compute.priors.reading.assumptions import Assumption
from uncertain_compute.priors.reading.between import BETWEEN
from uncertain_compute.priors.reading.spec import Prior


@dataclass(frozen=True, slots=True)
class BetweenAnchors:
    """A column whose quantiles lie between those of two others: the columns, the position, and its scale."""

    first: str
    second: str
    part: float
    scale: str


def is_between(prior: Prior) -> bool:
    """Return whether a belief lies between two others."""
    return isinstance(prior.form, Mapping) and BETWEEN in prior.form


def between_anchors(assumption: Assumption) -> dict[str, BetweenAnchors] | None:
    """Return the columns of an assumption that lie between two others of its columns.

    None if some lie between beliefs that are not its columns, as those at years before or after a run's, or if there
    are several paths.
    """
    columns = list(assumption.columns.items())
    if not any(is_between(prior) for _, prior in columns):
        return {}
    if len(assumption.dimensions) - len(assumption.shared) > 1:
        return None
    anchors = [(number, name) for number, (name, prior) in enumerate(columns) if not is_between(prior)]
    found = {}
    for number, (name, prior) in enumerate(columns):
        if not is_between(prior):
            continue
        said = prior.form[BETWEEN]
        before = next((one for at, one in reversed(anchors) if at < number), None)
        after = next((one for at, one in anchors if at > number), None)
        if before is None or after is None:
            return None
        if [assumption.columns[one].form for one in (before, after)] != [said["first"], said["second"]]:
            return None
        found[name] = BetweenAnchors(before, after, float(said["part"]), str(said["scale"]))
    return found
