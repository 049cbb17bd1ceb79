"""Results of tasks that a cluster's workers carry out."""

import pickle
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from importlib.metadata import version
from typing import Any
from warnings import catch_warnings, simplefilter

from uncertain_compute.cluster.kinds import Cluster, fail_without
from uncertain_compute.errors import UncertainComputeError
from uncertain_compute.wording import one_line

PATIENCE = 20
"""Seconds in which a scheduler has to answer."""

ALIKE = ("uncertain-compute", "numpy", "scipy", "xarray")
"""Packages of which a worker needs the same versions, for the same results."""


class Workers:
    """The workers of a cluster, through a client of its scheduler."""

    def __init__(self, client: Any) -> None:
        self._client = client

    def results[Result](
        self, function: Callable[..., Result], tasks: Sequence[tuple[Any, ...]]
    ) -> Iterator[tuple[int, Result]]:
        """Yield the number of each task and its result, in the order in which they are done.

        A task whose worker dies is given to another one. If the loop ends early, so does what is still under way.

        Raises
        ------
        UncertainComputeError
            If a task raises an error, its workers die again and again, or a worker has other versions.
        """
        from cloudpickle import dumps
        from distributed import as_completed

        here = versions()
        packed = [dumps((function, task)) for task in tasks]
        futures = [self._client.submit(_checked, here, one, pure=False) for one in packed]
        numbers = {future.key: number for number, future in enumerate(futures)}
        try:
            for future in as_completed(futures, loop=self._client.loop):
                yield numbers[future.key], _result_of(future)
                future.release()
        finally:
            self._client.cancel(futures)


def _result_of(future: Any) -> Any:
    """Return the result of a task.

    Raises
    ------
    UncertainComputeError
        If it has none.
    """
    from distributed import KilledWorker

    try:
        return future.result()
    except UncertainComputeError:
        raise
    except KilledWorker as error:
        raise UncertainComputeError(
            f"cluster: {error.allowed_failures + 1} workers died from the same task; do they have enough memory?"
        ) from error
    except ModuleNotFoundError as error:
        raise UncertainComputeError(
            f"cluster: a worker has no module {error.name!r}; install it there, "
            "or put it beside the equations and import it at the top of their file"
        ) from error
    except Exception as error:
        raise UncertainComputeError(f"cluster: a worker failed: {type(error).__name__}: {error}") from error


@contextmanager
def workers_of(cluster: Cluster | Workers) -> Iterator[Workers]:
    """Connect to a cluster's scheduler, and start it if need be.

    Raises
    ------
    UncertainComputeError
        If no scheduler answers, or it has no workers.
    """
    if isinstance(cluster, Workers):
        yield cluster
        return
    fail_without("distributed")
    from distributed import Client
    from distributed.versions import VersionMismatchWarning

    with cluster.started() as running:
        address = running.address
        _fail_without_scheduler(address)
        with catch_warnings():
            simplefilter("ignore", VersionMismatchWarning)  # each task says what matters of it, in one line
            client: Any = Client(address, timeout=PATIENCE, set_as_default=False)
        with client:
            try:
                client.wait_for_workers(1, timeout=running.patience)
            except TimeoutError as error:
                raise UncertainComputeError(f"cluster: {address} has no worker after {running.patience} s") from error
            for worker, there in client.run(version, ALIKE[0], on_error="return").items():
                if isinstance(there, Exception):
                    raise UncertainComputeError(f"cluster: the worker at {worker} has no {ALIKE[0]}; install it there")
            yield Workers(client)


def _fail_without_scheduler(address: str) -> None:
    """Raise if no scheduler of Dask's is at an address; Dask's client waits forever for what answers otherwise.

    Raises
    ------
    UncertainComputeError
        If none is.
    """
    from asyncio import timeout

    from distributed import Security, rpc
    from distributed.utils import LoopRunner

    async def kind() -> str:
        security = Security().get_connection_args("client")
        async with timeout(PATIENCE), rpc(address, timeout=0.9 * PATIENCE, connection_args=security) as server:
            return str((await server.identity())["type"])

    try:
        found = LoopRunner().run_sync(kind)
    except Exception as error:  # (what listens there may answer anything)
        cause: BaseException = error
        while cause.__cause__ is not None:
            cause = cause.__cause__
        reason = one_line(str(cause)) or f"no answer in {PATIENCE} s"
        raise UncertainComputeError(f"cluster: no scheduler answers at {address}: {reason}") from error
    if found != "Scheduler":
        raise UncertainComputeError(f"cluster: {address} is the address of a {found.lower()}, not of a scheduler")


def results_in_order[Result](
    cluster: Cluster | Workers | None, function: Callable[..., Result], tasks: Iterable[tuple[Any, ...]]
) -> Iterator[Result]:
    """Yield the result of each task, in their order: in this process, or on a cluster.

    Raises
    ------
    UncertainComputeError
        If a task raises it, or the cluster fails.
    """
    if cluster is None:
        yield from (function(*task) for task in tasks)
        return
    with workers_of(cluster) as workers:
        given = list(tasks)
        found = dict(workers.results(function, given))
        yield from (found[number] for number in range(len(given)))


@cache
def versions() -> dict[str, str]:
    """Return the versions of Python and of what a result depends on."""
    python = ".".join(map(str, sys.version_info[:2]))
    return {"Python": python, **{name: version(name) for name in ALIKE}}


def _checked(expected: dict[str, str], packed: bytes) -> Any:
    """Return a task's result, on a worker that has the expected versions.

    A function and its arguments come packed, so that an error in unpacking them is one of this task.
    """
    for name, there in versions().items():
        if there != expected[name]:
            raise UncertainComputeError(
                f"cluster: a worker has {name} {there}, this machine {expected[name]}; they need the same"
            )
    function, task = pickle.loads(packed)  # noqa: S301 (what this program has packed)
    return function(*task)
