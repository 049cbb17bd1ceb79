"""The processes of a sampler's chains on Linux, which end with the one that starts them, however that ends."""

import ctypes
import os
import signal
from multiprocessing import parent_process
from multiprocessing.context import ForkContext, ForkProcess

ON_DEATH_OF_PARENT = 1
"""Linux's ``PR_SET_PDEATHSIG``. Source: the manual page prctl(2)."""


class Worker(ForkProcess):
    """A process that Linux kills when its parent ends.

    Without that it would wait for ever: forked processes hold each other's pipes, so that none of them is closed.
    """

    def run(self) -> None:
        """Do its work, unless its parent has ended already."""
        ctypes.CDLL(None).prctl(ON_DEATH_OF_PARENT, signal.SIGKILL)
        parent = parent_process()
        if parent is not None and parent.pid == os.getppid():
            super().run()


class WorkerContext(ForkContext):
    """Python's way to fork processes, which makes workers."""

    Process = Worker
