"""Spare a command the libraries that xarray imports, where they are installed, to ask whether an array is theirs."""

import sys

OTHERS = ("cubed", "cupy", "dask", "pint", "sparse")
"""No array of a run is theirs; Dask spreads blocks of a run, and pint does the algebra of units, without xarray."""


def import_xarray_alone() -> None:
    """Import xarray while Python says that the other libraries are not there; xarray asks once, and remembers it.

    Where xarray has been imported before, it has asked already.
    """
    if "xarray" in sys.modules:
        return
    hidden = [name for name in OTHERS if name not in sys.modules]
    sys.modules |= dict.fromkeys(hidden)  # type: ignore[arg-type]
    try:
        from xarray import Variable

        Variable("x", [0.0]).to_numpy()
    finally:
        for name in hidden:
            del sys.modules[name]
