"""The process that commands are forks of: what it imports and reads is most of what a short command takes."""

import gc
import importlib
import pkgutil
from pathlib import Path
from tempfile import TemporaryDirectory

import arviz_plots.backend.matplotlib  # noqa: F401
import dask.array  # noqa: F401 (xarray imports it where it is installed)
import distributed  # noqa: F401 (xarray asks Dask for its scheduler when it writes)
import h5netcdf.legacyapi  # noqa: F401
import h5py._hl.dims  # noqa: F401
import jinja2  # noqa: F401
import matplotlib.backends.backend_agg
import matplotlib.backends.backend_svg  # noqa: F401
import pandas.core.methods.to_dict
import pandas.io.formats.csvs  # noqa: F401
import pyarrow.pandas_compat  # noqa: F401
import pymc  # noqa: F401
import rich._emoji_codes
import rich.cells
import xarray.computation.nanops  # noqa: F401
from hydra.core.plugins import Plugins

import uncertain_compute
from uncertain_compute.draws.directions import _table
from uncertain_compute.model.units import _registry
from uncertain_compute.reporting.page import _pages

for module in pkgutil.walk_packages(uncertain_compute.__path__, "uncertain_compute."):
    if not module.name.endswith("__main__"):
        importlib.import_module(module.name)
Plugins.instance()
rich.cells.cell_len("–")
_table()
_registry()
_pages().get_template("page.html.j2")
uncertain_compute.load("sora", priors="expert")
study = uncertain_compute.load("sora")
with TemporaryDirectory() as folder:
    uncertain_compute.report(study, uncertain_compute.run(study, draws=64, threads=1), Path(folder) / "page")
gc.collect()
gc.freeze()  # else each command goes through all of it again to look for garbage
