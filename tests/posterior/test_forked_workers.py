"""A sampler's processes do not outlive a process that is killed."""

import subprocess
import sys
import time

import psutil
import pytest

from uncertain_compute.posterior.processes import worker_context

WAITS = """
import time
from uncertain_compute.posterior.forked_workers import WorkerContext

workers = [WorkerContext().Process(target=time.sleep, args=(600,)) for _ in range(2)]
for one in workers:
    one.start()
print(*(one.pid for one in workers), flush=True)
workers[0].join()
"""


@pytest.mark.skipif(worker_context() is None, reason="processes are not forked here")
def test_workers_end_with_a_process_that_is_killed() -> None:
    with subprocess.Popen([sys.executable, "-c", WAITS], stdout=subprocess.PIPE, text=True) as started:
        try:
            assert started.stdout is not None
            workers = [psutil.Process(int(number)) for number in started.stdout.readline().split()]
            time.sleep(0.1)  # until both are under way
            assert [one.status() for one in workers] == [psutil.STATUS_SLEEPING] * 2
        finally:
            started.kill()
        _, alive = psutil.wait_procs(workers, timeout=10)
    assert alive == []
