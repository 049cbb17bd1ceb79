"""Settings of a run: number, design and seed of its draws."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, fields, replace
from typing import Any, Self

from uncertain_compute.cluster.reading import cluster_of
from uncertain_compute.cluster.tasks import workers_of
from uncertain_compute.errors import UncertainComputeError, fail_unless_one_of, not_a_key, quoted
from uncertain_compute.priors.reading.config_key import ConfigKey
from uncertain_compute.priors.reading.notation.numbers import whole_number
from uncertain_compute.priors.reading.notation.refused_notations import number_instead_of

SEED = 0
DESIGNS = ("sobol", "latin_hypercube", "monte_carlo")
KEEPS = ("draws", "summary")
AUTO, NUMPY, KERNEL, PYMC = "auto", "numpy", "kernel", "pymc"
ENGINES = (AUTO, NUMPY, KERNEL, PYMC)
MOST_DRAWS_PER_CHAIN = 2**31
SEEDS = 2**63
OF_POINTS = ("draws", "chains", "seed", "design", "threads", "cluster")


@dataclass(frozen=True, slots=True)
class Settings:
    """How a study is drawn: number, design and seed of the draws, and what is kept of them.

    Attributes
    ----------
    targets
        Quantities to report; the study's own if empty.
    draws
        Number of draws over all chains, as ``65536``, ``1e6`` or ``"4k"``, rounded up to a multiple of ``chains``;
        powers of two suit ``sobol`` best.
    chains
        Number of independent randomisations of the design; their spread gives the Monte Carlo error, so at least 2.
    seed
        Any integer from 0.
    design
        ``sobol`` (scrambled), ``latin_hypercube`` (several, of up to 32,768 draws each) or ``monte_carlo``.
    precision
        Relative Monte Carlo error that the mean, P5, P50, P95 and the interval of each target must reach; replaces
        ``draws``. A mean that few draws decide is left out.
    max_draws
        The number of draws at which ``precision`` gives up.
    keep
        ``draws``, or ``summary``: a sketch of each target, in memory that does not grow with the draws.
    engine
        ``numpy``; ``kernel``, the same draws to the last digits by a compiled loop; or ``pymc``: the study as a PyMC
        model, whose draws are independent whatever the design. ``auto`` is the kernel where it pays, in long runs.
    threads
        Number of blocks evaluated in parallel; all cores if left out. It does not change any result.
    cluster
        Where blocks are evaluated, see `uncertain_compute.cluster.reading.cluster_of`: ``local``, the address of a Dask
        scheduler, or a queue with its options. It does not change any result. If left out, this process evaluates them.
    also
        Quantities that may be evaluated later, so that their assumptions are drawn too. If left out: the quantities of
        the study's charts, unless ``targets`` are named.

    Examples
    --------
    >>> import uncertain_compute as uc
    >>> settings = uc.Settings(draws="4k", seed=1)
    >>> settings.draws, settings.draws_per_chain
    (4000, 250)
    """

    targets: tuple[str, ...] | str = ()
    draws: int = 65536
    chains: int = 16
    seed: int = SEED
    design: str = DESIGNS[0]
    precision: float | None = None
    max_draws: int = 2**30
    keep: str = KEEPS[0]
    engine: str = ENGINES[0]
    threads: int | None = None
    cluster: Any = None
    also: tuple[str, ...] | None = None

    def __post_init__(self) -> None:
        """Check that the study can be drawn with these settings.

        Raises
        ------
        UncertainComputeError
            If a number is out of range, or a word is not one of those allowed.
        """
        object.__setattr__(self, "targets", (self.targets,) if isinstance(self.targets, str) else tuple(self.targets))
        for name, least in {"draws": 2, "chains": 2, "seed": 0, "max_draws": 2}.items():
            object.__setattr__(self, name, _whole_number(name, getattr(self, name), least))
        if self.threads is not None:
            object.__setattr__(self, "threads", _whole_number("threads", self.threads, 1))
        object.__setattr__(self, "cluster", cluster_of(self.cluster))
        precision: Any = self.precision
        if isinstance(precision, str):
            object.__setattr__(self, "precision", ConfigKey("precision").number(precision))
        for name, allowed in {"design": DESIGNS, "keep": KEEPS, "engine": ENGINES}.items():
            fail_unless_one_of(name, getattr(self, name), allowed)
        if self.seed >= SEEDS:
            raise UncertainComputeError(f"seed: {self.seed} must be below {SEEDS}")
        if self.precision is not None and not (isinstance(self.precision, float | int) and 0 < self.precision < 1):
            raise UncertainComputeError(f"precision: {self.precision!r} must lie between 0 and 1, as in 0.002 for 0.2%")
        if self.cluster is not None and not self.uses_design:
            raise UncertainComputeError(f"cluster: engine={self.engine} draws in one process; use engine={ENGINES[0]}")
        if self.draws_per_chain > MOST_DRAWS_PER_CHAIN:
            most = MOST_DRAWS_PER_CHAIN * self.chains
            raise UncertainComputeError(f"draws: {self.draws} is more than {most}, the most for {self.chains} chains")

    @property
    def uses_design(self) -> bool:
        """Return whether its draws are the points of the design, not independent ones of another engine."""
        return self.engine != PYMC

    @property
    def draws_per_chain(self) -> int:
        """Return how many draws each chain gets."""
        return -(-self.draws // self.chains)

    @contextmanager
    def connected(self) -> Iterator[Self]:
        """Give settings whose cluster stays connected until the context ends, for several tasks.

        Raises
        ------
        UncertainComputeError
            If the cluster cannot be started, or does not answer.
        """
        if self.cluster is None:
            yield self
            return
        with workers_of(self.cluster) as workers:
            yield replace(self, cluster=workers)

    @classmethod
    def of(cls, **given: Any) -> "Settings":
        """Return settings from keywords; the message on an unknown keyword names the nearest one."""
        names = [field.name for field in fields(cls)]
        for name in given:
            if name not in names:
                raise not_a_key(name, name, names, "a setting")
        return cls(**given)

    @classmethod
    def of_points(cls, targets: str | Iterable[str] | None, given: Mapping[str, Any]) -> "Settings":
        """Return settings for an analysis with draws of its own, which takes only the keywords in OF_POINTS."""
        for name in given:
            if name not in OF_POINTS:
                raise not_a_key(name, name, OF_POINTS, "a setting here")
        names = (targets,) if isinstance(targets, str) else tuple(targets or ())
        return cls(targets=names, **given)


def _whole_number(name: str, written: Any, least: int) -> int:
    """Return a whole number as people write it, ``1e6`` or ``4k``, if it is large enough."""
    reason = ": the error estimate is the spread between chains" if name == "chains" else ""
    value = whole_number(written)
    if value is None:
        hint = number_instead_of(written) if isinstance(written, str) else ""
        raise UncertainComputeError(f"{name}: {quoted(written)} is not a whole number{hint}")
    if value < least:
        raise UncertainComputeError(f"{name}: {value} must be at least {least}{reason}")
    return value
