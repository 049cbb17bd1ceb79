"""Families that a prior may name: parameters or quantiles in, a law out."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from scipy.special import ndtri

from uncertain_compute.errors import UncertainComputeError, did_you_mean
from uncertain_compute.priors.distributions import BetaDistribution, LogNormalDistribution, NormalDistribution
from uncertain_compute.priors.laws import Discrete, Law, LogNormal, LogUniform, Normal, Tabulated, Triangular, Uniform
from uncertain_compute.priors.table import Floats

LEAST_MASS = 1e-9
QUANTILE_KEY = re.compile(r"p(\d{1,2}(?:\.\d+)?)$")


@dataclass(frozen=True, slots=True)
class Family:
    """How a family is made from its own parameters, and from two of its quantiles."""

    parameters: tuple[str, ...]
    law: Callable[..., Law]
    rule: str
    valid: Callable[..., bool]
    from_quantiles: Callable[[list[float], list[float]], Law] | None = None


def _normal_through(probabilities: list[float], values: list[float]) -> tuple[float, float]:
    low, high = ndtri(np.array(probabilities))
    sigma = (values[1] - values[0]) / (high - low)
    return float(values[0] - low * sigma), float(sigma)


def _lognormal_from_quantiles(probabilities: list[float], values: list[float]) -> Law:
    if values[0] <= 0:
        raise UncertainComputeError(f"quantiles {values} of a lognormal must be positive")
    return LogNormal(*_normal_through(probabilities, [float(np.log(value)) for value in values]))


def _sigma_is_positive(mu: float, sigma: float) -> bool:
    del mu
    return sigma > 0


def _beta_from_quantiles(probabilities: list[float], values: list[float]) -> Law:
    from scipy.optimize import root
    from scipy.special import betainc

    if not 0 < values[0] < values[1] < 1:
        raise UncertainComputeError(f"quantiles {values} of a beta must lie between 0 and 1")

    def misfit(logs: Floats) -> Floats:
        alpha, beta = np.exp(logs)
        return np.asarray(betainc(alpha, beta, np.array(values)) - np.array(probabilities))

    mean, spread = sum(values) / 2, (values[1] - values[0]) / float(np.diff(ndtri(np.array(probabilities)))[0])
    size = max(mean * (1 - mean) / spread / spread - 1, 0.5)
    start = np.log([mean * size, (1 - mean) * size])
    fit = root(misfit, start, tol=1e-14)
    if not np.abs(fit.fun).max() <= 1e-10:
        raise UncertainComputeError(f"no beta has the quantiles {dict(zip(probabilities, values, strict=True))}")
    return Tabulated(BetaDistribution(*np.exp(fit.x)))


FAMILIES = {
    "normal": Family(
        ("mu", "sigma"),
        Normal,
        "sigma > 0",
        _sigma_is_positive,
        lambda probabilities, values: Normal(*_normal_through(probabilities, values)),
    ),
    "lognormal": Family(("mu", "sigma"), LogNormal, "sigma > 0", _sigma_is_positive, _lognormal_from_quantiles),
    "beta": Family(
        ("alpha", "beta"),
        lambda alpha, beta: Tabulated(BetaDistribution(alpha, beta)),
        "alpha > 0 and beta > 0",
        lambda alpha, beta: alpha > 0 and beta > 0,
        _beta_from_quantiles,
    ),
    "uniform": Family(("low", "high"), Uniform, "low < high", lambda low, high: low < high),
    "loguniform": Family(("low", "high"), LogUniform, "0 < low < high", lambda low, high: 0 < low < high),
    "triangular": Family(
        ("low", "mode", "high"),
        Triangular,
        "low <= mode <= high and low < high",
        lambda low, mode, high: low <= mode <= high and low < high,
    ),
}
"""The continuous families; ``discrete`` has values for keys, so it stands apart."""

FAMILY_NAMES = (*FAMILIES, "discrete")


def law_of_family(name: str, written: Any, where: str) -> Law:
    """Return the law that a family's mapping says.

    Parameters
    ----------
    written
        Parameters, quantiles (``p5: 4, p95: 10``), for ``discrete`` values and probabilities;
        ``bounds: [low, high]`` truncates a normal, lognormal or beta law.
    where
        The key in the config, for messages.

    Raises
    ------
    UncertainComputeError
        If the family or a parameter is unknown, or the parameters give no law.
    """
    if name not in FAMILY_NAMES:
        raise UncertainComputeError(f"{where}: no family {name!r}; {did_you_mean(name, FAMILY_NAMES)}")
    if not isinstance(written, Mapping) or not written:
        raise UncertainComputeError(f"{where}.{name}: {written!r} is not a mapping of parameters")
    here = f"{where}.{name}"
    with np.errstate(all="ignore"):
        law = _discrete(written, here) if name == "discrete" else _bounded(FAMILIES[name], written, here)
        if not np.isfinite(law.quantile(np.array([0.01, 0.5, 0.99]))).all():
            raise UncertainComputeError(f"{here}: its quantiles are out of a float's range")
    return law


def number(value: Any, where: str) -> float:
    """Return a finite float.

    Raises
    ------
    UncertainComputeError
        If the value is not a number, or not a finite one.
    """
    try:
        result = float(value)
    except (TypeError, ValueError, OverflowError):
        raise UncertainComputeError(f"{where}: {value!r} is not a number") from None
    if isinstance(value, bool) or not np.isfinite(result):
        raise UncertainComputeError(f"{where}: {value!r} is not a finite number")
    return result


def _bounded(family: Family, written: Mapping[Any, Any], where: str) -> Law:
    parameters = {str(key): value for key, value in written.items()}
    bounds = parameters.pop("bounds", None)
    law = _continuous(family, {key: number(value, f"{where}.{key}") for key, value in parameters.items()}, where)
    return law if bounds is None else _truncated(law, bounds, f"{where}.bounds")


def _continuous(family: Family, parameters: dict[str, float], where: str) -> Law:
    quantiles = {key: float(match[1]) / 100 for key in parameters if (match := QUANTILE_KEY.match(key))}
    if quantiles and family.from_quantiles is not None:
        return _from_quantiles(family.from_quantiles, parameters, quantiles, where)
    if set(parameters) != set(family.parameters):
        allowed = ", ".join(family.parameters) + (" or two quantiles such as p5, p95" if family.from_quantiles else "")
        raise UncertainComputeError(f"{where}: has {', '.join(parameters) or 'nothing'}; allowed are {allowed}")
    if not family.valid(**parameters):
        raise UncertainComputeError(f"{where}: {parameters} is impossible; it needs {family.rule}")
    return family.law(**parameters)


def _from_quantiles(
    build: Callable[[list[float], list[float]], Law],
    parameters: dict[str, float],
    quantiles: dict[str, float],
    where: str,
) -> Law:
    keys = sorted(quantiles, key=quantiles.__getitem__)
    if len(keys) != 2 or len(parameters) != 2 or not 0 < quantiles[keys[0]] < quantiles[keys[1]] < 1:
        raise UncertainComputeError(
            f"{where}: has {', '.join(parameters)}; allowed are exactly two quantiles, as p5, p95"
        )
    values = [parameters[key] for key in keys]
    if not values[0] < values[1]:
        raise UncertainComputeError(f"{where}: {keys[0]} = {values[0]:g} must be below {keys[1]} = {values[1]:g}")
    try:
        return build([quantiles[key] for key in keys], values)
    except UncertainComputeError as error:
        raise UncertainComputeError(f"{where}: {error}") from None


def _truncated(law: Law, bounds: Any, where: str) -> Law:
    if not isinstance(bounds, list | tuple) or len(bounds) != 2:
        raise UncertainComputeError(f"{where}: {bounds!r} is not a pair [low, high]; null leaves an end open")
    low, high = (
        end if value is None else number(value, where) for value, end in zip(bounds, (-np.inf, np.inf), strict=True)
    )
    match law:
        case Normal(mu, sigma):
            law = Tabulated(NormalDistribution(mu, sigma), (low, high))
        case LogNormal(mu, sigma):
            law = Tabulated(LogNormalDistribution(NormalDistribution(mu, sigma)), (low, high))
        case Tabulated(distribution):
            law = Tabulated(distribution, (low, high))
        case _:
            raise UncertainComputeError(f"{where}: only a normal, lognormal or beta law can be truncated")
    if not law.mass > LEAST_MASS:
        raise UncertainComputeError(f"{where}: [{low:g}, {high:g}] leaves none of the law's mass")
    return law


def _discrete(written: Mapping[Any, Any], where: str) -> Law:
    pairs = sorted((number(value, where), number(share, f"{where}.{value}")) for value, share in written.items())
    values, shares = zip(*pairs, strict=True)
    if any(low == high for low, high in pairwise(values)) or min(shares) < 0 or abs(sum(shares) - 1) > 1e-9:
        raise UncertainComputeError(
            f"{where}: probabilities {shares} must be positive and sum to 1, values be distinct"
        )
    return Discrete(values, shares)
