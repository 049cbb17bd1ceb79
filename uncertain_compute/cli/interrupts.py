"""Ctrl-C, SIGTERM and SIGHUP: each ends a job in the same way, and none is lost."""

import os
import signal
import sys
from signal import pthread_kill
from threading import Timer, get_ident
from types import FrameType

AGAIN = 0.05
"""Seconds until an interrupt is sent again if Python drops it in a finaliser."""

ENDING = ("SIGTERM", "SIGHUP")
"""Names of signals that end a process; some systems lack the second."""


class Terminated(KeyboardInterrupt):
    """A signal asked the process to end."""

    def __init__(self, number: int) -> None:
        """Keep the number of the signal."""
        super().__init__(number)
        self.number = number


def raise_interrupts() -> None:
    """Raise `Terminated` for signals that end a process, and resend an interrupt that Python would drop."""
    sys.unraisablehook = _sent_again
    owner = os.getpid()

    def raise_terminated(number: int, _: FrameType | None) -> None:
        if os.getpid() == owner:
            raise Terminated(number)
        signal.signal(number, signal.SIG_DFL)  # a process that was forked for a part of the work
        os.kill(os.getpid(), number)

    for name in ENDING:
        number = getattr(signal, name, None)
        if number is not None and signal.getsignal(number) is signal.SIG_DFL:  # nohup has SIGHUP ignored
            signal.signal(number, raise_terminated)


def number_of(interrupt: KeyboardInterrupt) -> int:
    """Return the number of the signal behind an interrupt."""
    return interrupt.number if isinstance(interrupt, Terminated) else signal.SIGINT


def _sent_again(dropped: "sys.UnraisableHookArgs") -> None:
    if isinstance(dropped.exc_value, KeyboardInterrupt):
        Timer(AGAIN, pthread_kill, (get_ident(), number_of(dropped.exc_value))).start()
    else:
        sys.__unraisablehook__(dropped)
