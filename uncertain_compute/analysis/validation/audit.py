"""An audit: each published figure, recomputed from the study's point values."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from math import floor, inf, isclose, isfinite, log10
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from uncertain_compute.addresses import address_of, name_of, one_column
from uncertain_compute.errors import UncertainComputeError, no_such, quoted
from uncertain_compute.files.documents import document
from uncertain_compute.model.evaluation import evaluate
from uncertain_compute.priors.reading.config_key import ConfigKey
from uncertain_compute.study.inputs import medians_of

if TYPE_CHECKING:
    import pandas as pd
    from xarray import Variable

    from uncertain_compute.study.study import Study

NEEDED = ("name", "quantity", "published", "digits")
KEYS = (*NEEDED, "coordinate", "given", "verdict", "right", "note", "unit", "flow", "carried")
TEXTS = ("name", "quantity", "note", "coordinate", "unit", "flow")
CARRIED = ("step", "start")
"""How a stock is recomputed from its flow: from the printed figure before, or from the first one."""

HIDDEN = 0.1
"""A relative difference from which a match at few digits says what its rounding hides."""

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
    as ``supply[2030]``, and ``unit`` that of the printed figures, if it is not the study's. If no quantity of the study
    is the figure, ``right`` is what it should be. A published path is one row, ``published: {2023: 4e6, 2024: 8.5e6}``,
    with one figure for each coordinate. Of a stock ``flow`` is the quantity that is added at each coordinate: it is
    recomputed from the printed figure before (``carried: step``) or from the first (``carried: start``), and the note
    has the residual that closes the gap.

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
    return [_row(one, key, after) for row, at in rows for one, key, after in _steps_of_path(row, at)]


def _steps_of_path(written: Any, config_key: ConfigKey) -> Iterator[tuple[Any, ConfigKey, dict[str, Any]]]:
    """Yield a row as it is, or one for each coordinate of a published path, with what a stock is carried on from."""
    path = written.get("published") if isinstance(written, Mapping) else None
    if not isinstance(path, Mapping):
        yield written, config_key, {}
        return
    right = written.get("right")
    figures = config_key.at("published").mapping(path, "published numbers by coordinate")
    if "flow" in written and len(figures) < 2:
        raise config_key.at("published").error("a stock needs the figures of two coordinates or more")
    for label, figure in figures.items():
        own = {**written, "published": figure, "name": f"{written.get('name', '')} {label}", "coordinate": label}
        if isinstance(right, Mapping):
            expected = {str(key): value for key, value in right.items()}.get(label)
            own |= {"right": expected, "verdict": written.get("verdict") if expected is not None else None}
        after = _before(written.get("carried"), figures, label, config_key) if "flow" in written else {}
        if after or "flow" not in written:
            yield own, config_key.at("published").at(label), after


def _before(carried: Any, figures: Mapping[str, Any], label: str, config_key: ConfigKey) -> dict[str, Any]:
    """Return the printed figure that a stock is carried on from, and the coordinates since; empty for the first."""
    config_key.at("carried").fail_unless_one_of(config_key.at("carried").text(carried or CARRIED[0]), CARRIED)
    labels = [*figures]
    index = labels.index(label)
    first = 0 if carried == "start" else max(index - 1, 0)
    return {"figure": figures[labels[first]], "since": labels[first + 1 : index + 1]} if index else {}


def _row(written: Any, config_key: ConfigKey, after: Mapping[str, Any]) -> dict[str, Any]:
    said = config_key.mapping(written, f"a figure: {', '.join(NEEDED)}", KEYS)
    row = {key: value for key, value in said.items() if value is not None and value != ""}
    for key in NEEDED:
        if key not in row and not (key == "quantity" and ("right" in row or "flow" in row)):
            raise config_key.at(key).error(f"missing; a figure needs {', '.join(NEEDED)}")
    row |= {key: config_key.at(key).text(row[key]) for key in TEXTS if key in row}
    row |= {key: config_key.at(key).number(row[key]) for key in ("published", "digits", "right") if key in row}
    if row["digits"] not in range(1, MOST_DIGITS + 1):
        raise config_key.at("digits").error(f"{row['digits']:g} is not a whole number from 1 to {MOST_DIGITS}")
    if ("carried" in row or "flow" in row) and not after:
        raise config_key.error("flow and carried need a stock, with its published numbers by coordinate")
    if ("verdict" in row) != ("right" in row) and "quantity" in row:
        raise config_key.error("state verdict and right together: the verdict is given if the number computed is right")
    if "verdict" in row:
        at_verdict = config_key.at("verdict")
        at_verdict.fail_unless_one_of(at_verdict.text(row["verdict"]), VERDICTS)
    if "given" in row:
        config_key.at("given").mapping(row["given"], "assumptions with their values")
    return {**row, "after": after}


def _audited(study: "Study", row: Mapping[str, Any]) -> Audited:
    quantity = name_of(row.get("quantity", ""))
    recomputed = (
        _carried(study, row) if "flow" in row else _recomputed(study, quantity, row) if quantity else row["right"]
    )
    published, digits = row["published"], int(row["digits"])
    matches = rounded(recomputed, digits) == rounded(published, digits)
    hidden = _hides(row, recomputed) if matches and "verdict" not in row else []
    expected = "verdict" in row and isclose(recomputed, row["right"], rel_tol=1e-3)
    return Audited(
        name=row["name"],
        quantity=quantity,
        unit=row.get("unit") or study.unit(quantity),
        published=published,
        recomputed=recomputed,
        verdict=row["verdict"] if expected else "match" if matches else "differs",
        note="; ".join(filter(None, [row.get("note", ""), *_closes(row, recomputed), *hidden])),
    )


def _closes(row: Mapping[str, Any], recomputed: float) -> list[str]:
    """Return in words what would close the gap of a stock that is carried on."""
    residual = row["published"] - recomputed
    if "flow" not in row or isclose(row["published"], recomputed, rel_tol=1e-9):
        return []
    return [f"a residual of {float(f'{residual:.3g}'):,.10g} {row.get('unit', '')}".rstrip() + " closes the gap"]


def _hides(row: Mapping[str, Any], recomputed: float) -> list[str]:
    """Return in words how far a match at few digits is off."""
    off = recomputed / row["published"] - 1.0 if row["published"] else 0.0
    digits = int(row["digits"])
    if abs(off) < HIDDEN:
        return []
    rounding = f"{digits} digit{'s' if digits > 1 else ''} hide{'s' if digits == 1 else ''}"
    return [f"{rounding} that the number computed is {abs(off):.0%} {'higher' if off > 0 else 'lower'}"]


def _carried(study: "Study", row: Mapping[str, Any]) -> float:
    """Return a stock that is carried on from a printed figure by its flow."""
    columns = [_column(study, address_of(row["flow"], [label])) for label in row["after"]["since"]]
    flow = name_of(row["flow"])
    values = dict(zip(study.columns_of(flow), _point_values(study, flow, row.get("given") or {}), strict=True))
    return float(row["after"]["figure"]) + sum(values[column] for column in columns)


def _recomputed(study: "Study", quantity: str, row: Mapping[str, Any]) -> float:
    """Return the study's own figure for the column that a row is about, in the unit of the row."""
    column = _column(study, address_of(row["quantity"], filter(None, [row.get("coordinate")])))
    values = _point_values(study, quantity, row.get("given") or {})
    factor = study.inputs.factor_to_unit_of(quantity, row.get("unit", ""), f"audit: {row['name']}: unit")
    return dict(zip(study.columns_of(quantity), values, strict=True))[column] / factor


def _column(study: "Study", address: str) -> str:
    """Return the single column of a row."""
    quantity = name_of(address)
    if quantity not in study.graph.equations and quantity not in study.assumptions:
        raise no_such("audit", "quantity", quantity, study.graph.equations)
    return one_column(address, study.columns_of(quantity), "audit")


def _point_values(study: "Study", quantity: str, given: Mapping[str, Any]) -> list[float]:
    """Return a quantity at the study's medians, with some of its inputs set, by column."""
    computed = {name: one for name, one in given.items() if name in study.graph.equations}
    assumed = {name: one for name, one in given.items() if name not in computed}
    values = study.medians() | study.given_values(assumed) | _given_quantities(study, computed)
    equations, _ = study.graph.needed([quantity], values)
    return [float(one) for one in np.ravel(evaluate(equations, values)[quantity].to_numpy())]


def _given_quantities(study: "Study", given: Mapping[str, Any]) -> dict[str, "Variable"]:
    """Return the medians of beliefs about computed quantities, which take the place of their equations."""
    try:
        entries = {name: study.inputs.assumption(name, written) for name, written in given.items()}
        return medians_of(entries, study.inputs.columns_of(entries))
    except UncertainComputeError as error:
        raise UncertainComputeError(f"given: {error}") from error
