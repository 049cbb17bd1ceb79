"""A variant of a forecast: a study, a stored run, or a stored run with its study."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from xarray import DataTree

from uncertain_compute.analysis.summary.summaries import held_of, targets_of
from uncertain_compute.errors import UncertainComputeError
from uncertain_compute.study.study import Study


@dataclass(frozen=True, slots=True)
class Variant:
    """A study, a run, or a run with its study, and a note on it.

    Attributes
    ----------
    study
        A study; None if only a stored run is known.
    run
        A run; it is drawn from the study if there is none.
    note
        A note on the variant, for the comparison; empty if there is none.

    Examples
    --------
    >>> import uncertain_compute as uc
    >>> def cost(price, hours):
    ...     return price * hours
    >>> study = uc.Study([cost], {"price": "2 to 4", "hours": "100 to 400"})
    >>> uc.Variant(study, note="before the contract").quantities
    ['cost', 'price', 'hours']
    """

    study: Study | None = None
    run: DataTree | None = None
    note: str = ""

    @classmethod
    def of(cls, name: str, given: Any) -> "Variant":
        """Return a variant from a study, a run or a variant.

        Raises
        ------
        UncertainComputeError
            If it is neither a study nor a run.
        """
        match given:
            case Variant():
                for one in filter(None, (given.study, given.run)):
                    cls.of(name, one)
                return given
            case Study():
                return cls(study=given)
            case DataTree() if "targets" in given.attrs:
                return cls(run=given)
        raise UncertainComputeError(f"compare: {name} is of type {type(given).__name__}, neither a study nor a run")

    @property
    def quantities(self) -> list[str]:
        """Return all quantities that the variant can report."""
        if self.run is not None:
            return list(targets_of(self.run))
        return [*self.study.graph.equations, *self.study.assumptions] if self.study else []

    def reports(self, asked: Collection[str]) -> list[str]:
        """Return the requested quantities that the variant can report, or its targets if none are requested."""
        if asked:
            return [one for name in asked for one in held_of(name, self.quantities)]
        return list(self.study.targets) if self.run is None and self.study else self.quantities
