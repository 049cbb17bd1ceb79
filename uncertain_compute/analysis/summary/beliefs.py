"""Beliefs about each assumption: quantiles, provenance, and what is missing."""

from collections.abc import Collection
from typing import TYPE_CHECKING

import numpy as np

from uncertain_compute.levels import P5_P50_P95

if TYPE_CHECKING:
    import pandas as pd

    from uncertain_compute.priors.reading.spec import Prior
    from uncertain_compute.study.study import Study

FEWEST_DIGITS, MOST_DIGITS = 3, 12


def assumption_table(study: "Study") -> "pd.DataFrame":
    """Return the beliefs of a study, with a row for each assumption's column.

    Returns
    -------
    DataFrame
        - assumption, and its role: assumption, or constant of the model;
        - written, with its unit if it is not the model's;
        - unit, and exact p5, p50 and p95 in that unit;
        - why, source, date, status; and missing_provenance, which of these and of the unit are missing;
        - misfit, the quantiles that differ from those stated, in the prior's unit;
        - outside, the probability outside the range that the model allows.

    Examples
    --------
    >>> import uncertain_compute as uc
    >>> def cost(price, hours):
    ...     return price * hours
    >>> study = uc.Study([cost], {"price": "2 to 4", "hours": {"value": "100 to 400", "unit": "hour"}})
    >>> uc.assumption_table(study)[["assumption", "p5", "p95", "unit"]].round(6).values.tolist()
    [['price', 2.0, 4.0, ''], ['hours', 100.0, 400.0, 'hour']]
    """
    import pandas as pd

    return pd.DataFrame(
        [_row(study, name, column) for name, entry in study.assumptions.items() for column in entry.columns]
    )


def _row(study: "Study", name: str, column: str) -> dict[str, str | float]:
    own = study.columns[column]
    prior = own.prior
    p5, p50, p95 = map(float, own.ppf(np.array(P5_P50_P95)))
    return {
        "assumption": column,
        "role": "constant" if name in study.constants else "assumption",
        "written": own.written,
        "unit": study.unit(name),
        "p5": p5,
        "p50": p50,
        "p95": p95,
        **{key: getattr(prior, key) for key in ("why", "source", "date", "status")},
        "misfit": misfit_text(prior),
        "outside": own.outside,
        "missing_provenance": " ".join(prior.missing_provenance),
    }


def stated_columns(studies: "Collection[Study]") -> list[str]:
    """Return the columns that are not a constant of the model in every set, in the sets' order."""
    return list(
        dict.fromkeys(
            column
            for study in studies
            for name, entry in study.assumptions.items()
            if name not in common_constants(studies)
            for column in entry.columns
        )
    )


def common_constants(studies: "Collection[Study]") -> frozenset[str]:
    """Return the assumptions that are constants of the model in all sets."""
    return frozenset.intersection(*(study.constants for study in studies))


def misfit_text(prior: "Prior") -> str:
    """Return the quantiles that differ from those stated, ``p50: asked 5, is 5.37``; empty if none does."""
    missed = sorted(prior.misfits.items())
    return "; ".join(
        f"p{100 * level:g}: asked {asked:.12g}, is {_unlike(got, asked)}" for level, (asked, got) in missed
    )


def _unlike(got: float, asked: float) -> str:
    """Return a number in as few digits as distinguish it from another."""
    texts = [f"{got:.{digits}g}" for digits in range(FEWEST_DIGITS, MOST_DIGITS + 1)]
    return next((text for text in texts if float(text) != asked), texts[-1])
