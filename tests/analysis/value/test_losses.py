"""Expected losses of decisions, against every draw's loss written out."""

import numpy as np
import pytest
from scipy.special import ndtri
from scipy.stats import binom

from uncertain_compute.analysis.sensitivity.slices import Slices
from uncertain_compute.analysis.value.losses import ChoiceLosses, OrderLosses, least, saved
from uncertain_compute.arrays import Floats

CHAINS, DRAWS = 4, 500
GENERATOR = np.random.default_rng(0)
DEMAND = GENERATOR.lognormal(1.0, 0.7, size=(CHAINS, DRAWS))
IDLE = GENERATOR.uniform(1, 2, size=DEMAND.shape)
MISSING = GENERATOR.uniform(2, 6, size=DEMAND.shape)
SLICES = Slices.of(GENERATOR.normal(size=DEMAND.shape) + DEMAND, 8)


def written_out(orders: Floats, demand: Floats = DEMAND) -> Floats:
    """Return the loss of each draw by each order; shape (chain, draw, order)."""
    left = orders - demand[..., None]
    return IDLE[..., None] * np.maximum(left, 0) + MISSING[..., None] * np.maximum(-left, 0)


def by_slice(losses: Floats) -> Floats:
    """Return summed losses; shape (chain, slice, decision)."""
    return np.stack(
        [
            [losses[chain, SLICES.slice_of[chain] == number].sum(axis=0) for number in range(SLICES.count)]
            for chain in range(4)
        ]
    )


@pytest.mark.parametrize("rounded", [False, True], ids=["continuous", "whole numbers"])
def test_losses_of_orders_are_those_written_out(*, rounded: bool) -> None:
    demand = np.round(DEMAND) if rounded else DEMAND
    losses = OrderLosses(demand, IDLE, MISSING, 50)
    assert losses.orders[0] == demand.min()
    assert losses.orders[-1] == demand.max()
    np.testing.assert_allclose(
        losses.by_slice(SLICES), by_slice(written_out(losses.orders, demand)), rtol=1e-9, atol=1e-9
    )


def test_what_is_least_and_what_is_saved() -> None:
    losses = OrderLosses(DEMAND, IDLE, MISSING, 50)
    wanted = by_slice(written_out(losses.orders)).sum(axis=0)
    found = losses.by_slice(SLICES).sum(axis=0)
    assert float(least(found)) == pytest.approx(wanted.sum(axis=0).min(), rel=1e-10)
    worth = wanted.sum(axis=0).min() - wanted.min(axis=1).sum()
    assert float(saved(found)) == pytest.approx(worth, rel=1e-9)
    assert worth > 0


@pytest.mark.parametrize("rounded", [False, True], ids=["continuous", "whole numbers"])
def test_the_best_order_is_that_of_all_orders(*, rounded: bool) -> None:
    """It is the quantile of the demand, each draw weighed by its costs, where marginal costs meet."""
    demand = np.round(DEMAND) if rounded else DEMAND
    best, (low, high) = OrderLosses(demand, IDLE, MISSING, 50).best()
    order = np.argsort(demand, axis=None)
    slope = np.cumsum((IDLE + MISSING).ravel()[order]) - MISSING.sum()
    after = int(np.argmax(slope >= 0))
    ascending = demand.ravel()[order]
    assert ascending[after - 1] <= best <= ascending[after + 1]
    assert low <= best <= high
    at = written_out(np.array([best, *demand[:, :50].ravel()]), demand).sum(axis=(0, 1))
    assert at.argmin() == 0
    assert not rounded or best == round(best)


RUNS = 1000


@pytest.mark.parametrize(("level", "chains", "spread"), [(0.95, 16, 0.0), (0.75, 8, 0.8)], ids=["fixed", "random"])
def test_the_best_order_is_within_its_interval(level: float, chains: int, spread: float) -> None:
    """The demand is lognormal, and independent of the costs, whose means give the level."""
    drawn = np.random.default_rng(1)
    demand = drawn.lognormal(size=(RUNS, chains, 512 // chains))
    missing = level * drawn.lognormal(-(spread**2) / 2, spread, size=demand.shape)
    idle = np.full(demand.shape[1:], 1.0 - level)
    intervals = [OrderLosses(one, idle, cost, 1).best()[1] for one, cost in zip(demand, missing, strict=True)]
    low, high = np.transpose(intervals)
    best = np.exp(ndtri(level))
    assert np.mean(low > best) < 0.05 > np.mean(high < best)
    assert binom.ppf(0.001, RUNS, 0.95) <= np.sum((low <= best) & (best <= high)) <= binom.ppf(0.999, RUNS, 0.98)


def test_losses_of_options_are_their_sums() -> None:
    losses = GENERATOR.normal(size=(3, CHAINS, DRAWS))
    choice = ChoiceLosses(losses)
    wanted = by_slice(np.moveaxis(losses, 0, -1))
    np.testing.assert_allclose(choice.by_slice(SLICES), wanted, rtol=1e-10, atol=1e-10)
    together = wanted.sum(axis=0)
    worth = together.sum(axis=0).min() - together.min(axis=1).sum()
    assert float(saved(choice.by_slice(SLICES).sum(axis=0))) == pytest.approx(worth, rel=1e-9)
