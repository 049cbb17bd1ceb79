"""Choose how PyTensor compiles functions, and where it keeps what it compiles."""

import os
import sys
from pathlib import Path

FLAGS = "PYTENSOR_FLAGS"
FOLDER = "~/.pytensor/uncertain_compute"
CHOSEN = f"base_compiledir={FOLDER},generated_src_dir={Path(FOLDER).expanduser()}/generated,numba__fastmath=False"
"""What is chosen where the user chooses nothing.

PyTensor allows Numba to reorder arithmetic, so that the last digits depend on which functions were compiled together: a
first run, which compiles them, would draw other numbers than later ones, which take them from the cache. The cache does
not tell the two kinds of functions apart, so that the exact ones have a folder of their own.
"""


def choose_pytensor_settings() -> None:
    """Let PyTensor compile functions that return the same bytes in each run, and leave no files behind.

    It is called before PyTensor is first imported. What the user has set in PYTENSOR_FLAGS holds. Processes that sample
    chains read the choice from the environment. If the user has imported PyTensor already, its settings stay as they
    are, but for the folder of source files: by default it leaves a file in the system's temporary folder for each
    function and removes none.
    """
    said = os.environ.get(FLAGS, "")
    if "pytensor" in sys.modules:
        _keep_generated_source(said)
    elif not said.startswith(CHOSEN):
        os.environ[FLAGS] = _joined(CHOSEN, said)


def _keep_generated_source(said: str) -> None:
    from pytensor.configdefaults import config

    if not config.generated_src_dir:
        config.generated_src_dir = str(Path(config.base_compiledir) / "generated")
        os.environ[FLAGS] = _joined(said, f"generated_src_dir={config.generated_src_dir}")


def _joined(first: str, second: str) -> str:
    """Return flags, of which later ones replace earlier ones."""
    return ",".join(flags for flags in (first, second) if flags)
