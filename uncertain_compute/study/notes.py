"""Notes on a study: nothing is wrong, but a reader should know."""

from typing import TYPE_CHECKING

from uncertain_compute.addresses import name_of
from uncertain_compute.priors.distributions import JointRows

if TYPE_CHECKING:
    from uncertain_compute.study.study import Study


def notes_of(study: "Study") -> list[str]:
    """Return notes on replaced shipped files, missing units, beliefs partly outside their ranges, and correlations."""
    names = ", ".join(study.replaced)
    replaced = [f"the study's own files replace the shipped {names}"] if names else []
    outside = {name: one.range_note(study.unit(name_of(name))) for name, one in study.columns.items()}
    weaker = [tie.note for tie in study.correlations if tie.note]
    ranges = [f"{name}: {note}" for name, note in outside.items() if note]
    return [*replaced, *_plain(study), *ranges, *weaker, *_rows_drawn_alone(study)]


def _plain(study: "Study") -> list[str]:
    """Return a note on the assumptions that are plain numbers, if others have units."""
    without = [name for name in study.assumptions if not study.unit(name) and name not in study.dimensions]
    with_units = any(study.unit(name) for name in (*study.assumptions, *study.graph.equations))
    plain = ", ".join(without) if len(without) < len(study.assumptions) else "every assumption"
    return [f"no unit is stated, so these are plain numbers: {plain}"] if with_units and without else []


def _rows_drawn_alone(study: "Study") -> list[str]:
    """Return notes on columns that are to be drawn by row together with others, but no others exist."""
    grouped = {name for group in study.correlated_groups for name in group.columns}
    joint = {name: one.distribution for name, one in study.columns.items() if isinstance(one.distribution, JointRows)}
    return [
        f"{name}: no other column has together: {one.together}, so this one is drawn alone"
        for name, one in joint.items()
        if name not in grouped
    ]
