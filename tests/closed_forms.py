"""Models whose sensitivities have a closed form, and how often an interval holds the truth."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from xarray import Dataset, DataTree

import uncertain_compute as uc
from uncertain_compute.arrays import Floats
from uncertain_compute.model.graph import Number

SEEDS = range(100)
LEAST = 90
"""Of 100 intervals at the nominal 95%, so many must hold the truth."""

CHAINS = 16
AT_ONCE = 10
"""How many runs are drawn together."""

ROUNDING = 1e-12


def ishigami(x1: Number, x2: Number, x3: Number) -> Number:
    """Return Ishigami's function [1]."""
    return np.sin(x1) + 7 * np.sin(x2) ** 2 + 0.1 * x3**4 * np.sin(x1)


def weighted(a: Number, b: Number, c: Number) -> Number:
    """Return a linear function [1]."""
    return 3 * a + 2 * b - c


def multiplied(a: Number, b: Number, c: Number) -> Number:
    """Return a product [GPU]."""
    return a * b * c


@dataclass(frozen=True)
class Known:
    """A study of one quantity with the first-order index of each assumption, on its own scale."""

    study: uc.Study
    first_order: Mapping[str, float]


def known_ishigami() -> Known:
    """Return Ishigami's function on U(-pi, pi); Ishigami & Homma 1990."""
    uniform = {"uniform": {"low": -np.pi, "high": np.pi}}
    study = uc.Study([ishigami], dict.fromkeys(["x1", "x2", "x3"], uniform))
    first = 0.5 * (1 + 0.1 * np.pi**4 / 5) ** 2
    second = 7**2 / 8
    variance = first + second + 0.1**2 * np.pi**8 * (1 / 18 - 1 / 50)
    return Known(study, {"x1": first / variance, "x2": second / variance, "x3": 0.0})


SIGMAS = {"a": 0.3, "b": 0.5, "c": 0.2}
MUS = {"a": 1.0, "b": -0.5, "c": 0.25}


def lognormals(**correlated: Any) -> dict[str, Any]:
    """Return priors of the three factors of a lognormal product."""
    priors = {name: {"lognormal": {"mu": MUS[name], "sigma": sigma}} for name, sigma in SIGMAS.items()}
    return {**priors, **correlated}


def known_lognormal_product() -> Known:
    """Return a product: the variance of its mean given one factor is M^2 (exp(s_i^2) - 1)."""
    variance = sum(sigma**2 for sigma in SIGMAS.values())
    shares = {name: np.expm1(sigma**2) / np.expm1(variance) for name, sigma in SIGMAS.items()}
    return Known(uc.Study([multiplied], lognormals()), shares)


COVARIANCE = np.array([[1.0, 0.6, 0.0], [0.6, 1.0, 0.3], [0.0, 0.3, 1.0]])
WEIGHTS = np.array([3.0, 2.0, -1.0])


def correlations_with_the_sum() -> Floats:
    """Return how the weighted sum of correlated normals correlates with each: (C w)_i / sqrt(w' C w)."""
    return COVARIANCE @ WEIGHTS / np.sqrt(WEIGHTS @ COVARIANCE @ WEIGHTS)


def correlated_sum() -> uc.Study:
    """Return the weighted sum of three standard normals that are tied by a Gaussian copula."""
    ties = [
        {"pair": ["a", "b"], "normal_score": float(COVARIANCE[0, 1])},
        {"pair": ["b", "c"], "normal_score": float(COVARIANCE[1, 2])},
    ]
    priors = {name: {"normal": {"mu": 0, "sigma": 1}} for name in "abc"}
    return uc.Study([weighted], {**priors, "correlations": ties})


def known_correlated_sum() -> Known:
    """Return a linear Gaussian model; E[Y | X_i] is linear, so its variance is the squared correlation's share."""
    shares = correlations_with_the_sum() ** 2
    return Known(correlated_sum(), dict(zip("abc", shares.tolist(), strict=True)))


def two_normals(correlation: float) -> uc.Study:
    """Return Y = r X + sqrt(1 - r^2) Z of independent standard normals X and Z."""
    rest = float(np.sqrt(1 - correlation**2))

    def mixed(x: Number, z: Number) -> Number:
        """Return a sum [1]."""
        return correlation * x + rest * z

    return uc.Study([mixed], {name: {"normal": {"mu": 0, "sigma": 1}} for name in "xz"})


def together(
    study: uc.Study, draws: int, chains: int = CHAINS, count: int = len(SEEDS), **settings: Any
) -> Iterator[DataTree]:
    """Yield runs that are each made of several: a run's chains are as independent as those of several seeds.

    Parameters
    ----------
    draws, chains
        Those of each of the several.
    """
    for seed in range(count // AT_ONCE):
        yield uc.run(study, draws=AT_ONCE * draws, chains=AT_ONCE * chains, seed=seed, threads=1, **settings)


def each_of(chains: int = CHAINS) -> list[slice]:
    """Return the chains of each run of those that are drawn together."""
    return [slice(first, first + chains) for first in range(0, AT_ONCE * chains, chains)]


def runs(study: uc.Study, draws: int, chains: int = CHAINS) -> Iterator[DataTree]:
    """Yield a hundred runs, of so many draws and chains each."""
    for several in together(study, draws, chains):
        yield from (several.isel(chain=own) for own in each_of(chains))


def times_held(estimates: Iterable[Dataset], truths: Mapping[str, Any]) -> dict[str, Floats]:
    """Return in how many estimates each variable's interval holds its truth, by variable.

    Parameters
    ----------
    truths
        By variable, of its shape without dimensions of length one; intervals may miss by rounding.
    """
    counts = {name: np.zeros(np.shape(truth)) for name, truth in truths.items()}
    for data in estimates:
        for name, truth in truths.items():
            counts[name] += holds(data, name, truth)
    return counts


def holds(data: Dataset, name: str, truth: Any) -> Floats:
    """Return whether an interval holds the truth."""
    low, high = (data[f"{name}_ci"].values[..., end].squeeze() for end in (0, 1))
    rounding = ROUNDING * np.abs(truth).max() + ROUNDING
    return np.asarray((low - rounding <= truth) & (truth <= high + rounding))
