"""What a study notes of itself: nothing that is wrong, but what a reader should know."""

from typing import TYPE_CHECKING

from uncertain_compute.addresses import name_of

if TYPE_CHECKING:
    from uncertain_compute.study.study import Study


def notes_of(study: "Study") -> list[str]:
    """Return notes: shipped files that are replaced, missing units, beliefs partly outside their ranges, weak ties."""
    names = ", ".join(study.replaced)
    replaced = [f"the study's own files replace the shipped {names}"] if names else []
    outside = {name: one.range_note(study.unit(name_of(name))) for name, one in study.columns.items()}
    weaker = [tie.note for tie in study.correlations if tie.note]
    return [*replaced, *_plain(study), *(f"{name}: {note}" for name, note in outside.items() if note), *weaker]


def _plain(study: "Study") -> list[str]:
    """Return which assumptions are plain numbers, where some have units."""
    without = [name for name in study.assumptions if not study.unit(name) and name not in study.dimensions]
    with_units = any(study.unit(name) for name in (*study.assumptions, *study.graph.equations))
    plain = ", ".join(without) if len(without) < len(study.assumptions) else "every assumption"
    return [f"no unit is stated, so taken as a plain number: {plain}"] if with_units and without else []
