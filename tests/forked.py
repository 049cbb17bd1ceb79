"""The process that commands are forks of: what it imports and reads is most of what a short command takes."""

import arviz_plots  # noqa: F401
import dask.array  # noqa: F401 (xarray imports it where it is installed)
import h5netcdf  # noqa: F401
import jinja2  # noqa: F401
import matplotlib.figure  # noqa: F401
import pymc  # noqa: F401
import rich._emoji_codes  # noqa: F401
from hydra.core.plugins import Plugins

import uncertain_compute
import uncertain_compute.cli.hydra_folders
import uncertain_compute.cli.main
import uncertain_compute.cli.sweeps
from uncertain_compute.draws.directions import _table

Plugins.instance()
_table()
uncertain_compute.load("sora")
