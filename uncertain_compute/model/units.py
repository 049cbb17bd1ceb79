"""Read units, and convert between them: a unit is a factor and powers of base units."""

import re
from collections.abc import Mapping
from fractions import Fraction
from functools import cache
from math import isfinite
from typing import TYPE_CHECKING, Any

from uncertain_compute.errors import UncertainComputeError, nearest_hint
from uncertain_compute.model.unit_table import BINARY, PREFIXES, SYMBOLS, UNITS, UNPREFIXED
from uncertain_compute.model.unit_text import PLAIN, Powers, Unit, UnitText

if TYPE_CHECKING:
    import pint

NOT_LINEAR = ("degC", "degF", "celsius", "fahrenheit", "degree_Celsius", "dB", "decibel", "dBm", "Np", "neper", "pH")
"""Units with an offset or on a logarithmic scale: a factor does not convert them."""


class UnitSystem:
    """Units by name: those of the table, a study's own, and pint's."""

    def __init__(self, definitions: Mapping[str, Any] | None = None) -> None:
        """Add a study's own units.

        Parameters
        ----------
        definitions
            What one unit is, by name, as ``72 GPU``; empty for a unit that is counted by itself.

        Raises
        ------
        UncertainComputeError
            If a name is not allowed for a unit or is taken, or a definition is not understood.

        Examples
        --------
        >>> units = UnitSystem({"rack": "72 GPU"})
        >>> units.conversion("rack/month", "GPU/day", "example")
        2.4
        """
        self.own: dict[str, Unit] = {}
        self._parsed: dict[str, Unit] = {}
        for name, written in (definitions or {}).items():
            self.own[name] = self._defined(name, written)

    def _defined(self, name: str, written: Any) -> Unit:
        key = f"model.units.{name}"
        if not re.fullmatch(r"[^\W\d]\w*", name):
            raise UncertainComputeError(f"{key}: the name of a unit has only letters, digits and _")
        if name in UNITS or name in SYMBOLS:
            raise UncertainComputeError(f"{key}: is already a unit")
        if written is None or written == "":
            return Unit(Fraction(1), ((name, Fraction(1)),), ((name, Fraction(1)),))
        found = UnitText(str(written), self.own_of, numbers=True).unit(key)
        if found.factor <= 0 or not isfinite(float(found.factor)):
            raise UncertainComputeError(f"{key}: {written!r} is not a positive number and a unit, as 72 GPU")
        return Unit(found.factor, found.powers, ((name, Fraction(1)),))

    def unit(self, written: str, what: str) -> Unit:
        """Return the unit that a text stands for.

        Raises
        ------
        UncertainComputeError
            If it is not understood; the message begins with ``what``.
        """
        if written not in self._parsed:
            self._parsed[written] = UnitText(written, self.own_of).unit(what)
        return self._parsed[written]

    def conversion(self, given: str, wanted: str, what: str) -> float:
        """Return the factor from one unit to another.

        Raises
        ------
        UncertainComputeError
            If a unit is unknown, or the two measure different things.
        """
        if given == wanted:
            return 1.0
        first, second = self.unit(given, what), self.unit(wanted, what)
        if first.powers != second.powers:
            raise UncertainComputeError(f"{what}: unit {given!r} where the equations need {wanted!r}")
        return float(first.factor / second.factor)

    def same(self, first: str, second: str) -> bool:
        """Return whether two texts are the same unit, however they are spelt."""
        try:
            return self.unit(first, "") == self.unit(second, "")
        except UncertainComputeError:
            return False

    def product(self, first: str, second: str) -> str:
        """Return the unit of a product: ``USD/GPU`` and ``GPU`` give ``USD``; empty if one is empty."""
        return str(self.unit(first, "") * self.unit(second, "")) if first and second else ""

    def is_per(self, unit: str, other: str) -> bool:
        """Return whether a unit is per another, as ``USD/GPU`` is per ``GPU``, or is a plain number."""
        own, counted = (dict(self.unit(one, "").powers) for one in (unit, other))
        return not own or all(own.get(name, 0) * power < 0 for name, power in counted.items())

    def reduced(self, unit: Unit) -> Unit:
        """Return a unit in which each dimension occurs once: GPU for MW*GPU/W."""
        powers: dict[Powers, tuple[str, Fraction]] = {}
        for name, power in unit.parts:
            own = self.own_of(name).powers
            if own:
                first, so_far = powers.get(own, (name, Fraction(0)))
                powers[own] = (first, so_far + power)
        found = PLAIN
        for name, power in powers.values():
            found = found * self.own_of(name) ** power if power else found
        return found

    def own_of(self, name: str) -> Unit:
        """Return the unit of a single name.

        Raises
        ------
        ValueError
            If there is no such unit, or no factor converts it.
        """
        if name in NOT_LINEAR:
            raise ValueError(f"{name} has an offset or is logarithmic, so no factor converts it")
        for spelt in (name, name.removesuffix("s")):
            if spelt in self.own:
                return self.own[spelt]
            if found := of_table(spelt):
                return Unit(*found, ((spelt, Fraction(1)),))
        return _of_pint(name)


DEFAULT = UnitSystem()
"""The units that are known without a study."""


def of_table(name: str) -> tuple[Fraction, Powers] | None:
    """Return the factor and powers of a unit in the table, with or without a prefix."""
    for length in range(min(6, len(name))):
        prefix, rest = name[:length], name[length:]
        known = SYMBOLS.get(rest, rest)
        if known not in UNITS or (prefix and rest in UNPREFIXED):
            continue
        factor, powers = UNITS[known]
        exact = tuple((base, Fraction(power)) for base, power in powers)
        if not prefix:
            return factor, exact
        if prefix in PREFIXES:
            return factor * Fraction(10) ** PREFIXES[prefix], exact
        if prefix in BINARY and known in ("bit", "byte"):
            return factor * Fraction(1024) ** BINARY[prefix], exact
    return None


@cache
def _registry() -> "pint.UnitRegistry[Any]":
    """Return pint's registry of further units; importing it is slow."""
    import pint

    return pint.UnitRegistry(on_redefinition="ignore")


@cache
def _of_pint(name: str) -> Unit:
    """Return a unit that pint knows.

    Raises
    ------
    ValueError
        If it knows none of that name.
    """
    units = _registry()
    try:
        found: Any = units.Quantity(1.0, units.parse_units(name)).to_root_units()
        parts = dict(found._units.items())  # noqa: SLF001 (pint has no public way to a unit's parts)
    except Exception as error:
        raise ValueError(f"there is no unit {name}{nearest_hint(name, (*UNITS, *SYMBOLS))}") from error
    if name.lower().startswith(("deg", "delta")) or not isfinite(found.magnitude):
        raise ValueError(f"no factor converts {name}")
    powers = sorted((base, Fraction(power).limit_denominator(100)) for base, power in parts.items())
    return Unit(Fraction(f"{float(found.magnitude):.15g}"), tuple(powers), ((name, Fraction(1)),))
