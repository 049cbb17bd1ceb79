"""First-order and total Sobol indices: shares of a quantity's variance if its assumptions are independent."""

from collections.abc import Iterable, Mapping
from functools import partial
from itertools import combinations
from typing import Any

import numpy as np
from xarray import Dataset

from uncertain_compute.analysis.sensitivity.factors import Factors, Groups, factors_of
from uncertain_compute.analysis.sensitivity.outputs import SCALES, Outputs
from uncertain_compute.analysis.sensitivity.shares import OutputShares, pilot, shares_dataset
from uncertain_compute.analysis.sensitivity.stages import ACCURACY, BUDGET, Convergence, Effort
from uncertain_compute.analysis.summary.monte_carlo.jackknife import Estimate, jackknife
from uncertain_compute.analysis.summary.statistics import ROUNDING
from uncertain_compute.arrays import Floats
from uncertain_compute.cluster.tasks import Workers, results_in_order
from uncertain_compute.draws.blocks import Plan, draw_columns, evaluate_columns
from uncertain_compute.draws.pairs import Columns, Pair, target_columns
from uncertain_compute.draws.recording import numbers_of_a_draw
from uncertain_compute.draws.settings import Settings
from uncertain_compute.errors import CorrelatedError
from uncertain_compute.priors.dependence.copula import CorrelatedGroup
from uncertain_compute.study.study import Study


def sobol(
    study: Study,
    quantities: str | Iterable[str] | None = None,
    *,
    factors: Groups | None = None,
    scale: str = SCALES[0],
    accuracy: float | None = ACCURACY,
    budget: int = BUDGET,
    **settings: Any,
) -> Dataset:
    """Return the share of quantities' variance that each assumption causes alone, and together with all others.

    Estimator: Azzini, Mara & Rosati 2021, "Comparison of two sets of Monte Carlo estimators of Sobol' indices",
    Environmental Modelling & Software 144. Its total indices cannot be negative; first-order ones near zero can,
    within their interval. An assumption whose swap changes nothing has indices of exactly 0.

    Parameters
    ----------
    quantities
        One or several; the study's targets if left out.
    factors
        Groups of assumptions that count as one, by name, see `factors_of`.
    scale
        ``log``, ``linear``, ``rank`` or ``auto``: the logarithm if a quantity is positive and P95 is above ten times
        P5; the rank if it may be never, as it then has no variance.
    accuracy
        Half-width of the widest 95% interval at which it stops; None to stop after the first stage.
    budget
        The most model evaluations; a draw costs two for each factor, plus two. Those of more than 64 numbers count as
        several, except in the first stage.
    **settings
        draws (of the first stage; each stage doubles them), chains, seed, design, threads,
        cluster of `Settings`.

    Returns
    -------
    Dataset
        first_order and total (quantity, assumption), each with its 95% interval ``_ci`` (..., bound); variance of
        the quantity on its scale, draws and reached (quantity); evaluations and half_width (stage, quantity).

    Raises
    ------
    UncertainComputeError
        If a name is unknown, a factor correlates with another, every quantity is constant, or a setting is wrong.

    Examples
    --------
    >>> import uncertain_compute as uc
    >>> def cost(price, hours):
    ...     return price * hours
    >>> study = uc.Study([cost], {"price": "2 to 4", "hours": "100 to 400"})
    >>> indices = uc.sobol(study, draws=1024).sel(quantity="cost", assumption="hours")
    >>> round(float(indices["first_order"]), 1), round(float(indices["total"]), 1)
    (0.8, 0.8)
    """
    asked = Settings.of_points(quantities, settings)
    effort = Effort(accuracy, budget)
    pair = Pair.of(study, asked)
    groups = factors_of(study, pair.plan, factors)
    _fail_if_correlated(pair.plan, groups)
    outputs = Outputs.of(pilot(pair, asked), scale, pair.plan.may_be_never)
    sums = _Sums(pair, groups, outputs)
    with asked.connected() as points:
        estimates_with = partial(sums.estimates_with, points.cluster)
        converged = Convergence.of(estimates_with, asked, effort, 2 * len(groups) + 2, sums.numbers)
    return shares_dataset(study, [OutputShares(outputs, groups, converged, sums.variance)], outputs.constant, asked)


class _Sums:
    """Sums of squares and products of differences between outputs; shape (chain, kind, factor, quantity)."""

    def __init__(self, pair: Pair, factors: Factors, outputs: Outputs) -> None:
        self.pair, self.factors, self.outputs = pair, factors, outputs
        self.parts = {name: pair.plan.part_that_changes_with(columns) for name, columns in factors.items()}
        self.sums = np.zeros((pair.chains, 3, len(factors), len(outputs.names)))
        self.draws_per_chain = 0

    @property
    def numbers(self) -> float:
        """Return how many numbers an evaluation has on average: most are of what one factor changes."""
        return float(np.mean([numbers_of_a_draw(part) for part in (self.pair.plan, *self.parts.values())]))

    @property
    def variance(self) -> Floats:
        """Return each quantity's variance; shape (quantity,)."""
        spread: Floats = self.sums[:, 2].mean(axis=(0, 1))
        return spread / (4.0 * self.draws_per_chain)

    def estimates_with(self, cluster: Workers | None, first: int, last: int) -> dict[str, Estimate]:
        """Add draws, and return both indices; shapes (factor, quantity)."""
        for sums in results_in_order(cluster, self._sums_of, self.pair.blocks(first, last)):
            self.sums += sums
        self.draws_per_chain = last
        ratios = jackknife(self.sums, lambda sums: sums[:, :2] / sums[:, 2:])
        return {
            name: Estimate(ratios.value[kind], ratios.half_width[kind])
            for kind, name in enumerate(("first_order", "total"))
        }

    def _sums_of(self, first: int, last: int) -> Floats:
        """Return the sums of some draws."""
        plan, sums = self.pair.plan, np.zeros_like(self.sums)
        ours, theirs = (draw_columns(plan, uniform.__getitem__) for uniform in self.pair.uniforms(first, last))
        our_values, their_values = evaluate_columns(plan, ours), evaluate_columns(plan, theirs)
        our_outputs, their_outputs = (
            self.outputs.scaled(target_columns(plan, values)) for values in (our_values, their_values)
        )
        for index, (name, columns) in enumerate(self.factors.items()):
            part = self.parts[name]
            swapped = self._swapped(part, ours, theirs, columns, our_values)
            swapped_back = self._swapped(part, theirs, ours, columns, their_values)
            for row, quantity in enumerate(self.outputs.names):
                our, their = our_outputs[quantity], their_outputs[quantity]
                changes = (swapped.get(quantity, our) - our, swapped_back.get(quantity, their) - their)
                sums[:, :, index, row] = self._summed(our, their, *changes)
        return sums

    def _swapped(self, part: Plan, own: Columns, other: Columns, columns: Iterable[str], values: Any) -> Columns:
        """Return the outputs that change when some columns are taken from the other set."""
        if not part.targets:
            return {}
        drawn = {**own, **{column: other[column] for column in columns}}
        return self.outputs.scaled(target_columns(part, evaluate_columns(part, drawn, values)))

    def _summed(self, our: Floats, their: Floats, change: Floats, change_back: Floats) -> Floats:
        """Return the estimators' two numerators and their common denominator; shape (chain, 3)."""
        largest = max(np.abs(change).max(), np.abs(change_back).max())
        if largest <= ROUNDING * max(np.abs(our).max(), np.abs(their).max()):
            change = change_back = np.zeros_like(our)
        between = our - their
        between_swapped = between + change - change_back
        rows = [
            -2.0 * change * change_back,
            change**2 + change_back**2,
            between**2 + between_swapped**2,
        ]
        return np.stack([row.reshape(self.pair.chains, -1).sum(axis=1) for row in rows], axis=1)


def _fail_if_correlated(plan: Plan, factors: Mapping[str, tuple[str, ...]]) -> None:
    factor_of = {column: name for name, columns in factors.items() for column in columns}
    tied = [", ".join(columns) for group in plan.groups if (columns := _tied(group, factor_of))]
    if tied:
        raise CorrelatedError(
            f"sobol: {'; '.join(tied)} are correlated, so shares of the variance would not add up; "
            "use shapley, or make them one factor"
        )


def _tied(group: CorrelatedGroup, factor_of: Mapping[str, str]) -> list[str]:
    """Return the columns of a group that correlate with a column of another factor."""
    scores = group.factor @ group.factor.T
    rows = [row for row, column in enumerate(group.columns) if column in factor_of]
    pairs = [
        (first, second)
        for first, second in combinations(rows, 2)
        if factor_of[group.columns[first]] != factor_of[group.columns[second]] and abs(scores[first, second]) > ROUNDING
    ]
    return [group.columns[row] for row in dict.fromkeys(row for pair in pairs for row in pair)]
