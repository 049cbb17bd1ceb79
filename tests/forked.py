"""The process that commands are forks of: what it imports and reads is most of what a short command takes."""

import os
import sys
import warnings
from pathlib import Path

import arviz_plots  # noqa: F401
import dask.array  # noqa: F401 (xarray imports it where it is installed)
import jinja2  # noqa: F401
import matplotlib.figure  # noqa: F401
import pymc  # noqa: F401
from hydra.core.plugins import Plugins

import uncertain_compute.cli.hydra_folders
import uncertain_compute.cli.sweeps  # noqa: F401
from uncertain_compute.cli.main import main
from uncertain_compute.model.units import registry

Plugins.instance()
registry()
os.environ.pop("PYTHONPATH", None)


def run(arguments: list[str], folder: Path, out: Path, err: Path) -> None:
    """Run a command, in which a warning is an error."""
    for path, descriptor in ((out, 1), (err, 2)):
        os.dup2(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC), descriptor)
    os.chdir(folder)
    warnings.simplefilter("error")
    sys.argv = ["uncertain_compute", *arguments]
    main()
