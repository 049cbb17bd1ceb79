"""Time draws of every form of a prior beside scipy's quantiles of the same distribution, at 2^16 uniform numbers.

Nanoseconds per draw: from the distribution's table; with the table built first, as in a run of that many draws; and
of scipy's ppf or icdf, or what one would write around it where scipy lacks the distribution. They take turns in one
process, in alternating order, and the least of 15 rounds counts. Both must give the same quantiles. Distributions whose
quantiles are slow to find may take a fifth of scipy's time with the table; the others have no target. Truncation has
two rivals: truncnorm is slow; truncate of a distribution with a quick ppf is not.
"""

import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any, NamedTuple

import numpy as np
from rich.console import Console
from rich.table import Table
from scipy import stats
from scipy.special import logit

from uncertain_compute import prior
from uncertain_compute.arrays import Floats
from uncertain_compute.priors.distributions import Distribution, Interpolated, normal_from_uniform

DRAWS, ROUNDS, SEED = 2**16, 15, 1
TARGET, AGREEMENT = 0.2, 1e-6
ROWS, BINS_IN_CELL = 500, 32
LARGE = 2**21
COLUMNS = ("prior", "in scipy", "ns", "ns, built", "scipy ns", "ratio", "ratio, built", "target", "met")

type Quantiles = Callable[[Floats], Any]


class Case(NamedTuple):
    """A prior as it is written, what gives its quantiles in scipy, what that is, and whether it is slow there."""

    form: Any
    peer: Quantiles
    peer_name: str
    slow: bool = False


class Times(NamedTuple):
    """Nanoseconds per draw: from the table, with building it, and in scipy."""

    ours: float
    built: float
    peer: float


def main() -> None:
    """Print the table; fail if drawing from a slow distribution takes more than a fifth of scipy's time."""
    np.empty(LARGE)  # freed at once, after which glibc keeps memory for the next arrays: pages are no one's cost
    uniform = np.random.default_rng(SEED).random(DRAWS)
    with TemporaryDirectory() as folder:
        cases = families() | metalogs() | mixtures() | modified() | empirical(Path(folder, "data.csv"))
        times = {name: measured(name, case, uniform) for name, case in cases.items()}
    print_table(cases, times)
    slow = [name for name, case in cases.items() if case.slow]
    over = [name for name in slow if times[name].ours > TARGET * times[name].peer]
    over_built = [name for name in slow if times[name].built > TARGET * times[name].peer]
    print(f"With building the table, over {TARGET} of scipy's time: {', '.join(over_built) or 'none'}")
    if over:
        sys.exit(f"Slow distributions over {TARGET} of scipy's time: {', '.join(over)}")
    print(f"All slow distributions are within {TARGET} of scipy's time")


def families() -> dict[str, Case]:
    """Return the families with parameters, and a distribution of single values."""
    triangle = {"low": 1, "mode": 2, "high": 6}
    discrete = stats.rv_discrete(values=([1, 2, 5], [0.2, 0.5, 0.3])).ppf
    return {
        "normal": Case({"normal": {"mu": 1, "sigma": 2}}, stats.norm(1, 2).ppf, "norm"),
        "lognormal": Case({"lognormal": {"mu": 1, "sigma": 0.5}}, stats.lognorm(0.5, 0, np.exp(1)).ppf, "lognorm"),
        "student_t": Case({"student_t": {"nu": 4, "mu": 1, "sigma": 2}}, stats.t(4, 1, 2).ppf, "t", slow=True),
        "half_normal": Case({"half_normal": {"sigma": 2}}, stats.halfnorm(0, 2).ppf, "halfnorm"),
        "beta": Case({"beta": {"alpha": 2, "beta": 5}}, stats.beta(2, 5).ppf, "beta", slow=True),
        "gamma": Case({"gamma": {"alpha": 2, "beta": 3}}, stats.gamma(2, 0, 1 / 3).ppf, "gamma", slow=True),
        "exponential": Case({"exponential": {"scale": 2}}, stats.expon(0, 2).ppf, "expon"),
        "weibull": Case({"weibull": {"alpha": 1.5, "beta": 2}}, stats.weibull_min(1.5, 0, 2).ppf, "weibull_min"),
        "uniform": Case({"uniform": {"low": 1, "high": 3}}, stats.uniform(1, 2).ppf, "uniform"),
        "loguniform": Case({"loguniform": {"low": 1, "high": 9}}, stats.loguniform(1, 9).ppf, "loguniform"),
        "triangular": Case({"triangular": triangle}, stats.triang(0.2, 1, 5).ppf, "triang"),
        "pert": Case({"pert": triangle}, stats.beta(1.8, 4.2, 1, 5).ppf, "beta", slow=True),
        "discrete": Case({"discrete": {1: 0.2, 2: 0.5, 5: 0.3}}, discrete, "rv_discrete"),
    }


def metalogs() -> dict[str, Case]:
    """Return metalogs through three quantiles; scipy has none, so Keelin's formula is the ppf of a subclass."""
    values, centred, logits = np.array([2.0, 4.0, 9.0]), np.array([-0.4, 0.0, 0.4]), logit([0.1, 0.5, 0.9])
    basis = np.column_stack([np.ones(3), logits, centred * logits])
    plain, of_logarithm = np.linalg.solve(basis, values), np.linalg.solve(basis, np.log(values))

    class Unbounded(stats.rv_continuous):
        def _ppf(self, q: Any, *_: Any) -> Any:
            return plain[0] + (plain[1] + plain[2] * (q - 0.5)) * logit(q)

    class SemiBounded(stats.rv_continuous):
        def _ppf(self, q: Any, *_: Any) -> Any:
            return np.exp(of_logarithm[0] + (of_logarithm[1] + of_logarithm[2] * (q - 0.5)) * logit(q))

    form, peer_name = {"p10": 2, "p50": 4, "p90": 9}, "rv_continuous, Keelin's formula"
    return {
        "metalog": Case(form, Unbounded().ppf, peer_name, slow=True),
        "metalog above 0": Case(form | {"low": 0}, SemiBounded(a=0.0).ppf, peer_name, slow=True),
    }


def mixtures() -> dict[str, Case]:
    """Return a mixture of two lognormals, and one with a gap between its components."""

    def form(first: Any, second: Any) -> Any:
        return {"mixture": [{"weight": 0.6, "value": first}, {"weight": 0.4, "value": second}]}

    overlapping = form({"lognormal": {"mu": 0, "sigma": 0.5}}, {"lognormal": {"mu": 2, "sigma": 0.4}})
    apart = form({"uniform": {"low": 1, "high": 2}}, {"uniform": {"low": 5, "high": 6}})
    lognormals = [stats.exp(stats.Normal(mu=0.0, sigma=0.5)), stats.exp(stats.Normal(mu=2.0, sigma=0.4))]
    uniforms = [stats.Uniform(a=1.0, b=2.0), stats.Uniform(a=5.0, b=6.0)]
    return {
        "mixture": Case(overlapping, stats.Mixture(lognormals, weights=[0.6, 0.4]).icdf, "Mixture", slow=True),
        "mixture with gap": Case(apart, stats.Mixture(uniforms, weights=[0.6, 0.4]).icdf, "Mixture", slow=True),
    }


def modified() -> dict[str, Case]:
    """Return truncated distributions and a clipped one."""
    normal, lognormal = {"normal": {"mu": 1.0, "sigma": 2.0}}, {"lognormal": {"mu": 0.0, "sigma": 0.5}}
    truncated = stats.truncate(stats.Normal(mu=1.0, sigma=2.0), -1.0, 5.0).icdf
    positive = stats.truncate(stats.exp(stats.Normal(mu=0.0, sigma=0.5)), 0.5, 3.0).icdf
    share = stats.truncate(stats.make_distribution(stats.beta)(a=2.0, b=5.0), 0.1, 0.6).icdf
    beta = {"beta": {"alpha": 2, "beta": 5}, "bounds": [0.1, 0.6]}
    return {
        "truncated normal": Case(
            normal | {"bounds": [-1, 5]}, stats.truncnorm(-1, 2, 1, 2).ppf, "truncnorm", slow=True
        ),
        "the same": Case(normal | {"bounds": [-1, 5]}, truncated, "truncate(Normal)"),
        "truncated lognormal": Case(lognormal | {"bounds": [0.5, 3]}, positive, "truncate(exp(Normal))"),
        "truncated beta": Case(beta, share, "truncate(beta)", slow=True),
        "clipped normal": Case(
            normal | {"clip": [0, 3]}, lambda q: np.clip(stats.norm(1, 2).ppf(q), 0, 3), "np.clip of norm"
        ),
    }


def empirical(file: Path) -> dict[str, Case]:
    """Return distributions of data; scipy's smoothed one has a step for each small part of our straight lines."""
    data = stats.lognorm(0.6).rvs(ROWS, random_state=SEED)
    np.savetxt(file, data, fmt="%.17g", header="x", comments="")
    form = {"file": str(file), "column": "x"}
    smoothed = {"empirical": form | {"smooth": True}}
    distribution = prior(smoothed).distribution
    if not isinstance(distribution, Interpolated):
        raise TypeError(distribution)
    cells = np.arange((len(distribution.points) - 1) * BINS_IN_CELL + 1) / BINS_IN_CELL
    edges = np.interp(cells, np.arange(len(distribution.points)), distribution.points)
    histogram = stats.rv_histogram((distribution.pdf(0.5 * (edges[1:] + edges[:-1])), edges), density=True)
    shares = np.full(ROWS, 1 / ROWS)
    return {
        "empirical": Case({"empirical": form}, stats.rv_discrete(values=(np.sort(data), shares)).ppf, "rv_discrete"),
        "empirical, smooth": Case(smoothed, histogram.ppf, "rv_histogram"),
    }


def measured(name: str, case: Case, uniform: Floats) -> Times:
    """Return the least times of several rounds, each in the other order than the last."""
    distribution = prior(case.form).distribution
    fail_unless_quantiles_agree(name, distribution, np.asarray(case.peer(uniform)), uniform)
    found: dict[str, list[float]] = {"ours": [], "built": [], "peer": []}
    for turn in range(ROUNDS):
        new = prior(case.form).distribution
        timed: dict[str, Quantiles] = {
            "ours": distribution.from_uniform,
            "built": partial(_draw_without_tables, new),
            "peer": case.peer,
        }
        for kind in list(timed)[:: 1 if turn % 2 else -1]:
            start = perf_counter()
            timed[kind](uniform)
            found[kind].append(perf_counter() - start)
    return Times(**{kind: 1e9 * min(seconds) / DRAWS for kind, seconds in found.items()})


def fail_unless_quantiles_agree(name: str, distribution: Distribution, expected: Floats, uniform: Floats) -> None:
    """Stop if a quantile is further from scipy's than a millionth of its size, as `InverseTable` takes size."""
    one_sign = expected.min() > 0 or expected.max() < 0
    size = np.abs(expected) + (0.0 if one_sign else stats.iqr(expected))
    for kind, values in {"exact": distribution.ppf(uniform), "tabulated": distribution.from_uniform(uniform)}.items():
        wrong = np.count_nonzero(~(np.abs(values - expected) <= AGREEMENT * size))
        if wrong:
            sys.exit(f"{name}: {wrong} {kind} quantiles are more than {AGREEMENT:g} of their size from scipy's")


def print_table(cases: dict[str, Case], times: dict[str, Times]) -> None:
    """Print a row for each prior."""
    table = Table(title=f"Nanoseconds per draw, {DRAWS} draws")
    for column in COLUMNS:
        table.add_column(column, justify="left" if column in COLUMNS[:2] else "right", no_wrap=True)
    for name, case in cases.items():
        ours, built, peer = times[name]
        ratios = ours / peer, built / peer
        met = "yes" if max(ratios) <= TARGET else "once built" if ratios[0] <= TARGET else "no"
        target = (f"{TARGET}", met) if case.slow else ("", "")
        table.add_row(
            name, case.peer_name, *(f"{ns:.1f}" for ns in times[name]), *(f"{x:.3f}" for x in ratios), *target
        )
    Console(width=140).print(table)


def _draw_without_tables(distribution: Distribution, uniform: Floats) -> Floats:
    """Return a new distribution's draws; normal distributions share a table, which is built anew too."""
    normal_from_uniform.cache_clear()
    return distribution.from_uniform(uniform)


if __name__ == "__main__":
    main()
