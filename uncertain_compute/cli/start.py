"""Start commands sooner: modules are imported when they are used, and garbage is collected only between jobs."""

import atexit
import gc
import logging
import sys
import warnings
from collections.abc import Sequence
from contextlib import suppress
from functools import cache, partial
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder
from importlib.util import LazyLoader
from types import ModuleType
from typing import override

OTHERS = ("cftime", "cubed", "cupy", "dask", "pint", "pyarrow", "sparse")
"""No array of a run is theirs, nor a date or a text of its tables; Dask spreads blocks of a run, pint does the algebra
of units, and pyarrow writes Parquet, without xarray and the pandas that it imports."""

LATER = ("asyncio", "fontTools.agl", "numpy.ctypeslib", "numpy.f2py", "numpy.testing", "scipy.spatial")
"""Modules that xarray, SciPy and matplotlib import whole, for functions which no command calls, or few do."""

SIGNATURE = "_update_set_signature_and_docstring"
"""matplotlib's method by which each class of its artists gets the signature of ``set`` that help shows."""


class _OnFirstUse(MetaPathFinder):
    """A finder of these modules, each of which runs only when something in it is first used."""

    @override
    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        spec = PathFinder.find_spec(fullname, path, target) if fullname in LATER else None
        if spec is not None and spec.loader is not None:
            spec.loader = LazyLoader(spec.loader)
        return spec


def import_on_first_use() -> None:
    """Let some modules wait until something in them is used."""
    if not any(isinstance(finder, _OnFirstUse) for finder in sys.meta_path):
        sys.meta_path.insert(0, _OnFirstUse())
        logging.logAsyncioTasks = False  # type: ignore[attr-defined]  # else each line of a log asks for a task


def skip_docstrings_of_scipy() -> None:
    """Let SciPy read none of its docstrings while it is imported: it adds the same note to hundreds of them."""
    with suppress(ImportError, AttributeError):  # another version may keep this elsewhere, and reads them then
        from scipy._lib import _docscrape

        _docscrape.FunctionDoc = partial(_docscrape.FunctionDoc, doc="")  # type: ignore[assignment, misc]


def import_xarray_alone() -> None:
    """Import xarray without the optional modules in OTHERS, which it would import if they are installed.

    xarray and pandas look for them once, to recognise their arrays, and remember whether they are there.
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
    """Import matplotlib without its axes in three dimensions, and without the help texts that it makes of keywords.

    No command uses either; together they take a third of the import.
    """
    if "matplotlib.figure" in sys.modules:
        return
    from matplotlib import artist as artists

    keywords_in_words, artists.kwdoc = artists.kwdoc, lambda artist: ""  # noqa: ARG005
    signature = vars(artists.Artist).get(SIGNATURE)
    setattr(artists.Artist, SIGNATURE, lambda: None)
    sys.modules["mpl_toolkits.mplot3d"] = None  # type: ignore[assignment]
    try:
        with warnings.catch_warnings(action="ignore"):
            import matplotlib.figure  # noqa: F401
    finally:
        artists.kwdoc = keywords_in_words
        setattr(artists.Artist, SIGNATURE, signature)
        del sys.modules["mpl_toolkits.mplot3d"]


def get_ready_to_draw() -> None:
    """Import matplotlib, and collect no garbage until the next job.

    Figures have so many objects that collecting takes a tenth of their time.
    """
    import_matplotlib_alone()
    gc.disable()


def pause_garbage_collection() -> None:
    """Collect no garbage until `resume_garbage_collection`, nor when the process ends."""
    gc.disable()
    atexit.register(gc.freeze)


def resume_garbage_collection() -> None:
    """Collect garbage from now on, but not among the objects that were made before the first job."""
    if not gc.isenabled():
        _freeze_once()
        gc.enable()


@cache
def _freeze_once() -> None:
    """Leave the objects that exist now out of all later collections."""
    gc.freeze()
