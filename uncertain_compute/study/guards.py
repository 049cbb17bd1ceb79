"""Guards: if a forecast exceeds what exists in the world, as all chips that were sold, a run says so."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from uncertain_compute.priors.reading.config_key import ConfigKey

KEY = "model.guards"
TEXTS = ("quantity", "what", "source")
NUMBERS = ("above", "chance")


@dataclass(frozen=True, slots=True)
class Guard:
    """A number above which a quantity is possible, but needs a note.

    Attributes
    ----------
    quantity
        A quantity, or one column of it.
    above
        The number, in the quantity's unit.
    what
        What this number counts.
    source
        The source of the number.
    chance
        A run has a note if the probability above the number exceeds this.
    """

    quantity: str
    above: float
    what: str
    source: str
    chance: float = 0.01


def guards_in(written: Sequence[Any]) -> tuple[Guard, ...]:
    """Return the guards that a model lists.

    Raises
    ------
    UncertainComputeError
        If a key is missing or unknown, or its value is not valid.
    """
    found = []
    for number, entry in enumerate(written):
        key = ConfigKey(f"{KEY}.{number}")
        said = key.mapping(entry, ", ".join((*TEXTS, *NUMBERS)), (*TEXTS, *NUMBERS))
        for name in (*TEXTS, "above"):
            if said.get(name) is None:
                raise key.at(name).error(f"missing; a guard needs {', '.join((*TEXTS, 'above'))}")
        texts: dict[str, Any] = {name: key.at(name).text(said[name]) for name in TEXTS}
        numbers: dict[str, Any] = {
            name: key.at(name).number(said[name]) for name in NUMBERS if said.get(name) is not None
        }
        if not 0 <= numbers.get("chance", 0.0) < 1:
            raise key.at("chance").error(f"{numbers['chance']:g} is not a probability from 0 to below 1")
        found.append(Guard(**texts, **numbers))
    return tuple(found)
