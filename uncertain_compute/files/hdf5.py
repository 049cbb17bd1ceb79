"""Check whether an HDF5 file can be read, in another process, which may crash or hang instead of this one."""

import subprocess
import sys
from pathlib import Path

import psutil

WALK = Path(__file__).with_name("hdf5_walk.py")
ALONE = ("-P", "-W", "ignore")
"""Python's options for that process: nothing is imported from the current folder."""

SECONDS, BYTES_A_SECOND = 60, 2_000_000
"""Timeout in seconds, for a busy machine; the process itself limits its CPU time to much less."""

MOST_LETTERS = 200


def fault_in(path: Path, *, ours: bool) -> str:
    """Return what is wrong with an HDF5 file, in one line: damage, links to other files, or false sizes.

    Empty if nothing is wrong: then this process can open it.

    Parameters
    ----------
    ours
        Whether this program should have written it; other netCDF files may hold more kinds of content.
    """
    memory, size = psutil.virtual_memory().available, path.stat().st_size
    asked = [sys.executable, *ALONE, str(WALK), str(path.absolute()), str(memory), "ours" if ours else "any"]
    try:
        done = subprocess.run(  # noqa: S603 - our own script; the path is one argument
            asked,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=SECONDS + size / BYTES_A_SECOND,
            check=False,
            text=True,
        )
    except subprocess.TimeoutExpired:
        return "reading it takes too long"
    if done.returncode:
        return f"{done.stdout or 'reading it takes too long, or crashes HDF5':.{MOST_LETTERS}}"
    return ""
