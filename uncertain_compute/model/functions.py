"""Functions that forecasts often need, for use in equations: each takes symbols or plain numbers."""

from typing import Any

import numpy as np

from uncertain_compute.errors import UncertainComputeError, fail_unless_one_of
from uncertain_compute.model.symbol import Symbol, as_symbol, line_of_equation

LN_2 = float(np.log(2.0))

COUNTED = ("start", "middle", "end", "continuous")
"""Which rate stands for a whole step of what grows: that of its start, its middle or its end, or the mean."""


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


def slowed(time: Any, halving: Any) -> Any:
    """Return the time in which a trend at its first rate goes as far as a slowing one has gone.

    ``grown(start, rate, slowed(time, halving))`` is growth whose rate, that of its logarithm, halves in each
    ``halving``. Where that is far beyond the horizon, the trend goes on as it is.

    Parameters
    ----------
    time
        Since the rate was measured; where it is negative, the rate was higher.
    halving
        In the same unit; positive.

    Raises
    ------
    UncertainComputeError
        If ``halving`` is a number that is not positive.

    Examples
    --------
    >>> round(float(slowed(4.0, 1e6)), 4), round(float(slowed(1e6, 2.0)), 4)
    (4.0, 2.8854)
    """
    _fail_unless_positive("halving", halving)
    return -halving / LN_2 * np.expm1(-LN_2 * time / halving)


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


def since_start(coordinate: Any, dimension: str) -> Any:
    """Return the distance of each coordinate from the first: years since a start.

    Parameters
    ----------
    coordinate
        The dimension's coordinates: the input of its name.
    dimension
        Its name.

    Examples
    --------
    >>> from xarray import Variable
    >>> since_start(Variable("year", [2026, 2027, 2028]), "year").values.tolist()
    [0, 1, 2]
    """
    return coordinate - coordinate.min(dimension)


def grown_flow(start: Any, rate: Any, time: Any, counted: str) -> Any:
    """Return the flow over the step that begins at a time, of a flow that grows by compound growth.

    What a year brings depends on which rate stands for it: at a growth of 1.25 a year, the rate of the year's end is
    1.5 times that of its middle.

    Parameters
    ----------
    start
        The flow at time zero, in a step.
    rate
        The share by which it grows in a step, or per time, as 1/year.
    time
        When the step begins, in steps or, where the rate is per time, made of coordinates, as ``year - 2024``.
    counted
        ``start``, ``middle`` or ``end``: the flow at that point stands for the step; ``continuous``: its mean over the
        step.

    Raises
    ------
    UncertainComputeError
        If ``counted`` is none of these.

    Examples
    --------
    >>> grown_flow(100.0, 0.44, 0.0, "middle"), round(grown_flow(100.0, 0.44, 0.0, "continuous"), 4)
    (120.0, 120.6663)
    """
    fail_unless_one_of("grown_flow: counted", counted, COUNTED)
    if counted != "continuous":
        return grown(start, rate, time + {"start": 0.0, "middle": 0.5, "end": 1.0}[counted])
    step = grown(1.0, rate, time + 1.0) / grown(1.0, rate, time)
    still = step == 1.0
    mean = np.where(still, 1.0, (step - 1) / np.where(still, 1.0, np.log(step)))
    return grown(start, rate, time) * mean


def stock(flow: Any, survival: Any, dimension: str) -> Any:
    """Return what is left at each coordinate of all that was added up to it: stock and flow, by vintages.

    Parameters
    ----------
    flow
        What is added at each coordinate: an amount. A rate is one times the length of a step.
    survival
        The share that is left at each age along the same dimension, of which the first is that of the new, as
        `survival_fixed` and `survival_weibull` give it of ``since_start(year, "year")``.
    dimension
        Along which: with equal steps.
    """
    return _by_vintages("stock", flow, survival, dimension)


def additions(needed: Any, survival: Any, dimension: str) -> Any:
    """Return what must be added at each coordinate so that the stock is never below what is needed.

    It is what `stock` is to be given: where more is left of earlier additions than is needed, nothing is added.

    Parameters
    ----------
    needed
        The least stock at each coordinate. Nothing is there before the first.
    survival
        The share that is left at each age along the same dimension, as for `stock`; of the new it is above zero.
    dimension
        Along which: with equal steps.
    """
    return _by_vintages("additions", needed, survival, dimension)


def _by_vintages(operation: str, amounts: Any, survival: Any, dimension: str) -> Any:
    tape = next((one.tape for one in (amounts, survival) if isinstance(one, Symbol)), None)
    if tape is None:
        raise UncertainComputeError(f"{operation} takes quantities of an equation, over a named dimension")
    arguments = tuple(as_symbol(tape, one).index for one in (amounts, survival))
    return Symbol(tape, tape.add(operation, arguments, line=line_of_equation(), dimension=dimension))


def survival_fixed(age: Any, lifetime: Any) -> Any:
    """Return the share that is left of what lasts for a fixed lifetime: all before it, nothing from then on.

    Parameters
    ----------
    age, lifetime
        In one unit; a lifetime is positive.

    Raises
    ------
    UncertainComputeError
        If the lifetime is a number that is not positive.
    """
    _fail_unless_positive("lifetime", lifetime)
    return np.where(age < lifetime, 1.0, 0.0)


def survival_weibull(age: Any, scale: Any, shape: Any) -> Any:
    """Return the share that is left of what fails by Weibull's distribution (Weibull 1951, J. Appl. Mech. 18).

    Parameters
    ----------
    age, scale
        In one unit; at an age of ``scale`` 37% are left.
    shape
        1 where failing does not depend on age, above 1 where it is of the old.

    Raises
    ------
    UncertainComputeError
        If the scale or the shape is a number that is not positive.

    Examples
    --------
    >>> round(float(survival_weibull(5.0, 5.0, 3.0)), 4)
    0.3679
    """
    _fail_unless_positive("scale", scale)
    _fail_unless_positive("shape", shape)
    return np.exp(-((age / scale) ** shape))


def discounted(value: Any, rate: Any, time: Any) -> Any:
    """Return the present value of what comes after a time.

    Parameters
    ----------
    value
        What comes, in any unit.
    rate
        The share by which a value falls: for each step, or per time, as 1/year.
    time
        A plain number of steps, or a time where the rate is per time.

    Examples
    --------
    >>> discounted(121.0, 0.1, 2.0)
    100.0
    """
    return value / (1 + rate) ** time


def _fail_unless_positive(name: str, value: Any) -> None:
    if isinstance(value, int | float) and not value > 0:
        raise UncertainComputeError(f"{name}: {value:g} must be positive")
