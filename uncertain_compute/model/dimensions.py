"""Check the named dimensions of equations, and turn coordinate labels into indices."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from uncertain_compute.errors import UncertainComputeError, did_you_mean
from uncertain_compute.model.expression import INPUT, NUMBER, OF_DRAWS, Expression, Step
from uncertain_compute.model.graph import Equation, Graph
from uncertain_compute.model.opaque import Opaque
from uncertain_compute.model.operations import OPERATIONS

type Dims = tuple[str, ...]


def with_labels_found(graph: Graph, dims_of: Mapping[str, Dims], dimensions: Mapping[str, Sequence[str]]) -> Graph:
    """Return a graph with the index of a coordinate for each label, and with the dimensions of each quantity.

    Parameters
    ----------
    dims_of
        The dimensions of each input that has a belief.
    dimensions
        The coordinates of each dimension.

    Raises
    ------
    UncertainComputeError
        If an equation names a dimension that does not exist or that its argument lacks, or an unknown label.
    """
    known = dict(dims_of)
    steps = list(next(iter(graph.equations.values())).expression.steps)
    found: dict[int, Dims | None] = {}
    for equation in graph.equations.values():
        for index, step in equation.expression:
            if index not in found:
                steps[index], found[index] = _found(
                    equation, step, [found[one] for one in step.arguments], known, dimensions
                )
        own = found[equation.expression.result]
        if own is not None:
            known.setdefault(equation.name, own)
    resolved = tuple(steps)
    expressions = {name: Expression(resolved, one.expression.result) for name, one in graph.equations.items()}
    return graph.with_expressions(expressions, known)


def _found(
    equation: Equation,
    step: Step,
    arguments: Sequence[Dims | None],
    known: Mapping[str, Dims],
    dimensions: Mapping[str, Sequence[str]],
) -> tuple[Step, Dims | None]:
    """Return a step with the index for its label, and its dimensions: None if an input that it needs has no belief."""
    if step.operation == INPUT:
        return step, known.get(step.option("name"))
    if step.operation == NUMBER:
        return step, ()
    function = step.option("function")
    if isinstance(function, Opaque):
        return step, function.dims
    dimension = step.option("dimension")
    if dimension is not None:
        where = f"equation {equation.name!r} ({step.line}): {step.operation}({dimension!r})"
        for own in arguments:
            _along(step, dimension, own, dimensions, where)
        return _along(step, dimension, _together(arguments), dimensions, where)
    return step, _together(arguments)


def _together(arguments: Sequence[Dims | None]) -> Dims | None:
    """Return all dimensions of the arguments; None if those of one are unknown."""
    if any(one is None for one in arguments):
        return None
    return tuple(dict.fromkeys(dim for one in arguments for dim in one or ()))


def _along(
    step: Step, dimension: str, own: Dims | None, dimensions: Mapping[str, Sequence[str]], where: str
) -> tuple[Step, Dims | None]:
    """Return a step along a dimension, and the dimensions of its result."""
    if dimension not in dimensions:
        hint = (
            "it would mix the draws with each other" if dimension in OF_DRAWS else did_you_mean(dimension, dimensions)
        )
        raise UncertainComputeError(f"{where}: there is no such dimension; {hint}")
    if own is not None and dimension not in own:
        held = f"{', '.join(own)} alone" if own else "no dimension"
        raise UncertainComputeError(f"{where}: its argument has {held}")
    if own is not None and OPERATIONS[step.operation].along == "reduces":
        own = tuple(dim for dim in own if dim != dimension)
    return _with_index(step, dimensions[dimension], where), own


def _with_index(step: Step, coordinates: Sequence[str], where: str) -> Step:
    """Return a step with its label, if it has one, replaced by the coordinate's index."""
    options = dict(step.options)
    if "label" not in options:
        return step
    label = options.pop("label")
    if label not in coordinates:
        raise UncertainComputeError(f"{where}: no {label!r}; {did_you_mean(label, coordinates)}")
    return replace(step, options=tuple(sorted({**options, "index": list(coordinates).index(label)}.items())))
