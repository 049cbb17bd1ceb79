"""Work on Dask's workers: the same bytes as in one process, whatever becomes of a worker."""

import os
import signal
import socket
import sys
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import psutil
import pytest

import uncertain_compute as uc
from uncertain_compute.cluster import tasks
from uncertain_compute.cluster.kinds import Local, Queue, Running
from uncertain_compute.cluster.reading import cluster_of
from uncertain_compute.cluster.tasks import Workers, results_in_order, workers_of
from uncertain_compute.draws.propagation import propagate
from uncertain_compute.draws.settings import Settings


def cost(price: Any, hours: Any) -> Any:
    """Cost of a job [USD]."""
    return price * hours


@uc.opaque(unit="USD")
def bill(cost: Any, discount: Any) -> Any:
    """Return what is paid, by steps that no symbol can follow."""
    return np.sort(cost)[np.argsort(np.argsort(cost))] * (1 - discount)


def logarithm(x: Any) -> Any:
    """Logarithm of what may be negative [1]."""
    return np.log(x)


PRIORS = {"price": "2 to 4 USD/hour", "hours": "100 to 400 hour", "discount": "5% to 20%"}


def study(**beliefs: str) -> uc.Study:
    return uc.Study([cost, bill], PRIORS | beliefs, targets=["bill", "cost"])


@pytest.fixture(scope="module")
def workers() -> Iterator[Workers]:
    with workers_of(Local(3)) as workers:
        yield workers


@pytest.mark.parametrize("design", ["sobol", "latin_hypercube"])
@pytest.mark.parametrize("keep", ["draws", "summary"])
def test_a_run_has_the_same_bytes(keep: str, design: str, workers: Workers, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("uncertain_compute.draws.recording.WORTH_A_TASK", 2**17)
    how = {"draws": 4 * 2**18, "chains": 4, "keep": keep, "design": design, "targets": "cost"}
    assert uc.run(study(), **how, cluster=workers).identical(uc.run(study(), **how))


def test_a_run_until_it_is_precise_has_the_same_bytes(workers: Workers) -> None:
    assert uc.run(study(), precision=0.01, cluster=workers).identical(uc.run(study(), precision=0.01))


def test_what_a_worker_that_dies_had_to_do_is_done_by_others(workers: Workers) -> None:
    (dying, *_) = workers._client.run(os.getpid).values()

    def kill(share: float) -> None:
        if psutil.pid_exists(dying) and share < 1:
            os.kill(dying, signal.SIGKILL)

    settings = Settings(draws=2**18)
    with_a_death = propagate(study(), Settings(draws=2**18, cluster=workers), lambda _: 0.0, kill)
    assert with_a_death.identical(propagate(study(), settings, lambda _: 0.0))
    assert not psutil.pid_exists(dying)


def test_sensitivity_has_the_same_bytes(workers: Workers) -> None:
    for analysis in (uc.sobol, uc.shapley):
        here, there = (analysis(study(), "bill", draws=2**13, cluster=one) for one in (None, workers))
        assert there.identical(here)


def test_a_comparison_has_the_same_bytes(workers: Workers) -> None:
    variants = {"first": study(), "other": study(price="3 to 9 USD/hour", discount="1% to 2%")}
    here, there = (uc.compare(variants, draws=2**12, cluster=one) for one in (None, workers))
    assert there.identical(here)


def test_an_error_on_a_worker_is_the_same_line(workers: Workers) -> None:
    endless = uc.Study([logarithm], {"x": {"normal": {"mu": 0, "sigma": 1}}})
    with pytest.raises(uc.UncertainComputeError) as here:
        uc.run(endless, draws=2**10)
    with pytest.raises(uc.UncertainComputeError) as there:
        uc.run(endless, draws=2**10, cluster=workers)
    assert str(there.value).partition(" gave ")[0] == str(here.value).partition(" gave ")[0]


def test_other_versions_and_modules_that_a_worker_lacks_are_told(
    workers: Workers, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tasks, "versions", lambda: {"Python": "3.1"})
    with pytest.raises(uc.UncertainComputeError, match=r"cluster: a worker has Python 3\.\d+, this machine 3\.1;"):
        list(workers.results(abs, [(-1,)]))
    monkeypatch.undo()
    (tmp_path / "only_here.py").write_text("def one():\n    return 1\n", encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    import only_here  # type: ignore[import-not-found]

    with pytest.raises(uc.UncertainComputeError, match=r"no module 'only_here'; .* import it at the top of their file"):
        list(results_in_order(workers, only_here.one, [()]))
    monkeypatch.delitem(sys.modules, "only_here")
    with pytest.raises(uc.UncertainComputeError, match=r"cluster: a worker failed: OSError: .*No space left"):
        list(results_in_order(workers, _full_disk, [()]))


def _full_disk() -> None:
    raise OSError(28, "No space left on device")


def test_no_worker_is_left_after_an_interrupt() -> None:
    started = []

    def interrupt(_: float) -> None:
        started.extend(psutil.Process().children(recursive=True))
        raise KeyboardInterrupt

    others = {one.pid for one in psutil.Process().children(recursive=True)}
    with pytest.raises(KeyboardInterrupt):
        propagate(study(), Settings(draws=2**12, cluster={"local": {"workers": 1}}), lambda _: 0.0, interrupt)
    own = [one for one in started if one.pid not in others]
    assert own
    psutil.wait_procs(own, timeout=20)
    assert not [one for one in own if one.is_running() and "resource_tracker" not in " ".join(one.cmdline())]


def test_a_scheduler_that_is_not_there_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tasks, "PATIENCE", 0.5)
    with pytest.raises(uc.UncertainComputeError, match=r"cluster: no scheduler answers at tcp://127\.0\.0\.1:9"):
        uc.run(study(), draws=2**10, cluster="tcp://127.0.0.1:9")


def test_what_is_no_scheduler_is_told(workers: Workers, monkeypatch: pytest.MonkeyPatch) -> None:
    (worker, *_) = workers._client.scheduler_info(n_workers=-1)["workers"]
    with pytest.raises(uc.UncertainComputeError, match=f"cluster: {worker} is the address of a worker, not of a"):
        uc.run(study(), draws=2**10, cluster=worker)
    monkeypatch.setattr(tasks, "PATIENCE", 0.5)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        address = f"tcp://127.0.0.1:{silent.getsockname()[1]}"
        with pytest.raises(uc.UncertainComputeError, match=f"no scheduler answers at {address}: no answer in 0.5 s"):
            uc.run(study(), draws=2**10, cluster=address)


def test_no_table_of_versions_is_printed(workers: Workers, monkeypatch: pytest.MonkeyPatch) -> None:
    """Dask warns of other versions in a table; a task says in a line what matters of it."""
    told = {"warning": "a table", "error": None}
    monkeypatch.setattr("distributed.versions.error_message", lambda *_: told)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        with workers_of(Running(workers._client.scheduler.address)) as connected:
            assert list(connected.results(abs, [(-1,)])) == [(0, 1)]


def test_a_cluster_is_read() -> None:
    assert cluster_of(None) is None
    assert cluster_of("local") == Local()
    assert cluster_of({"local": {"workers": 3}}) == Local(3)
    assert cluster_of("tls://node1:8786") == Running("tls://node1:8786")
    written = {"slurm": {"jobs": 2, "cores": 8, "memory": "16GB", "queue": "long"}}
    assert cluster_of(written) == Queue("slurm", 2, {"cores": 8, "memory": "16GB", "queue": "long"})


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("loca", "did you mean 'local'"),
        ("10.0.0.5", "a scheduler's address such as tcp://10.0.0.5:8786"),
        ("tcp://10.0.0.5", "a scheduler's address such as tcp://10.0.0.5:8786"),
        (3, "is not one of null, local"),
        ({"slrum": {}}, r"cluster: no kind of cluster 'slrum'; did you mean 'slurm'\?"),
        ({"slurm": 4}, "cluster.slurm: 4 is not a mapping of options"),
        ({"slurm": {"cores": 2, "memory": "1GB"}}, "cluster.slurm.jobs: missing"),
        ({"slurm": {"jobs": 0}}, "cluster.slurm.jobs: 0 is not a whole number from 1"),
        ({"slurm": {"jobs": float("nan")}}, "cluster.slurm.jobs: nan is not a whole number from 1"),
        ({"slurm": {"memory": "1GB\nrm -r /"}}, "cluster.slurm.memory: .* is not a text of one line"),
        ({"slurm": {"job_script_prologue": ["rm"]}}, "cluster.slurm: no option 'job_script_prologue'"),
        ({"local": {"worker": 2}}, r"cluster.local: no option 'worker'; did you mean 'workers'\?"),
        ({"local": {"workers": 1e9}}, "cluster.local.workers: 1000000000.0 is not a whole number from 1 to 10,000"),
    ],
)
def test_what_is_no_cluster_is_refused(written: Any, said: str) -> None:
    with pytest.raises(uc.UncertainComputeError, match=said):
        cluster_of(written)


def test_a_queue_that_is_not_there_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    queue = "class SLURMCluster:\n    class job_cls:\n        submit_command = 'sbatch --wait'\n"
    (tmp_path / "dask_jobqueue.py").write_text(queue, encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.delitem(sys.modules, "dask_jobqueue", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(uc.UncertainComputeError, match="slurm: this machine has no 'sbatch', which submits jobs"):
        uc.run(study(), draws=256, cluster={"slurm": {"jobs": 1, "cores": 1, "memory": "1GB"}})


def test_pymc_draws_in_one_process() -> None:
    with pytest.raises(uc.UncertainComputeError, match="cluster: engine=pymc draws in one process; use engine=auto"):
        Settings(engine="pymc", cluster="local")
