"""The request for a comparison, made once from a config or from Python, and not changed afterwards."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Self

from uncertain_compute.analysis.comparison.variants import Variant
from uncertain_compute.analysis.sensitivity.outputs import OF_VALUES
from uncertain_compute.analysis.sensitivity.stages import BUDGET, Effort
from uncertain_compute.analysis.summary.statistics import STATISTICS, statistic_of
from uncertain_compute.draws.settings import Settings
from uncertain_compute.errors import UncertainComputeError, fail_unless_one_of

LEAST_SHARE = 2**23
"""Model evaluations per variant; enough for useful random orders of about thirty beliefs."""


@dataclass(frozen=True, slots=True)
class ComparisonRequest:
    """Variants to compare with the first one, and options, which `compare` explains.

    Attributes
    ----------
    settings
        Settings for drawing the variants that are studies; its ``targets`` are the requested quantities.
    """

    variants: Mapping[str, Variant]
    settings: Settings
    statistic: str = STATISTICS[0]
    scale: str = OF_VALUES[0]
    budget: int = BUDGET

    def __post_init__(self) -> None:
        """Check the variants and the options.

        Raises
        ------
        UncertainComputeError
            If there are fewer than two variants, or a word or a number is not allowed.
        """
        statistic_of(self.statistic)
        Effort(accuracy=None, budget=self.budget)
        fail_unless_one_of("scale", self.scale, OF_VALUES)
        if len(self.variants) < 2:
            raise UncertainComputeError("compare: needs two variants or more, by name: {'mine': study, 'yours': other}")

    @classmethod
    def of(
        cls, given: Mapping[str, Any], quantities: str | Iterable[str] | None, settings: Mapping[str, Any], **how: Any
    ) -> Self:
        """Return the request made of studies and runs, quantities and settings by name.

        Raises
        ------
        UncertainComputeError
            If one of them is not valid.
        """
        named = given if isinstance(given, Mapping) else {}
        variants = {str(name): Variant.of(str(name), one) for name, one in named.items()}
        return cls(variants, Settings.of_points(quantities, settings), **how)

    @property
    def quantities(self) -> tuple[str, ...]:
        """Return the requested quantities; none if all common ones are to be compared."""
        return tuple(self.settings.targets)

    @property
    def budget_of_each(self) -> int:
        """Return the model evaluations for each quantity of one variant."""
        return max(self.budget // (len(self.variants) - 1), min(self.budget, LEAST_SHARE))
