"""Names for cells: the name that a cell has, or what stands beside it, above it, or on its sheet."""

import re
import unicodedata
from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from uncertain_compute.bridges.imported_study import is_name
from uncertain_compute.bridges.spreadsheets.headings import Layout, is_year
from uncertain_compute.bridges.spreadsheets.syntax import Location
from uncertain_compute.priors.sheets.columns import NAME

UNIT_BEHIND = re.compile(r"^(?P<label>.*\w.*?)\s*[(\[](?P<unit>[^()\[\]]+)[)\]]\s*:?$", re.DOTALL)
LONGEST = 60
SPELT = str.maketrans({"#": " number ", "%": " percent ", "&": " and ", "$": " dollars "})
BEFORE_DIGITS, AFTER_WORD = "the_", "_value"


@dataclass(frozen=True, slots=True)
class Labels:
    """What the texts of a workbook say of its cells."""

    layout: Layout

    def label(self, location: Location) -> str:
        """Return the text that names a cell: that in its row's column of names, to its left, or above it."""
        named = self.layout.beside(location, NAME)
        if named and isinstance(named.value, str) and named.value.strip():
            return named.value.strip()
        headings = self.layout.above(location)
        described = headings.beside if headings else set()
        left = (location._replace(column=one) for one in range(location.column - 1, 0, -1) if one not in described)
        return next((text for one in left if (text := self._text(one))), "") or self.heading(location)

    def heading(self, location: Location) -> str:
        """Return the nearest text above a cell, or the year in the headings of its column."""
        headings = self.layout.above(location)
        for row in range(location.row - 1, 0, -1):
            at = location._replace(row=row)
            if text := self._text(at):
                return text
            cell = self.layout.cell(at)
            if headings and row == headings.row and cell and is_year(cell.value):
                return f"{cell.value:g}"
        return ""

    def _text(self, location: Location) -> str:
        cell = self.layout.cell(location)
        said = cell.value.strip() if cell and isinstance(cell.value, str) and not cell.failed else ""
        return said if any(letter.isalpha() for letter in said) else ""


def without_unit(label: str) -> tuple[str, str]:
    """Return a label without the brackets at its end, and what stands in them: ``Power (kW)``."""
    found = UNIT_BEHIND.match(label)
    return (found["label"], found["unit"].strip()) if found else (label, "")


def names_of(locations: Collection[Location], labels: Labels, own: Mapping[Location, str]) -> dict[Location, str]:
    """Return a name for each cell, that no other has.

    Parameters
    ----------
    own
        Cells that have a name of their own.
    """
    choices = {location: list(_choices(location, labels, own.get(location, ""))) for location in locations}
    at = dict.fromkeys(locations, 0)
    while True:
        names = {location: choices[location][number] for location, number in at.items()}
        times = Counter(names.values())
        shared = [
            location
            for location, name in names.items()
            if times[name] > 1 and at[location] + 1 < len(choices[location])
        ]
        if not shared:
            return _numbered(names)
        for location in shared:
            at[location] += 1


def _numbered(names: Mapping[Location, str]) -> dict[Location, str]:
    """Return names with a number behind those that others have, too."""
    found: dict[str, Location] = {}
    for location, name in names.items():
        number, free = 1, name
        while free in found:
            number += 1
            free = f"{name}_{number}"
        found[free] = location
    return {location: name for name, location in found.items()}


def _choices(location: Location, labels: Labels, own: str) -> Iterator[str]:
    """Yield names for a cell, from the one that a person would choose to one that only it can have."""
    if is_name(own):
        yield own
    label, heading = without_unit(labels.label(location))[0], labels.heading(location)
    address = f"{location.sheet} {location.address}"
    words = [
        [label],
        [label, heading] if heading != label else [],
        [location.sheet, label],
        [location.sheet, label, heading],
    ]
    yield from (_name(said) for said in words if label and said)
    yield _name([*([label] if label else []), address])


def _name(words: list[str]) -> str:
    """Return words as a name of an equation."""
    spelt = [unicodedata.normalize("NFKC", one).translate(SPELT) for one in words]
    plain = [re.sub(r"\W+", "_", one).strip("_").lower() for one in spelt]
    text = re.sub("_+", "_", "_".join(filter(None, plain)))
    if len(text) > LONGEST:
        text = text[:LONGEST].rpartition("_")[0] or text[:LONGEST]
    if not text.isidentifier():
        text = f"{BEFORE_DIGITS}{text}" if text else "value"
    return text if is_name(text) else f"{text}{AFTER_WORD}"
