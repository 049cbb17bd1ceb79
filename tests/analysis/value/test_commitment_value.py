"""Commitments over years, against the newsvendor's closed form."""

from typing import Any

import numpy as np
import pytest
from scipy.optimize import brentq
from scipy.special import ndtr, ndtri

import uncertain_compute as uc
from uncertain_compute.analysis.sensitivity.slices import Slices
from uncertain_compute.analysis.value.commitment_losses import CommitmentLosses, Needs
from uncertain_compute.arrays import Floats
from uncertain_compute.model.graph import Number

OWN, RESERVE, REST, SIGMA, GROWTH = 1.0, 2.5, 4.0, 0.8, 2.0
YEARS = np.arange(3)
SETTINGS = {"draws": 2**13, "chains": 8, "threads": 1}


def need(level: Number, year: Number) -> Number:
    """Return what is needed on average [GPU]."""
    return level * GROWTH ** (year - 2024)


def load(hour: Number) -> Number:
    """Return what is needed in an hour over the mean [1]."""
    return 0.5 + hour


def owned(own: Number) -> Number:
    """Return the cost of one that is owned [USD/GPU]."""
    return 1.0 * own


def reserved(reserve: Number) -> Number:
    """Return the cost of one that is reserved [USD/GPU]."""
    return 1.0 * reserve


def rented(rest: Number) -> Number:
    """Return the cost of one that is rented by the hour [USD/GPU]."""
    return 1.0 * rest


PLAN = uc.Commitment("need", {"own": "owned", "reserve": "reserved"}, {"on demand": "rented"}, load="load")
EVEN = uc.Commitment("need", {"own": "owned", "reserve": "reserved"}, {"on demand": "rented"})


def study(decision: uc.Commitment = PLAN, **beliefs: Any) -> uc.Study:
    priors: dict[str, Any] = {
        "level": {"lognormal": {"mu": 3, "sigma": SIGMA}}, "own": OWN, "reserve": RESERVE, "rest": REST, **beliefs
    }  # fmt: skip
    return uc.Study(
        [need, load, owned, reserved, rented],
        priors,
        dimensions={"year": {"from": 2024, "to": 2026, "unit": "1"}, "hour": {"from": 0, "to": 1, "unit": "1"}},
        decision=decision,
    )


def above(amount: float, mu: float) -> float:
    """Return the mean of a lognormal above an amount: E[max(X - amount, 0)]."""
    score = (mu - np.log(amount)) / SIGMA
    return float(np.exp(mu + SIGMA**2 / 2) * ndtr(score + SIGMA) - amount * ndtr(score))


def least_cost(rate: float, loads: Floats) -> tuple[float, float]:
    """Return the amount at which one unit more costs what it saves in the first year, and what it costs then."""
    mus = 3 + np.log(loads)
    amount = float(
        brentq(lambda x: REST * np.mean(ndtr((mus - np.log(x)) / SIGMA)) - rate, 1e-3, 1e4)  # type: ignore[arg-type]
    )
    return amount, rate * amount + REST * float(np.mean([above(amount, mu) for mu in mus]))


def off(found: Any, name: str, truth: Any) -> float:
    """Return the largest distance from the truth, in half-widths of the 95% interval and half a per cent."""
    half = np.ptp(found[f"{name}_ci"].to_numpy(), axis=-1) / 2
    return float(np.max(np.abs(found[name].to_numpy() - truth) / (half + 0.005 * np.abs(truth))))


@pytest.mark.parametrize(("decision", "loads"), [(PLAN, np.array([0.5, 1.5])), (EVEN, np.array([1.0]))])
def test_the_best_amounts_and_their_costs_are_the_newsvendors(decision: uc.Commitment, loads: Floats) -> None:
    found = uc.decision_value(study(decision), **SETTINGS)
    of_year = GROWTH**YEARS
    mean = float(np.exp(3 + SIGMA**2 / 2))
    assert found["best_option"].to_numpy().tolist() == ["own"] * 3
    for place, rate in enumerate((OWN, RESERVE)):
        amount, cost = least_cost(rate, loads)
        assert off(found.isel(option=place), "expected_loss_of", cost * of_year) < 2
        if place == 0:
            assert off(found, "best", amount * of_year) < 2
            assert off(found, "expected_loss", cost * of_year.sum()) < 2
            np.testing.assert_allclose(
                found["hours_above"], np.mean(ndtr((3 + np.log(loads) - np.log(amount)) / SIGMA)), atol=0.02
            )
    assert off(found.isel(option=2), "expected_loss_of", REST * mean * of_year) < 2
    low, high = np.exp(3 + SIGMA * ndtri([0.05, 0.95]))
    np.testing.assert_allclose(found["need"], np.outer(of_year, [low, high]), rtol=0.02)


def test_the_best_amount_lies_between_candidates() -> None:
    """The draws are the lognormal's quantiles, which have hardly any error, at the middles of equal parts."""
    rates, draws = np.linspace(0.1, 0.9, 17), 2**11
    need = np.exp(SIGMA * ndtri((np.arange(draws) + 0.5) / draws)).reshape(1, 8, -1)
    mean, rate = np.broadcast_to(need, (17, *need.shape[1:])), np.ones_like(need) * rates[:, None, None]
    losses = CommitmentLosses.of(Needs(mean, np.ones_like(need), rate[None], np.ones_like(mean)))
    sums = losses.sums(Slices.whole(need.shape[1:])).sum(axis=0)[None]
    np.testing.assert_allclose(losses.best_amount(sums)[0], np.exp(SIGMA * ndtri(1 - rates)), rtol=1e-4)


def test_who_knows_the_need_commits_to_all_of_it() -> None:
    found = uc.decision_value(study(EVEN), **SETTINGS)
    worth = least_cost(OWN, np.array([1.0]))[1] - OWN * np.exp(3 + SIGMA**2 / 2)
    assert off(found, "evpi", worth * (GROWTH**YEARS).sum()) < 2
    assert off(found, "evpi_at", worth * GROWTH**YEARS) < 2
    assert off(found, "evppi", worth * (GROWTH**YEARS).sum()) < 2


def test_to_know_which_way_is_cheaper_is_worth_the_difference() -> None:
    """Owning costs 1 or 3 with equal probability, 2 expected; reserving costs 2.2."""
    asked = study(EVEN, own={"discrete": {1: 0.5, 3: 0.5}}, reserve=2.2)
    found = uc.decision_value(asked, **SETTINGS)
    one = {rate: least_cost(rate, np.array([1.0]))[1] for rate in (1.0, 2.0, 2.2)}
    worth = one[2.0] - (one[1.0] + one[2.2]) / 2
    assert off(found.sel(assumption="own"), "evppi", worth * (GROWTH**YEARS).sum()) < 2
    assert found["best_option"].to_numpy().tolist() == ["own"] * 3


def test_a_path_is_known_at_each_year_before_its_amount() -> None:
    def need(level: Number) -> Number:
        """Return what is needed [GPU]."""
        return 1.0 * level

    belief = {"value": {"lognormal": {"mu": 3, "sigma": SIGMA}}, "along": "year", "correlation": 0.6}
    asked = uc.Study(
        [need, owned, rented], {"level": belief, "own": OWN, "rest": REST},
        dimensions={"year": {"from": 2024, "to": 2026}},
    )  # fmt: skip
    found = uc.decision_value(asked, uc.Commitment("need", {"own": "owned"}, {"rent": "rented"}), **SETTINGS)
    assert found["assumption"].to_numpy().tolist() == ["level"]
    assert off(found, "evppi", float(found["evpi"])) < 2


def test_nothing_is_committed_to_where_the_rest_is_cheaper() -> None:
    found = uc.decision_value(study(PLAN, rest=0.5), draws=256)
    assert found["best_option"].to_numpy().tolist() == ["on demand"] * 3
    assert found["best"].to_numpy().tolist() == [0, 0, 0]


def plan(**changed: Any) -> uc.Commitment:
    said = {"quantity": "need", "options": {"own": "owned"}, "rest": {"rent": "rented"}, "load": "load"}
    return uc.Commitment(**{**said, **changed})


WRONG = {
    "unknown": (plan(quantity="ned"), {}, r"decision\.commit: no quantity 'ned'; did you mean 'need'\?"),
    "unknown cost": (plan(options={"own": "ownd"}), {}, r"decision\.options\.own: no quantity 'ownd'; did you mean"),
    "no path": (plan(quantity="level"), {}, r"decision\.commit: level is over no dimension; needs one ordered dim"),
    "no hours": (plan(load="own"), {}, r"decision\.load: own is over no dimension; needs one, other than year"),
    "hours in a cost": (plan(rest={"rent": "load"}), {}, r"decision\.rest\.rent: load is over hour; needs year alone"),
    "units": (plan(rest={"rent": "need"}), {}, r"decision\.rest\.rent: in GPU; a commitment in GPU needs a cost"),
    "negative": (plan(), {"own": -1}, r"decision\.options\.own: is -1 in a draw; must not be negative"),
    "certain": (plan(), {"level": 3, "own": "1 to 2"}, r"decision: need depends on no uncertain assumption"),
}  # fmt: skip


@pytest.mark.parametrize(("decision", "beliefs", "message"), WRONG.values(), ids=WRONG)
def test_a_commitment_that_cannot_be_made_is_refused_in_one_line(
    decision: uc.Commitment, beliefs: dict[str, Any], message: str
) -> None:
    with pytest.raises(uc.UncertainComputeError, match=message) as error:
        uc.decision_value(study(**beliefs), decision, draws=64)
    assert "\n" not in str(error.value)
