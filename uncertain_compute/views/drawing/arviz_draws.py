"""Draws in the form that ArviZ's plots take."""

from collections.abc import Iterable

from xarray import Dataset, DataTree

from uncertain_compute.arrays import Floats

GROUP = "prior"


def draws_by_place(columns: Iterable[Floats]) -> DataTree:
    """Return the draws of columns as variables named by index, as a column's name may hold a slash.

    Parameters
    ----------
    columns
        Draws of shape (draw,).
    """
    variables = {place_name(place): (("chain", "draw"), values[None]) for place, values in enumerate(columns)}
    return DataTree.from_dict({GROUP: Dataset(variables)})


def place_name(place: int) -> str:
    """Return the variable's name for an index."""
    return f"column_{place}"
