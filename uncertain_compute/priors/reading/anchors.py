"""Interpolation of beliefs that are stated only at some coordinates of an ordered dimension, its anchors."""

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

from uncertain_compute.errors import quoted
from uncertain_compute.priors.distributions.between import SCALES, between
from uncertain_compute.priors.reading.between import BETWEEN, fail_unless_between
from uncertain_compute.priors.reading.config_key import ConfigKey
from uncertain_compute.priors.reading.notation.positions import position_of, positions_of
from uncertain_compute.priors.reading.spec import Prior
from uncertain_compute.priors.reading.text import text_of

INTERPOLATE = "interpolate"


def interpolated(
    anchors: Mapping[str, Sequence[Prior]], coordinates: Sequence[str], scale: Any, config_key: ConfigKey
) -> dict[str, list[Prior]]:
    """Return beliefs at all coordinates of a dimension; between two anchors they are interpolated.

    Parameters
    ----------
    anchors
        The beliefs at each anchor, in ascending order. Each anchor has the same number of beliefs: more than one if
        the assumption has further dimensions. An anchor need not be a coordinate of the dimension, so a path over
        fewer years keeps the same beliefs.
    scale
        ``log`` or ``linear``: the scale on which each quantile is interpolated linearly between two anchors.

    Raises
    ------
    UncertainComputeError
        If the dimension or the anchors have no order, a coordinate lies outside the anchors, or two beliefs cannot be
        interpolated.
    """
    config_key.at(INTERPOLATE).fail_unless_one_of(scale, SCALES)
    positions = _positions(list(anchors), config_key)
    wanted = positions_of(coordinates)
    if wanted is None:
        raise config_key.at(INTERPOLATE).error("only coordinates that are numbers or dates have an order")
    found = {}
    for label, position in zip(coordinates, wanted, strict=True):
        if not positions[0] <= position <= positions[-1]:
            raise config_key.error(f"{label} lies outside the anchors, {', '.join(anchors)}; add an anchor there")
        found[label] = _at(position, dict(zip(positions, anchors.items(), strict=True)), scale, config_key)
    return found


def _positions(anchors: Sequence[str], config_key: ConfigKey) -> tuple[float, ...]:
    for label in anchors:
        if position_of(label) is None:
            raise config_key.at(label).error("neither a number nor a date, so no belief can be interpolated")
    positions = positions_of(anchors)
    if positions is None:
        raise config_key.error(f"the anchors {', '.join(anchors)} are out of order; write the earlier ones first")
    if len(positions) < 2:
        raise config_key.error(f"has one anchor, {anchors[0]}; {INTERPOLATE} needs two or more")
    return positions


def _at(
    position: float, anchors: Mapping[float, tuple[str, Sequence[Prior]]], scale: str, config_key: ConfigKey
) -> list[Prior]:
    """Return the beliefs at one position: those of an anchor, or beliefs interpolated between two anchors."""
    if position in anchors:
        return list(anchors[position][1])
    before, after = next((one, two) for one, two in pairwise(anchors) if one < position < two)
    (label, first), (next_label, second) = anchors[before], anchors[after]
    part = (position - before) / (after - before)
    keys = config_key.at(label), config_key.at(next_label)
    return [_between(one, two, part, scale, keys) for one, two in zip(first, second, strict=True)]


def _between(first: Prior, second: Prior, part: float, scale: str, keys: tuple[ConfigKey, ConfigKey]) -> Prior:
    for one, key in zip((first, second), keys, strict=True):
        fail_unless_between(one.distribution, scale, key)
    if (first.unit, first.sign) != (second.unit, second.sign):
        units = [quoted(one.unit or one.sign or "") for one in (first, second)]
        raise keys[1].error(f"is in {units[1]} and the anchor before it in {units[0]}; state both in one unit")
    form = {BETWEEN: {"first": first.form, "second": second.form, "part": part, "scale": scale}}
    own = {key: getattr(first, key) for key in ("unit", "why", "source", "date", "status")}
    distribution = between(first.distribution, second.distribution, part, scale)
    return Prior(distribution, written=text_of(form), form=form, **own)
