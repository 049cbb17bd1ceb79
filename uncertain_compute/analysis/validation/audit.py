"""An audit: each published figure, recomputed from the study's point values."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from math import floor, inf, isclose, isfinite, log10
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from uncertain_compute.addresses import address_of, name_of, one_column
from uncertain_compute.errors import no_such, quoted
from uncertain_compute.files.documents import document
from uncertain_compute.model.evaluation import evaluate
from uncertain_compute.priors.reading.config_key import ConfigKey

if TYPE_CHECKING:
    import pandas as pd

    from uncertain_compute.study.study import Study

NEEDED = ("name", "quantity", "published", "digits")
KEYS = (*NEEDED, "coordinate", "given", "verdict", "right", "note", "unit")
TEXTS = ("name", "quantity", "note", "coordinate", "unit")
MOST_DIGITS = 17
"""The most significant digits of a number."""

VERDICTS = {
    "match": "as printed, at its rounding",
    "rounding": "explained by a rounding on the way",
    "wrong": "wrong in the source",
    "approximate": "read off a chart or called approximate",
    "cited": "taken from elsewhere",
    "inherited": "follows from a figure that is wrong",
    "in tension": "disagrees with another figure of the source",
    "unused": "stated, but no other figure follows from it",
}


@dataclass(frozen=True, slots=True)
class Audited:
    """One published figure: its recomputed value, the difference and the verdict."""

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
    """Return a verdict on each published figure of the study.

    A figure matches if the recomputed one, rounded to the printed digits, equals the published one. Otherwise it
    ``differs``, unless the data file has a verdict for the number that it should be.
    The file's rows have name, quantity, published and digits, and may have coordinate, given (inputs to set),
    verdict with right (the number that the verdict holds for, to a thousandth) and note. The quantity may be a column,
    as ``supply[2030]``. If no quantity of the study is the figure, ``right`` is what it should be, in ``unit``. A
    published path is one row, ``published: {2023: 4e6, 2024: 8.5e6}``, with one figure for each coordinate.

    Raises
    ------
    UncertainComputeError
        If the data file cannot be read, or a row names an unknown quantity.

    Examples
    --------
    >>> import uncertain_compute as uc
    >>> rows = uc.audit(uc.load("sora", priors="point"))
    >>> [row.name for row in rows if row.verdict == "wrong"]
    ['ImageNet images', 'AI minutes in total']
    """
    return [_audited(study, row) for row in _rows(study.audit)] if study.audit else []


def audit_table(rows: Sequence[Audited]) -> "pd.DataFrame":
    """Return a row for each published figure."""
    import pandas as pd

    return pd.DataFrame([{**asdict(row), "difference": row.difference} for row in rows])


def rounded(value: float, digits: int) -> float:
    """Return a number rounded to a number of significant digits."""
    return round(value, digits - 1 - floor(log10(abs(value)))) if value and isfinite(value) else value


def _rows(path: Path) -> list[dict[str, Any]]:
    config_key = ConfigKey(f"{path}: audit")
    written = document(path)
    if not isinstance(written, list) or not written:
        raise config_key.error(f"{quoted(written)} is not a list of figures, each with {', '.join(NEEDED)}")
    rows = [(row, config_key.at(number)) for number, row in enumerate(written)]
    return [_row(one, key) for row, at in rows for one, key in _steps_of_path(row, at)]


def _steps_of_path(written: Any, config_key: ConfigKey) -> Iterator[tuple[Any, ConfigKey]]:
    """Yield a row as it is, or one for each coordinate of a published path."""
    path = written.get("published") if isinstance(written, Mapping) else None
    if not isinstance(path, Mapping):
        yield written, config_key
        return
    right = written.get("right")
    for label, figure in config_key.at("published").mapping(path, "figures by coordinate").items():
        own = {**written, "published": figure, "name": f"{written.get('name', '')} {label}", "coordinate": label}
        if isinstance(right, Mapping):
            expected = {str(key): value for key, value in right.items()}.get(label)
            own |= {"right": expected, "verdict": written.get("verdict") if expected is not None else None}
        yield own, config_key.at("published").at(label)


def _row(written: Any, config_key: ConfigKey) -> dict[str, Any]:
    said = config_key.mapping(written, f"a figure: {', '.join(NEEDED)}", KEYS)
    row = {key: value for key, value in said.items() if value is not None and value != ""}
    for key in NEEDED:
        if key not in row and not (key == "quantity" and "right" in row):
            raise config_key.at(key).error(f"missing; a figure needs {', '.join(NEEDED)}")
    row |= {key: config_key.at(key).text(row[key]) for key in TEXTS if key in row}
    row |= {key: config_key.at(key).number(row[key]) for key in ("published", "digits", "right") if key in row}
    if row["digits"] not in range(1, MOST_DIGITS + 1):
        raise config_key.at("digits").error(f"{row['digits']:g} is not a whole number from 1 to {MOST_DIGITS}")
    if ("verdict" in row) != ("right" in row) and "quantity" in row:
        raise config_key.error("verdict and right go together: a verdict holds for the number that is right")
    if "verdict" in row:
        at_verdict = config_key.at("verdict")
        at_verdict.fail_unless_one_of(at_verdict.text(row["verdict"]), VERDICTS)
    if "given" in row:
        config_key.at("given").mapping(row["given"], "assumptions with their values")
    return row


def _audited(study: "Study", row: Mapping[str, Any]) -> Audited:
    quantity = name_of(row.get("quantity", ""))
    recomputed = _recomputed(study, quantity, row) if quantity else row["right"]
    published, digits = row["published"], int(row["digits"])
    matches = rounded(recomputed, digits) == rounded(published, digits)
    expected = "verdict" in row and isclose(recomputed, row["right"], rel_tol=1e-3)
    return Audited(
        name=row["name"],
        quantity=quantity,
        unit=study.unit(quantity) if quantity else row.get("unit", ""),
        published=published,
        recomputed=recomputed,
        verdict=row["verdict"] if expected else "match" if matches else "differs",
        note=row.get("note", ""),
    )


def _recomputed(study: "Study", quantity: str, row: Mapping[str, Any]) -> float:
    """Return the study's own figure for the column that a row is about."""
    column = _column(study, address_of(row["quantity"], filter(None, [row.get("coordinate")])))
    values = _point_values(study, quantity, row.get("given") or {})
    return dict(zip(study.columns_of(quantity), values, strict=True))[column]


def _column(study: "Study", address: str) -> str:
    """Return the single column of a row."""
    quantity = name_of(address)
    if quantity not in study.graph.equations and quantity not in study.assumptions:
        raise no_such("audit", "quantity", quantity, study.graph.equations)
    return one_column(address, study.columns_of(quantity), "audit")


def _point_values(study: "Study", quantity: str, given: Mapping[str, Any]) -> list[float]:
    """Return a quantity at the study's medians, with some of its inputs set, by column."""
    values = study.medians() | study.given_values(given)
    equations, _ = study.graph.needed([quantity], values)
    return [float(one) for one in np.ravel(evaluate(equations, values)[quantity].to_numpy())]
