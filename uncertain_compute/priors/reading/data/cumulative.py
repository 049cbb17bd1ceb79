"""A table of values with their cumulative probabilities, from a CSV file."""

import csv
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from operator import itemgetter
from pathlib import Path
from typing import Any

from uncertain_compute.errors import did_you_mean, quoted
from uncertain_compute.files.documents import text_of
from uncertain_compute.files.named import file_in
from uncertain_compute.priors.reading.config_key import ConfigKey
from uncertain_compute.priors.reading.notation.numbers import number_in
from uncertain_compute.priors.reading.notation.positions import position_of

FILE, COLUMN = "file", "column"
LEVEL = 1e-9
"""Where a table stays level, the probability between its ends is this."""

type AtLine = Callable[[int], ConfigKey]
"""Returns the config key of a line, for messages."""


@dataclass(frozen=True, slots=True)
class CumulativeTable:
    """The rows of a table, each with its line; the first column has the values, numbers or dates.

    Attributes
    ----------
    header
        The names of the columns; none if the first line has a value.
    """

    header: Sequence[str]
    rows: Sequence[tuple[int, Sequence[str]]]

    @property
    def columns(self) -> list[str]:
        """Return the names of the columns of probabilities; one that has none is called by its number."""
        width = len(self.rows[0][1]) if self.rows else len(self.header)
        return [*self.header[1:]] or [str(number) for number in range(2, width + 1)]

    def points(self, column: str, at_line: AtLine) -> dict[float, float]:
        """Return the probabilities of a column by value; both rise.

        Raises
        ------
        UncertainComputeError
            If a cell is no number and no date, the values do not rise, or the probabilities fall or leave 0 to 1.
        """
        index = self.columns.index(column) + 1
        found: list[tuple[int, float, float]] = []
        for line, cells in self.rows:
            here = at_line(line)
            value, probability = _value(cells[0], here), here.number(cells[index])
            if not 0 <= probability <= 1:
                raise here.error(f"{probability:g} is not a probability; allowed are 0 to 1, or 0% to 100%")
            found.append((line, value, probability))
        for (_, low, below), (line, high, above) in pairwise(found):
            if not low < high:
                raise at_line(line).error(f"the value {high:g} comes after {low:g}; values must rise from line to line")
            if above < below:
                raise at_line(line).error(f"{above:g} comes after {below:g}; cumulative probabilities cannot fall")
        return _rising([(value, probability) for _, value, probability in found])


def points_of_file(written: Any, config_key: ConfigKey) -> dict[float, float]:
    """Return the table of ``{file: forecast.csv}``, or ``{file: forecasts.csv, column: mine}``.

    Raises
    ------
    UncertainComputeError
        If there is no such file or column, or it is not such a table.
    """
    said = config_key.mapping(written, "file and column", (FILE, COLUMN), "a table in a file")
    name = config_key.at(FILE).text(said[FILE])
    path = file_in([*config_key.folders, Path.cwd()], name, config_key.at(FILE).key)

    def at_line(line: int) -> ConfigKey:
        return ConfigKey(f"{config_key.key}: {path}, line {line}")

    table = cumulative_table(path, at_line)
    column = config_key.at(COLUMN).text(said.get(COLUMN, table.columns[0]))
    if column not in table.columns or (COLUMN not in said and len(table.columns) > 1):
        hint = did_you_mean(column, table.columns) if COLUMN in said else f"allowed are {', '.join(table.columns)}"
        raise config_key.at(COLUMN).error(f"{path} has {len(table.columns)} columns of probabilities; {hint}")
    return table.points(column, at_line)


def cumulative_table(path: Path, at_line: AtLine) -> CumulativeTable:
    """Return the rows of a CSV file.

    Raises
    ------
    UncertainComputeError
        If it is no CSV file, a line has more or fewer cells, or there are fewer than two columns or rows.
    """
    lines = list(_lines(text_of(path, "utf-8-sig"), at_line))
    header = lines.pop(0)[1] if lines and position_of(lines[0][1][0]) is None else []
    width = len(header or (lines[0][1] if lines else ()))
    if width < 2 or len(lines) < 2:
        raise at_line(1).error("a table needs a column of values, one of cumulative probabilities, and two rows")
    for line, cells in lines:
        if len(cells) != width:
            raise at_line(line).error(f"has {len(cells)} cells, and the first line {width}")
    if len({*header}) < len(header) or (header and not all(header)):
        raise at_line(1).error(f"{quoted(header)}: each column needs a name of its own")
    return CumulativeTable(header, lines)


def _value(cell: str, here: ConfigKey) -> float:
    """Return a number, or a date as a number of years."""
    year = position_of(cell) if number_in(cell) is None else None
    return here.number(cell) if year is None else year


def _lines(text: str, at_line: AtLine) -> Iterator[tuple[int, list[str]]]:
    """Yield the cells of each line that is not blank."""
    reader = csv.reader(text.splitlines(keepends=True), strict=True)
    try:
        for row in reader:
            cells = [cell.strip() for cell in row]
            if any(cells):
                yield reader.line_num, cells
    except csv.Error as error:
        raise at_line(reader.line_num).error(f"is not a CSV file: {error}") from error


def _rising(points: Iterable[tuple[float, float]]) -> dict[float, float]:
    """Return points without those inside a stretch of one probability, whose end is just above its beginning."""
    found: dict[float, float] = {}
    for probability, level in groupby(points, key=itemgetter(1)):
        values = [value for value, _ in level]
        if probability > 0:
            found[values[0]] = probability
        if probability == 0 or (probability < 1 and len(values) > 1):
            found[values[-1]] = probability + LEVEL * (probability > 0)
    return found
