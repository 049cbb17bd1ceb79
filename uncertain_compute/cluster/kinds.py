"""Kinds of clusters: workers that are there already, processes of this machine, jobs of a queue."""

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from typing import Any, override

from uncertain_compute.errors import UncertainComputeError, installing

QUEUES = {
    "htcondor": "HTCondorCluster",
    "lsf": "LSFCluster",
    "moab": "MoabCluster",
    "oar": "OARCluster",
    "pbs": "PBSCluster",
    "sge": "SGECluster",
    "slurm": "SLURMCluster",
}
"""Classes of Dask-jobqueue by the name of their queue."""

EXTRA = installing("cluster")


class Cluster(ABC):
    """Workers of Dask, or how to start them."""

    @abstractmethod
    def started(self) -> AbstractContextManager["Running"]:
        """Start it; what was started ends with the context.

        Raises
        ------
        UncertainComputeError
            If a package is not installed, or the cluster cannot be started.
        """


@dataclass(frozen=True, slots=True)
class Running(Cluster):
    """A cluster that is there.

    Attributes
    ----------
    address
        Of its scheduler.
    patience
        Seconds in which a first worker has to be there; None if it may wait in a queue for as long as that takes.
    """

    address: str
    patience: float | None = 60

    @override
    @contextmanager
    def started(self) -> Iterator["Running"]:
        yield self


@dataclass(frozen=True, slots=True)
class Local(Cluster):
    """Processes of this machine; as many as it has cores if ``workers`` is left out."""

    workers: int | None = None

    @override
    @contextmanager
    def started(self) -> Iterator[Running]:
        fail_without("distributed")
        from logging import CRITICAL

        from distributed import LocalCluster

        with (
            _scratch(),
            LocalCluster(
                n_workers=self.workers,
                threads_per_worker=1,
                processes=True,
                dashboard_address="127.0.0.1:0",
                silence_logs=CRITICAL,
            ) as cluster,
        ):
            yield Running(cluster.scheduler_address)


@dataclass(frozen=True, slots=True)
class Queue(Cluster):
    """Jobs of a queue such as SLURM's, each with some workers.

    Attributes
    ----------
    options
        Keywords of Dask-jobqueue's class.
    """

    name: str
    jobs: int
    options: Mapping[str, Any]

    @override
    @contextmanager
    def started(self) -> Iterator[Running]:
        fail_without("dask_jobqueue")
        from shutil import which

        import dask_jobqueue

        made = getattr(dask_jobqueue, QUEUES[self.name])
        submit, *_ = made.job_cls.submit_command.split()
        if which(submit) is None:
            raise UncertainComputeError(f"cluster.{self.name}: this machine has no {submit!r}, which submits jobs")
        with _scratch():
            try:
                cluster = made(**self.options)
            except (OSError, TypeError, ValueError) as error:
                raise UncertainComputeError(f"cluster.{self.name}: {error}") from error
            with cluster:
                try:
                    cluster.scale(jobs=self.jobs)
                except (OSError, RuntimeError) as error:
                    raise UncertainComputeError(f"cluster.{self.name}: no job was submitted: {error}") from error
                yield Running(cluster.scheduler_address, patience=None)


@contextmanager
def _scratch() -> Iterator[None]:
    """Let Dask's own files of a cluster go into a folder that is removed afterwards."""
    from tempfile import TemporaryDirectory

    import dask

    with TemporaryDirectory() as folder, dask.config.set({"temporary-directory": folder}):
        yield


def fail_without(package: str) -> None:
    """Raise if a package that clusters need is not installed.

    Raises
    ------
    UncertainComputeError
        If it is not.
    """
    from importlib.util import find_spec

    if find_spec(package) is None:
        raise UncertainComputeError(f"cluster: needs {package.replace('_', '-')}; {EXTRA}")
