"""What lets a command start sooner: nothing is imported, and no garbage is looked for, in vain."""

import atexit
import gc
import sys

OTHERS = ("cubed", "cupy", "dask", "pint", "pyarrow", "sparse")
"""No array of a run is theirs, nor a text of its tables; Dask spreads blocks of a run, pint does the algebra of units,
and pyarrow writes Parquet, without xarray and the pandas that it imports."""


def import_xarray_alone() -> None:
    """Import xarray while Python says that the other array libraries are not there; else it imports those that are.

    It and pandas ask for them once, to tell whose an array is, and remember the answer; where they have been imported
    before, they have asked already.
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


def look_for_no_garbage() -> None:
    """Look for no garbage until `look_for_garbage`, nor at the end, when the system takes back all there is."""
    gc.disable()
    atexit.register(gc.freeze)


def look_for_garbage() -> None:
    """Look for garbage from now on, but not in what was imported before the first job."""
    if not gc.isenabled():
        if not gc.get_freeze_count():
            gc.freeze()
        gc.enable()
