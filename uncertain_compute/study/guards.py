"""Guards: if a forecast exceeds what exists in the world, as all chips that were sold, a run says so."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from uncertain_compute.priors.reading.config_key import ConfigKey

KEY = "model.guards"
NEEDED = ("quantity", "what", "source")
TEXTS = (*NEEDED, "unit")
NUMBERS = ("above", "chance")


@dataclass(frozen=True, slots=True)
class Guard:
    """A number above which a quantity is possible, but needs a note.

    Attributes
    ----------
    quantity
        A quantity, or one column of it.
    above
        The number.
    what
        What this number counts.
    source
        The source of the number.
    chance
        A run has a note if the probability above the number exceeds this.
    unit
        The unit of the number; the quantity's, if it is left out. A study converts it.
    """

    quantity: str
    above: float
    what: str
    source: str
    chance: float = 0.01
    unit: str = ""


def guards_by_address(
    guards: Iterable[Guard],
    addresses: Callable[[Sequence[str], str], Sequence[str]],
    factor_to_unit_of: Callable[[str, str, str], float],
) -> tuple[Guard, ...]:
    """Return guards with the address of their quantity or column, in its unit.

    Parameters
    ----------
    addresses
        A function that returns addresses of columns, see `uncertain_compute.study.study.Study.addresses`.
    factor_to_unit_of
        See `uncertain_compute.study.inputs.Inputs.factor_to_unit_of`.

    Raises
    ------
    UncertainComputeError
        If a quantity or column does not exist, or its unit is another one.
    """
    found = []
    for number, one in enumerate(guards):
        address = addresses([one.quantity], KEY)[0]
        factor = factor_to_unit_of(address, one.unit, f"{KEY}.{number}.unit")
        found.append(replace(one, quantity=address, above=factor * one.above, unit=""))
    return tuple(found)


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
        for name in (*NEEDED, "above"):
            if said.get(name) is None:
                raise key.at(name).error(f"missing; a guard needs {', '.join((*NEEDED, 'above'))}")
        texts: dict[str, Any] = {name: key.at(name).text(said[name]) for name in TEXTS if said.get(name) is not None}
        numbers: dict[str, Any] = {
            name: key.at(name).number(said[name]) for name in NUMBERS if said.get(name) is not None
        }
        if not 0 <= numbers.get("chance", 0.0) < 1:
            raise key.at("chance").error(f"{numbers['chance']:g} is not a probability from 0 to below 1")
        found.append(Guard(**texts, **numbers))
    return tuple(found)
