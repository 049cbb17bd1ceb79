"""Shapley effects: shares of a quantity's variance that add up to one under any dependence."""

from collections.abc import Iterable
from dataclasses import replace
from functools import partial
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
from uncertain_compute.draws.blocks import evaluate_columns
from uncertain_compute.draws.orders import SLICES, Replacement
from uncertain_compute.draws.pairs import Pair, target_columns
from uncertain_compute.draws.recording import numbers_of_a_draw
from uncertain_compute.draws.settings import Settings
from uncertain_compute.study.study import Study


def shapley(
    study: Study,
    quantities: str | Iterable[str] | None = None,
    *,
    factors: Groups | None = None,
    scale: str = SCALES[0],
    accuracy: float | None = ACCURACY,
    budget: int = BUDGET,
    **settings: Any,
) -> Dataset:
    """Return each assumption's Shapley effect on quantities: its share of their variance.

    An assumption's share is what it adds to the expected conditional variance, averaged over all orders in which the
    assumptions could become uncertain. Source: Song, Nelson & Staum 2016, "Shapley effects for global sensitivity
    analysis", SIAM/ASA J. Uncertainty Quantification 4; the sampling along random orders without a nested loop is from
    Goda 2021, "A simple algorithm for global sensitivity analysis with Shapley effects", Reliability Engineering &
    System Safety 213, here with conditional draws of the Gaussian copula. An assumption that no equation of a quantity
    needs has no share in it, even if it correlates with one that has.

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
        The most model evaluations for each quantity; a draw costs one for each factor, plus one. Those of more than 64
        numbers count as several, except in the first stage.
    **settings
        draws (of the first stage; each stage doubles them), chains, seed, design, threads,
        cluster of `Settings`.

    Returns
    -------
    Dataset
        effect (quantity, assumption), with its 95% interval ``effect_ci`` (..., bound); the effects add up to 1 over
        the assumptions; variance of the quantity on its scale, draws and reached (quantity); evaluations and half_width
        (stage, quantity).

    Raises
    ------
    UncertainComputeError
        If a name is unknown, every quantity is constant, or a setting is wrong.

    Examples
    --------
    >>> import uncertain_compute as uc
    >>> def cost(price, hours):
    ...     return price * hours
    >>> study = uc.Study([cost], {"price": "2 to 4", "hours": "100 to 400"})
    >>> shares = uc.shapley(study, draws=1024)["effect"].sel(quantity="cost")
    >>> {name: round(float(shares.sel(assumption=name)), 1) for name in ("price", "hours")}
    {'price': 0.2, 'hours': 0.8}
    """
    effort = Effort(accuracy, budget)
    asked = _in_whole_slices(Settings.of_points(quantities, settings))
    pairs = {name: Pair.of(study, replace(asked, targets=(name,))) for name in asked.targets or study.targets}
    looked_at = {name: pilot(pair, asked) for name, pair in pairs.items()}
    every = {name: values for one in looked_at.values() for name, values in one.items()}
    chosen = Outputs.of(every, scale, study.graph.may_be_never)
    outputs_of = {name: chosen.only(values) for name, values in looked_at.items()}
    with asked.connected() as points:
        found = [
            _effects(pairs[name], factors_of(study, pairs[name].plan, factors), outputs, points, effort)
            for name, outputs in outputs_of.items()
            if outputs.names
        ]
    return shares_dataset(study, found, chosen.constant, asked)


def _in_whole_slices(settings: Settings) -> Settings:
    """Return settings with the number of draws rounded up to whole slices of a chain."""
    draws_per_chain = -(-settings.draws_per_chain // SLICES) * SLICES
    return replace(settings, draws=draws_per_chain * settings.chains)


def _effects(pair: Pair, factors: Factors, outputs: Outputs, asked: Settings, effort: Effort) -> OutputShares:
    """Return the effects on the columns of one quantity."""
    sums = _Sums(pair, factors, outputs, asked.seed)
    numbers = numbers_of_a_draw(pair.plan)
    converged = Convergence.of(partial(sums.estimates_with, asked.cluster), asked, effort, len(factors) + 1, numbers)
    return OutputShares(outputs, factors, converged, sums.variance)


class _Sums:
    """Sums of what each factor adds to the squared change of the outputs; shape (chain, factor, quantity)."""

    def __init__(self, pair: Pair, factors: Factors, outputs: Outputs, seed: int) -> None:
        self.pair, self.factors, self.outputs, self.seed = pair, factors, outputs, seed
        self.sums = np.zeros((pair.chains, len(factors), len(outputs.names)))
        self.draws_per_chain = 0

    @property
    def variance(self) -> Floats:
        """Return each quantity's variance; shape (quantity,)."""
        whole: Floats = self.sums.sum(axis=1).mean(axis=0)
        return whole / (2.0 * self.draws_per_chain)

    def estimates_with(self, cluster: Workers | None, first: int, last: int) -> dict[str, Estimate]:
        """Add draws, and return the effects; shape (factor, quantity)."""
        for sums in results_in_order(cluster, self._sums_of, self.pair.blocks(first, last, multiple=SLICES)):
            self.sums += sums
        self.draws_per_chain = last
        return {"effect": jackknife(self.sums, _shares)}

    def _sums_of(self, first: int, last: int) -> Floats:
        """Return the sums of some draws."""
        sums = np.zeros_like(self.sums)
        replacement = Replacement(self.pair, self.factors, self.seed, (first, last))
        chains, slices, _ = replacement.order.shape
        chain = np.arange(chains)[:, None]
        base: dict[str, Floats] = {}
        before = np.zeros((chains, slices, len(self.outputs.names)))
        for step, columns in enumerate(replacement.steps()):
            now = self.outputs.scaled(target_columns(self.pair.plan, evaluate_columns(self.pair.plan, columns)))
            base = base or {name: values.copy() for name, values in now.items()}
            squares = [((now[name] - base[name]) ** 2).reshape(chains, slices, -1).sum(axis=2) for name in base]
            after = np.stack(squares, axis=-1)
            if step:
                np.add.at(sums, (chain, replacement.order[:, :, step - 1]), after - before)
            before = after
        return sums


def _shares(sums: Floats) -> Floats:
    """Return shares of a total; those that are only rounding errors are 0."""
    whole = sums.sum(axis=1, keepdims=True)
    return np.where(np.abs(sums) > ROUNDING * whole, sums, 0.0) / whole
