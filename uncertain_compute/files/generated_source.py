"""Choose the folder for the source files of functions that PyTensor compiles."""

from pathlib import Path


def keep_generated_source() -> None:
    """Let PyTensor keep its source files beside its other compiled files, unless the user has set a folder.

    By default it leaves a file in the system's temporary folder for each function and removes none.
    """
    from pytensor.configdefaults import config

    if not config.generated_src_dir:
        config.generated_src_dir = str(Path(config.base_compiledir) / "generated")
