"""The value of information for a commitment along an ordered dimension: how much of it, and in which way."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
from xarray import Dataset, DataTree

from uncertain_compute.addresses import name_of
from uncertain_compute.analysis.sensitivity.factors import fixed_assumptions
from uncertain_compute.analysis.sensitivity.slices import Slices
from uncertain_compute.analysis.summary.drawn import driver_draws
from uncertain_compute.analysis.summary.labels import ASSUMPTION, labelled, units_of, with_intervals
from uncertain_compute.analysis.summary.monte_carlo.jackknife import Estimate, jackknife
from uncertain_compute.analysis.summary.statistics import varies
from uncertain_compute.analysis.value.commitment_losses import CommitmentLosses, Needs
from uncertain_compute.analysis.value.decision_draws import run_of
from uncertain_compute.analysis.value.losses import value_of_knowing
from uncertain_compute.arrays import Floats
from uncertain_compute.draws.settings import Settings
from uncertain_compute.errors import UncertainComputeError
from uncertain_compute.study.decisions import Commitment
from uncertain_compute.study.paths import paths_in
from uncertain_compute.study.study import Study

COORDINATE, OPTION, WAY = "coordinate", "option", "best_option"
MOST_DRAWS = 2**14
"""The most draws: each has a load at every hour and a cost for every candidate, so that more would take long."""

ENDS_OF_NEED = (0.05, 0.95)


def commitment_value(study: Study, decision: Commitment, asked: Settings) -> Dataset:
    """Return the best commitment at each coordinate, its expected cost, and the value of knowing more before it.

    The whole plan is chosen at once, before anything is known: the amounts and ways at all coordinates. Costs are
    summed over coordinates, and not discounted. An assumption that is drawn for each coordinate counts as known if its
    draw at a coordinate is known before that coordinate's amount is chosen.

    Returns
    -------
    Dataset
        - evppi (assumption), evpi and expected_loss, of all coordinates together;
        - best, expected_loss_at and evpi_at (coordinate): the amount, its cost, and the value of knowing everything;
        - hours_above (coordinate): the share of hours in which more is needed;
        - need (coordinate, end): P5 and P95 of the mean need;
        - expected_loss_of (coordinate, option): the cost with the best amount in each way, and without one.

        Each but hours_above and need has its 95% interval ``_ci``. The coordinate best_option is the way that is best
        at each.

    Raises
    ------
    UncertainComputeError
        If a name is unknown, a quantity has other dimensions than it needs, units do not match, or nothing is
        uncertain.
    """
    names = decision.names
    study.fail_unless_decidable(decision)
    along, hours = _dimensions(study, decision, names)
    units = {key: study.unit(name_of(name)) for key, name in names.items()}
    loss_unit = _loss_unit(study, units)
    run = run_of(study, names, replace(asked, draws=min(asked.draws, MOST_DRAWS)))
    needs = _needs(run, decision, along, hours)
    assumptions = driver_draws(run)
    if not assumptions or not any(varies(one) for one in needs.mean):
        raise UncertainComputeError(f"decision: {decision.quantity} depends on no uncertain assumption")
    labels = study.dimensions[along]
    ways = [*decision.costs]
    found = _Commitments(needs, CommitmentLosses.of(needs), labels)
    evppi = found.evppi(assumptions)
    coords = {
        ASSUMPTION: [*evppi],
        f"{ASSUMPTION}_unit": (ASSUMPTION, [*units_of(study, evppi).values()]),
        COORDINATE: [*map(str, labels)],
        OPTION: ways,
        WAY: (COORDINATE, found.best_ways(ways)),
    }
    attrs = {
        "kind": "commitment",
        "decision": decision.subject,
        "quantity": decision.quantity,
        "along": along,
        "unit": units["commit"],
        "loss_unit": loss_unit,
        "fixed": ", ".join(fixed_assumptions(study, names.values())),
    }
    return labelled({**found.variables(), **_stacked(evppi)}, coords, attrs)


def _stacked(evppi: Mapping[str, Estimate]) -> dict[str, Any]:
    values, halves = (np.array([one[part] for one in evppi.values()]) for part in (0, 1))
    found = with_intervals({"evppi": Estimate(values, halves)}, (ASSUMPTION,))
    return {name: (one[0], np.fmax(one[1], 0.0), *one[2:]) for name, one in found.items()}


def _dimensions(study: Study, decision: Commitment, names: Mapping[str, str]) -> tuple[str, str]:
    """Return the dimension of the commitment, and that of the load; the latter is empty without a load."""
    dims = {key: tuple(study.graph.dims.get(name, ())) for key, name in names.items()}
    along = dims["commit"]
    if len(along) != 1 or not paths_in(study.columns_of(decision.quantity)):
        raise UncertainComputeError(
            f"decision.commit: {decision.quantity} is over {', '.join(along) or 'no dimension'}; "
            "needs one ordered dimension of three coordinates or more"
        )
    hours = dims.get("load", ("",))
    if len(hours) != 1 or hours == along:
        raise UncertainComputeError(
            f"decision.load: {decision.load} is over {', '.join(hours) or 'no dimension'}; "
            f"needs one, other than {along[0]}"
        )
    for key, own in dims.items():
        if key not in ("commit", "load") and not set(own) <= set(along):
            raise UncertainComputeError(
                f"decision.{key}: {names[key]} is over {', '.join(own)}; needs {along[0]} alone"
            )
    return along[0], hours[0]


def _loss_unit(study: Study, units: Mapping[str, str]) -> str:
    """Return the unit of a cost times that of the commitment; empty if one is unknown."""
    system, ordered = study.units, units["commit"]
    costs = {key: unit for key, unit in units.items() if key not in ("commit", "load")}
    first = next(iter(costs.values()))
    for key, unit in costs.items():
        if unit and ordered and not system.is_per(unit, ordered):
            raise UncertainComputeError(
                f"decision.{key}: in {unit}; a commitment in {ordered} needs a cost per {ordered}"
            )
        if unit and first and system.conversion(unit, first, f"decision.{key}") != 1.0:
            raise UncertainComputeError(f"decision.{key}: costs in {first} and in {unit}; they need one unit")
    return system.product(first, ordered)


def _needs(run: DataTree, decision: Commitment, along: str, hours: str) -> Needs:
    """Return the need and its costs, from a run's draws.

    Raises
    ------
    UncertainComputeError
        If a cost is negative in a draw.
    """
    group = run["prior"].to_dataset()
    whole = group[decision.quantity].transpose(along, "chain", "draw")

    def over(name: str) -> Floats:
        return np.asarray(group[name].broadcast_like(whole).transpose(along, "chain", "draw").to_numpy())

    costs = {way: over(cost) for way, cost in decision.costs.items()}
    for way, cost in costs.items():
        if not cost.min() >= 0:
            key = "rest" if way in decision.rest else "options"
            raise UncertainComputeError(f"decision.{key}.{way}: is {cost.min():g} in a draw; must not be negative")
    load = (
        group[decision.load].transpose(hours, "chain", "draw").to_numpy() if hours else np.ones((1, *whole.shape[1:]))
    )
    *committed, rest = costs.values()
    return Needs(whole.to_numpy(), load, np.stack(committed), rest)


@dataclass(frozen=True)
class _Commitments:
    """The costs of all candidates, and the results that follow from them."""

    needs: Needs
    losses: CommitmentLosses
    labels: Any

    @cached_property
    def means(self) -> Floats:
        """Return the sums over all draws, by the number of a chain's draws; shape (chain, 1, coordinate, kind)."""
        chains, draws = self.losses.held.shape[:2]
        return np.asarray(self.losses.sums(Slices.whole((chains, draws))) / draws)

    def best_ways(self, ways: list[str]) -> list[str]:
        """Return the best way at each coordinate; the last is to commit to nothing."""
        cheapest = self.losses.least_by_way(self.means.mean(axis=0)[None])[0].argmin(axis=-1)
        return [ways[index] for index in cheapest]

    def variables(self) -> dict[str, Any]:
        """Return all results except the value of knowing single assumptions."""
        means, of = self.means, self.losses
        best = jackknife(means, of.best_amount)
        totals = {
            "expected_loss": jackknife(means, lambda sums: of.least(sums).sum(axis=-1), unbiased=True),
            "evpi": jackknife(means, lambda sums: of.perfect(sums).sum(axis=-1), unbiased=True),
        }
        at_each = {
            "best": best,
            "expected_loss_at": jackknife(means, of.least, unbiased=True),
            "evpi_at": jackknife(means, of.perfect, unbiased=True),
        }
        by_way = {"expected_loss_of": jackknife(means, of.least_by_way)}
        above = [self.needs.share_above(index, amount) for index, amount in enumerate(best.value)]
        need = np.quantile(self.needs.mean, ENDS_OF_NEED, axis=(1, 2), method="hazen").T
        return {
            **with_intervals(totals, ()),
            **with_intervals(at_each, (COORDINATE,)),
            "hours_above": (COORDINATE, above),
            "need": ((COORDINATE, "end"), need),
            **with_intervals(by_way, (COORDINATE, OPTION)),
        }

    def evppi(self, assumptions: Mapping[str, Floats]) -> dict[str, Estimate]:
        """Return the value of knowing each assumption; draws for each coordinate are known before its amount."""
        indices = {str(label): index for index, label in enumerate(self.labels)}
        paths = [path for path in paths_in(assumptions) if {*path.labels} <= {*indices}]
        in_paths = {column for path in paths for column in path.columns}
        found = {name: self._worth(values) for name, values in assumptions.items() if name not in in_paths}
        for path in paths:
            at_each = [
                self._worth(assumptions[column], indices[label])
                for column, label in zip(path.columns, path.labels, strict=True)
            ]
            found[path.name] = Estimate(*(np.sum(parts, axis=0) for parts in zip(*at_each, strict=True)))
        return found

    def _worth(self, values: Floats, index: int | None = None) -> Estimate:
        """Return the value of knowing an assumption, for the amounts at all coordinates or at one."""
        of = self.losses if index is None else self.losses.at(index)
        return value_of_knowing(values, of.sums, of.saved, kinked=True)
