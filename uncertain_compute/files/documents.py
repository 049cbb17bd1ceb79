"""Read YAML files within limits and without ambiguity; all of a user's YAML is read here."""

import re
from collections import deque
from collections.abc import Hashable, Iterator
from copy import deepcopy
from functools import lru_cache
from pathlib import Path
from typing import Any, override

import yaml
from yaml.composer import Composer
from yaml.constructor import SafeConstructor
from yaml.resolver import Resolver

from uncertain_compute.errors import UncertainComputeError
from uncertain_compute.plain_text import DEEPEST, character, fail_unless_key
from uncertain_compute.wording import HOSTILE

MOST_BYTES = 5 * 2**20
MOST_NODES = 100_000
"""The most values in a file, with each alias expanded."""

MOST_DIGITS = 4300
"""The most digits of an integer that Python reads."""

LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
FLOAT, TIME, MERGE = (f"tag:yaml.org,2002:{name}" for name in ("float", "timestamp", "merge"))
INTEGER = re.compile(r"[-+]?\d[\d_]*")
FLOATS = re.compile(
    r"[-+]?(\d[\d_]*\.[\d_]*([eE][-+]?\d+)?|\d[\d_]*[eE][-+]?\d+|\.\d[\d_]*([eE][-+]?\d+)?|\.(inf|Inf|INF))$|\.(nan|NaN|NAN)$"
)
AMBIGUOUS = re.compile(r"[-+]?(0\d[\d_]*|0[box][\da-fA-F_]+|\d[\d_]*(:[0-5]?\d)+(\.[\d_]*)?)", re.IGNORECASE)
"""Texts that YAML alone reads as a number in another base than ten."""

TRUTHS = re.compile(r"(?:yes|on)|(?:no|off)", re.IGNORECASE)


def document(path: Path) -> Any:
    """Return the content of a YAML file: a mapping, a list, or nothing.

    Raises
    ------
    UncertainComputeError
        If it is too large, is not UTF-8 text, or not YAML that `parsed` accepts.
    OSError
        If it cannot be read.
    """
    return parsed(text_of(path), shown(path))


def shown(path: Path) -> str:
    """Return a file's name for messages: its path from the current folder if it is below that."""
    return str(path.relative_to(Path.cwd())) if path.is_relative_to(Path.cwd()) else str(path)


def text_of(path: Path, encoding: str = "utf-8") -> str:
    """Return the text of a file.

    Raises
    ------
    UncertainComputeError
        If it is too large, is not UTF-8, or has a forbidden character.
    OSError
        If it cannot be read.
    """
    with path.open("rb") as file:
        content = file.read(MOST_BYTES + 1)
    if len(content) > MOST_BYTES:
        raise UncertainComputeError(f"{shown(path)}: larger than {MOST_BYTES // 2**20} MB")
    try:
        text = content.decode(encoding).replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise UncertainComputeError(f"{shown(path)}, line {line}: is not UTF-8 text") from None
    if found := HOSTILE.search(text):
        line = text.count("\n", 0, found.start()) + 1
        raise UncertainComputeError(f"{shown(path)}, line {line}: has {character(found[0])}, which no text may hold")
    return text


def parsed(text: str, name: str) -> Any:
    """Return the content of a YAML text; floats may be written as ``1e5``, and dates are text, as in Hydra.

    Parameters
    ----------
    name
        The text's name in messages.

    Raises
    ------
    UncertainComputeError
        If it is not YAML, has more than 100,000 values, is nested deeper than 50 levels, has a key twice, has tags, or
        has a value that programs read in different ways. Messages quote at most one name or number of it.
    """
    return deepcopy(_parsed(text, name))


@lru_cache(maxsize=32)
def _parsed(text: str, name: str) -> Any:
    """Return the content of a YAML text, cached; it must not be changed, as a command reads a file many times."""
    try:
        written = _Reader(_Checked(yaml.parse(text, Loader=LOADER), name), name).get_single_data()
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        said = ", ".join(filter(None, [error.context, error.problem]))
        raise UncertainComputeError(f"{name}, line {mark.line + 1 if mark else 1}: {said}") from None
    except yaml.YAMLError as error:
        raise UncertainComputeError(f"{name}: {error}") from None
    if written is not None and not isinstance(written, dict | list):
        raise UncertainComputeError(f"{name}: holds neither a mapping nor a list")
    return written


class _Checked:
    """A stream of YAML events that raises if they are too many, too deep, or ambiguous."""

    def __init__(self, events: Iterator[Any], name: str) -> None:
        self.events, self.name = events, name
        self.open: list[tuple[str | None, int]] = []
        """The anchor of each list and mapping that has not ended, and the number of values before it."""
        self.values = 0
        self.size_of: dict[str, int] = {}

    def __iter__(self) -> Iterator[Any]:
        for event in self.events:
            self._check(event)
            yield event

    def _check(self, event: yaml.Event) -> None:
        if isinstance(event, yaml.CollectionStartEvent):
            self._fail_if_tagged(event)
            self.open.append((event.anchor, self.values))
            self._count(event, 1)
        elif isinstance(event, yaml.CollectionEndEvent):
            anchor, before = self.open.pop()
            if anchor:
                self.size_of[anchor] = self.values - before
        elif isinstance(event, yaml.AliasEvent):
            if any(anchor == event.anchor for anchor, _ in self.open):
                raise self._error(event, f"&{event.anchor} holds itself")
            self._count(event, self.size_of.get(str(event.anchor), 1))
        elif isinstance(event, yaml.ScalarEvent):
            self._count(event, 1)
            self._fail_if_tagged(event)
            self._check_scalar(event)

    def _count(self, event: yaml.Event, values: int) -> None:
        self.values += values
        if self.values > MOST_NODES:
            raise self._error(event, f"more than {MOST_NODES:,} values, with each alias in full")
        if len(self.open) > DEEPEST:
            raise self._error(event, f"nested deeper than {DEEPEST} levels")

    def _fail_if_tagged(self, event: Any) -> None:
        if event.tag is not None:
            raise self._error(event, "has a tag; write the value without one")

    def _check_scalar(self, event: yaml.ScalarEvent) -> None:
        if found := HOSTILE.search(event.value):
            raise self._error(event, f"has {character(found[0])}, which no text may hold")
        if not event.implicit[0]:
            return
        if AMBIGUOUS.fullmatch(event.value):
            raise self._error(event, f"{event.value} may be read in two ways; {ways_out(event.value)}")
        if TRUTHS.fullmatch(event.value):
            truth = "true" if event.value.lower() in ("yes", "on") else "false"
            raise self._error(event, f'{event.value} would be read as {truth}; write {truth} or "{event.value}"')
        if len(event.value) > MOST_DIGITS and INTEGER.fullmatch(event.value):
            raise self._error(event, f"an integer of more than {MOST_DIGITS:,} digits")

    def _error(self, event: yaml.Event, message: str) -> UncertainComputeError:
        line = event.start_mark.line + 1 if event.start_mark else 1
        return UncertainComputeError(f"{self.name}, line {line}: {message}")


def ways_out(written: str) -> str:
    """Return how to write an ambiguous value as a number, and as a text."""
    digits = re.fullmatch(r"([-+]?)0[0_]*(\d+)", written)
    return f'write {digits[1]}{digits[2]} or "{written}"' if digits else f'write a decimal number or "{written}"'


class _Reader(Composer, SafeConstructor, Resolver):
    """A loader that makes values from events, as Hydra does, but raises on a repeated key."""

    def __init__(self, events: _Checked, name: str) -> None:
        Composer.__init__(self)
        SafeConstructor.__init__(self)
        Resolver.__init__(self)
        self.coming = iter(events)
        self.seen: deque[Any] = deque()
        self.name = name

    def check_event(self, *kinds: type) -> bool:
        """Return whether there is a next event of one of the kinds, or of any kind if none are given."""
        event = self.peek_event()
        return event is not None and (not kinds or isinstance(event, kinds))

    def peek_event(self) -> Any:
        """Return the next event without moving past it."""
        if not self.seen:
            self.seen.append(next(self.coming, None))
        return self.seen[0]

    def get_event(self) -> Any:
        """Return the next event."""
        event = self.peek_event()
        self.seen.popleft()
        return event

    @override
    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:
        """Return a mapping; raise if a key comes twice, including ``1`` with ``1.0`` or ``"1"``."""
        said: set[Any] = set()
        for key_node, _ in node.value:
            if key_node.tag == MERGE:
                continue
            where = f"{self.name}, line {key_node.start_mark.line + 1}"
            key = self.construct_object(key_node, deep=True) if isinstance(key_node, yaml.ScalarNode) else None
            fail_unless_key(key, where)
            if {key, str(key)} & said:
                raise UncertainComputeError(f"{where}: the key {key!r} comes twice")
            said |= {key, str(key)}
        return super().construct_mapping(node, deep=deep)


_Reader.yaml_implicit_resolvers = {
    letter: [(tag, pattern) for tag, pattern in resolvers if tag not in {TIME, FLOAT}]
    for letter, resolvers in Resolver.yaml_implicit_resolvers.items()
}
_Reader.add_implicit_resolver(FLOAT, FLOATS, list("-+0123456789."))
