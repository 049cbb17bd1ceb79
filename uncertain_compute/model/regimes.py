"""Functions for a change of regime in an uncertain year, for use in equations."""

from typing import Any

import numpy as np


def switched(before: Any, after: Any, coordinate: Any, switch: Any) -> Any:
    """Return one value before a change of regime, and another from it on.

    Parameters
    ----------
    before, after
        Both values, in the same unit.
    coordinate
        The dimension's coordinates: the equation's input with the name of the dimension.
    switch
        The first coordinate of the new regime, such as an uncertain year; never, if it does not come.

    Examples
    --------
    >>> switched(0.9, 0.2, np.array([2026, 2027, 2028]), 2027.5).tolist()
    [0.9, 0.9, 0.2]
    """
    return np.where(coordinate < switch, before, after)


def growth_with_switch(before: Any, after: Any, coordinate: Any, switch: Any, dimension: str) -> Any:
    """Return the factor of compound growth since the first coordinate, whose rate changes at an uncertain one.

    It has no jump there: it grows at the first rate until then, also within a year, and at the second one from
    then on.

    Parameters
    ----------
    before, after
        Both rates: plain numbers for each step, or rates per time, such as 1/year.
    coordinate
        The dimension's coordinates: the equation's input with the name of the dimension.
    switch
        Where the rate changes, such as an uncertain year; before the first coordinate only the second rate applies,
        and with never only the first.
    dimension
        The dimension's name.

    Examples
    --------
    >>> from xarray import Variable
    >>> year = Variable("year", [2026.0, 2027.0, 2028.0])
    >>> growth_with_switch(1.0, 0.21, year, 2027.5, "year").values.round(4).tolist()
    [1.0, 2.0, 3.1113]
    """
    first = coordinate.min(dimension)
    switched_at = np.minimum(coordinate, np.maximum(switch, first))
    return (1 + before) ** (switched_at - first) * (1 + after) ** (coordinate - switched_at)
