"""What the world had of something: a forecast above it is not ruled out, but it has to be said."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from uncertain_compute.priors.reading.config_key import ConfigKey

KEY = "model.guards"
TEXTS = ("quantity", "what", "source")
NUMBERS = ("above", "chance")


@dataclass(frozen=True, slots=True)
class Guard:
    """A number that a quantity should not exceed without a word.

    Attributes
    ----------
    quantity
        A quantity, or one column of it.
    above
        The number, in the quantity's unit.
    what
        What there was so much of.
    source
        Who counted it.
    chance
        The probability above it from which a run says so.
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
        If one lacks a key, has another, or its value is none.
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
