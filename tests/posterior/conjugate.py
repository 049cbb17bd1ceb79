"""Studies whose posterior has a closed form."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.stats import beta, norm

import uncertain_compute as uc
from uncertain_compute.model.graph import Number

LEVELS = np.array([0.05, 0.5, 0.95])
PROVENANCE = {"source": "made up", "date": "2025", "status": "judgement"}


def doubled(x: Number) -> Number:
    """Twice the assumption [1]."""
    return 2.0 * x


def item(quantity: str, observed: Any, error: Mapping[str, Any], **more: Any) -> dict[str, Any]:
    return {"quantity": quantity, "observed": observed, "error": error, "unit": "1", **PROVENANCE, **more}


def study(prior: Any, **items: Mapping[str, Any]) -> uc.Study:
    evidence = uc.Evidence.of(items) if items else None
    return uc.Study([doubled], {"x": {"value": prior, "unit": "1"}}, evidence=evidence)


@dataclass(frozen=True)
class Conjugate:
    """A study, and the exact quantiles of its posterior."""

    study: uc.Study
    quantiles: Callable[[np.ndarray], np.ndarray]


def _normal(mean: float, deviation: float, *observed: tuple[float, float]) -> tuple[float, float]:
    """Return mean and standard deviation of a normal posterior, given what was observed with which deviation."""
    precision = 1 / deviation**2 + sum(1 / error**2 for _, error in observed)
    moment = mean / deviation**2 + sum(value / error**2 for value, error in observed)
    return moment / precision, precision**-0.5


SEVERAL, BETWEEN = (2.0, 2.6, 2.2), 1.25
MEAN, DEVIATION = _normal(1.0, 2.0, (3.0, 1.0), (0.7, 1.5))
OF_LOG = _normal(
    np.log(3.0), 0.5, (float(np.mean(np.log(SEVERAL))), (np.log(1.5) ** 2 / 3 + np.log(BETWEEN) ** 2) ** 0.5)
)

FORMS = {
    "normal": {"normal": {"mu": 1, "sigma": 2}},
    "lognormal": {"lognormal": {"mu": float(np.log(3.0)), "sigma": 0.5}},
    "beta": {"beta": {"alpha": 2, "beta": 3}},
}


def items_about(name: str, case: str) -> dict[str, dict[str, Any]]:
    """Return the items of a case, about an assumption of this name."""
    match case:
        case "normal":
            return {"first": item(name, 3.0, {"normal": 1.0}), "second": item(name, 0.7, {"normal": 1.5})}
        case "lognormal":
            return {"several": item(name, list(SEVERAL), {"lognormal": 1.5}, between=BETWEEN)}
    return {"trials": item(name, 7, {"binomial": 10})}


QUANTILES = {
    "normal": lambda levels: norm.ppf(levels, MEAN, DEVIATION),
    "lognormal": lambda levels: np.exp(norm.ppf(levels, *OF_LOG)),
    "beta": lambda levels: beta.ppf(levels, 9, 6),
}
CONJUGATE = {name: Conjugate(study(form, **items_about("x", name)), QUANTILES[name]) for name, form in FORMS.items()}


def total(normal: Number, lognormal: Number, beta: Number) -> Number:
    """Sum of three assumptions [1]."""
    return normal + lognormal + beta


def all_at_once() -> uc.Study:
    """Return one study of all cases, in which each assumption has the name of its case."""
    items = {key: one for name in FORMS for key, one in items_about(name, name).items()}
    priors = {name: {"value": form, "unit": "1"} for name, form in FORMS.items()}
    return uc.Study([total], priors, evidence=uc.Evidence.of(items))
