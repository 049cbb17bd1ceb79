"""Ctrl-C where Python would drop it."""

import subprocess
import sys

DROPPED = """
import time, weakref
from uncertain_compute.cli.interrupts import raise_interrupts

def interrupt(_):
    raise KeyboardInterrupt

class Tidied: pass

raise_interrupts()
one = Tidied()
reference = weakref.ref(one, interrupt)
del one
try:
    time.sleep(20)
except KeyboardInterrupt:
    print("interrupted")
"""


def test_an_interrupt_in_a_callback_of_the_interpreters_is_raised_again() -> None:
    done = subprocess.run([sys.executable, "-c", DROPPED], capture_output=True, text=True, check=False, timeout=60)
    assert (done.stdout, done.stderr) == ("interrupted\n", "")
