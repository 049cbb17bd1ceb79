"""What a command imports before it answers: most of the time of a short run."""

import subprocess
import sys
from pathlib import Path

import pytest
from commands import PATIENCE

COMMAND = """
import sys
from uncertain_compute.cli.main import main
try:
    main()
finally:
    print(*sys.modules, file=open("modules.txt", "w"))
"""

NOT_FOR_A_RUN = {
    "arviz_base",
    "arviz_plots",
    "arviz_stats",
    "asyncio.events",
    "cftime",
    "cubed",
    "dask",
    "distributed",
    "jinja2",
    "matplotlib",
    "numba",
    "numpy.f2py.f2py2e",
    "numpy.testing._private",
    "openpyxl",
    "pint",
    "preliz",
    "pyarrow",
    "pymc",
    "pytensor",
    "scipy.fft",
    "scipy.integrate",
    "scipy.interpolate",
    "scipy.optimize",
    "scipy.sparse",
    "scipy.spatial.transform",
    "scipy.stats",
}
"""What a run without a page does without, also where it is installed."""

NOT_FOR_A_PAGE = NOT_FOR_A_RUN - {"jinja2", "matplotlib", "scipy.fft", "scipy.optimize", "scipy.sparse"} | {
    "matplotlib.pyplot",
    "mpl_toolkits.mplot3d",
}

NOT_FOR_A_MISSPELT_KEY = NOT_FOR_A_RUN | {"hydra", "numpy", "omegaconf", "pandas", "rich", "scipy", "xarray", "yaml"}


@pytest.mark.parametrize(
    ("words", "code", "spared"),
    [
        (["report=none", "draws=256"], 0, NOT_FOR_A_RUN),
        (["draws=256"], 0, NOT_FOR_A_PAGE),
        (["drawz=256"], 1, NOT_FOR_A_MISSPELT_KEY),
    ],
    ids=["a run without a page", "a run with its page", "a misspelt key"],
)
def test_what_a_command_does_not_need_is_not_imported(
    words: list[str], code: int, spared: set[str], tmp_path: Path
) -> None:
    command = [sys.executable, "-c", COMMAND, *words]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, check=False, timeout=PATIENCE)
    assert done.returncode == code, done.stderr
    assert spared.intersection((tmp_path / "modules.txt").read_text().split()) == set()
