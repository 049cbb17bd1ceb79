"""How something with named dimensions is called, and one column of it: ``supply``, ``supply[2030, H100]``."""

from collections.abc import Callable, Collection, Iterable, Sequence
from itertools import product

from uncertain_compute.errors import UncertainComputeError, no_such, quoted, shortened


def column_names(name: str, coordinates: Sequence[Sequence[str]]) -> list[str]:
    """Return the columns of what has the coordinates of some dimensions: ``name`` or ``name[coordinate, ...]``."""
    return [address_of(name, labels) for labels in product(*coordinates)]


def address_of(name: str, labels: Iterable[object]) -> str:
    """Return the address of a column: ``name``, or ``name[label, ...]`` with a label of each of its dimensions."""
    listed = ", ".join(map(str, labels))
    return f"{name}[{listed}]" if listed else name


def name_of(address: str) -> str:
    """Return the assumption or the quantity that an address belongs to."""
    return address.partition("[")[0]


def coordinate_of(address: str) -> str:
    """Return the labels in an address, ``2030, H100``; empty where it has none."""
    return address.partition("[")[2].removesuffix("]")


def labels_of(address: str) -> list[str]:
    """Return the labels in an address, one by one."""
    return [label.strip() for label in coordinate_of(address).split(",") if label.strip()]


def is_within(column: str, address: str) -> bool:
    """Return whether a column is what an address names: itself, or one of those with all of its labels."""
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
        A name for all of its columns; ``name[2030]`` for those at a label, ``name[2030, H100]`` for one of two
        dimensions.
    columns
        All columns of what it names.
    key
        Where it is written.

    Raises
    ------
    UncertainComputeError
        If there is none; the message offers the nearest.
    """
    exact = [column for column in columns if column == address]
    found = exact or [column for column in columns if is_within(column, address)]
    whole = address == name_of(address) or (address.endswith("]") and labels_of(address))
    if not found or not whole:
        raise no_such_column(address, columns, key)
    return found


def addresses_of(written: Iterable[str], columns_of: Callable[[str], Sequence[str]], key: str) -> tuple[str, ...]:
    """Return addresses as a run calls them: names for all of a quantity, and columns of it.

    Parameters
    ----------
    written
        A quantity, ``supply``; its columns at a label, ``supply[2030]``; or one of them, ``supply[2030, H100]``.
    columns_of
        Returns all columns of a quantity.
    key
        Where they are written.

    Raises
    ------
    UncertainComputeError
        If a label is one that there is not.
    """
    listed = [[one] if one == name_of(one) else columns_within(one, columns_of(name_of(one)), key) for one in written]
    found = dict.fromkeys(column for own in listed for column in own)
    return tuple(one for one in found if one == name_of(one) or name_of(one) not in found)


def one_column(address: str, columns: Sequence[str], key: str) -> str:
    """Return the one column that an address names.

    Raises
    ------
    UncertainComputeError
        If there is none, or there are several.
    """
    found = columns_within(address, columns, key)
    if len(found) > 1:
        raise UncertainComputeError(f"{key}: {address!r} has a dimension; name one column, as in {found[0]!r}")
    return found[0]


def no_such_column(address: str, columns: Sequence[str], key: str) -> UncertainComputeError:
    """Return the error that an address names no column; it offers the nearest."""
    if list(columns) == [name_of(address)]:
        return UncertainComputeError(f"{key}: no column {quoted(address)}; {name_of(address)} has no dimension")
    offered = address_of(name_of(address), [_nearest(label, columns) or label for label in labels_of(address)])
    if offered != address and offered in columns:
        ends = f"{columns[0]} to {columns[-1]}"
        return UncertainComputeError(f"{key}: no column {quoted(address)}; nearest is {offered!r} of {shortened(ends)}")
    return no_such(key, "column", address, columns)


def nearest_number(label: str, known: Collection[str]) -> str:
    """Return the label that is the nearest number, where all of them are numbers; else nothing."""
    try:
        value = float(label)
        return min(known, key=lambda one: abs(float(one) - value), default="")
    except ValueError:
        return ""


def _nearest(label: str, columns: Sequence[str]) -> str:
    """Return the nearest label of the dimension that has numbers for labels, to one that is a number and not there."""
    by_dimension = zip(*map(labels_of, columns), strict=False)
    numbers = [near for own in by_dimension if (near := nearest_number(label, list(own)))]
    return numbers[0] if numbers else ""
