"""Read what a config, or Python, says of a cluster."""

import re
from collections.abc import Mapping
from typing import Any

from uncertain_compute.cluster.kinds import QUEUES, Cluster, Local, Queue, Running
from uncertain_compute.cluster.tasks import Workers
from uncertain_compute.errors import UncertainComputeError, no_such, not_one_of, quoted
from uncertain_compute.wording import HOSTILE

LOCAL = "local"
KINDS = (LOCAL, *QUEUES)
ADDRESS = re.compile(r"(?:tcp|tls|ws|wss)://[^\s/]+:\d+")
MOST_WORKERS = 10_000

QUEUE_OPTIONS: Mapping[str, type] = {
    "account": str,
    "cores": int,
    "interface": str,
    "local_directory": str,
    "log_directory": str,
    "memory": str,
    "processes": int,
    "queue": str,
    "walltime": str,
}
"""Options of a queue's jobs, with their types. Dask-jobqueue has more; a cluster with those is started beforehand."""

ALLOWED = (
    f"null, {LOCAL}, {{{LOCAL}: {{workers: 4}}}}, a scheduler's address such as tcp://10.0.0.5:8786, "
    f"or a queue ({', '.join(QUEUES)}) with its options"
)


def cluster_of(written: Any) -> Cluster | Workers | None:
    """Return the cluster that is written, or None for this process alone.

    Parameters
    ----------
    written
        None, ``local``, the address of a Dask scheduler, a mapping of ``local`` or a queue to its options, or Dask's
        own ``Client`` or ``Cluster``.

    Raises
    ------
    UncertainComputeError
        If it is none of these, or an option is unknown or wrong.

    Examples
    --------
    >>> cluster_of("tcp://10.0.0.5:8786")
    Running(address='tcp://10.0.0.5:8786', patience=60)
    >>> cluster_of({"slurm": {"jobs": 4, "cores": 8, "memory": "16GB"}})
    Queue(name='slurm', jobs=4, options={'cores': 8, 'memory': '16GB'})
    """
    if written is None or isinstance(written, Cluster | Workers):
        return written
    if isinstance(written, Mapping) and len(written) == 1:
        ((name, options),) = written.items()
        return _with_options(str(name), options)
    if written == LOCAL:
        return Local()
    address = written if isinstance(written, str) else _address_of(written)
    if isinstance(address, str) and ADDRESS.fullmatch(address):
        return Running(address)
    raise not_one_of("cluster", written, (ALLOWED,), words=KINDS)


def _address_of(given: Any) -> Any:
    """Return the address of the scheduler of one of Dask's own objects."""
    return getattr(given, "scheduler_address", None) or getattr(getattr(given, "scheduler", None), "address", None)


def _with_options(name: str, options: Any) -> Cluster:
    if name not in KINDS:
        raise no_such("cluster", "kind of cluster", name, KINDS)
    key = f"cluster.{name}"
    if not isinstance(options, Mapping):
        raise UncertainComputeError(f"{key}: {quoted(options)} is not a mapping of options")
    if name == LOCAL:
        known: Mapping[str, type] = {"workers": int}
        return Local(**{one: _option(key, one, value, known) for one, value in options.items()})
    known = {"jobs": int, **QUEUE_OPTIONS}
    read = {str(one): _option(key, one, value, known) for one, value in options.items()}
    for one in ("jobs", "cores", "memory"):
        if one not in read:
            raise UncertainComputeError(f"{key}.{one}: missing; a job needs it")
    return Queue(name, read.pop("jobs"), read)


def _option(key: str, name: Any, value: Any, known: Mapping[str, type]) -> Any:
    """Return an option's value.

    Raises
    ------
    UncertainComputeError
        If there is no such option, or it is neither a positive number nor a text of one line, whichever it has to be.
    """
    if name not in known:
        raise no_such(key, "option", str(name), known)
    if known[name] is int:
        if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= MOST_WORKERS:
            raise UncertainComputeError(
                f"{key}.{name}: {quoted(value)} is not a whole number from 1 to {MOST_WORKERS:,}"
            )
    elif not isinstance(value, str) or not value or "\n" in value or HOSTILE.search(value):
        raise UncertainComputeError(f"{key}.{name}: {quoted(value)} is not a text of one line")
    return value
