"""Functions that cannot be called on symbols: they run on arrays of draws, in the default engine only."""

import inspect
from collections.abc import Callable, Mapping, Sequence
from functools import update_wrapper
from itertools import pairwise
from typing import Any

import numpy as np

from uncertain_compute.errors import UncertainComputeError


class Opaque:
    """A function that is called on arrays instead of symbols, see `opaque`."""

    def __init__(self, function: Callable[..., Any], dims: Sequence[str], unit: str) -> None:
        """Wrap a function."""
        update_wrapper(self, function)
        self.__name__ = function.__name__
        self.function, self.dims, self.unit = function, tuple(dims), unit
        self.__signature__ = inspect.signature(function)

    def __repr__(self) -> str:
        """Return its name and source, from which hashes of equations in stored runs are made."""
        try:
            source = inspect.getsource(self.function)
        except OSError:  # of a function that was made without a file
            source = ""
        return f"opaque {self.function.__qualname__} {source!r}"

    def __call__(self, *values: Any, **more: Any) -> Any:
        """Call the function itself."""
        return self.function(*values, **more)

    def computed(self, values: Mapping[str, Any], shape: tuple[int, ...], draws: int) -> Any:
        """Return the function's result for arrays of draws, which it cannot change.

        Parameters
        ----------
        values
            An array for each input, by name; its last axis is the draws.
        shape
            Sizes of the result's named dimensions.
        draws
            The number of draws.

        Raises
        ------
        UncertainComputeError
            If the result has another shape, or a draw's result depends on the other draws.
        """
        name = self.__name__
        found = self._called(values)
        if found.shape != (*shape, draws):
            raise UncertainComputeError(
                f"equation {name!r}: returns an array of shape {found.shape}, where {(*shape, draws)} is needed: "
                f"dimensions {', '.join(self.dims) or 'none'}, then the draws"
            )
        for first, last in pairwise(sorted({0, (draws + 1) // 2, draws})):
            again = self._called({need: value[..., first:last] for need, value in values.items()})
            if not np.array_equal(again, found[..., first:last], equal_nan=True):
                raise UncertainComputeError(f"equation {name!r}: its result for a draw depends on the other draws")
        return found

    def _called(self, values: Mapping[str, Any]) -> Any:
        views = {}
        for need, value in values.items():
            view = np.asarray(value).view()
            view.flags.writeable = False
            views[need] = view
        return np.asarray(self.function(**views), dtype=float)


def opaque(*, dims: Sequence[str] = (), unit: str = "1") -> Callable[[Callable[..., Any]], Opaque]:
    """Mark an equation that cannot be called on symbols, such as one that calls a solver.

    It is called on read-only arrays, one block of draws at a time. Their last axis is the draws, the others are the
    named dimensions of the input, in order. The result for a draw must not depend on the other draws: the engine checks
    that on each block. PyMC and other engines raise an error for such an equation.

    Parameters
    ----------
    dims
        Named dimensions of its result.
    unit
        The unit of its result; each input comes in its own unit.

    Examples
    --------
    >>> import numpy as np
    >>> @opaque(unit="day")
    ... def lead_time(stock, demand):
    ...     return np.array([s / d for s, d in zip(stock, demand)])
    >>> lead_time.unit
    'day'
    """
    return lambda function: Opaque(function, dims, unit)
