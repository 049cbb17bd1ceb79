"""Read a unit as people write it, with ``*``, ``/``, powers and brackets."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from fractions import Fraction

from uncertain_compute.errors import UncertainComputeError

type Powers = tuple[tuple[str, Fraction], ...]

TOKEN = re.compile(
    r"\s*(?:(?P<power>\*\*|\^)|(?P<sign>[*/()])|(?P<number>\d[\d_]*(?:\.\d*)?(?:[eE][+-]?\d+)?)|(?P<name>[^\W\d]\w*|[$%])|(?P<minus>-))"
)
MOST_LETTERS, LARGEST_POWER = 200, 9
BYTES = re.compile(r"\bB\s+\w")


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit of measurement.

    Attributes
    ----------
    factor
        Its size in base units.
    powers
        Powers of base units, sorted.
    parts
        The units that it is written in, and their powers.
    """

    factor: Fraction
    powers: Powers
    parts: tuple[tuple[str, Fraction], ...] = field(default=(), compare=False)

    def __mul__(self, other: "Unit") -> "Unit":
        """Return the product."""
        return Unit(
            self.factor * other.factor, _added(self.powers, other.powers), _added(self.parts, other.parts, ordered=True)
        )

    def __truediv__(self, other: "Unit") -> "Unit":
        """Return the ratio."""
        return self * other ** Fraction(-1)

    def __pow__(self, power: Fraction) -> "Unit":
        """Return a power; its factor is exact if the power is whole."""
        exact = self.factor ** int(power) if power.denominator == 1 else Fraction(float(self.factor) ** float(power))
        return Unit(
            exact,
            tuple((name, own * power) for name, own in self.powers if power),
            tuple((name, own * power) for name, own in self.parts if power),
        )

    def __str__(self) -> str:
        """Return its written form: ``FLOP/s/GPU``; ``1`` for a plain number."""
        above = "*".join(_to_the(name, power) for name, power in self.parts if power > 0)
        below = "".join(f"/{_to_the(name, -power)}" for name, power in self.parts if power < 0)
        return f"{above or '1'}{below}"


PLAIN = Unit(Fraction(1), ())
"""The unit of a plain number."""


def _to_the(name: str, power: Fraction) -> str:
    return name if power == 1 else f"{name}**{power}" if power.denominator == 1 else f"{name}**({power})"


def _added(first: Powers, second: Powers, *, ordered: bool = False) -> Powers:
    together = dict(first)
    for name, power in second:
        together[name] = together.get(name, Fraction(0)) + power
    left = [(name, power) for name, power in together.items() if power]
    return tuple(left if ordered else sorted(left))


class UnitText:
    """A parser of units with ``*``, ``/``, powers and brackets, from left to right."""

    def __init__(self, text: str, atom: Callable[[str], Unit], *, numbers: bool = False) -> None:
        self.text, self.atom, self.numbers = text, atom, numbers
        self.tokens: list[tuple[str, str]] = []
        self.index = 0

    def unit(self, what: str) -> Unit:
        """Return the unit that the text stands for."""
        try:
            self.tokens = list(_tokens(self.text))
            return self._whole()
        except (ValueError, ZeroDivisionError, OverflowError) as error:
            raise UncertainComputeError(f"{what}: unit {self.text!r} is not understood ({error})") from error

    def _whole(self) -> Unit:
        found = self._product()
        if self.index < len(self.tokens):
            raise ValueError(f"{self.tokens[self.index][1]!r} is one too many")
        return found

    def _next(self, *wanted: str) -> str:
        """Return the next token and move past it if it is one of those wanted; else return an empty text."""
        if self.index < len(self.tokens):
            kind, text = self.tokens[self.index]
            if text in wanted or kind in wanted:
                self.index += 1
                return text
        return ""

    def _product(self) -> Unit:
        found = self._power()
        while self.index < len(self.tokens):
            if self._next("/", "per"):
                found = found / self._power()
            elif self._next("*") or self.tokens[self.index][1] != ")":
                found = found * self._power()
            else:
                break
        return found

    def _power(self) -> Unit:
        base = self._single()
        if not self._next("power"):
            return base
        power = self._exponent()
        if abs(power) > LARGEST_POWER or self._next("power"):
            raise ValueError(f"allowed are at most {MOST_LETTERS} letters, and powers up to {LARGEST_POWER}")
        return base**power

    def _exponent(self) -> Fraction:
        inside = bool(self._next("("))
        sign = -1 if self._next("minus") else 1
        number = Fraction(self._next("number") or "x")
        if inside and self._next("/"):
            number /= Fraction(self._next("number") or "x")
        if inside and not self._next(")"):
            raise ValueError("a bracket is not closed")
        return sign * number

    def _single(self) -> Unit:
        if self._next("("):
            found = self._product()
            if not self._next(")"):
                raise ValueError("a bracket is not closed")
            return found
        if number := self._next("number"):
            if number != "1" and not self.numbers:
                raise ValueError("a unit has no number in it, except 1")
            return Unit(Fraction(number), ())
        if not (name := self._next("name")):
            raise ValueError("something is missing")
        return self.atom(name)


def _tokens(text: str) -> Iterator[tuple[str, str]]:
    """Yield the kind and the text of each token."""
    if len(text) > MOST_LETTERS:
        raise ValueError(f"allowed are at most {MOST_LETTERS} letters, and powers up to {LARGEST_POWER}")
    if BYTES.search(text):
        raise ValueError("B is a byte here; for a billion write 4B in the number, or G before the unit")
    index, end = 0, len(text.rstrip())
    while index < end:
        found = TOKEN.match(text, index)
        if not found:
            raise ValueError(f"{text[index:].strip()[:1]!r} is not part of a unit")
        yield str(found.lastgroup), found[0].strip()
        index = found.end()
