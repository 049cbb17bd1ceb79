"""An audit: each figure that a publication prints, recomputed from the study's point values."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from math import floor, inf, isclose, log10
from pathlib import Path
from typing import TYPE_CHECKING, Any

from xarray import Variable

from uncertain_compute.documents import document
from uncertain_compute.errors import UncertainComputeError, did_you_mean
from uncertain_compute.model.graph import evaluate

if TYPE_CHECKING:
    import pandas as pd

    from uncertain_compute.study import Study

VERDICTS = {
    "match": "as printed, at its rounding",
    "rounding": "explained by a rounding on the way",
    "wrong": "wrong in the source",
    "approximate": "read off a chart or called approximate",
    "cited": "taken from elsewhere",
}


@dataclass(frozen=True, slots=True)
class Audited:
    """One printed figure: what it should be, how far off it is, and the verdict."""

    name: str
    quantity: str
    unit: str
    published: float
    recomputed: float
    verdict: str
    note: str

    @property
    def difference(self) -> float:
        """Return the relative difference of the recomputed figure from the published one."""
        return self.recomputed / self.published - 1.0 if self.published else inf


def audit(study: "Study") -> list[Audited]:
    """Return a verdict on each figure of the study's publication.

    A figure matches where the recomputed one, rounded to the digits that were printed, is the
    published one, or else it ``differs``, unless the data file has a verdict for the number that it should be.
    The file's rows have name, quantity, published and digits, and may have coordinate, given (inputs to set),
    verdict with right (the number that the verdict holds for, to a thousandth) and note.

    Raises
    ------
    UncertainComputeError
        If the data file cannot be read, or a row names no quantity of the study.
    """
    return [_audited(study, row) for row in _rows(study.audit)] if study.audit else []


def audit_table(rows: Sequence[Audited]) -> "pd.DataFrame":
    """Return a row for each printed figure."""
    import pandas as pd

    return pd.DataFrame([{**asdict(row), "difference": row.difference} for row in rows])


def rounded(value: float, digits: int) -> float:
    """Return a number at so many significant digits."""
    return round(value, digits - 1 - floor(log10(abs(value)))) if value else 0.0


def _rows(path: Path) -> list[dict[str, Any]]:
    rows = document(path)
    try:
        return [
            {**row, "name": row["name"], "quantity": row["quantity"]}
            | ({"verdict": _known_verdict(row["verdict"]), "right": float(row["right"])} if "verdict" in row else {})
            | {number: float(row[number]) for number in ("published", "digits")}
            for row in rows
        ]
    except (KeyError, TypeError, ValueError) as error:
        needed = "name, quantity, published and digits"
        raise UncertainComputeError(f"{path}: not a list of figures, each with {needed} ({error!r})") from error


def _known_verdict(name: str) -> str:
    if name not in VERDICTS:
        raise ValueError(f"verdict {name!r}: {did_you_mean(name, VERDICTS)}")
    return name


def _audited(study: "Study", row: Mapping[str, Any]) -> Audited:
    quantity, coordinate = str(row["quantity"]), row.get("coordinate")
    value = _point_value(study, quantity, row.get("given") or {})
    dimension = str(value.dims[0]) if value.dims else ""
    known = study.dimensions.get(dimension, (None,))
    if coordinate not in known:
        raise UncertainComputeError(f"audit: {quantity!r} has no coordinate {coordinate!r}")
    value = value.isel({dimension: known.index(coordinate)} if dimension else {})
    published, recomputed, digits = row["published"], float(value), int(row["digits"])
    matches = rounded(recomputed, digits) == rounded(published, digits)
    expected = "right" in row and isclose(recomputed, float(row["right"]), rel_tol=1e-3)
    verdict = row["verdict"] if expected else "match" if matches else "differs"
    return Audited(
        name=str(row["name"]),
        quantity=quantity,
        unit=study.unit(quantity),
        published=published,
        recomputed=recomputed,
        verdict=str(verdict),
        note=str(row.get("note", "")),
    )


def _point_value(study: "Study", quantity: str, given: Mapping[str, Any]) -> Variable:
    """Return a quantity at the study's medians, with some of its inputs set."""
    if quantity not in study.graph.equations and quantity not in study.assumptions:
        raise UncertainComputeError(f"audit: no quantity {quantity!r}; {did_you_mean(quantity, study.graph.equations)}")
    values = study.medians() | study.given_values(given)
    equations, _ = study.graph.needed([quantity], values)
    result: Variable = evaluate(equations, values)[quantity]
    return result
