"""Whether an HDF5 file can be read: asked of a process that may crash or hang in place of this one."""

import subprocess
import sys
from pathlib import Path

import psutil

WALK = Path(__file__).with_name("hdf5_walk.py")
ALONE = ("-P", "-W", "ignore")
"""Python's options for it: nothing is imported from the current folder."""

SECONDS, BYTES_A_SECOND = 60, 2_000_000
"""Patience with it, on a busy machine; the walk itself bounds its time on the processor, which is much less."""

MOST_LETTERS = 200


def fault_in(path: Path, *, ours: bool) -> str:
    """Return what is wrong with an HDF5 file, in one line: damage, ways to other files, sizes that it does not hold.

    Empty where nothing is: then it can be opened here.

    Parameters
    ----------
    ours
        Whether it is to be one that this program wrote; another's netCDF file may hold more.
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
