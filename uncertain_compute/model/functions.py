"""Functions that forecasts often need, for use in equations: each takes symbols or plain numbers."""

from typing import Any

import numpy as np

from uncertain_compute.errors import UncertainComputeError, fail_unless_one_of
from uncertain_compute.model.symbol import Symbol, as_symbol, line_of_equation

LN_2 = float(np.log(2.0))

NEVER = float("inf")
"""What is later than any time: the coordinate at which something happens that does not happen."""

COUNTED = ("start", "middle", "end", "continuous")
"""The point of a step whose rate is used for the whole step: start, middle, end, or the mean over the step."""


def grown(start: Any, rate: Any, time: Any) -> Any:
    """Return a value after compound growth: it grows by the same share in each unit of time.

    Parameters
    ----------
    start
        Its value at time zero, in any unit.
    rate
        The share by which it grows: a plain number for each step, or a rate per time, such as 1/year.
    time
        A plain number of steps; a time, if the rate is per time.

    Examples
    --------
    >>> grown(100.0, 0.5, 2.0)
    225.0
    """
    return start * (1 + rate) ** time


def slowed(time: Any, halving: Any) -> Any:
    """Return the time that growth at its first rate needs to reach what slowing growth has reached.

    ``grown(start, rate, slowed(time, halving))`` is growth that slows: the growth rate of the logarithm halves in every
    ``halving``. A ``halving`` far beyond the horizon leaves growth almost as it is.

    Parameters
    ----------
    time
        The time since the rate was measured. Before that, at negative times, the rate was higher.
    halving
        The time in which the rate halves, in the same unit; positive.

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
    """Return an S-shaped curve, such as adoption: half of the ceiling at the midpoint, close to the ceiling much later.

    Parameters
    ----------
    time, midpoint
        The time, and the time at which half of the ceiling is reached, in the same unit.
    rate
        The steepness, per unit of time: nearly the growth rate at the beginning.
    ceiling
        The value that it approaches, in any unit.

    Examples
    --------
    >>> float(logistic(2027.0, 2027.0, 1.5, 80.0))
    40.0
    """
    return ceiling / (1 + np.exp(-rate * (time - midpoint)))


def first_where(condition: Any, coordinate: Any, dimension: str, otherwise: float = NEVER) -> Any:
    """Return the first coordinate at which a condition is true, such as the first year in which supply exceeds demand.

    If the condition is true nowhere, the result is infinite. Tables, figures and sentences call this ``never``, and
    state its probability.

    Parameters
    ----------
    condition
        A quantity that is true or false at each coordinate of the dimension.
    coordinate
        The dimension's coordinates: the equation's input with the name of the dimension.
    dimension
        Its name.
    otherwise
        Another result if the condition is true nowhere; not less than the last coordinate.

    Examples
    --------
    >>> import uncertain_compute as uc
    >>> def doubled(growth, year):
    ...     return first_where((1 + growth) ** (year - 2026) > 2, year, "year")
    >>> years = {"year": {"from": 2026, "to": 2030, "unit": "1"}}
    >>> runs = [uc.run(uc.Study([doubled], {"growth": growth}, dimensions=years)) for growth in (0.5, 0.1)]
    >>> [uc.summarize(run)["p50"].item() for run in runs]
    [2028.0, inf]
    """
    first: Any = np.where(condition, coordinate, otherwise)
    return first.min(dimension)


def since_start(coordinate: Any, dimension: str) -> Any:
    """Return the distance of each coordinate from the first one, such as the years since the start.

    Parameters
    ----------
    coordinate
        The dimension's coordinates: the equation's input with the name of the dimension.
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
    """Return the flow during the step that begins at a time, if the flow has compound growth.

    The result depends on the point of the step whose flow is used: with growth by 125% a year, the flow at the end of a
    year is 1.5 times that in its middle.

    Parameters
    ----------
    start
        The flow at time zero, per step.
    rate
        The share by which it grows: a plain number for each step, or a rate per time, such as 1/year.
    time
        The beginning of the step: a plain number of steps, or if the rate is per time, a time such as ``year - 2024``.
    counted
        ``start``, ``middle`` or ``end``: the flow at this point is used for the whole step. ``continuous``: the mean
        over the step.

    Raises
    ------
    UncertainComputeError
        If ``counted`` is none of these.

    Examples
    --------
    >>> grown_flow(100.0, 0.44, 0.0, "middle"), round(float(grown_flow(100.0, 0.44, 0.0, "continuous")), 4)
    (120.0, 120.6659)
    """
    fail_unless_one_of("grown_flow: counted", counted, COUNTED)
    if counted != "continuous":
        return grown(start, rate, time + {"start": 0.0, "middle": 0.5, "end": 1.0}[counted])
    step = grown(1.0, rate, time + 1.0) / grown(1.0, rate, time)
    still = step == 1.0
    mean = np.where(still, 1.0, (step - 1) / np.where(still, 1.0, np.log(step)))
    return grown(start, rate, time) * mean


def stock(flow: Any, survival: Any, dimension: str) -> Any:
    """Return the stock at each coordinate: all additions until then, each times the share that is left at its age.

    Parameters
    ----------
    flow
        The amount that is added at each coordinate. A rate must be multiplied by the length of a step.
    survival
        The share that is left at each age, along the same dimension; the first is that of new things.
        `survival_fixed` and `survival_weibull` of ``since_start(year, "year")`` give such shares.
    dimension
        The dimension; its coordinates have equal steps.
    """
    return _by_vintages("stock", flow, survival, dimension)


def additions(needed: Any, survival: Any, dimension: str) -> Any:
    """Return what must be added at each coordinate so that the stock is never below what is needed.

    It is the flow for `stock`. Nothing is added if more is left of earlier additions than is needed.

    Parameters
    ----------
    needed
        The smallest stock that is needed at each coordinate. There is no stock before the first one.
    survival
        The share that is left at each age, as for `stock`; that of new things must be positive.
    dimension
        The dimension; its coordinates have equal steps.
    """
    return _by_vintages("additions", needed, survival, dimension)


def _by_vintages(operation: str, amounts: Any, survival: Any, dimension: str) -> Any:
    tape = next((one.tape for one in (amounts, survival) if isinstance(one, Symbol)), None)
    if tape is None:
        raise UncertainComputeError(f"{operation} takes quantities of an equation, over a named dimension")
    arguments = tuple(as_symbol(tape, one).index for one in (amounts, survival))
    return Symbol(tape, tape.add(operation, arguments, line=line_of_equation(), dimension=dimension))


def survival_fixed(age: Any, lifetime: Any) -> Any:
    """Return the share that is left at an age if everything lasts for a fixed lifetime: 1 before it, 0 from then on.

    Parameters
    ----------
    age, lifetime
        Both in the same unit; the lifetime is positive.

    Raises
    ------
    UncertainComputeError
        If the lifetime is a number that is not positive.
    """
    _fail_unless_positive("lifetime", lifetime)
    return np.where(age < lifetime, 1.0, 0.0)


def survival_weibull(age: Any, scale: Any, shape: Any) -> Any:
    """Return the share that is left at an age, by Weibull's distribution of lifetimes (1951, J. Appl. Mech. 18).

    Parameters
    ----------
    age, scale
        Both in the same unit; 37% are left at the age ``scale``.
    shape
        1 if failures do not depend on age, above 1 if they become more frequent with age.

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
    """Return the present value of something that comes after a time.

    Parameters
    ----------
    value
        Its value when it comes, in any unit.
    rate
        The discount rate: a plain number for each step, or a rate per time, such as 1/year.
    time
        A plain number of steps; a time, if the rate is per time.

    Examples
    --------
    >>> round(discounted(121.0, 0.1, 2.0), 6)
    100.0
    """
    return value / (1 + rate) ** time


def _fail_unless_positive(name: str, value: Any) -> None:
    if isinstance(value, int | float) and not value > 0:
        raise UncertainComputeError(f"{name}: {value:g} must be positive")
