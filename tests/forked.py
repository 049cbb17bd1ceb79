"""The process that commands are forks of: what it imports, reads and draws is most of what a short command takes."""

import gc
import importlib
import pkgutil
from pathlib import Path
from tempfile import TemporaryDirectory

import arviz_plots.backend.matplotlib  # noqa: F401
import matplotlib.backends.backend_agg  # noqa: F401
import pandas.core.methods.to_dict  # noqa: F401
import pymc  # noqa: F401
import rich._emoji_codes
import rich.cells
import xarray.computation.nanops  # noqa: F401
from hydra.core.plugins import Plugins

import uncertain_compute

for module in pkgutil.walk_packages(uncertain_compute.__path__, "uncertain_compute."):
    if not module.name.endswith("__main__"):
        importlib.import_module(module.name)
Plugins.instance()
rich.cells.cell_len("–")
uncertain_compute.load("sora", priors="expert")
study = uncertain_compute.load("sora")
run = uncertain_compute.run(study, draws=64, targets="train_flop", threads=1)
with TemporaryDirectory() as folder:
    uncertain_compute.load_run(uncertain_compute.save_run(run, folder).parent)
    uncertain_compute.report(study, run, Path(folder) / "page")
gc.collect()
gc.freeze()  # else each command goes through all of it again to look for garbage
