"""Draws as ArviZ's plots take them."""

from collections.abc import Iterable

from xarray import Dataset, DataTree

from uncertain_compute.arrays import Floats

GROUP = "prior"


def draws_by_place(columns: Iterable[Floats]) -> DataTree:
    """Return draws of columns, each a variable named by its place: a column's own name may hold a slash.

    Parameters
    ----------
    columns
        Draws of shape (draw,).
    """
    variables = {place_name(place): (("chain", "draw"), values[None]) for place, values in enumerate(columns)}
    return DataTree.from_dict({GROUP: Dataset(variables)})


def place_name(place: int) -> str:
    """Return the variable of a place."""
    return f"column_{place}"
