"""A study's prior set as a sheet."""

from html import escape
from typing import TYPE_CHECKING

from uncertain_compute.addresses import labels_of, name_of
from uncertain_compute.priors.dependence.correlation import Correlation
from uncertain_compute.priors.sheets.columns import COLUMNS
from uncertain_compute.priors.sheets.writing import sheet_rows
from uncertain_compute.study.study import Study

if TYPE_CHECKING:
    import pandas as pd


def prior_sheet(study: Study) -> "pd.DataFrame":
    """Return a study's beliefs as a sheet; `priors_of_sheet` reads the same beliefs from it.

    Returns
    -------
    DataFrame
        A row for the date, for each assumption and coordinate, and for each correlation; all cells are texts. The
        columns are:

        - name, coordinates;
        - the belief: value, or low, mode, high, family, ci; bounds, clip;
        - unit, why, source, date, status;
        - shared_by, copied_to, along, correlation, at_most, at_least.

        Constants of the model, and assumptions that come with evidence, are not in it.

    Raises
    ------
    UncertainComputeError
        If a coordinate has ``;`` in it.

    Examples
    --------
    >>> import uncertain_compute as uc
    >>> sheet = uc.prior_sheet(uc.load("sora"))  # sheet.to_csv("sheet.csv", index=False) writes it
    >>> sheet.loc[sheet["name"] == "dataset_multiplier", ["low", "high"]].values.tolist()
    [['4', '10']]
    """
    import pandas as pd

    stated = [tie for tie in study.correlations if not _is_memory(study, tie)]
    beside = {name: one.said for name, one in study.memory.items()}
    for name, bound in study.bounds.items():
        beside[name] = {**beside.get(name, {}), **bound.said}
    rows = sheet_rows(study.beliefs, stated, beside, study.as_of)
    return pd.DataFrame([{column: row.get(column, "") for column in COLUMNS} for row in rows], columns=list(COLUMNS))


def sheet_as_html(study: Study) -> str:
    """Return a study's name and its beliefs as a table, without empty columns, for a notebook."""
    sheet = prior_sheet(study)
    return f"<p>{escape(repr(study))}</p>{sheet.loc[:, (sheet != '').any()].to_html(index=False)}"


def _is_memory(study: Study, tie: Correlation) -> bool:
    """Return whether two columns correlate by memory: they differ only in the dimension of this memory."""
    name = name_of(tie.first)
    if name not in study.memory or name != name_of(tie.second):
        return False
    entry = study.assumptions[name]
    own = [dimension for dimension in entry.dimensions if dimension not in entry.shared]
    both = zip(own, labels_of(tie.first), labels_of(tie.second), strict=True)
    return [dimension for dimension, one, two in both if one != two] == [study.memory[name].dimension]
