"""Turn the datasets of analyses into tables."""

from typing import TYPE_CHECKING

from xarray import DataArray, Dataset, DataTree

from uncertain_compute.analysis.summary.labels import BOUND, END, ENDS

if TYPE_CHECKING:
    import pandas as pd

MAIN = (("quantity", "assumption"), ())
"""Dimensions of the table whose name has no suffix."""


def tables(name: str, found: Dataset) -> dict[str, "pd.DataFrame"]:
    """Return a table for each set of dimensions that variables share, by ``name`` or ``name_by_dimensions``.

    The ends of an interval, or of a tornado's bar, are columns ``<variable>_low`` and ``<variable>_high``. Single
    numbers and attributes share one row.
    """
    flat = _without_ends(found)
    names_by_dims: dict[tuple[str, ...], list[str]] = {}
    for variable, values in flat.data_vars.items():
        names_by_dims.setdefault(tuple(map(str, values.dims)), []).append(str(variable))
    return {
        name if dims in MAIN else f"{name}_by_{'_'.join(dims)}": _rows(flat[names], dims)
        for dims, names in names_by_dims.items()
    }


def comparison_tables(tree: DataTree) -> dict[str, "pd.DataFrame"]:
    """Return a comparison's tables: quantities, differences, attribution with its wholes, and beliefs.

    Quantiles are columns ``<variable>_p5`` and so on, ends of intervals ``_low`` and ``_high``.
    """
    found = {}
    for group, node in tree.children.items():
        parts = _without_levels(_without_ends(node.to_dataset()))
        most = max((part.dims for part in parts.values()), key=len)
        for dims in dict.fromkeys(part.dims for part in parts.values()):
            rows = Dataset({name: part for name, part in parts.items() if part.dims == dims}).drop_vars(
                "level", errors="ignore"
            )
            found[group if dims == most else f"{group}_by_{'_'.join(map(str, dims))}"] = _rows(
                rows, tuple(map(str, dims))
            )
    return found


def update_tables(run: DataTree) -> dict[str, "pd.DataFrame"]:
    """Return the tables of an update: posterior shifts, shifts by observation, and observations."""
    posterior_shift = run["posterior_shift"].to_dataset()
    parts = _without_levels(posterior_shift)
    by_name = Dataset({name: part for name, part in parts.items() if part.dims == ("name",)})
    observations = run["observed_data"].to_dataset().assign(pareto_k=posterior_shift["pareto_k"])
    return {
        "posterior_shift": _rows(by_name.drop_vars("level", errors="ignore"), ("name",)),
        "posterior_shift_by_observation": _rows(posterior_shift[["shift_by_observation"]], ("name", "observation")),
        "evidence": _rows(observations, ("observation",)),
    }


def chart_table(rows: Dataset) -> "pd.DataFrame":
    """Return a row for each row of a study's charts, without the charts' titles."""
    parts = _without_levels(rows.drop_vars(("title", "note")))
    return _rows(Dataset(parts).drop_vars("level", errors="ignore"), ("row",))


def exceedance_table(found: Dataset) -> "pd.DataFrame":
    """Return a row for each quantity and threshold."""
    return _rows(found, ("quantity", "threshold")).dropna(subset="probability").drop(columns="threshold")


def convergence_table(settled: Dataset) -> "pd.DataFrame":
    """Return a row for each quantity and number of draws."""
    parts = _without_levels(settled)
    return _rows(Dataset(parts).drop_vars("level", errors="ignore"), ("quantity", "draws"))


def backtest_tables(found: Dataset) -> dict[str, "pd.DataFrame"]:
    """Return a backtest's tables: by set and outcome, and by set and quantity."""
    observed = found["observed"].expand_dims(set=found["set"])
    quantiles = _without_levels(found[["forecast"]])
    by_outcome = found.drop_dims(("quantity", "level")).assign({"observed": observed, **quantiles})
    by_quantity = found.drop_dims(("outcome", "level"))
    counts = by_quantity["outcomes"].expand_dims(set=found["set"])
    return {
        "backtest": _rows(by_outcome.drop_vars("level", errors="ignore"), ("set", "outcome")),
        "backtest_by_quantity": _rows(by_quantity.assign(outcomes=counts), ("set", "quantity")),
    }


def _without_levels(found: Dataset) -> dict[str, DataArray]:
    """Return a dataset's variables, one for each quantile."""
    parts: dict[str, DataArray] = {}
    for name, values in found.data_vars.items():
        levels: list[float] = values["level"].to_numpy().tolist() if "level" in values.dims else []
        own = {f"{name}_p{100 * level:g}": values.sel(level=level, drop=True) for level in levels}
        parts |= own or {str(name): values}
    return parts


def _without_ends(found: Dataset) -> Dataset:
    variables = {}
    for name, values in found.data_vars.items():
        ends = [str(dim) for dim in values.dims if dim in (BOUND, END)]
        parts = {str(name).removesuffix("_ci"): values} if ends else {str(name): values}
        for end in ends:
            parts = {f"{part}_{side}": one.sel({end: side}, drop=True) for part, one in parts.items() for side in ENDS}
        variables.update(parts)
    return Dataset(variables, attrs=found.attrs)


def _rows(part: Dataset, dims: tuple[str, ...]) -> "pd.DataFrame":
    import pandas as pd

    if not dims:
        numbers = {str(name): values.item() for name, values in part.data_vars.items()}
        return pd.DataFrame([{**numbers, **part.attrs}])
    return part.to_dataframe(dim_order=dims).reset_index()
