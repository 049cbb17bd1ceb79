"""Which beliefs make a difference: closed forms, hand-made games, and the shipped prior sets."""

from itertools import combinations
from math import exp, factorial, sqrt
from typing import Any

import numpy as np
import pytest
from repository import shipped_study
from scipy.stats import norm
from xarray import Dataset

import uncertain_compute as uc
from uncertain_compute.analysis.comparison.attribution import Change, attributions
from uncertain_compute.analysis.comparison.differing_beliefs import differing_beliefs
from uncertain_compute.draws.settings import Settings
from uncertain_compute.model.graph import Number

BUDGET = 2**25
Z95 = float(norm.ppf(0.95))


def product(a: Number, b: Number, c: Number) -> Number:
    """Return the product [GPU]."""
    return a * b * c


def total(a: Number, b: Number, c: Number) -> Number:
    """Return the sum [GPU]."""
    return a + b + c


def balance(a: Number, b: Number, c: Number) -> Number:
    """Return what is left of one [GPU]."""
    return a * b - 100 * c


def lone(c: Number) -> Number:
    """Return what takes one input alone [GPU]."""
    return 2 * c


type Distribution = tuple[float, float]
"""Mean and standard deviation of a logarithm."""

OURS: dict[str, Distribution] = {"a": (0.0, 0.3), "b": (1.0, 0.5), "c": (2.0, 0.4)}
THEIRS: dict[str, Distribution] = {"a": (0.7, 0.6), "b": (0.2, 0.5), "c": (2.0, 0.9)}


def study(distributions: dict[str, Distribution], **priors: Any) -> uc.Study:
    written = {name: {"lognormal": {"mu": mu, "sigma": sigma}} for name, (mu, sigma) in distributions.items()}
    return uc.Study([product, total, balance, lone], {**written, **priors})


def attributed(ours: uc.Study, theirs: uc.Study, quantity: str = "product", **asked: Any) -> Dataset:
    how = {"statistic": "median", "scale": "auto", "budget": BUDGET}
    settings = {name: asked.pop(name) for name in ("draws", "seed", "chains", "design", "threads") if name in asked}
    change = Change(ours, theirs, [quantity], Settings(**settings))
    return attributions({"theirs": change}, **(how | asked))["theirs"].sel(quantity=quantity)


def effects(found: Dataset) -> dict[str, float]:
    return {str(name): float(found["effect"].sel(belief=name)) for name in found["belief"].to_numpy()}


def fails_unless_within_twice_the_interval(found: Dataset, truth: dict[str, float]) -> None:
    """Fail where the truth is farther than twice the width of an interval at 95%: 1 of 10,000 cases."""
    for name, expected in truth.items():
        low, high = np.log(found["effect_ci"].sel(belief=name).to_numpy())
        middle, half = (low + high) / 2, (high - low) / 2
        assert abs(np.log(expected) - middle) <= 2 * half + 1e-12, name


def shapley(players: str, worth: Any) -> dict[str, float]:
    """Return Shapley values by their definition."""
    count = len(players)
    found = dict.fromkeys(players, 0.0)
    for player in players:
        others = players.replace(player, "")
        for size in range(count):
            weight = factorial(size) * factorial(count - size - 1) / factorial(count)
            for before in combinations(others, size):
                found[player] += weight * (worth({*before, player}) - worth(set(before)))
    return found


def distributions_with(swapped: set[str]) -> dict[str, Distribution]:
    return {name: (THEIRS if name in swapped else OURS)[name] for name in OURS}


@pytest.mark.parametrize("correlation", [None, 0.6])
def test_log_medians_of_a_product_are_additive(correlation: float | None) -> None:
    ties = [{"pair": ["a", "b"], "normal_score": correlation}] if correlation else None
    found = attributed(study(OURS, correlations=ties), study(THEIRS, correlations=ties))
    truth = {name: exp(THEIRS[name][0] - OURS[name][0]) for name in OURS}
    fails_unless_within_twice_the_interval(found, truth)
    assert bool(found["exact"])
    assert int(found["combinations"]) == 8


def test_log_means_of_a_product_are_additive() -> None:
    found = attributed(study(OURS), study(THEIRS), statistic="mean")
    log_mean = {
        who: {name: mu + sigma**2 / 2 for name, (mu, sigma) in distributions.items()}
        for who, distributions in BOTH.items()
    }
    fails_unless_within_twice_the_interval(
        found, {name: exp(log_mean["theirs"][name] - log_mean["ours"][name]) for name in OURS}
    )


BOTH = {"ours": OURS, "theirs": THEIRS}


def test_spreads_interact_in_the_tail() -> None:
    """Log P95 of a product is the sum of means plus z times the root of the sum of squares."""

    def log_p95(swapped: set[str]) -> float:
        distributions = distributions_with(swapped).values()
        return sum(mu for mu, _ in distributions) + Z95 * sqrt(sum(sigma**2 for _, sigma in distributions))

    truth = shapley("abc", log_p95)
    found = attributed(study(OURS), study(THEIRS), statistic="p95")
    fails_unless_within_twice_the_interval(found, {name: exp(share) for name, share in truth.items()})
    one_at_a_time = {name: log_p95({name}) - log_p95(set()) for name in OURS}
    assert all(abs(truth[name] - one_at_a_time[name]) > 0.03 for name in ("a", "c"))


def test_terms_of_a_product_by_hand() -> None:
    """From 1 x 1 x 1 to 2 x 3 x 1: a adds 1 before b and 3 after it, b adds 2 and 4."""
    ours, theirs = (uc.Study([product], {"a": a, "b": b, "c": 1}) for a, b in ((1, 1), (2, 3)))
    found = attributed(ours, theirs, scale="linear")
    assert effects(found) == pytest.approx({"a": 2, "b": 3}, rel=1e-15)
    assert float(found["whole"]) == 5
    assert not found["factor"]
    assert effects(attributed(ours, theirs)) == pytest.approx({"a": 2, "b": 3}, rel=1e-15)


def test_one_moved_term_of_a_sum_makes_all_of_the_difference() -> None:
    found = attributed(study(OURS), study(OURS | {"b": (1.8, 0.2)}), "total")
    assert list(effects(found)) == ["b"]
    assert effects(found)["b"] == float(found["whole"])


def test_correlations_are_a_player_of_their_own() -> None:
    """They widen the product: its log has the variance of the sum, and no other median."""
    ties = [{"pair": ["a", "b"], "normal_score": 0.8}]
    found = attributed(study(OURS), study(OURS, correlations=ties), statistic="p95")
    sigma = {name: sigma for name, (_, sigma) in OURS.items()}
    variance = sum(one**2 for one in sigma.values())
    widened = sqrt(variance + 2 * 0.8 * sigma["a"] * sigma["b"])
    fails_unless_within_twice_the_interval(found, {"correlations": exp(Z95 * (widened - sqrt(variance)))})
    median = attributed(study(OURS), study(OURS, correlations=ties))
    fails_unless_within_twice_the_interval(median, {"correlations": 1.0})
    assert effects(attributed(study(OURS), study(OURS, correlations=ties), "lone")) == {"correlations": 1.0}


def test_a_quantity_that_turns_negative_has_terms() -> None:
    found = attributed(study(OURS), study(THEIRS), "balance")
    assert not found["factor"]
    assert sum(effects(found).values()) == pytest.approx(float(found["whole"]), rel=1e-12)
    with pytest.raises(uc.UncertainComputeError, match=r"scale: balance is -.* in a statistic and has no factors"):
        attributed(study(OURS), study(THEIRS), "balance", scale="log")


@pytest.mark.parametrize("budget", [2**25, 2**21])
def test_effects_of_the_shipped_sets_make_up_the_ratio_of_medians(budget: int) -> None:
    ours, theirs = shipped_study(), shipped_study(priors="expert")
    draws = 2**13
    found = attributed(ours, theirs, "minutes_per_gpu_hour", budget=budget, draws=draws)
    assert bool(found["exact"]) == (budget == 2**25)
    runs = [uc.run(one, draws=draws, targets="minutes_per_gpu_hour") for one in (ours, theirs)]
    medians = [float(np.quantile(run["prior"]["minutes_per_gpu_hour"], 0.5, method="hazen")) for run in runs]
    assert float(found["effect"].prod()) == pytest.approx(medians[1] / medians[0], rel=1e-12)
    assert float(found["whole"]) == pytest.approx(medians[1] / medians[0], rel=1e-12)
    assert effects(found)["diffusion_steps"] > 10


def test_random_orders_agree_with_all_combinations() -> None:
    ours, theirs = shipped_study(), shipped_study(priors="expert")
    exact, sampled = (
        attributed(ours, theirs, "minutes_per_gpu_hour", budget=budget, draws=2**9) for budget in (2**25, 2**16)
    )
    assert not sampled["exact"]
    half = np.log(sampled["effect_ci"]).diff("bound").squeeze().to_numpy() / 2
    assert (np.abs(np.log(sampled["effect"] / exact["effect"]).to_numpy()) <= 2 * half + 1e-12).all()


def test_effects_flip_when_the_two_are_swapped() -> None:
    """The logarithms do so exactly; exp and log round them by a few units of the last digit."""
    pair = shipped_study(), shipped_study(priors="expert")
    forth, back = (
        attributed(*ordered, "minutes_per_gpu_hour", budget=2**17, draws=2**11) for ordered in (pair, pair[::-1])
    )
    np.testing.assert_allclose(np.log(back["effect"].sel(belief=forth["belief"])), -np.log(forth["effect"]), atol=1e-15)


def test_terms_flip_exactly() -> None:
    pair = study(OURS), study(THEIRS)
    forth, back = (effects(attributed(*ordered, "balance", draws=2**12)) for ordered in (pair, pair[::-1]))
    assert back == {name: -value for name, value in forth.items()}


def test_threads_change_nothing() -> None:
    one, two = (attributed(study(OURS), study(THEIRS), threads=threads) for threads in (1, 2))
    assert one.identical(two)


def test_beliefs_that_are_written_otherwise_are_the_same() -> None:
    ours = uc.Study([product], {"a": "1 to 4", "b": 1000, "c": 1})
    theirs = uc.Study([product], {"a": {"lognormal": {"p5": 1, "p95": 4}}, "b": "1000", "c": {"value": 1}})
    assert differing_beliefs(ours, theirs) == []


def test_a_belief_may_take_the_place_of_an_equation() -> None:
    def whole(part: Number, other: Number) -> Number:
        """Return both [GPU]."""
        return part + other

    def doubled(whole: Number) -> Number:
        """Return it twice [GPU]."""
        return 2 * whole

    ours = uc.Study([whole, doubled], {"part": 1, "other": 2})
    theirs = uc.Study([whole, doubled], {"part": 1, "other": 5, "whole": 12})
    found = attributed(ours, theirs, "doubled", scale="linear")
    assert effects(found) == pytest.approx({"other": 3, "whole": 15}, rel=1e-15)
    assert effects(attributed(theirs, ours, "doubled", scale="linear")) == pytest.approx({"other": -3, "whole": -15})


def test_one_belief_for_all_coordinates_or_one_for_each() -> None:
    def summed(x: Number) -> Number:
        """Return the sum [GPU]."""
        return x.sum("chip")

    def with_belief(x: Any) -> uc.Study:
        return uc.Study([summed], {"x": x}, dimensions={"chip": ["H100", "B200"]})

    found = attributed(
        with_belief({"value": 3, "shared_by": "chip"}), with_belief({"chip": {"H100": 4, "B200": 8}}), "summed"
    )
    assert effects(found) == pytest.approx({"x": 2}, rel=1e-15)


def log_shapley(distributions_of: Any) -> dict[str, float]:
    return {
        name: exp(share)
        for name, share in shapley("abc", lambda swapped: distributions_of(distributions_with(swapped))).items()
    }


def log_p95_of(distributions: dict[str, Distribution]) -> float:
    return sum(mu for mu, _ in distributions.values()) + Z95 * sqrt(
        sum(sigma**2 for _, sigma in distributions.values())
    )


def log_sd_of(distributions: dict[str, Distribution]) -> float:
    """Return log(mean sqrt(exp(variance) - 1)) of a lognormal."""
    mu, variance = (sum(ends) for ends in zip(*((mu, sigma**2) for mu, sigma in distributions.values()), strict=True))
    return mu + variance / 2 + np.log(np.expm1(variance)) / 2


def log_mean_of(distributions: dict[str, Distribution]) -> float:
    return sum(mu + sigma**2 / 2 for mu, sigma in distributions.values())


SEEDS = range(100)
KNOWN: dict[str, Any] = {
    "median": lambda distributions: sum(mu for mu, _ in distributions.values()),
    "mean": log_mean_of,
    "p95": log_p95_of,
}


@pytest.mark.parametrize(
    ("statistic", "design", "draws"),
    [("median", "monte_carlo", 2**11), ("mean", "sobol", 2**11), ("p95", "sobol", 2**13)],
)
def test_intervals_hold_the_closed_form_nine_times_of_ten(statistic: str, design: str, draws: int) -> None:
    """Of 100 intervals at 95%, fewer than 90 by chance in 1 of 90 cases."""
    truth = log_shapley(KNOWN[statistic])
    ours, theirs = study(OURS), study(THEIRS)
    held = dict.fromkeys([*OURS, "whole"], 0)
    whole = exp(KNOWN[statistic](THEIRS) - KNOWN[statistic](OURS))
    for seed in SEEDS:
        found = attributed(ours, theirs, statistic=statistic, design=design, seed=seed, draws=draws, threads=1)
        for name, expected in truth.items():
            low, high = found["effect_ci"].sel(belief=name).to_numpy()
            held[name] += bool(low * (1 - 1e-12) <= expected <= high * (1 + 1e-12))
        low, high = found["whole_ci"].to_numpy()
        held["whole"] += bool(low <= whole <= high)
    assert min(held.values()) >= 90, held


def test_the_spread_of_a_product_is_shared_out() -> None:
    found = attributed(study(OURS), study(THEIRS), statistic="sd", draws=2**16)
    fails_unless_within_twice_the_interval(found, log_shapley(log_sd_of))


def test_correlations_and_spreads_interact() -> None:
    """With both other spreads and another correlation: v(S) = z sqrt(sum of variances + 2 rho s_a s_b), by hand."""
    rho = {"ours": 0.0, "theirs": 0.7}
    wider = {name: (mu, 2 * sigma) if name == "a" else (mu, sigma) for name, (mu, sigma) in OURS.items()}
    ties = [{"pair": ["a", "b"], "normal_score": rho["theirs"]}]

    def log_p95(swapped: frozenset[str]) -> float:
        a, b, c = ((wider if name in swapped else OURS)[name][1] for name in "abc")
        tied = rho["theirs" if "correlations" in swapped else "ours"]
        return Z95 * sqrt(a**2 + b**2 + c**2 + 2 * tied * a * b)

    none, wide, tied, both = (log_p95(frozenset(one)) for one in ((), ("a",), ("correlations",), ("a", "correlations")))
    found = attributed(study(OURS), study(wider, correlations=ties), statistic="p95")
    by_hand = {"a": exp((wide - none + both - tied) / 2), "correlations": exp((tied - none + both - wide) / 2)}
    assert abs(np.log(by_hand["a"]) - (wide - none)) > 0.02
    fails_unless_within_twice_the_interval(found, by_hand)
    assert set(effects(found)) == {"a", "correlations"}


def test_beliefs_that_differ_far_out_alone_differ() -> None:
    """A bound beyond P99: not seen in the percentiles, but in the mean of a distribution with a heavy tail."""
    distribution = {"mu": 0, "sigma": 2}
    plain = {"lognormal": distribution}
    assert differing_beliefs(uc.Study([lone], {"c": plain}), uc.Study([lone], {"c": {"lognormal": distribution}})) == []
    for ends in ([0, 200], [0.005, None], [None, 20_000]):
        cut = {"lognormal": {**distribution, "clip": ends}}
        ours, theirs = (uc.Study([lone], {"c": one}) for one in (plain, cut))
        assert differing_beliefs(ours, theirs) == ["c"]


def test_terms_may_be_large_and_beliefs_without_a_part_in_them() -> None:
    """A term of a million has no exponential, and one of nothing no logarithm; neither is asked for."""

    def left(a: Number, b: Number) -> Number:
        """Return what is left [GPU]."""
        return a - b

    def with_beliefs(a: float, b: float, c: float) -> uc.Study:
        return uc.Study([left, lone], {"a": a, "b": b, "c": c})

    pair = {"x": with_beliefs(1, 2, 3), "y": with_beliefs(2e6, 2, 6), "z": with_beliefs(1, 2, 6)}
    tree = uc.compare(pair, draws=64)
    found = tree["attribution"]["effect"]
    assert found.sel(quantity="left", belief="a").values.tolist() == [2e6 - 1, 0]
    assert found.sel(quantity="left", belief="c").values.tolist() == [0, 0]
    assert found.sel(quantity="lone", belief="a").values.tolist() == [1, 1]
    np.testing.assert_allclose(found.sel(quantity="lone", belief="c"), [2, 2], rtol=1e-15)
    assert tree["differences"]["median_change"].sel(quantity="left").values.tolist() == [2e6 - 1, 0]
    assert tree["differences"]["factor"].sel(quantity="lone").all()
    assert not tree["differences"]["factor"].sel(quantity="left").any()


def test_the_change_of_an_events_probability_is_shared_out_in_place_of_its_medians() -> None:
    """The median of an event is 1 in both studies; its probability is the normal's of a sum of logarithms."""

    def enough(product: Number) -> Number:
        """Return whether the product is above 5 [1]."""
        return product > 5.0

    def product(a: Number, b: Number, c: Number) -> Number:
        """Return the product [1]."""
        return a * b * c

    def probability(swapped: set[str]) -> float:
        distributions = distributions_with(swapped).values()
        means, variances = (sum(terms) for terms in zip(*((mu, sigma**2) for mu, sigma in distributions), strict=True))
        return float(norm.sf((np.log(5.0) - means) / sqrt(variances)))

    def made(distributions: dict[str, Distribution]) -> uc.Study:
        written = {name: {"lognormal": {"mu": mu, "sigma": sigma}} for name, (mu, sigma) in distributions.items()}
        return uc.Study([product, enough], written, headline=["enough"])

    tree = uc.compare({"ours": made(OURS), "theirs": made(THEIRS)}, "enough", draws=2**14)
    quantities, found = tree["quantities"].sel(quantity="enough"), tree["attribution"].sel(other="theirs")
    ends = [probability(set()), probability(set("abc"))]
    assert np.abs(quantities["probability"] - ends).max() < 4 * quantities["probability_mcse"].max()
    assert quantities["quantile"].sel(level=0.5).to_numpy().tolist() == [1.0, 1.0]
    change = tree["differences"]["median_change"].sel(quantity="enough").item()
    assert change == pytest.approx(np.diff(quantities["probability"]).item())
    for name, share in shapley("abc", probability).items():
        low, high = found["effect_ci"].sel(belief=name, quantity="enough").to_numpy()
        assert abs(share - (low + high) / 2) <= high - low, name
