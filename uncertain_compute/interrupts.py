"""Ctrl-C that is not lost: Python drops what is raised while it tidies up after an object."""

import sys
from signal import SIGINT, pthread_kill
from threading import Timer, get_ident

AGAIN = 0.05
"""Seconds until it is sent again, by then outside of the tidying up."""


def heed_interrupts() -> None:
    """Send this thread once more a Ctrl-C that Python would drop."""
    sys.unraisablehook = _sent_again


def _sent_again(dropped: "sys.UnraisableHookArgs") -> None:
    if issubclass(dropped.exc_type, KeyboardInterrupt):
        Timer(AGAIN, pthread_kill, (get_ident(), SIGINT)).start()
    else:
        sys.__unraisablehook__(dropped)
