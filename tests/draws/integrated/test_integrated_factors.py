"""A quantity over its conditional median is lognormal, and independent of the rest."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pytest
from scipy import stats

import uncertain_compute as uc
from uncertain_compute.draws.blocks import Plan
from uncertain_compute.draws.integrated.factors import Conditional, conditionals_of
from uncertain_compute.draws.integrated.kept import conditionals_in
from uncertain_compute.model.graph import Number

DRAWS = 2**14
YEARS = {"year": ["2025", "2026", "2027"]}
PRICE, HOURS = {"lognormal": {"mu": 1.0, "sigma": 0.5}}, {"lognormal": {"mu": 2.0, "sigma": 0.3}}
SHARE = {"beta": {"alpha": 3, "beta": 5}}


def cost(price: Number, hours: Number, share: Number) -> Number:
    """Price of all hours, with a share of them that depends on how many they are [1]."""
    return price * price * (hours + share)


def bill(price: Number, hours: Number, share: Number) -> Number:
    """Price of the hours, and what does not depend on them [1]."""
    return price * np.sqrt(hours) * (1.0 + share)


def conditionals(study: uc.Study, target: str) -> dict[str, Conditional]:
    return conditionals_of(study, Plan.of(study, (target,)))


def correlated(*pairs: tuple[str, str, float], **beliefs: Any) -> dict[str, Any]:
    return {
        "price": PRICE,
        "hours": HOURS,
        "share": SHARE,
        **beliefs,
        "correlations": [{"pair": [first, second], "normal_score": value} for first, second, value in pairs],
    }


def test_independent_factors_add_up_their_variances() -> None:
    found = conditionals(uc.Study([bill], {"price": PRICE, "hours": HOURS, "share": SHARE}), "bill")
    (one,) = found.values()
    assert one.sigma == pytest.approx(np.hypot(0.5, 0.5 * 0.3), rel=1e-12)
    assert one.offset == pytest.approx(1.0 + 0.5 * 2.0, rel=1e-12)
    assert one.weights == {"price": -1.0, "hours": -0.5}


def test_each_run_of_a_study_has_the_factors_of_its_own_targets() -> None:
    study = uc.Study([cost, bill], {"price": PRICE, "hours": HOURS, "share": SHARE})
    for targets in (("bill",), ("cost",), ("cost", "bill"), ("bill",)):
        assert tuple(conditionals_in(uc.run(study, draws=64, targets=targets))) == targets


CASES = {
    "two factors that correlate": (bill, correlated(("price", "hours", 0.6))),
    "a factor that correlates with the rest": (cost, correlated(("price", "hours", -0.7))),
    "two factors, of which one is not in the rest": (
        cost,
        correlated(("price", "hours", 0.4), ("price", "share", 0.3), ("hours", "share", 0.2), share="1 to 3"),
    ),
}


@pytest.mark.parametrize(("equation", "beliefs"), CASES.values(), ids=CASES)
def test_the_residual_is_normal_and_independent_of_the_rest(equation: Any, beliefs: Mapping[str, Any]) -> None:
    """The tolerances are four standard errors of independent draws."""
    study = uc.Study([equation], beliefs)
    (one,) = conditionals(study, equation.__name__).values()
    drawn = {name: np.log(values.values.ravel()) for name, values in uc.run(study, draws=DRAWS)["prior"].items()}
    on_draws = one.offset + sum(weight * drawn[name] for name, weight in one.weights.items())
    score = -on_draws / one.sigma
    kept = [name for name in ("hours", "share") if equation is cost or name == "share"]
    assert np.abs(np.corrcoef([score, *(drawn[name] for name in kept)])[0, 1:]).max() < 4 / np.sqrt(DRAWS)
    assert score.mean() == pytest.approx(0.0, abs=4 / np.sqrt(DRAWS))
    assert score.std() == pytest.approx(1.0, abs=4 / np.sqrt(2 * DRAWS))
    assert stats.kstest(score, "norm").pvalue > 0.01


NOT_INTEGRATED = {
    "a truncated belief": correlated(price=PRICE | {"bounds": [0, 5]}),
    "a mixture": correlated(
        price={"mixture": [{"weight": 0.5, "value": "1 to 2"}, {"weight": 0.5, "value": "2 to 3"}]}
    ),
    "a belief with a bound": correlated(price=PRICE | {"at_most": "hours"}),
    "a belief that correlates with a rest that is not lognormal": correlated(("price", "share", 0.5)),
    "a fixed number": correlated(price=3.0),
}


@pytest.mark.parametrize("beliefs", NOT_INTEGRATED.values(), ids=NOT_INTEGRATED)
def test_what_is_not_integrated(beliefs: Mapping[str, Any]) -> None:
    assert conditionals(uc.Study([cost], beliefs), "cost") == {}


def test_a_correlation_with_something_that_does_not_matter_is_none() -> None:
    def doubled(price: Number) -> Number:
        """Two prices [1]."""
        return 2.0 * price

    study = uc.Study([cost, doubled], correlated(("price", "share", 0.5)))
    assert conditionals(study, "doubled") == {"doubled": Conditional(0.5, 1.0, {"price": -1.0}, ("price",))}


def test_each_year_has_its_own_factor() -> None:
    """Years that remember each other correlate; a year's quantity needs only its own."""

    def spend(price: Number, hours: Number) -> Number:
        """Price of the hours [1]."""
        return price * hours

    def total(spend: Number) -> Number:
        """Sum over the years [1]."""
        return spend.sum("year")

    remembered = {"year": {"2025": PRICE, "2026": PRICE, "2027": 3.0}, "along": "year", "correlation": 0.9}
    study = uc.Study(
        [spend, total], {"price": remembered, "hours": {"value": HOURS, "shared_by": "year"}}, dimensions=YEARS
    )
    found = conditionals(study, "spend")
    assert {name: sorted(one.weights) for name, one in found.items()} == {
        "spend[2025]": ["hours[2027]", "price[2025]"],
        "spend[2026]": ["hours[2027]", "price[2026]"],
        "spend[2027]": ["hours[2027]"],
    }
    assert conditionals(study, "total")["total"].weights == {"hours[2027]": -1.0}


def test_years_of_one_rank_are_not_integrated() -> None:
    def spend(price: Number, hours: Number) -> Number:
        """Price of the hours [1]."""
        return price * hours

    same = {"year": {"2025": PRICE, "2026": PRICE, "2027": PRICE}, "along": "year", "correlation": 1}
    study = uc.Study([spend], {"price": same, "hours": HOURS}, dimensions=YEARS)
    assert [sorted(one.weights) for one in conditionals(study, "spend").values()] == 3 * [["hours"]]


def rate(price: Number, share: Number) -> Number:
    """Price for a share [1]."""
    return price / share


def test_further_factors_are_independent_of_all_others() -> None:
    beliefs = {"price": PRICE, "hours": HOURS, "share": SHARE}
    (one,) = conditionals(uc.Study([rate, bill], beliefs), "rate").values()
    assert (one.factors, one.weights) == (("price", "share"), {"price": -1.0, "share": 1.0})
    (tied,) = conditionals(uc.Study([rate, bill], correlated(("share", "hours", 0.5))), "rate").values()
    assert tied.factors == ("price",)


@pytest.mark.parametrize("equations", [(bill,), (rate, bill)], ids=["lognormal factors", "a further one"])
def test_a_run_keeps_what_its_factors_are(equations: Any) -> None:
    study = uc.Study(equations, {"price": PRICE, "hours": HOURS, "share": SHARE})
    run = uc.run(study, draws=64)
    found = conditionals_in(run)
    for name in (one.__name__ for one in equations):
        kept, total = found[name]
        assert {name: kept} == conditionals(study, name)
        assert total == pytest.approx(float(run["prior"][name].sum()), rel=1e-12)
        if kept.spread is not None:
            assert kept.spread.masses.sum() == pytest.approx(1.0, rel=1e-12)
    assert conditionals_in(uc.run(uc.Study([cost], correlated(price=3.0)), draws=64)) == {}
