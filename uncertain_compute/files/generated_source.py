"""Choose the folder for the source files of functions that PyTensor compiles."""

import os
from pathlib import Path

FLAGS = "PYTENSOR_FLAGS"


def keep_generated_source() -> None:
    """Let PyTensor keep its source files beside its other compiled files, unless the user has set a folder.

    By default it leaves a file in the system's temporary folder for each function and removes none. Processes that
    sample chains read the choice from the environment.
    """
    from pytensor.configdefaults import config

    if not config.generated_src_dir:
        config.generated_src_dir = str(Path(config.base_compiledir) / "generated")
        said = os.environ.get(FLAGS)
        own = f"generated_src_dir={config.generated_src_dir}"
        os.environ[FLAGS] = f"{said},{own}" if said else own
