"""Where PyTensor puts the source of the functions that it compiles."""

from pathlib import Path


def keep_generated_source() -> None:
    """Let PyTensor keep it beside its other compiled files, unless its user has said where.

    By itself it leaves a file in the system's temporary folder for each function, and removes none.
    """
    from pytensor.configdefaults import config

    if not config.generated_src_dir:
        config.generated_src_dir = str(Path(config.base_compiledir) / "generated")
