"""The value of information for a decision: of knowing everything, and of knowing one assumption."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.special import ndtr
from xarray import Dataset, DataTree

from uncertain_compute.addresses import name_of, one_column
from uncertain_compute.analysis.sensitivity.factors import fixed_assumptions
from uncertain_compute.analysis.sensitivity.slices import Slices
from uncertain_compute.analysis.summary.drawn import driver_draws
from uncertain_compute.analysis.summary.labels import ASSUMPTION, labelled, units_of, with_interval, with_intervals
from uncertain_compute.analysis.summary.monte_carlo.jackknife import Estimate, jackknife
from uncertain_compute.analysis.summary.statistics import varies
from uncertain_compute.analysis.value.commitment_value import commitment_value
from uncertain_compute.analysis.value.decision_draws import run_of
from uncertain_compute.analysis.value.losses import ChoiceLosses, Losses, OrderLosses, least, saved, value_of_knowing
from uncertain_compute.arrays import Floats
from uncertain_compute.draws.recorders import columns_in
from uncertain_compute.draws.settings import Settings
from uncertain_compute.errors import UncertainComputeError, no_such
from uncertain_compute.model.units import UnitSystem
from uncertain_compute.study.changed import with_value
from uncertain_compute.study.decisions import Choice, Commitment, Decision, Order
from uncertain_compute.study.study import Study

OPTION = "option"
CELLS, FINE_CELLS = 2**9, 2**13
"""Number of candidate orders in a slice of an assumption, and over all draws."""

CURVE = np.linspace(-2.3263, 2.3263, 101)
"""Normal scores of the demand's quantiles, P1 to P99, at which the expected loss is returned."""


def decision_value(study: Study, decision: Decision | None = None, **settings: Any) -> Dataset:
    """Return the best decision, its expected loss, and by how much information would reduce that.

    EVPI is the value of knowing everything before deciding, EVPPI that of knowing one assumption. Conditional
    expectations are means in slices of the assumption's draws, as in Strong & Oakley 2013, "An efficient method for
    computing single-parameter partial expected value of perfect information", Medical Decision Making 33. Choosing and
    judging a decision by the same draws overstates its value; the jackknife removes that bias. The value of information
    is never negative, so a result below 0 is noise and is set to 0.

    Parameters
    ----------
    decision
        An `Order`, a `Choice` or a `Commitment`; the study's own if left out.
    **settings
        draws, chains, seed, design, threads, cluster of `Settings`.

    Returns
    -------
    Dataset
        evppi (assumption), evpi, expected_loss, expected_loss_of (option), and for an order best; each with its 95%
        interval ``_ci`` (..., bound). The assumptions are those that the loss needs and those that correlate with them.
        Options are the choice's, or orders between the demand's P1 and P99. Attributes: decision, kind, loss_unit, unit
        of an order, best_option of a choice, fixed. A commitment has more, see `commitment_value`.

    Raises
    ------
    UncertainComputeError
        If there is no decision, a name in it is unknown, nothing is uncertain, or a loss is not a number.

    Examples
    --------
    >>> import uncertain_compute as uc
    >>> def need(users, hours):
    ...     return users * hours
    >>> study = uc.Study([need], {"users": "2 to 4", "hours": "100 to 400"})
    >>> found = uc.decision_value(study, uc.Order("need", idle_cost=1.0, missing_cost=3.0), draws=4096, seed=1)
    >>> bool(found["evppi"].sel(assumption="hours") > found["evppi"].sel(assumption="users"))
    True
    """
    decided = _decision(study, decision)
    asked = Settings.of_points((), settings)
    if isinstance(decided, Commitment):
        return commitment_value(study, decided, asked)
    posed = _order(study, decided, asked) if isinstance(decided, Order) else _choice(study, decided, asked)
    if not posed.assumptions:
        raise UncertainComputeError(f"decision: {posed.attrs['quantity']} depends on no uncertain assumption")
    whole = Slices.whole((asked.chains, asked.draws_per_chain))
    losses, regrets = (one.by_slice(whole) / asked.draws_per_chain for one in (posed.losses, posed.regrets))
    variables = {
        **with_intervals({"evppi": _evppi(posed)}, (ASSUMPTION,)),
        **with_intervals(_values_of_all(losses, regrets), ()),
        **_best_order(posed),
        **with_intervals({"expected_loss_of": _losses_shown(posed, losses)}, (OPTION,)),
    }
    units = units_of(study, posed.assumptions)
    coords = {ASSUMPTION: [*units], f"{ASSUMPTION}_unit": (ASSUMPTION, [*units.values()]), OPTION: posed.options}
    answer = labelled(variables, coords, {**posed.attrs, "decision": decided.subject, **_best_option(posed, losses)})
    return answer.assign({name: answer[name].clip(min=0.0) for name in ("evppi", "evppi_ci")})


def _decision(study: Study, given: Decision | None) -> Decision:
    """Return the given decision, or the study's own."""
    decided: Any = study.decision if given is None else given
    if decided is None:
        raise UncertainComputeError("decision: the study states none; it needs one of order, choose, commit")
    if not isinstance(decided, Order | Choice | Commitment):
        raise UncertainComputeError(f"decision: {decided!r} is no Order, Choice or Commitment")
    return decided


@dataclass(frozen=True, slots=True)
class _Posed:
    """A decision with the draws that it is evaluated on.

    Attributes
    ----------
    assumptions
        Draws of shape (chain, draw).
    losses, regrets
        For each decision; a regret is the loss from not knowing everything.
    in_slices
        The regrets of fewer candidates, for use in slices.
    options, shown
        The decisions whose loss is returned, and their indices among all.
    """

    assumptions: Mapping[str, Floats]
    losses: Losses
    regrets: Losses
    in_slices: Losses
    options: Any
    shown: Any
    attrs: Mapping[str, Any]


def _values_of_all(losses: Floats, regrets: Floats) -> dict[str, Estimate]:
    """Return the least expected loss, and the value of knowing everything."""
    return {
        "expected_loss": jackknife(losses, least, unbiased=True),
        "evpi": jackknife(regrets, least, unbiased=True),
    }


def _best_order(posed: _Posed) -> dict[str, Any]:
    """Return the order with the least expected loss and its interval; empty for a choice."""
    if not isinstance(posed.losses, OrderLosses):
        return {}
    return with_interval("best", *posed.losses.best(), ())


def _best_option(posed: _Posed, losses: Floats) -> dict[str, str]:
    """Return the option with the least expected loss; empty for an order."""
    if isinstance(posed.losses, OrderLosses):
        return {}
    return {"best_option": str(posed.options[int(losses.sum(axis=0)[0].argmin())])}


def _evppi(posed: _Posed) -> Estimate:
    """Return the value of knowing each assumption; shape (assumption,)."""
    by_slice, kinked = posed.in_slices.by_slice, isinstance(posed.in_slices, ChoiceLosses)
    found = [value_of_knowing(values, by_slice, saved, kinked=kinked) for values in posed.assumptions.values()]
    return Estimate(*map(np.array, zip(*found, strict=True)))


def _losses_shown(posed: _Posed, losses: Floats) -> Estimate:
    return jackknife(losses, lambda losses: losses[..., 0, posed.shown])


def _order(study: Study, order: Order, asked: Settings) -> _Posed:
    named = {"order": order.quantity, "idle_cost": order.idle_cost, "missing_cost": order.missing_cost}
    names = order.names
    study.fail_unless_decidable(order)
    run = run_of(study, names, asked)
    demand, idle, missing = (
        _draws(run, name, key) if isinstance(name, str) else np.full((asked.chains, asked.draws_per_chain), float(name))
        for key, name in named.items()
    )
    for key, cost in {"idle_cost": idle, "missing_cost": missing}.items():
        if not cost.min() > 0:
            raise UncertainComputeError(f"decision.{key}: {named[key]} is {cost.min():g} in a draw; must be positive")
    if not varies(demand):
        raise UncertainComputeError(f"decision.order: {order.quantity} is constant, so there is nothing to learn")
    fine = OrderLosses(demand, idle, missing, FINE_CELLS)
    shown = np.unique(np.searchsorted(fine.orders, np.quantile(demand, ndtr(CURVE), method="hazen")))
    units = {key: study.unit(name_of(name)) for key, name in names.items()}
    attrs = {
        "kind": "order",
        "quantity": order.quantity,
        "unit": units["order"],
        "loss_unit": _loss_unit(units, study.units),
        "idle_cost": float(idle.mean()),
        "missing_cost": float(missing.mean()),
        "fixed": ", ".join(fixed_assumptions(study, names.values())),
    }
    coarse = OrderLosses(demand, idle, missing, CELLS)
    return _Posed(driver_draws(run), fine, fine, coarse, fine.orders[shown], shown, attrs)


def _loss_unit(units: Mapping[str, str], system: UnitSystem) -> str:
    """Return the unit of a cost times that of the order; empty if one is unknown."""
    idle, missing = (units.get(key, "") for key in ("idle_cost", "missing_cost"))
    if idle and missing and system.conversion(missing, idle, "decision.missing_cost") != 1.0:
        raise UncertainComputeError(f"decision: costs in {idle} and in {missing}; they need one unit")
    if idle and units["order"] and not system.is_per(idle, units["order"]):
        raise UncertainComputeError(
            f"decision.idle_cost: in {idle}; an order in {units['order']} needs a cost per {units['order']}"
        )
    return system.product(idle, units["order"])


def _choice(study: Study, choice: Choice, asked: Settings) -> _Posed:
    study.fail_unless_decidable(choice)
    if choice.assumption not in study.assumptions:
        raise no_such("decision.choose", "assumption", choice.assumption, study.assumptions)
    runs = [
        run_of(with_value(study, choice.assumption, value), {"loss": choice.loss}, asked)
        for value in choice.options.values()
    ]
    losses = np.stack([_draws(run, choice.loss, "loss") for run in runs])
    if not varies(losses - losses[0]):
        raise UncertainComputeError(f"decision.loss: {choice.loss} does not depend on {choice.assumption}")
    regrets = ChoiceLosses(losses - losses.min(axis=0))
    attrs = {
        "kind": "options",
        "quantity": choice.loss,
        "loss_unit": study.unit(name_of(choice.loss)),
        "fixed": ", ".join(fixed_assumptions(study, [choice.loss])),
    }
    options = [*map(str, choice.options)]
    return _Posed(
        driver_draws(runs[0]), ChoiceLosses(losses), regrets, regrets, options, np.arange(len(options)), attrs
    )


def _draws(run: DataTree, name: str, key: str) -> Floats:
    columns = columns_in(run["prior"].to_dataset(), name_of(name))
    return columns[one_column(name, list(columns), f"decision.{key}")]
