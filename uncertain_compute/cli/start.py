"""What lets a command start sooner: nothing is imported, and no garbage is looked for, in vain."""

import atexit
import gc
import sys
import warnings

OTHERS = ("cftime", "cubed", "cupy", "dask", "pint", "pyarrow", "sparse")
"""No array of a run is theirs, nor a date or a text of its tables; Dask spreads blocks of a run, pint does the algebra
of units, and pyarrow writes Parquet, without xarray and the pandas that it imports."""


def import_xarray_alone() -> None:
    """Import xarray while Python says that the others are not there; else it imports those that are.

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


def import_matplotlib_alone() -> None:
    """Import matplotlib without axes in three dimensions, and without what its docstrings say of keywords.

    No figure has such axes, and no command reads docstrings; both take a fourth of the import.
    """
    if "matplotlib.figure" in sys.modules:
        return
    from matplotlib import artist as artists

    keywords_in_words, artists.kwdoc = artists.kwdoc, lambda artist: ""  # noqa: ARG005
    sys.modules["mpl_toolkits.mplot3d"] = None  # type: ignore[assignment]
    try:
        with warnings.catch_warnings(action="ignore"):
            import matplotlib.figure  # noqa: F401
    finally:
        artists.kwdoc = keywords_in_words
        del sys.modules["mpl_toolkits.mplot3d"]


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
