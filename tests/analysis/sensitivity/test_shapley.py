"""Shapley effects beside exact enumeration: of variances of conditional means, over all sets of inputs."""

from collections.abc import Callable, Mapping, Sequence
from itertools import combinations
from math import factorial
from typing import Any

import numpy as np
import pytest
from repository import shipped_study
from xarray import Dataset

import uncertain_compute as uc
from uncertain_compute.draws.settings import DESIGNS
from uncertain_compute.model.graph import Number

SEEDS = range(200)
LEAST_INSIDE = 0.9
"""Part of intervals at 95% that must hold the truth: 90 of 100.

Of 200 of them 95 in 100 are expected, and fewer than 90 in 100 come by chance in 1 of 800 cases; of 100, in 1 of 90.
"""

NAMES = ("x1", "x2", "x3")
A, B = 7.0, 0.1
WEIGHTS, DEVIATIONS = np.array([1.0, 1.5, -0.7]), np.array([1.0, 0.5, 2.0])
SIGMAS = np.array([0.6, 0.3, 0.5])

type Places = tuple[int, ...]


def ishigami(x1: Number, x2: Number, x3: Number) -> Number:
    """Ishigami's function [1]."""
    return np.sin(x1) + A * np.sin(x2) ** 2 + B * x3**4 * np.sin(x1)


def linear(x1: Number, x2: Number, x3: Number) -> Number:
    """Weighted sum [1]."""
    return WEIGHTS[0] * x1 + WEIGHTS[1] * x2 + WEIGHTS[2] * x3


def product(x1: Number, x2: Number, x3: Number) -> Number:
    """Product of three factors [1]."""
    return x1 * x2 * x3


def pair_sum(x1: Number, x2: Number) -> Number:
    """Sum of two [1]."""
    return x1 + x2


def third(x3: Number) -> Number:
    """Three times another [1]."""
    return 3.0 * x3


def with_nothing_of_it(x1: Number, x2: Number, x3: Number) -> Number:
    """Sum of two, with a third of weight 0 [1]."""
    return x1 + x2 + 0.0 * x3


def enumerated(explained: Callable[[Places], float], players: Sequence[Places]) -> np.ndarray:
    """Return each player's Shapley value, as a share of what all explain together.

    A player is one input or several that count as one. Source: Owen 2014, "Sobol' indices and Shapley value".
    """
    count = len(players)
    shares = np.zeros(count)
    for player, own in enumerate(players):
        others = [one for place, one in enumerate(players) if place != player]
        for size in range(count):
            weight = factorial(size) * factorial(count - 1 - size) / factorial(count)
            for chosen in combinations(others, size):
                before: Places = tuple(sum(chosen, ()))
                shares[player] += weight * (explained((*before, *own)) - explained(before))
    return shares / explained(tuple(sum(players, ())))


def explained_by_gaussians(weights: np.ndarray, covariance: np.ndarray) -> Callable[[Places], float]:
    """Return Var E[weights . x | x_known] of correlated normal inputs, by what is known.

    The conditional covariance of the others is their Schur complement.
    Sources: Owen & Prieur 2017; Iooss & Prieur 2019.
    """
    whole = float(weights @ covariance @ weights)

    def explained(known: Places) -> float:
        rest = [place for place in range(len(weights)) if place not in known]
        own = list(known)
        across = covariance[np.ix_(rest, own)]
        left = covariance[np.ix_(rest, rest)] - across @ np.linalg.solve(covariance[np.ix_(own, own)], across.T)
        return whole - float(weights[rest] @ left @ weights[rest])

    return explained


def singles(count: int) -> list[Places]:
    return [(place,) for place in range(count)]


def matrix_of(correlations: Mapping[Places, float], count: int = 3) -> np.ndarray:
    matrix = np.eye(count)
    for (row, column), value in correlations.items():
        matrix[row, column] = matrix[column, row] = value
    return matrix


def ties_of(correlations: Mapping[Places, float]) -> list[dict[str, Any]]:
    return [
        {"pair": [f"x{row + 1}", f"x{column + 1}"], "normal_score": value}
        for (row, column), value in correlations.items()
    ]


def gaussian_study(correlations: Mapping[Places, float], equations: Sequence[Any] = (linear,)) -> uc.Study:
    distributions = {
        name: {"normal": {"mu": 1, "sigma": float(sd)}} for name, sd in zip(NAMES, DEVIATIONS, strict=True)
    }
    return uc.Study(equations, {**distributions, "correlations": ties_of(correlations)})


def lognormal_study(correlations: Mapping[Places, float]) -> uc.Study:
    distributions = {name: {"lognormal": {"mu": 0.2, "sigma": float(s)}} for name, s in zip(NAMES, SIGMAS, strict=True)}
    return uc.Study([product], {**distributions, "correlations": ties_of(correlations)})


def ishigami_study() -> uc.Study:
    return uc.Study([ishigami], {name: {"uniform": {"low": -np.pi, "high": np.pi}} for name in NAMES})


def ishigami_effects() -> np.ndarray:
    """Return half of what x1 and x3 share for each; variances as in Ishigami & Homma 1990."""
    fourth, eighth = np.pi**4 / 5, np.pi**8 / 9
    alone = np.array([(1 + B * fourth) ** 2 / 2, A**2 / 8, 0.0])
    together = B**2 * (eighth - fourth**2) / 2
    return (alone + together * np.array([0.5, 0, 0.5])) / (alone.sum() + together)


CORRELATIONS: dict[str, dict[Places, float]] = {
    "independent": {},
    "one pair": {(0, 1): 0.6},
    "a strong pair": {(0, 1): 0.95},
    "a negative pair": {(0, 2): -0.8},
    "all alike": {(0, 1): 0.5, (0, 2): 0.5, (1, 2): 0.5},
    "all strong": {(0, 1): 0.9, (0, 2): 0.7, (1, 2): 0.85},
    "of both signs": {(0, 1): -0.6, (0, 2): -0.6, (1, 2): 0.2},
}


def linear_effects(correlations: Mapping[Places, float], players: Sequence[Places] = ()) -> np.ndarray:
    covariance = np.outer(DEVIATIONS, DEVIATIONS) * matrix_of(correlations)
    return enumerated(explained_by_gaussians(WEIGHTS, covariance), players or singles(3))


def one_stage(study: uc.Study, quantities: Any = (), *, draws: int = 1024, **asked: Any) -> Dataset:
    return uc.shapley(study, quantities, draws=draws, accuracy=None, **asked)


def half_widths(found: Dataset) -> np.ndarray:
    return (found["effect_ci"].diff("bound") / 2).isel(bound=0).values


def fails_unless_close(found: Dataset, exact: Any, quantity: int = 0) -> None:
    """Two 95% half-widths of Student's t at 15 degrees are 4.3 errors."""
    off = np.abs(found["effect"].values[quantity] - np.asarray(exact))
    assert (off <= 2 * half_widths(found)[quantity] + 1e-12).all(), off
    assert off.max() < 0.01, off


def test_the_enumeration_gives_what_the_literature_prints() -> None:
    """Iooss & Prieur 2019, section 3.2: x1 + x2 + x3 where only x2 and x3 correlate, for any deviations.

    With r s2 s3 halved between both: (s1^2, s2^2 + r s2 s3 + r^2 (s3^2 - s2^2) / 2, ...) over the whole. And
    Owen & Prieur 2017: the effects of Ishigami's function, as of a = 7 and b = 0.1.
    """
    one, two, three, r = 1.0, 1.3, 0.7, -0.45
    covariance = np.diag([one, two, three]) ** 2
    covariance[1, 2] = covariance[2, 1] = r * two * three
    found = enumerated(explained_by_gaussians(np.ones(3), covariance), singles(3))
    shift = r**2 * (three**2 - two**2) / 2
    parts = np.array([one**2, two**2 + r * two * three + shift, three**2 + r * two * three - shift])
    np.testing.assert_allclose(found, parts / parts.sum(), rtol=1e-12)
    np.testing.assert_allclose(ishigami_effects(), [0.435747, 0.442411, 0.121842], atol=5e-7)


@pytest.mark.parametrize("name", ["ishigami", "of both signs", "its logarithm"])
def test_each_effect_lies_in_its_interval_nine_times_of_ten(name: str) -> None:
    study, exact = {
        "ishigami": lambda: (ishigami_study(), ishigami_effects()),
        "its logarithm": lambda: log_product(CORRELATIONS["all alike"]),
    }.get(name, lambda: (gaussian_study(CORRELATIONS[name]), linear_effects(CORRELATIONS[name])))()
    assert inside(study, exact).min() >= LEAST_INSIDE


def inside(study: uc.Study, exact: np.ndarray, **asked: Any) -> np.ndarray:
    """Return which part of the intervals of all seeds holds each exact effect."""
    ends = np.array([one_stage(study, seed=seed, **asked)["effect_ci"].values[0] for seed in SEEDS])
    return ((ends[..., 0] <= exact) & (exact <= ends[..., 1])).mean(axis=0)


def log_product(correlations: Mapping[Places, float]) -> tuple[uc.Study, np.ndarray]:
    """Return a product of correlated lognormals, whose logarithm is a sum of correlated normals."""
    covariance = np.outer(SIGMAS, SIGMAS) * matrix_of(correlations)
    return lognormal_study(correlations), enumerated(explained_by_gaussians(np.ones(3), covariance), singles(3))


@pytest.mark.parametrize("seed", range(3))
def test_ishigami_is_within_a_hundredth_at_the_default_size(seed: int) -> None:
    found = uc.shapley(ishigami_study(), seed=seed)
    fails_unless_close(found, ishigami_effects())
    assert found["reached"].all()
    assert half_widths(found).max() <= found.attrs["accuracy"] == 0.005


@pytest.mark.parametrize("name", CORRELATIONS)
def test_correlated_linear_models_are_within_a_hundredth_at_the_default_size(name: str) -> None:
    found = uc.shapley(gaussian_study(CORRELATIONS[name]))
    fails_unless_close(found, linear_effects(CORRELATIONS[name]))
    assert found["reached"].all()


@pytest.mark.parametrize("name", ["one pair", "of both signs"])
def test_products_of_correlated_lognormals_are_linear_on_the_log_scale(name: str) -> None:
    study, exact = log_product(CORRELATIONS[name])
    found = uc.shapley(study, scale="log")
    assert found["scale"].values.tolist() == ["log"]
    fails_unless_close(found, exact)
    whole = SIGMAS @ matrix_of(CORRELATIONS[name]) @ SIGMAS
    assert float(found["variance"][0]) == pytest.approx(whole, rel=4 * np.sqrt(2 / 65536))


def test_independent_factors_of_a_product_share_what_their_sets_explain() -> None:
    """Var E[y | known] of a product of independent lognormals is (E y)^2 times the expm1 of the known variances."""
    exact = enumerated(lambda known: float(np.expm1((SIGMAS[list(known)] ** 2).sum())), singles(3))
    fails_unless_close(uc.shapley(lognormal_study({}), scale="linear"), exact)


def test_effects_lie_between_first_order_and_total_indices_where_nothing_correlates() -> None:
    """Owen 2014."""
    study = ishigami_study()
    effects, indices = one_stage(study, draws=2**14), uc.sobol(study, draws=2**14, accuracy=None)
    error = 2 * half_widths(effects)
    assert (effects["effect"].values >= indices["first_order"].values - error).all()
    assert (effects["effect"].values <= indices["total"].values + error).all()


def six(x1: Number, x2: Number, x3: Number, x4: Number, x5: Number, x6: Number) -> Number:
    """Sum of six with rising weights [1]."""
    return x1 + 2.0 * x2 + 3.0 * x3 + 4.0 * x4 + 5.0 * x5 + 6.0 * x6


@pytest.mark.parametrize("score", [0.0, 0.5])
def test_more_factors_than_all_orders_of_can_be_gone_through(score: float) -> None:
    names = [f"x{place}" for place in range(1, 7)]
    distributions = {name: {"normal": {"mu": 0, "sigma": 1}} for name in names}
    ties = [{"all": names, "normal_score": score}] if score else []
    covariance = np.full((6, 6), score) + (1 - score) * np.eye(6)
    exact = enumerated(explained_by_gaussians(np.arange(1.0, 7.0), covariance), singles(6))
    fails_unless_close(uc.shapley(uc.Study([six], {**distributions, "correlations": ties})), exact)


@pytest.mark.parametrize("pair", [(0, 1), (0, 2)])
def test_a_group_counts_as_one(pair: Places) -> None:
    """Both where the group holds the correlated pair, and where the correlation crosses its border."""
    (rest,) = set(range(3)) - set(pair)
    correlations = CORRELATIONS["of both signs"] | {(0, 1): -0.4}
    found = uc.shapley(gaussian_study(correlations), factors={"both": [NAMES[place] for place in pair]})
    assert found["assumption"].values.tolist() == ["both", NAMES[rest]]
    assert found["assumption_unit"].values.tolist() == ["", ""]
    fails_unless_close(found, linear_effects(correlations, [pair, (rest,)]))


def test_all_in_one_group_have_all_of_it() -> None:
    found = one_stage(gaussian_study(CORRELATIONS["all alike"]), factors={"all": list(NAMES)})
    assert found["effect"].values.tolist() == [[1]]
    assert half_widths(found).max() < 1e-12


# What does not enter


def test_what_a_quantity_does_not_need_has_no_part_even_if_it_correlates() -> None:
    study = gaussian_study({(0, 2): 0.9, (0, 1): 0.3}, [pair_sum, third])
    alone = uc.shapley(study, "pair_sum")
    assert alone["assumption"].values.tolist() == ["x1", "x2"]
    beside = uc.shapley(study, ["pair_sum", "third"])
    assert beside["effect"].sel(quantity="pair_sum", assumption="x3").item() == 0
    assert beside["effect_ci"].sel(quantity="pair_sum", assumption="x3").values.tolist() == [0, 0]
    covariance = np.outer(DEVIATIONS, DEVIATIONS) * matrix_of({(0, 2): 0.9, (0, 1): 0.3})
    exact = enumerated(explained_by_gaussians(np.ones(2), covariance[:2, :2]), singles(2))
    fails_unless_close(alone, exact)
    fails_unless_close(beside.sel(assumption=["x1", "x2"]), exact)
    np.testing.assert_allclose(beside["effect"].sel(quantity="third"), [0, 0, 1], rtol=0, atol=1e-12)


def test_what_an_equation_takes_with_weight_nothing_shares_what_it_tells_of_others() -> None:
    """Iooss & Prieur 2019: an input that does not act has an effect by its correlation with one that does."""
    correlations = {(0, 2): 0.9}
    covariance = np.outer(DEVIATIONS, DEVIATIONS) * matrix_of(correlations)
    exact = enumerated(explained_by_gaussians(np.array([1.0, 1.0, 0.0]), covariance), singles(3))
    assert exact[2] > 0.2
    fails_unless_close(uc.shapley(gaussian_study(correlations, [with_nothing_of_it])), exact)
    alone = one_stage(gaussian_study({}, [with_nothing_of_it]))
    assert alone["effect"].sel(assumption="x3").item() == 0


@pytest.mark.parametrize("scale", ["linear", "log"])
def test_breakeven_does_not_depend_on_the_models_size_or_frames(scale: str) -> None:
    free = ["priors.correlations=null", "priors.frame_rate='18 to 32'", "priors.clip_duration='20 to 90'"]
    found = one_stage(uc.load("sora", overrides=free), "breakeven_minutes", scale=scale)
    for assumption in ("sora_parameters", "temporal_compression", "frame_rate", "clip_duration"):
        assert found["effect"].sel(assumption=assumption).item() == 0
        assert found["effect_ci"].sel(assumption=assumption).values.tolist() == [[0, 0]]


@pytest.mark.parametrize("priors", ["published", "expert"])
def test_utilization_in_training_does_not_move_the_fleet(priors: str) -> None:
    """In the expert's set it correlates with utilization in inference, which does."""
    own = [] if priors == "expert" else ["priors.train_utilization={beta: {alpha: 8, beta: 8}}"]
    found = one_stage(uc.load("sora", priors=priors, overrides=own), ["peak_gpus", "train_gpu_months"])
    effects = found["effect"].sel(assumption="train_utilization")
    assert effects.sel(quantity="peak_gpus").item() == 0
    assert effects.sel(quantity="train_gpu_months").item() > 0


# What holds for any model


@pytest.mark.parametrize("design", DESIGNS)
@pytest.mark.parametrize("name", CORRELATIONS)
def test_effects_add_up_to_one(name: str, design: str) -> None:
    found = one_stage(gaussian_study(CORRELATIONS[name]), design=design, seed=5)
    np.testing.assert_allclose(found["effect"].sum("assumption"), 1, rtol=0, atol=1e-12)
    assert (found["effect_ci"].sel(bound="high") >= 0).all()


def test_effects_of_the_shipped_sets_add_up_to_one() -> None:
    for priors in ("published", "expert"):
        found = one_stage(shipped_study(priors=priors))
        np.testing.assert_allclose(found["effect"].sum("assumption"), 1, rtol=0, atol=1e-12)
        # 45 or so effects with intervals at 95%: one may miss 0 by twice its half-width in 1 of 1,600.
        assert (found["effect"].values >= -2 * half_widths(found)).all()


@pytest.mark.parametrize("scale", ["linear", "log"])
@pytest.mark.parametrize("constant", [1024.0, 1e-9, 3e25])
def test_a_unit_of_the_output_changes_nothing(scale: str, constant: float) -> None:
    def in_another_unit(x1: Number, x2: Number, x3: Number) -> Number:
        """Return the product in another unit [1]."""
        return constant * x1 * x2 * x3

    one = lognormal_study(CORRELATIONS["one pair"])
    distributions = {name: {"lognormal": {"mu": 0.2, "sigma": float(s)}} for name, s in zip(NAMES, SIGMAS, strict=True)}
    other = uc.Study([in_another_unit], {**distributions, "correlations": ties_of(CORRELATIONS["one pair"])})
    for name in ("effect", "effect_ci"):
        np.testing.assert_allclose(
            one_stage(one, scale=scale)[name], one_stage(other, scale=scale)[name], rtol=1e-9, atol=1e-12
        )


@pytest.mark.parametrize("design", ["latin_hypercube", "monte_carlo"])
def test_other_designs_give_honest_intervals_too(design: str) -> None:
    study, exact = gaussian_study(CORRELATIONS["all strong"]), linear_effects(CORRELATIONS["all strong"])
    assert inside(study, exact, design=design).min() >= LEAST_INSIDE


PLATFORMS = ("TikTok", "YouTube")


def all_minutes(uploads: Number, share: Number) -> Number:
    """Minutes of all platforms [minute]."""
    return (uploads + share).sum("platform")


def test_columns_of_a_dimension_have_effects_of_their_own() -> None:
    """A sum of four normal columns, two of which correlate across the platforms."""
    deviations = {"uploads[TikTok]": 1.0, "uploads[YouTube]": 0.5, "share[TikTok]": 0.8, "share[YouTube]": 1.2}
    distributions: dict[str, Any] = {"uploads": {"platform": {}}, "share": {"platform": {}}}
    for column, sd in deviations.items():
        name, _, platform = column.removesuffix("]").partition("[")
        distributions[name]["platform"][platform] = {"normal": {"mu": 1, "sigma": sd}}
    distributions["correlations"] = [{"pair": ["share[TikTok]", "share[YouTube]"], "normal_score": 0.7}]
    found = uc.shapley(uc.Study([all_minutes], distributions, dimensions={"platform": PLATFORMS}))
    sds = np.array(list(deviations.values()))
    covariance = np.outer(sds, sds) * matrix_of({(2, 3): 0.7}, 4)
    exact = enumerated(explained_by_gaussians(np.ones(4), covariance), singles(4))
    fails_unless_close(found.sel(assumption=list(deviations)), exact)


# Draws


def test_the_same_seed_gives_the_same_bytes() -> None:
    study = gaussian_study(CORRELATIONS["of both signs"])
    one, other = (one_stage(study, seed=0, threads=threads) for threads in (None, 2))
    assert one.identical(other)
    assert one.attrs["seed"] == 0
    assert not np.array_equal(one["effect"], one_stage(study, seed=1)["effect"])


@pytest.mark.parametrize(
    ("draws", "chains", "drawn"), [(1000, 7, 7 * 192), (2, 2, 2 * 64), (2**11, 2, 2**11), (65, 16, 16 * 64)]
)
def test_each_chain_has_a_multiple_of_64_draws(draws: int, chains: int, drawn: int) -> None:
    exact = linear_effects(CORRELATIONS["one pair"])
    found = one_stage(gaussian_study(CORRELATIONS["one pair"]), draws=draws, chains=chains)
    assert found["draws"].item() == drawn
    assert found["evaluations"].item() == 4 * drawn
    assert (np.abs(found["effect"].values[0] - exact) <= 2 * half_widths(found)[0]).all()


def test_a_run_in_blocks_reaches_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each block has orders of its own, so the numbers differ, within their error."""
    monkeypatch.setattr("uncertain_compute.draws.pairs.BLOCK", 2**12)
    found = one_stage(gaussian_study(CORRELATIONS["all strong"]), draws=2**16)
    fails_unless_close(found, linear_effects(CORRELATIONS["all strong"]))


def test_draws_are_doubled_until_the_accuracy_is_reached() -> None:
    found = uc.shapley(ishigami_study(), draws=1024, accuracy=0.01)
    evaluations, widths = found["evaluations"].values[:, 0], found["half_width"].values[:, 0]
    np.testing.assert_array_equal(evaluations, 4 * 1024 * 2 ** np.arange(len(evaluations)))
    assert found["draws"].item() == 1024 * 2 ** (len(evaluations) - 1)
    assert (widths[:-1] > 0.01).all()
    assert widths[-1] <= 0.01
    assert widths[-1] == pytest.approx(half_widths(found).max(), rel=1e-9)
    assert found["reached"].all()


def test_each_quantity_has_stages_of_its_own() -> None:
    study = gaussian_study({}, [linear, third])
    found = uc.shapley(study, ["linear", "third"], draws=1024, accuracy=0.001, budget=4 * 4096)
    assert found["reached"].values.tolist() == [False, True]
    assert found["draws"].values.tolist() == [4096, 1024]
    assert found["evaluations"].values[:, 0].tolist() == [4096, 8192, 16384]
    assert found["evaluations"].values[0, 1] == 2048
    assert np.isnan(found["evaluations"].values[1:, 1]).all()
    assert np.isnan(found["half_width"].values[1:, 1]).all()


# Bad input


def test_no_quantity_means_the_targets() -> None:
    study = gaussian_study({}, [linear, third])
    assert one_stage(study)["quantity"].values.tolist() == ["linear", "third"]
    assert one_stage(study, None)["quantity"].values.tolist() == ["linear", "third"]


def test_an_unknown_quantity_is_refused_with_the_nearest_name() -> None:
    with pytest.raises(uc.UncertainComputeError, match="no quantity 'peak_gpu'; did you mean 'peak_gpus'"):
        uc.shapley(shipped_study(), "peak_gpu")


def tripled(k: Number) -> Number:
    """Three times one number [1]."""
    return 3.0 * k


def test_constant_quantities_are_refused_alone_and_left_out_beside_others() -> None:
    distributions = {name: {"normal": {"mu": 0, "sigma": 1}} for name in NAMES}
    study = uc.Study([tripled, linear], {**distributions, "k": 3})
    with pytest.raises(uc.UncertainComputeError, match=r"^tripled: constant, so there is no uncertainty"):
        uc.shapley(study, "tripled")
    found = one_stage(study)
    assert found["quantity"].values.tolist() == ["linear"]
    assert (found.attrs["constant"], found.attrs["fixed"]) == ("tripled", "k")


def test_a_logarithm_of_negative_numbers_is_refused() -> None:
    with pytest.raises(uc.UncertainComputeError, match=r"^scale: ishigami is not positive .* use linear$"):
        uc.shapley(ishigami_study(), scale="log")


def test_a_budget_for_less_than_one_stage_is_refused() -> None:
    with pytest.raises(uc.UncertainComputeError, match="budget: 4,095 is less than the 4,096 model evaluations"):
        uc.shapley(ishigami_study(), draws=1024, budget=4095)


def exceeds(x1: Number, x2: Number) -> Number:
    """Whether a sum exceeds one [1]."""
    return x1 + x2 > 1.0


def test_whether_something_happens_is_a_quantity() -> None:
    """Two alike have half of it each."""
    distributions = {name: {"normal": {"mu": 0, "sigma": 1}} for name in ("x1", "x2")}
    found = one_stage(uc.Study([exceeds], distributions), draws=2**16)
    fails_unless_close(found, [0.5, 0.5])
