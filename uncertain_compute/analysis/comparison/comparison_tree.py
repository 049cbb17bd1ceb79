"""The result of a comparison: a tree of datasets that a notebook shows as tables."""

from html import escape
from typing import override

from xarray import DataTree

from uncertain_compute.analysis.summary.tables import comparison_tables


class Comparison(DataTree):  # type: ignore[no-untyped-call]  # xarray has no types there
    """A comparison's datasets, see `uncertain_compute.compare`."""

    __slots__ = ()

    @override
    def _repr_html_(self) -> str:
        if not self.children:
            return str(super()._repr_html_())  # type: ignore[no-untyped-call]
        tables = comparison_tables(self).items()
        return "".join(f"<h4>{escape(name)}</h4>{table.to_html(index=False)}" for name, table in tables)
