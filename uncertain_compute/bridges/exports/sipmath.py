"""Write a run as a SIPmath 3.0 library: a metalog for each column, and a Gaussian copula between them."""

import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from scipy.special import ndtri
from xarray import DataTree

from uncertain_compute.analysis.summary.samples import DrawSample, samples
from uncertain_compute.analysis.summary.summaries import held_of, targets_of
from uncertain_compute.arrays import Floats
from uncertain_compute.errors import UncertainComputeError, no_such
from uncertain_compute.files.named import path_of
from uncertain_compute.files.writing import write_text
from uncertain_compute.priors.distributions.metalog import Metalog

TERMS = range(9, 2, -1)
"""Numbers of terms of a metalog, the first of which that gives a density is taken."""

LEVELS = np.concatenate([[0.002, 0.005], np.linspace(0.01, 0.99, 99), [0.995, 0.998]])
FARTHEST = 0.02
"""The largest error of a probability at which a metalog still stands for the draws."""

FEWEST = 1000
MATRIX, COPULA = "correlationMatrix", "Gaussian"


def write_sipmath(run: DataTree, path: str | Path, targets: Iterable[str] = (), *, group: str = "prior") -> Path:
    """Write a run's targets as a SIPmath 3.0 library, which spreadsheets with SIPmath and Analytic Solver read.

    A column becomes a metalog (of its logarithm if all draws are positive) fitted to quantiles of its draws; their
    dependence becomes a Gaussian copula with the correlations of their normal scores. Random numbers are those of the
    standard's HDR generator. Each metalog's largest error of a probability is in its metadata.

    Parameters
    ----------
    path
        The file, as ``forecast.SIPmath``.
    targets
        Targets of the run, or columns of them; all if left out.
    group
        ``prior``, or ``posterior`` if evidence updated the run.

    Raises
    ------
    UncertainComputeError
        If a target is unknown, the run kept no draws, or a column is not near any metalog.

    Examples
    --------
    >>> import uncertain_compute as uc
    >>> from tempfile import TemporaryDirectory
    >>> def cost(price, hours):
    ...     return price * hours
    >>> run = uc.run(uc.Study([cost], {"price": "2 to 4", "hours": "100 to 400"}), draws=4096, seed=1)
    >>> with TemporaryDirectory() as folder:
    ...     written = uc.write_sipmath(run, Path(folder) / "cost.SIPmath").read_text()
    >>> [one["name"] for one in json.loads(written)["sips"]]
    ['cost']
    """
    into = path_of(path, "path")
    drawn = _columns(run, targets, group)
    return _written(into, run, drawn, [_sip(name, draws) for name, draws in drawn.items()])


def write_all_near_metalogs(run: DataTree, path: Path, group: str) -> list[str]:
    """Write all columns of a run's targets that are near a metalog; return why the others are left out.

    Raises
    ------
    UncertainComputeError
        If the run kept no draws, or no column is near a metalog.
    """
    drawn, sips, left_out = _columns(run, (), group), [], []
    for name in [*drawn]:
        try:
            sips.append(_sip(name, drawn[name]))
        except UncertainComputeError as error:
            del drawn[name]
            left_out.append(f"{path.name} leaves out {error}")
    if not drawn:
        raise UncertainComputeError(f"export: no target is near a metalog, which SIPmath needs; {left_out[0]}")
    _written(path, run, drawn, sips)
    return left_out


def _written(into: Path, run: DataTree, drawn: Mapping[str, Floats], sips: Sequence[dict[str, Any]]) -> Path:
    """Write columns and their SIPs as a library; return its path."""
    for number, sip in enumerate(sips, 1):
        sip["ref"] = {"source": "copula", "name": COPULA, "copulaLayer": f"c{number}"}
    library = {
        "name": into.stem,
        "objectType": "sipModel",
        "libraryType": "SIPmath_3_0",
        "provenance": f"uncertain_compute, seed {run.attrs['seed']}",
        "globalVariables": [{"name": MATRIX, "value": _matrix(drawn)}],
        "U01": {"rng": [_generator(number) for number in range(1, len(drawn) + 1)], "copula": [_copula(len(drawn))]},
        "sips": [*sips],
        "version": "1",
    }
    into.parent.mkdir(parents=True, exist_ok=True)
    return write_text(into, json.dumps(library, indent=1, allow_nan=False) + "\n")


def _columns(run: DataTree, targets: Iterable[str], group: str) -> dict[str, Floats]:
    """Return the draws of each column, in one row."""
    known = targets_of(run)
    said = [targets] if isinstance(targets, str) else [*targets]
    found: dict[str, Floats] = {}
    for target in said or known:
        held = held_of(target, known)
        if not held:
            raise no_such("targets", "target of the run", target, known)
        for one in held:
            for column, sample in samples(run, one, group):
                if not isinstance(sample, DrawSample):
                    raise UncertainComputeError("run: kept no draws, which SIPmath needs; draw with keep=draws")
                found[column] = sample.draws.ravel()
    return found


def _sip(name: str, draws: Floats) -> dict[str, Any]:
    metalog = _metalog(name, draws)
    quantiles = np.quantile(draws, LEVELS, method="hazen")
    error = float(np.abs(metalog.cdf(quantiles) - LEVELS).max())
    if error > FARTHEST:
        raise UncertainComputeError(
            f"{name}: no metalog is near it, and SIPmath has only these: a probability would be off by {error:.1%}"
        )
    bound = {"lowerBound": metalog.low} if np.isfinite(metalog.low) else {}
    return {
        "name": name,
        "function": "Metalog_1_0",
        "arguments": {**bound, "aCoefficients": list(metalog.coefficients)},
        "metadata": {"mean": float(draws.mean()), "largest error of a probability": round(error, 5)},
    }


def _metalog(name: str, draws: Floats) -> Metalog:
    """Return a metalog near the draws, with as many terms as give it a density."""
    if len(np.unique(draws)) < min(FEWEST, len(draws)) or not np.isfinite(draws).all():
        raise UncertainComputeError(f"{name}: has few values or is infinite in a draw, which a metalog cannot be")
    quantiles = np.quantile(draws, LEVELS, method="hazen")
    low = 0.0 if draws.min() > 0 else -np.inf
    for terms in TERMS:
        try:
            return Metalog.through(LEVELS, quantiles, low=low, terms=terms)
        except ValueError:
            continue
    raise UncertainComputeError(f"{name}: no metalog is near it, and SIPmath has only these")


def _matrix(drawn: Mapping[str, Floats]) -> dict[str, Any]:
    """Return the correlations of the columns' normal scores."""
    scores = [ndtri((draws.argsort().argsort() + 0.5) / len(draws)) for draws in drawn.values()]
    correlations = np.atleast_2d(np.corrcoef(scores))
    names = list(drawn)
    entries = [
        {"row": row, "col": column, "value": float(correlations[i, j])}
        for i, row in enumerate(names)
        for j, column in enumerate(names)
    ]
    return {"columns": names, "rows": names, "matrix": entries}


def _generator(number: int) -> dict[str, Any]:
    arguments = {"counter": "PM_Index", "entity": 1, "varId": number, "seed3": 0, "seed4": 0}
    return {"name": f"hdr{number}", "function": "HDR_2_0", "arguments": arguments}


def _copula(count: int) -> dict[str, Any]:
    numbers = range(1, count + 1)
    return {
        "name": COPULA,
        "function": "GaussianCopula",
        "arguments": {
            MATRIX: {"type": "globalVariables", "value": MATRIX},
            "rng": [f"hdr{number}" for number in numbers],
        },
        "copulaLayer": [f"c{number}" for number in numbers],
    }
