"""The value of information for decisions, against closed forms."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pytest
from closed_forms import LEAST, SEEDS, holds, times_held
from scipy.integrate import quad
from scipy.special import ndtr, ndtri
from scipy.stats import norm
from xarray import Dataset

import uncertain_compute as uc
from uncertain_compute.model.graph import Number

DRAWS, CHAINS = 2**12, 8
MEAN, SIGMAS = 0.4, {"a": 1.0, "b": 0.6, "c": 0.8}


def unit_normal_loss(z: float) -> float:
    """Return E[max(Z - z, 0)] of a standard normal Z."""
    return float(norm.pdf(z) - z * norm.sf(z))


def buying(chosen: Number, a: Number, b: Number, c: Number) -> Number:
    """Return what buying loses, and nothing if not bought [USD]."""
    return chosen * (MEAN + a + b) + 0 * c


def normals(**changed: Any) -> dict[str, Any]:
    return {"chosen": 0, **{name: {"normal": {"mu": 0, "sigma": one}} for name, one in SIGMAS.items()}, **changed}


BUY = uc.Choice("chosen", {"wait": 0, "buy": 1}, "buying")


def saved_by(sigma: float) -> float:
    """Return min(0, m) - E[min(0, M)], where the expected difference M of the two options will be N(m, sigma^2)."""
    return sigma * unit_normal_loss(abs(MEAN) / sigma)


def seeds(study: uc.Study, decision: Any, truths: Mapping[str, Any], **settings: Any) -> dict[str, Any]:
    given = {"draws": DRAWS, "chains": CHAINS, "threads": 1, **settings}
    return times_held((uc.decision_value(study, decision, seed=seed, **given) for seed in SEEDS), truths)


@pytest.mark.parametrize(("correlation", "design"), [(0.0, "sobol"), (0.5, "monte_carlo")])
def test_a_choice_of_two_with_normal_losses(correlation: float, design: str) -> None:
    """Given a, the expected difference is m + (1 + r s_b / s_a) a, of standard deviation s_a + r s_b."""
    ties = [{"pair": ["a", "b"], "normal_score": correlation}] if correlation else None
    study = uc.Study([buying], normals(correlations=ties))
    a, b = SIGMAS["a"], SIGMAS["b"]
    worth = [saved_by(a + correlation * b), saved_by(b + correlation * a), 0.0]
    perfect = saved_by(float(np.sqrt(a**2 + b**2 + 2 * correlation * a * b)))
    truths = {"evpi": perfect, "evppi": np.array(worth), "expected_loss": 0.0, "expected_loss_of": np.array([0, MEAN])}
    held = seeds(study, BUY, truths, design=design)
    assert {name: counts.tolist() for name, counts in held.items() if counts.min() < LEAST} == {}


def test_an_exact_decision_is_named() -> None:
    data = uc.decision_value(uc.Study([buying], normals()), BUY, draws=DRAWS)
    assert data.attrs["best_option"] == "wait"
    assert data.attrs["kind"] == "options"
    assert data.attrs["loss_unit"] == "USD"
    assert data.attrs["decision"] == "which chosen to choose"
    assert data.attrs["quantity"] == "buying"
    assert data["option"].values.tolist() == ["wait", "buy"]
    assert data["assumption"].values.tolist() == ["a", "b", "c"]


def missing(chosen: Number, a: Number, b: Number, c: Number) -> Number:
    """Return a squared distance [USD]."""
    return (chosen - a - b) ** 2 + 0 * c


def test_a_choice_of_three() -> None:
    """Given a, the loss of x is (x - m - a)^2 + s_b^2, so the nearest x is best; the mean over a is a quadrature."""
    options = {"none": 0.0, "some": 1.0, "many": 3.0}
    study = uc.Study([missing], normals(a={"normal": {"mu": 0.8, "sigma": 1}}))
    middle, values = 0.8, np.array([*options.values()])
    of_each = (values - middle) ** 2

    def expected_least(sigma: float) -> float:
        score = np.linspace(-9, 9, 20001)
        distance = (values[:, None] - middle - sigma * score) ** 2
        return float((distance.min(axis=0) * norm.pdf(score)).sum() * (score[1] - score[0]))

    a, b = 1.0, SIGMAS["b"]
    both = float(np.hypot(a, b))
    worth = [of_each.min() - (expected_least(one) - one**2) for one in (a, b)]
    truths = {
        "evppi": np.array([*worth, 0.0]),
        "evpi": of_each.min() + both**2 - expected_least(both),
        "expected_loss_of": of_each + both**2,
    }
    held = seeds(study, uc.Choice("chosen", options, "missing"), truths)
    assert {name: counts.tolist() for name, counts in held.items() if counts.min() < LEAST} == {}


def test_a_choice_with_a_discrete_assumption() -> None:
    """Of b = -2 or 2 the expected difference is m - 2 or m + 2, so half of the time 2 - m is saved."""
    study = uc.Study([buying], normals(b={"discrete": {-2: 0.5, 2: 0.5}}))
    both = MEAN + np.array([-2.0, 2.0])
    perfect = -np.mean(both * ndtr(-both) - norm.pdf(both))
    truths = {"evppi": np.array([saved_by(1.0), (2 - MEAN) / 2, 0.0]), "evpi": perfect}
    held = seeds(study, BUY, truths, design="monte_carlo")
    assert {name: counts.tolist() for name, counts in held.items() if counts.min() < LEAST} == {}
    default = uc.decision_value(study, BUY)
    for name, truth in truths.items():
        np.testing.assert_allclose(default[name], truth, rtol=0, atol=0.01)


MU, SIGMA = {"a": 2.0, "b": 1.0}, {"a": 0.5, "b": 0.3}
IDLE, MISSING = 2.0, 6.0
SCORE = float(ndtri(MISSING / (IDLE + MISSING)))
"""The best order is the demand's quantile at missing / (idle + missing)."""

TOTAL = float(np.hypot(*SIGMA.values()))
MEAN_DEMAND = float(np.exp(sum(MU.values()) + TOTAL**2 / 2))


def demand(a: Number, b: Number, c: Number) -> Number:
    """Return what will be needed [GPU]."""
    return a * b + 0 * c


def lognormals(**changed: Any) -> dict[str, Any]:
    distributions = {name: {"lognormal": {"mu": MU[name], "sigma": SIGMA[name]}} for name in MU}
    return {**distributions, "c": {"normal": {"mu": 0, "sigma": 1}}, **changed}


def order(idle: float | str = IDLE, missing: float | str = MISSING, quantity: str = "demand") -> uc.Order:
    return uc.Order(quantity, idle_cost=idle, missing_cost=missing)


def loss_of_best(sigma: float, mean: float, idle: float = IDLE, missing: float = MISSING) -> float:
    """Return the expected loss of the best order of a lognormal demand.

    With k = missing / (idle + missing) and z its normal score, the order is Q = m exp(z s) and P(D < Q) = k, so
    idle E[Q - D; D < Q] + missing E[D - Q; D > Q] = missing E[D] - (idle + missing) E[D; D < Q], where Q has gone;
    and E[D; D < Q] = E[D] Phi(z - s).
    """
    level = missing / (idle + missing)
    return mean * (idle + missing) * (level - float(ndtr(ndtri(level) - sigma)))


def newsvendor(correlation: float = 0.0) -> dict[str, Any]:
    """Return closed forms; given a, the demand is lognormal with what a leaves of b's sigma, its mean that of all."""
    total = float(np.sqrt(TOTAL**2 + 2 * correlation * SIGMA["a"] * SIGMA["b"]))
    mean = float(np.exp(sum(MU.values()) + total**2 / 2))
    left = np.array([SIGMA["b"], SIGMA["a"]]) * np.sqrt(1 - correlation**2)
    worst = loss_of_best(total, mean)
    return {
        "best": np.exp(sum(MU.values()) + SCORE * total),
        "expected_loss": worst,
        "evpi": worst,
        "evppi": np.array([*(worst - loss_of_best(one, mean) for one in left), 0.0]),
    }


def test_an_order_of_a_lognormal_demand() -> None:
    held = seeds(uc.Study([demand], lognormals()), order(), newsvendor())
    assert {name: counts.tolist() for name, counts in held.items() if counts.min() < LEAST} == {}


def near(data: Dataset, truths: Mapping[str, Any]) -> None:
    """Hold estimates at the default size to a hundredth, each worth to one of the worth of knowing everything."""
    for name, truth in truths.items():
        np.testing.assert_allclose(data[name], truth, atol=0.01 * (truths["evpi"] if name == "evppi" else truth))


@pytest.mark.parametrize(("correlation", "design"), [(0.0, "latin_hypercube"), (0.0, "monte_carlo"), (-0.4, "sobol")])
def test_at_the_default_size_it_is_within_a_hundredth(correlation: float, design: str) -> None:
    ties = [{"pair": ["a", "b"], "normal_score": correlation}] if correlation else None
    near(
        uc.decision_value(uc.Study([demand], lognormals(correlations=ties)), order(), design=design),
        newsvendor(correlation),
    )


@pytest.mark.parametrize("side", ["idle", "missing"])
def test_an_order_with_an_uncertain_cost(side: str) -> None:
    """Independent of the demand, a cost counts by its mean until it is known; then the order follows it."""
    middle, spread = {"idle": IDLE, "missing": MISSING}[side], 0.6
    mean = middle * np.exp(spread**2 / 2)

    def known(score: float) -> float:
        cost = middle * np.exp(spread * score)
        return norm.pdf(score) * loss_of_best(TOTAL, MEAN_DEMAND, **{side: cost})

    best = loss_of_best(TOTAL, MEAN_DEMAND, **{side: mean})
    of_factors = [best - loss_of_best(one, MEAN_DEMAND, **{side: mean}) for one in (SIGMA["b"], SIGMA["a"])]
    of_cost = best - quad(known, -9, 9, epsabs=1e-10)[0]
    costs = {"idle": IDLE, "missing": MISSING, side: mean}
    score = ndtri(costs["missing"] / sum(costs.values()))
    truths = {
        "best": np.exp(sum(MU.values()) + score * TOTAL),
        "expected_loss": best,
        "evpi": best,
        "evppi": np.array([*of_factors, 0.0, of_cost]),
    }

    def price(p: Number) -> Number:
        """Return a cost [USD/GPU]."""
        return 1.0 * p

    study = uc.Study([demand, price], lognormals(p={"lognormal": {"mu": float(np.log(middle)), "sigma": spread}}))
    data = uc.decision_value(study, order(**{side: "price"}))
    assert data["assumption"].values.tolist() == ["a", "b", "c", "p"]
    near(data, truths)
    if side == "missing":
        held = seeds(study, order(**{side: "price"}), truths)
        assert {name: counts.tolist() for name, counts in held.items() if counts.min() < LEAST} == {}


@pytest.fixture(scope="module")
def default() -> Dataset:
    return uc.decision_value(uc.Study([demand], lognormals()), order())


def test_what_does_not_matter_is_worth_nothing(default: Dataset) -> None:
    irrelevant = default.sel(assumption="c")
    assert holds(irrelevant, "evppi", np.array(0.0))
    assert abs(irrelevant["evppi"].item()) < 0.005 * default["evpi"].item()


def test_no_assumption_is_worth_more_than_all() -> None:
    for study, decision in ((uc.Study([demand], lognormals()), order()), (uc.Study([buying], normals()), BUY)):
        for seed in range(2):
            data = uc.decision_value(study, decision, draws=DRAWS, seed=seed)
            assert (data["evppi"] <= data["evpi"]).all()


def test_losses_of_orders_are_lowest_at_the_best(default: Dataset) -> None:
    losses, orders = default["expected_loss_of"].values, default["option"].values
    assert len(orders) > 50
    assert (np.diff(orders) > 0).all()
    nearest = np.abs(orders - default["best"].item()).argmin()
    assert abs(int(losses.argmin()) - nearest) <= 1
    assert losses.min() >= default["expected_loss"].item() - np.ptp(default["expected_loss_ci"].values)
    median, spread = np.exp(sum(MU.values())), TOTAL
    scores = np.log(orders / median) / spread
    below = MEAN_DEMAND * ndtr(scores - spread)
    exact = orders * (IDLE * ndtr(scores) - MISSING * ndtr(-scores)) - IDLE * below + MISSING * (MEAN_DEMAND - below)
    np.testing.assert_allclose(losses, exact, rtol=0.01)


def test_costs_scale_everything_but_the_order() -> None:
    study = uc.Study([demand], lognormals())
    one, many = (uc.decision_value(study, order(k * IDLE, k * MISSING), draws=DRAWS) for k in (1.0, 1000.0))
    for name in ("evppi", "evpi", "expected_loss", "expected_loss_of"):
        np.testing.assert_allclose(many[name], 1000 * one[name], rtol=1e-9, atol=1e-9)
        np.testing.assert_allclose(many[f"{name}_ci"], 1000 * one[f"{name}_ci"], rtol=1e-9, atol=1e-9)
    assert many["best"].item() == pytest.approx(one["best"].item(), rel=1e-12)
    assert (many["option"] == one["option"]).all()


def test_a_discrete_factor_of_a_demand() -> None:
    """Given a the demand is lognormal; given b a mixture of two, whose best order is found by quadrature of its own."""
    values = np.array([4.0, 12.0])
    study = uc.Study([demand], lognormals(a={"discrete": {4: 0.5, 12: 0.5}}))
    spread, middle = SIGMA["b"], float(np.exp(MU["b"]))
    mean = float(np.exp(MU["b"] + spread**2 / 2))
    known_a = loss_of_best(spread, mean * values.mean())
    orders = np.linspace(5, 80, 200_001)
    scores = np.log(orders / (values[:, None] * middle)) / spread
    below = (values[:, None] * mean * ndtr(scores - spread)).mean(axis=0)
    share = ndtr(scores).mean(axis=0)
    all_losses = orders * (IDLE * share - MISSING * (1 - share)) - IDLE * below
    worst = float((all_losses + MISSING * (mean * values.mean() - below)).min())
    data = uc.decision_value(study, order()).sel(assumption="a")
    near(data, {"evpi": worst, "expected_loss": worst, "evppi": worst - known_a})


GPU_PRICE = {"value": "1 to 3", "unit": "USD/GPU"}


def revenue(price: Number) -> Number:
    """Return what one that is missing would have earned [USD/GPU]."""
    return 3 * price


def in_thousands(price: Number) -> Number:
    """Return the same in another unit [kUSD/GPU]."""
    return 3 * price


def spread_out(d: Number) -> Number:
    """Return one number for each platform [GPU]."""
    return 1.0 * d


def profit(a: Number) -> Number:
    """Return what may be below nothing [1]."""
    return a - 5


def logarithm(chosen: Number, a: Number) -> Number:
    """Return what is no number where a is below the choice [1]."""
    return np.log(a - chosen)


def settled(c: Number) -> Number:
    """Return what does not vary [GPU]."""
    return 2 * c


ODD = uc.Study(
    [demand, revenue, in_thousands, spread_out, profit, logarithm, settled],
    {
        **lognormals(price=GPU_PRICE, c={"value": 1.0, "unit": "GPU"}),
        "b": {"value": lognormals()["b"], "unit": "GPU"},
        "d": {"platform": {"TikTok": "1 to 2", "YouTube": "1 to 3"}, "unit": "GPU"},
        "chosen": 0,
    },
    dimensions={"platform": ["TikTok", "YouTube"]},
)


def test_units_of_costs_and_of_the_order() -> None:
    data = uc.decision_value(ODD, order("price", "revenue"), draws=64)
    assert data.attrs["unit"] == "GPU"
    assert data.attrs["loss_unit"] == "USD"
    assert data.attrs["kind"] == "order"
    assert data.attrs["quantity"] == "demand"
    assert data.attrs["decision"] == "how much of demand to commit to"
    assert data.attrs["fixed"] == "c"
    assert data.attrs["missing_cost"] == pytest.approx(3 * data.attrs["idle_cost"], rel=1e-12)
    assert data["assumption_unit"].sel(assumption="price").item() == "USD/GPU"
    assert uc.decision_value(ODD, order(), draws=64).attrs["idle_cost"] == IDLE


def test_a_cost_is_one_for_each_of_what_is_ordered() -> None:
    with pytest.raises(
        uc.UncertainComputeError, match=r"decision.idle_cost: in USD/GPU; an order in USD/GPU needs a cost per"
    ):
        uc.decision_value(ODD, uc.Order("price", "revenue", "revenue"), draws=64)
    with pytest.raises(uc.UncertainComputeError, match="decision: 'demand' is no Order, Choice or Commitment"):
        uc.decision_value(ODD, "demand")  # type: ignore[arg-type]


def test_words_of_the_user_are_kept() -> None:
    worded = uc.Order("demand", 1, 2, label="how many GPUs to commit to")
    assert uc.decision_value(ODD, worded, draws=64).attrs["decision"] == "how many GPUs to commit to"


def test_a_slip_in_the_studys_own_decision_is_told_before_it_is_asked_for() -> None:
    with pytest.raises(uc.UncertainComputeError, match=r"decision\.order: no quantity 'demnd'; did you mean 'demand'"):
        uc.Study([demand], lognormals(), decision=order(quantity="demnd"))


def test_the_studys_own_decision_is_taken() -> None:
    study = uc.Study([demand], lognormals(), decision=order())
    assert uc.decision_value(study, draws=256).identical(uc.decision_value(study, order(), draws=256))


CHOICE = {"zero": 0.0, "five": 5.0}

WRONG = {
    "no decision": (None, "decision: the study states none; it needs one of order, choose, commit"),
    "order": (order(quantity="demnd"), r"decision\.order: no quantity 'demnd'; did you mean 'demand'\?"),
    "idle": (order("prise"), r"decision\.idle_cost: no quantity 'prise'; did you mean 'price'\?"),
    "missing": (order(1.0, "revenu"), r"decision\.missing_cost: no quantity 'revenu'; did you mean 'revenue'\?"),
    "units": (order("price", "in_thousands"), "decision: costs in USD/GPU and in kUSD/GPU; they need one unit"),
    "kinds of units": (order("demand", "price"), r"decision\.missing_cost: unit 'USD/GPU' where .* need 'GPU'"),
    "below zero": (order("profit"), r"decision\.idle_cost: profit is -.* in a draw; must be positive"),
    "below zero, too": (order(1.0, "profit"), r"decision\.missing_cost: profit is -.* in a draw; must be positive"),
    "constant": (order(quantity="settled"), r"decision\.order: settled is constant, so there is nothing to learn"),
    "dimension": (
        order(quantity="spread_out"),
        r"decision\.order: 'spread_out' has a dimension; name one column, as in 'spread_out\[",
    ),
    "cost's dimension": (
        order("spread_out"),
        r"decision\.idle_cost: 'spread_out' has a dimension; name one column, as in ",
    ),
    "choose": (uc.Choice("choosen", CHOICE, "logarithm"), r"decision\.choose: .*'choosen'; did you mean 'chosen'\?"),
    "uncertain": (uc.Choice("a", CHOICE, "logarithm"), "a: is not a single fixed number, so it cannot be chosen"),
    "loss": (uc.Choice("chosen", CHOICE, "logaritm"), r"decision\.loss: .*'logaritm'; did you mean 'logarithm'\?"),
    "not a number": (uc.Choice("chosen", CHOICE, "logarithm"), r"equation 'logarithm' gave nan where chosen = 5"),
    "loss's dimension": (uc.Choice("chosen", CHOICE, "spread_out"), r"decision\.loss: 'spread_out' has a dimension"),
}


@pytest.mark.parametrize(("decision", "message"), WRONG.values(), ids=WRONG)
def test_a_decision_that_cannot_be_taken_is_refused_in_one_line(decision: Any, message: str) -> None:
    with pytest.raises(uc.UncertainComputeError, match=message) as error:
        uc.decision_value(ODD, decision, draws=256)
    assert "\n" not in str(error.value)


def test_where_nothing_is_uncertain_there_is_nothing_to_know() -> None:
    def fixed_loss(chosen: Number) -> Number:
        """Return a loss that is known [USD]."""
        return chosen**2

    study = uc.Study([fixed_loss], {"chosen": 0})
    with pytest.raises(uc.UncertainComputeError, match=r"nothing to know|constant|uncertain"):
        uc.decision_value(study, uc.Choice("chosen", CHOICE, "fixed_loss"), draws=64)
    with pytest.raises(uc.UncertainComputeError, match=r"nothing to know|constant|uncertain"):
        uc.decision_value(uc.Study([settled], {"c": 1}), order(quantity="settled"), draws=64)


def test_a_misspelt_setting_offers_the_nearest() -> None:
    with pytest.raises(uc.UncertainComputeError, match="draw: not a setting here; did you mean 'draws'"):
        uc.decision_value(ODD, order(), draw=64)


@pytest.mark.parametrize("draws", [2**11, 2**14, 2**16])
def test_to_know_the_only_assumption_is_to_know_everything(draws: int) -> None:
    def ordered(a: Number) -> Number:
        """Return what will be needed [GPU]."""
        return 1.0 * a

    study = uc.Study([ordered], {"a": {"lognormal": {"mu": 2, "sigma": 0.5}}})
    found = uc.decision_value(study, order(quantity="ordered"), draws=draws)
    low, high = found["evppi_ci"].sel(assumption="a").to_numpy()
    assert low <= found["evpi"] <= high
    assert high - low < (0.2 if draws < 2**14 else 0.06) * found["evpi"]


@pytest.mark.parametrize("middle", [-0.4, 0.1, 0.4, 1.3])
def test_to_know_the_only_assumption_is_to_know_everything_for_a_choice(middle: float) -> None:
    """The best option changes at zero, anywhere in a slice."""

    def bought(chosen: Number, a: Number) -> Number:
        """Return what buying loses, and nothing if not bought [USD]."""
        return chosen * a

    study = uc.Study([bought], {"chosen": 0, "a": {"normal": {"mu": middle, "sigma": 1}}})
    found = uc.decision_value(study, uc.Choice("chosen", {"wait": 0, "buy": 1}, "bought"), draws=2**14)
    low, high = found["evppi_ci"].sel(assumption="a").to_numpy()
    assert low <= found["evpi"] <= high
    assert low <= unit_normal_loss(abs(middle)) <= high
    assert high - low < 0.02 * found["evpi"]
