"""Functions that forecasts often need, for use in equations: each takes symbols or plain numbers."""

from typing import Any

import numpy as np


def grown(start: Any, rate: Any, time: Any) -> Any:
    """Return a value under compound growth: it grows by the same share in each unit of time.

    Parameters
    ----------
    start
        Its value at time zero, in any unit.
    rate
        The share by which it grows: a plain number for each step, or a rate per time, such as 1/year.
    time
        A plain number of steps, or a time where the rate is per time.

    Examples
    --------
    >>> grown(100.0, 0.5, 2.0)
    225.0
    """
    return start * (1 + rate) ** time


def logistic(time: Any, midpoint: Any, rate: Any, ceiling: Any) -> Any:
    """Return an S-shaped curve, as of adoption: half of the ceiling at the midpoint, close to it much later.

    Parameters
    ----------
    time, midpoint
        Both in the same unit.
    rate
        The steepness, per unit of time: about the rate of growth at the beginning.
    ceiling
        The value that it approaches, in any unit.

    Examples
    --------
    >>> float(logistic(2027.0, 2027.0, 1.5, 80.0))
    40.0
    """
    return ceiling / (1 + np.exp(-rate * (time - midpoint)))


def first_where(condition: Any, coordinate: Any, dimension: str, otherwise: float) -> Any:
    """Return the first coordinate at which a condition holds, as the year in which a stock exceeds a demand.

    Parameters
    ----------
    condition
        True or false along the dimension.
    coordinate
        The dimension's coordinates: the input that has its name.
    dimension
        Its name.
    otherwise
        The result where the condition holds nowhere; not before the last coordinate.

    Examples
    --------
    >>> from xarray import Variable
    >>> year, stock = Variable("year", [2026, 2027, 2028]), Variable("year", [1.0, 3.0, 9.0])
    >>> int(first_where(stock > 2, year, "year", 2100))
    2027
    """
    return otherwise - (condition * (otherwise - coordinate)).max(dimension)
