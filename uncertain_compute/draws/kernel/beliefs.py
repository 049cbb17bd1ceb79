"""Beliefs as instructions: columns are drawn from uniform numbers as their distributions draw them."""

from collections.abc import Callable
from typing import Any

import numpy as np

from uncertain_compute.draws.kernel.assembly import Assembly, Result
from uncertain_compute.draws.kernel.codes import Code
from uncertain_compute.priors.dependence.copula import CorrelatedGroup
from uncertain_compute.priors.distributions import (
    Clipped,
    Discrete,
    Distribution,
    Exponential,
    LogNormal,
    LogUniform,
    Normal,
    Triangular,
    Uniform,
    normal_from_uniform,
)
from uncertain_compute.priors.distributions.families.continuous.lognormal import LARGEST_TABULATED_SIGMA
from uncertain_compute.study.column import Column

type Drawing = Callable[[Assembly, Any, Result], Result | None]
"""Adds the instructions that draw from a distribution; none if it cannot."""


def column_from_uniform(assembly: Assembly, column: Column, uniform: Result) -> Result | None:
    """Return a column's value in the model's unit, from its uniform number; none if NumPy has to draw it."""
    return _in_model_unit(assembly, column, _from_uniform(assembly, column.distribution, uniform))


def group_from_uniform(
    assembly: Assembly, group: CorrelatedGroup, columns: list[Column], uniforms: list[Result]
) -> list[Result | None]:
    """Return the values of a group's columns, from their uniform numbers; none if NumPy has to draw them."""
    if type(group).drawn is not CorrelatedGroup.drawn:
        return [None]
    normals = [assembly.quantile(normal_from_uniform(), uniform) for uniform in uniforms]
    return [
        _in_model_unit(assembly, column, _from_normal(assembly, column.distribution, normal))
        for column, normal in zip(columns, _correlated(assembly, group, normals), strict=True)
    ]


def _correlated(assembly: Assembly, group: CorrelatedGroup, normals: list[Result]) -> list[Result]:
    """Return correlated normal numbers, summed in the order in which `CorrelatedGroup.correlate` does."""
    found = normals[:1]
    for row in group.factor[1:]:
        total = assembly.number(0.0)
        for weight, normal in zip(row.tolist(), normals, strict=True):
            if weight:
                part = assembly.add(Code.MULTIPLY, assembly.number(weight), normal)
                total = assembly.add(Code.ADD, total, part)
        found.append(total)
    return found


def _in_model_unit(assembly: Assembly, column: Column, value: Result | None) -> Result | None:
    if value is None or column.factor == 1.0:
        return value
    return assembly.add(Code.MULTIPLY, value, assembly.number(column.factor))


def _from_uniform(assembly: Assembly, distribution: Distribution, uniform: Result) -> Result | None:
    own = FROM_UNIFORM.get(type(distribution))
    if own is not None:
        return own(assembly, distribution, uniform)
    if type(distribution).from_uniform is Distribution.from_uniform:
        return assembly.quantile(distribution.table, uniform)
    return None


def _from_normal(assembly: Assembly, distribution: Distribution, normal: Result) -> Result | None:
    own = FROM_NORMAL.get(type(distribution))
    if own is not None:
        return own(assembly, distribution, normal)
    if type(distribution).from_normal is Distribution.from_normal:
        return _from_uniform(assembly, distribution, assembly.add(Code.NORMAL_CDF, normal))
    return None


def _line(assembly: Assembly, start: float, slope: float, value: Result) -> Result:
    steeper = assembly.add(Code.MULTIPLY, assembly.number(slope), value)
    return assembly.add(Code.ADD, assembly.number(start), steeper)


def _normal(assembly: Assembly, one: Normal, normal: Result) -> Result:
    return _line(assembly, one.mu, one.sigma, normal)


def _lognormal(assembly: Assembly, one: LogNormal, normal: Result) -> Result:
    return assembly.add(Code.EXP, _line(assembly, one.mu, one.sigma, normal))


def _uniform(assembly: Assembly, one: Uniform, uniform: Result) -> Result:
    return _line(assembly, one.low, one.high - one.low, uniform)


def _loguniform(assembly: Assembly, one: LogUniform, uniform: Result) -> Result:
    slope = assembly.number(float(np.log(one.high / one.low)))
    ratio = assembly.add(Code.EXP, assembly.add(Code.MULTIPLY, slope, uniform))
    return assembly.add(Code.MULTIPLY, assembly.number(one.low), ratio)


def _exponential(assembly: Assembly, one: Exponential, uniform: Result) -> Result:
    beyond = assembly.add(Code.LOG1P, assembly.add(Code.NEGATIVE, uniform))
    return assembly.add(Code.MULTIPLY, assembly.number(-one.scale), beyond)


def _triangular(assembly: Assembly, one: Triangular, uniform: Result) -> Result:
    add, number, width = assembly.add, assembly.number, one.high - one.low
    above = add(Code.SUBTRACT, number(1.0), uniform)
    below_mode, above_mode = (number(width * part) for part in (one.mode - one.low, one.high - one.mode))
    rising = add(Code.ADD, number(one.low), add(Code.SQRT, add(Code.MULTIPLY, uniform, below_mode)))
    falling = add(Code.SUBTRACT, number(one.high), add(Code.SQRT, add(Code.MULTIPLY, above, above_mode)))
    rises = add(Code.LESS, add(Code.MULTIPLY, uniform, number(width)), number(one.mode - one.low))
    mode = number(one.mode)
    return add(Code.WHERE, rises, add(Code.MINIMUM, rising, mode), add(Code.MAXIMUM, falling, mode))


def _discrete(assembly: Assembly, one: Discrete, uniform: Result) -> Result:
    return assembly.looked_up(Code.SEARCH, uniform, one.steps.tolist(), one.values)


def _clipped(inside: Callable[[Assembly, Distribution, Result], Result | None]) -> Drawing:
    def clipped(assembly: Assembly, one: Clipped, number: Result) -> Result | None:
        value = inside(assembly, one.distribution, number)
        if value is None:
            return None
        above = assembly.add(Code.MAXIMUM, value, assembly.number(one.low))
        return assembly.add(Code.MINIMUM, above, assembly.number(one.high))

    return clipped


def _by_normal(drawn: Drawing) -> Drawing:
    """Return how one draws from a uniform number whose distribution is drawn from a normal one."""
    return lambda assembly, one, uniform: drawn(assembly, one, assembly.quantile(normal_from_uniform(), uniform))


def _lognormal_by_normal(assembly: Assembly, one: LogNormal, uniform: Result) -> Result:
    if one.sigma > LARGEST_TABULATED_SIGMA:
        return assembly.quantile(one.table, uniform)
    return _lognormal(assembly, one, assembly.quantile(normal_from_uniform(), uniform))


FROM_NORMAL: dict[type[Distribution], Drawing] = {
    Normal: _normal,
    LogNormal: _lognormal,
    Clipped: _clipped(_from_normal),
}
FROM_UNIFORM: dict[type[Distribution], Drawing] = {
    Normal: _by_normal(_normal),
    LogNormal: _lognormal_by_normal,
    Uniform: _uniform,
    LogUniform: _loguniform,
    Exponential: _exponential,
    Triangular: _triangular,
    Discrete: _discrete,
    Clipped: _clipped(_from_uniform),
}
"""Distributions that do not draw from their table; NumPy draws from those that are not here either."""
