"""Evaluate expressions on named NumPy arrays, or on arrays that follow NumPy's protocols, such as Dask's."""

from collections.abc import Hashable, Iterable, Mapping
from functools import cached_property, lru_cache
from typing import Any, NamedTuple

import numpy as np
from xarray import Variable

from uncertain_compute.errors import UncertainComputeError
from uncertain_compute.model.dimensions import Dims
from uncertain_compute.model.expression import INPUT, NUMBER, OF_DRAWS, OPAQUE, Step
from uncertain_compute.model.graph import Equation
from uncertain_compute.model.operations import OPERATIONS

type NamedArray = tuple[Dims, Any]
"""Names of the dimensions, and an array that has them or a plain number."""


def evaluate(equations: Iterable[Equation], values: Mapping[str, Any]) -> dict[str, Variable]:
    """Return the given values with each equation's result added.

    Parameters
    ----------
    equations
        Equations of one graph, each after those that it needs.
    values
        A variable with named dimensions, or a number, by name.

    Returns
    -------
    dict
        A variable by name; a step that several equations share is evaluated once.

    Raises
    ------
    UncertainComputeError
        If an equation cannot be evaluated; the message names it.
    """
    equations = tuple(equations)
    known = {name: value if isinstance(value, Variable) else Variable((), value) for name, value in values.items()}
    done: dict[int, NamedArray] = {}
    last_used = _last_used(equations)
    with np.errstate(all="ignore"):
        for equation in equations:
            for index, step in equation.expression:
                if index in last_used:
                    done[index] = _result_in(equation.name, step, [done[one] for one in step.arguments], known)
                    for one in last_used.pop(index):
                        del done[one]
            dims, data = done[equation.expression.result]
            known[equation.name] = Variable(dims, data, fastpath=isinstance(data, np.ndarray))
    return known


class Evaluations:
    """Several evaluations of one graph, with some inputs exchanged: equal steps of equal inputs are evaluated once."""

    def __init__(self) -> None:
        """Start without any."""
        self._made: list[_Made] = []
        self._numbers: dict[Hashable, int] = {}
        self._wanted: list[int] = []

    def add(self, equations: Iterable[Equation], values: Mapping[str, Variable], target: str) -> None:
        """Add what `evaluate` has for one name.

        Parameters
        ----------
        values
            Variables by name; those that are the same object are equal.
        """
        of_name = {name: self._number(id(one), _Made("", one, ())) for name, one in values.items()}
        for equation in equations:
            whole = (equation.name, *(of_name[name] for name in equation.needs))
            if whole not in self._numbers:
                self._numbers[whole] = self._number_of(equation, of_name)
            of_name[equation.name] = self._numbers[whole]
        self._wanted.append(of_name[target])

    def results(self, draws: slice) -> list[NamedArray]:
        """Return the result of each, in the order in which they were added, for some of the draws."""
        found: dict[int, NamedArray] = {}
        with np.errstate(all="ignore"):
            for number, (equation, step, arguments) in enumerate(self._made):
                if isinstance(step, Variable):
                    found[number] = _part(step, draws)
                else:
                    found[number] = _result_in(equation, step, [found[one] for one in arguments], {})
                for one in self._last_used.get(number, ()):
                    del found[one]
        return [found[number] for number in self._wanted]

    def _number(self, key: Hashable, made: "_Made") -> int:
        if key not in self._numbers:
            self._numbers[key] = len(self._made)
            self._made.append(made)
        return self._numbers[key]

    def _number_of(self, equation: Equation, of_name: Mapping[str, int]) -> int:
        """Return the number of an equation's result, after numbering the steps before it."""
        of_step: dict[int, int] = {}
        for index, step in equation.expression:
            if step.operation == INPUT:
                of_step[index] = of_name[step.option("name")]
            else:
                arguments = tuple(of_step[one] for one in step.arguments)
                of_step[index] = self._number((index, arguments), _Made(equation.name, step, arguments))
        return of_step[equation.expression.result]

    @cached_property
    def _last_used(self) -> dict[int, list[int]]:
        last_use = {one: number for number, made in enumerate(self._made) for one in made.arguments}
        last_used: dict[int, list[int]] = {}
        for one in last_use.keys() - {*self._wanted}:
            last_used.setdefault(last_use[one], []).append(one)
        return last_used


class _Made(NamedTuple):
    """What has a number: the step of an equation, with the numbers of its arguments; or a variable."""

    equation: str
    step: Step | Variable
    arguments: tuple[int, ...]


def _part(variable: Variable, draws: slice) -> NamedArray:
    """Return a variable's values for some of the draws, which are its last dimension if it has them."""
    dims: Dims = tuple(map(str, variable.dims))
    return dims, variable.data[..., draws] if dims and dims[-1] in OF_DRAWS else variable.data


def _last_used(equations: Iterable[Equation]) -> dict[int, list[int]]:
    """Return, for each step, the steps whose results nothing needs after it: their memory is free for later results."""
    steps = {index: step for equation in equations for index, step in equation.expression}
    last_use = {one: index for index, step in steps.items() for one in step.arguments}
    last_used: dict[int, list[int]] = {index: [] for index in steps}
    results = {equation.expression.result for equation in equations}
    for one, index in last_use.items():
        if one not in results:
            last_used[index].append(one)
    return last_used


def _result_in(equation: str, step: Step, arguments: list[NamedArray], known: Mapping[str, Variable]) -> NamedArray:
    """Return the result of a step; if it has none, the message names the equation and the line."""
    try:
        return _result(step, arguments, known)
    except (UncertainComputeError, ValueError, TypeError, IndexError) as error:
        raise UncertainComputeError(f"equation {equation!r} ({step.line}): {error}") from error


def _result(step: Step, arguments: list[NamedArray], known: Mapping[str, Variable]) -> NamedArray:
    """Return the result of a step."""
    if step.operation == INPUT:
        variable = known[step.options[0][1]]
        return variable.dims, variable.data  # type: ignore[return-value]  # names of dimensions are texts here
    if step.operation == NUMBER:
        return (), step.options[0][1]
    if step.operation == OPAQUE:
        return _opaque(step, arguments)
    operation = OPERATIONS[step.operation]
    if operation.along:
        return _along(step, arguments)
    options = dict(step.options)
    if len(arguments) == 1:
        dims, data = arguments[0]
        return dims, operation.compute(data, **options)
    dims, views = aligned(tuple(dims for dims, _ in arguments))
    return dims, operation.compute(*(seen(data, view) for (_, data), view in zip(arguments, views, strict=True)))


def _along(step: Step, arguments: list[NamedArray]) -> NamedArray:
    """Return the result of a step that goes along a named dimension."""
    options = dict(step.options)
    dimension = options.pop("dimension")
    if any(dimension not in dims for dims, _ in arguments):
        raise UncertainComputeError(f"{step.operation}({dimension!r}): its argument has no such dimension")
    dims, views = aligned(tuple(own for own, _ in arguments))
    data = [seen(one, view) for (_, one), view in zip(arguments, views, strict=True)]
    axis = dims.index(dimension)
    operation = OPERATIONS[step.operation]
    kept = dims if operation.along == "along" else (*dims[:axis], *dims[axis + 1 :])
    return kept, operation.compute(*data, axis=axis, **options)


@lru_cache(maxsize=1024)
def aligned(each: tuple[Dims, ...]) -> tuple[Dims, tuple[tuple[Any, ...], ...]]:
    """Return the dimensions of several arrays together, and for each array its order of axes and its index.

    Those of draws come last: NumPy's loops then go over draws, not over a few coordinates at a time.
    """
    together = tuple(sorted(dict.fromkeys(dim for dims in each for dim in dims), key=OF_DRAWS.__contains__))
    return together, tuple(
        (
            tuple(dims.index(dim) for dim in together if dim in dims),
            tuple(slice(None) if dim in dims else np.newaxis for dim in together),
        )
        for dims in each
    )


def seen(data: Any, view: tuple[Any, ...]) -> Any:
    """Return an array with its axes in another order and with new ones, as `aligned` says."""
    axes, index = view
    if not axes:
        return data
    if axes != tuple(range(len(axes))):
        data = data.transpose(axes)
    return data if len(index) == len(axes) else data[index]


def _opaque(step: Step, arguments: list[NamedArray]) -> NamedArray:
    """Return the result of a function that is called on arrays of draws."""
    function = step.option("function")
    sizes = {dim: size for dims, data in arguments for dim, size in zip(dims, np.shape(data), strict=True)}
    of_draws = tuple(dim for dim in sizes if dim in OF_DRAWS)
    draws = int(np.prod([sizes[dim] for dim in of_draws], dtype=int))
    given = {}
    for need, (dims, data) in zip(function.__signature__.parameters, arguments, strict=False):
        wanted = (*(dim for dim in dims if dim not in OF_DRAWS), *of_draws)
        variable = Variable(dims, data).set_dims({dim: sizes[dim] for dim in wanted}).transpose(*wanted)  # type: ignore[no-untyped-call]
        given[need] = variable.values.reshape((*variable.shape[: len(wanted) - len(of_draws)], draws))
    if lacking := next((dim for dim in function.dims if dim not in sizes), None):
        raise UncertainComputeError(f"its result has the dimension {lacking!r}, which none of its inputs has")
    shape = tuple(sizes[dim] for dim in function.dims)
    found = function.computed(given, shape, draws)
    return (*function.dims, *of_draws), found.reshape((*shape, *(sizes[dim] for dim in of_draws)))
