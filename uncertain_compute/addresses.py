"""Addresses: ``supply`` is a whole quantity or assumption, ``supply[2030, H100]`` is one column of it."""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Sequence
from itertools import product

from uncertain_compute.errors import UncertainComputeError, no_such, quoted, shortened


def column_names(name: str, coordinates: Sequence[Sequence[str]]) -> list[str]:
    """Return the names of all columns, ``name`` or ``name[coordinate, ...]``, from each dimension's coordinates."""
    return [address_of(name, labels) for labels in product(*coordinates)]


def address_of(name: str, labels: Iterable[object]) -> str:
    """Return the address of a column: ``name``, or ``name[label, ...]`` with a label of each of its dimensions."""
    listed = ", ".join(map(str, labels))
    return f"{name}[{listed}]" if listed else name


def name_of(address: str) -> str:
    """Return the name of the assumption or quantity in an address."""
    return address.partition("[")[0]


def coordinate_of(address: str) -> str:
    """Return the labels in an address as one text, ``2030, H100``; an empty text if it has none."""
    return address.partition("[")[2].removesuffix("]")


def labels_of(address: str) -> list[str]:
    """Return the labels in an address as a list."""
    return [label.strip() for label in coordinate_of(address).split(",") if label.strip()]


def as_whole(columns: Sequence[str], known: Iterable[str]) -> list[str]:
    """Return columns, with a name in place of all the columns that are known of it.

    Examples
    --------
    >>> as_whole(["x[A]", "x[B]", "y[A]"], ["x[A]", "x[B]", "y[A]", "y[B]"])
    ['x', 'y[A]']
    """
    listed, among = (Counter(map(name_of, names)) for names in (columns, known))
    return list(dict.fromkeys(name_of(one) if listed[name_of(one)] == among[name_of(one)] else one for one in columns))


def is_within(column: str, address: str) -> bool:
    """Return whether an address names a column: it has the same name, and the column has all of its labels."""
    if name_of(column) != name_of(address):
        return False
    return "[" not in address or column == address or set(labels_of(address)) <= set(labels_of(column))


def is_among(column: str, addresses: Iterable[str]) -> bool:
    """Return whether one of several addresses names a column."""
    return any(is_within(column, address) for address in addresses)


def columns_within(address: str, columns: Sequence[str], key: str) -> list[str]:
    """Return the columns that an address names.

    Parameters
    ----------
    address
        ``name`` for all of its columns; ``name[2030]`` for those with this label, ``name[2030, H100]`` for those with
        both labels.
    columns
        All columns of the assumption or quantity that it names.
    key
        The config key where it is written.

    Raises
    ------
    UncertainComputeError
        If there is no such column; the message names the nearest one.
    """
    exact = [column for column in columns if column == address]
    found = exact or [column for column in columns if is_within(column, address)]
    whole = address == name_of(address) or (address.endswith("]") and labels_of(address))
    if not found or not whole:
        raise no_such_column(address, columns, key)
    return found


def addresses_of(written: Iterable[str], columns_of: Callable[[str], Sequence[str]], key: str) -> tuple[str, ...]:
    """Return addresses as they are called in a run: names of whole quantities, and names of columns.

    Parameters
    ----------
    written
        A quantity, ``supply``; its columns with a label, ``supply[2030]``; or one column, ``supply[2030, H100]``.
    columns_of
        A function that returns all columns of a quantity.
    key
        The config key where they are written.

    Raises
    ------
    UncertainComputeError
        If a label is unknown.
    """
    listed = [[one] if one == name_of(one) else columns_within(one, columns_of(name_of(one)), key) for one in written]
    found = dict.fromkeys(column for own in listed for column in own)
    return tuple(one for one in found if one == name_of(one) or name_of(one) not in found)


def one_column(address: str, columns: Sequence[str], key: str) -> str:
    """Return the one column that an address names.

    Raises
    ------
    UncertainComputeError
        If it names no column, or several.
    """
    found = columns_within(address, columns, key)
    if len(found) > 1:
        raise UncertainComputeError(f"{key}: {address!r} has a dimension; name one column, as in {found[0]!r}")
    return found[0]


def no_such_column(address: str, columns: Sequence[str], key: str) -> UncertainComputeError:
    """Return the error for an address that names no column; its message names the nearest one."""
    if list(columns) == [name_of(address)]:
        return UncertainComputeError(f"{key}: no column {quoted(address)}; {name_of(address)} has no dimension")
    offered = address_of(name_of(address), [_nearest(label, columns) or label for label in labels_of(address)])
    if offered != address and offered in columns:
        ends = f"{columns[0]} to {columns[-1]}"
        return UncertainComputeError(f"{key}: no column {quoted(address)}; nearest is {offered!r} of {shortened(ends)}")
    return no_such(key, "column", address, columns)


def nearest_number(label: str, known: Collection[str]) -> str:
    """Return the label with the nearest number, if all labels are numbers; else an empty text."""
    try:
        value = float(label)
        return min(known, key=lambda one: abs(float(one) - value), default="")
    except ValueError:
        return ""


def _nearest(label: str, columns: Sequence[str]) -> str:
    """Return the nearest label to one that is an unknown number, in the dimension whose labels are numbers."""
    by_dimension = zip(*map(labels_of, columns), strict=False)
    numbers = [near for own in by_dimension if (near := nearest_number(label, list(own)))]
    return numbers[0] if numbers else ""
