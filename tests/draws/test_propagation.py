from typing import Any

import numpy as np
import pytest
from repository import shipped_study
from scipy.stats import norm
from xarray import DataTree

import uncertain_compute as uc
from uncertain_compute.draws.integrated.kept import INTEGRATED
from uncertain_compute.draws.propagation import propagate
from uncertain_compute.draws.settings import DESIGNS
from uncertain_compute.model.graph import Number

LEVELS = {"p5": 0.05, "p50": 0.5, "p95": 0.95}


def exponential(a: Number, b: Number, c: Number) -> Number:
    """Exponential of a sum, which is lognormal and has no lognormal factor [1]."""
    return np.exp(a + b + c)


def total(w: Number, x: Number, y: Number, z: Number) -> Number:
    """Sum of four terms [1]."""
    return w + x + y + z


def shifted(x: Number) -> Number:
    """Logarithm's argument, kept as it is [1]."""
    return x


SIGMAS = {"a": 0.6, "b": 0.3, "c": 0.5}


def lognormal() -> uc.Study:
    return uc.Study([exponential], {name: {"normal": {"mu": 0.2, "sigma": sigma}} for name, sigma in SIGMAS.items()})


def values_of(run: DataTree, name: str) -> np.ndarray:
    return run["prior"][name].values


@pytest.mark.parametrize("design", DESIGNS)
def test_a_lognormal_quantity_has_its_closed_form_within_the_stated_error(design: str) -> None:
    row = uc.summarize(uc.run(lognormal(), design=design, seed=3, draws=2**16)).iloc[0]
    spread = np.sqrt(sum(sigma**2 for sigma in SIGMAS.values()))
    for name, level in LEVELS.items():
        exact = np.exp(0.6 + norm.ppf(level) * spread)
        assert abs(row[name] - exact) < 4 * row[f"{name}_mcse"]
    assert abs(row["mean"] - np.exp(0.6 + spread**2 / 2)) < 4 * row["mean_mcse"]


@pytest.mark.parametrize("design", DESIGNS)
@pytest.mark.parametrize(
    ("form", "interval"),
    [
        ({"normal": {"mu": 0, "sigma": 1}}, 3.92),
        ({"uniform": {"low": -np.sqrt(3), "high": np.sqrt(3)}}, 3.88),
    ],
    ids=["normal", "uniform"],
)
def test_sums_of_the_gum_supplement(design: str, form: dict[str, Any], interval: float) -> None:
    """JCGM 101:2008, 9.2.2 and 9.2.3: mean 0, standard deviation 2, 95% interval as printed."""
    study = uc.Study([total], dict.fromkeys("wxyz", form))
    row = uc.summarize(uc.run(study, design=design, draws=2**17), ci_prob=0.95).iloc[0]
    assert abs(row["mean"]) < 4 * row["mean_mcse"]
    assert abs(row["sd"] - 2) < 4 * row["sd_mcse"]
    assert abs(row["ci_low"] + interval) < 4 * row["ci_low_mcse"] + 0.005
    assert abs(row["ci_high"] - interval) < 4 * row["ci_high_mcse"] + 0.005


@pytest.mark.parametrize("design", DESIGNS)
def test_logarithm_of_a_uniform(design: str) -> None:
    """NPL DEM-ES-011, 9.2: ln U(0.1, 1.1) has mean -0.665 and sd 0.606.

    Its density rises to the upper end, so the shortest 95% interval is ln 0.15 to ln 1.1; the report prints
    -1.895 to 0.095, which is that at the accuracy of its own simulation.
    """
    study = uc.Study([shifted], {"x": {"uniform": {"low": 0.1, "high": 1.1}}})
    run = uc.run(study, design=design, draws=2**16)
    run["prior"]["shifted"] = np.log(run["prior"]["shifted"])
    row = uc.summarize(run, ci_prob=0.95, ci_kind="hdi").iloc[0]
    assert abs(row["mean"] + 0.665) < 4 * row["mean_mcse"] + 0.0005
    assert abs(row["sd"] - 0.606) < 4 * row["sd_mcse"] + 0.0005
    assert abs(row["ci_low"] - np.log(0.15)) < 4 * row["ci_low_mcse"]
    assert np.isnan(row["ci_high_mcse"])  # it is the largest draw
    assert abs(np.exp(row["ci_high"]) - 1.1) < 15 / 2**16


@pytest.mark.parametrize("design", DESIGNS)
def test_the_stated_error_is_calibrated(design: str) -> None:
    """Over 200 seeds the truth lies within two stated errors 95.4% of the time, by Student's t.

    600 indicators of three quantiles, nearly independent between seeds: 3.5 binomial errors of 200 are 5.2 points.
    """
    spread = np.sqrt(sum(sigma**2 for sigma in SIGMAS.values()))
    inside, study = [], lognormal()
    for seed in range(200):
        row = uc.summarize(uc.run(study, design=design, seed=seed, draws=2**13, threads=1)).iloc[0]
        inside += [
            abs(row[name] - np.exp(0.6 + norm.ppf(level) * spread)) < 2 * row[f"{name}_mcse"]
            for name, level in LEVELS.items()
        ]
    assert abs(np.mean(inside) - 0.954) < 0.052


def test_sobol_beats_plain_monte_carlo() -> None:
    errors = {
        design: uc.summarize(uc.run(lognormal(), design=design, draws=2**16)).iloc[0]["p50_mcse"] for design in DESIGNS
    }
    assert errors["sobol"] < 0.5 * errors["monte_carlo"]


@pytest.mark.parametrize("keep", ["draws", "summary"])
def test_threads_do_not_change_a_byte(keep: str) -> None:
    study = shipped_study()
    runs = [uc.run(study, draws=2**19, seed=5, keep=keep, threads=threads) for threads in (1, 2, 3)]
    for other in runs[1:]:
        assert runs[0].identical(other)


@pytest.mark.parametrize("design", DESIGNS)
def test_a_further_assumption_leaves_the_others_draws(design: str) -> None:
    one = uc.run(lognormal(), draws=1024, design=design)
    priors = {name: {"normal": {"mu": 0.2, "sigma": sigma}} for name, sigma in SIGMAS.items()}
    two = uc.run(uc.Study([exponential, total], priors | dict.fromkeys("wxyz", "1 to 2")), draws=1024, design=design)
    for name in SIGMAS:
        np.testing.assert_array_equal(values_of(one, name), values_of(two, name))


def test_prior_sets_share_their_random_numbers() -> None:
    published = uc.run(shipped_study(), draws=1024, targets=("train_flop",))
    expert = uc.run(shipped_study(priors="expert"), draws=1024, targets=("train_flop",))
    ranks = [run["prior"]["sora_parameters"].values.ravel().argsort().argsort() for run in (published, expert)]
    assert np.corrcoef(*ranks)[0, 1] > 0.9


def test_sketches_and_draws_agree() -> None:
    study = shipped_study()
    run, sketch = uc.run(study, draws=2**16), uc.summarize(uc.run(study, draws=2**16, keep="summary"))
    del run[INTEGRATED]
    draws = uc.summarize(run)
    for name in ("mean", "p5", "p50", "p95"):
        # A bin is 1.2e-4 wide, and neighbouring draws at P5 lie about as far apart.
        np.testing.assert_allclose(sketch[name], draws[name], rtol=3e-4)
    assert (sketch["resolution"] > 0).all()


def test_precision_draws_until_each_quantile_is_known() -> None:
    table = uc.summarize(uc.run(shipped_study(), precision=0.01))
    for name in LEVELS:
        assert (table[f"{name}_mcse"] / table[name] <= 0.01).all()


@pytest.mark.parametrize("design", ["sobol", "monte_carlo"])
def test_stages_continue_the_same_stream(design: str) -> None:
    study = lognormal()
    staged = uc.run(study, precision=0.01, design=design)
    direct = uc.run(study, draws=int(staged.attrs["draws"]), design=design)
    np.testing.assert_array_equal(values_of(staged, "exponential"), values_of(direct, "exponential"))


@pytest.mark.parametrize(
    ("design", "at_first", "sizes"),
    [
        ("monte_carlo", 0.0124, [1024, 1575]),  # 1.24^2 times as many are needed
        ("latin_hypercube", 0.0101, [1024, 1127]),
        ("monte_carlo", 0.03, [1024, 2048, 4096, 8192, 9217]),  # at most twice as many in a stage
        ("sobol", 0.0122, [1024, 1536]),  # powers of two, or one and a half
        ("sobol", 0.0125, [1024, 1536, 2048]),
        ("sobol", 0.03, [1024, 2048, 4096, 8192, 12288]),
    ],
)
def test_a_stage_has_as_many_draws_as_the_error_says(design: str, at_first: float, sizes: list[int]) -> None:
    drawn: list[int] = []
    shown: list[tuple[float, str]] = []

    def error_of(run: DataTree) -> float:
        drawn.append(run["prior"].sizes["draw"])
        return at_first * (drawn[-1] / 1024) ** -0.5

    settings = uc.Settings(precision=0.01, design=design, chains=2, threads=1)
    propagate(lognormal(), settings, error_of, lambda share, said="", /: shown.append((share, said)))
    assert drawn == sizes
    shares, words = zip(*shown, strict=True)
    assert list(shares) == sorted(shares)
    assert 0.99 <= shares[-1] < 1.4
    assert words[0] == ""
    assert words[-1].endswith(" of at most 0.01")


def test_a_precision_is_looked_for_up_to_the_last_draw() -> None:
    drawn: list[int] = []

    def error_of(run: DataTree) -> float:
        drawn.append(int(run.attrs["draws"]))
        return 1.0

    with pytest.raises(uc.UncertainComputeError, match="not reached with max_draws=10000; the error is still 1"):
        propagate(lognormal(), uc.Settings(precision=0.01, chains=2, max_draws=10_000), error_of)
    assert drawn == [2048, 4096, 8192, 10_000]


def test_precision_out_of_reach_is_said() -> None:
    with pytest.raises(uc.UncertainComputeError, match="precision: 1e-05 is not reached with max_draws=100000"):
        uc.run(lognormal(), precision=1e-5, max_draws=100_000)
    with pytest.raises(uc.UncertainComputeError, match="keep=summary resolves"):
        uc.run(lognormal(), precision=1e-5, keep="summary")


def test_more_draws_than_memory_are_refused() -> None:
    with pytest.raises(uc.UncertainComputeError, match="use keep=summary"):
        uc.run(lognormal(), draws=10**10)


def test_only_what_the_targets_need_is_drawn() -> None:
    run = uc.run(shipped_study(), draws=64, targets=("clip_frames", "latent_frames"))
    assert set(run["prior"].data_vars) == {"clip_frames", "latent_frames", "temporal_compression"}


def test_what_charts_need_is_drawn_too_unless_targets_are_named() -> None:
    study = shipped_study()
    run, asked = uc.run(study, draws=64), uc.run(study, draws=64, targets=("clip_frames",), also=("output_flop",))
    assert run["prior"]["instagram_uploads"].attrs["role"] == "charted"
    assert run["prior"]["sora_parameters"].attrs["role"] == "assumption"
    assert asked["prior"]["active_parameters"].attrs["role"] == "charted"
    assert "instagram_uploads" not in asked["prior"]
    np.testing.assert_array_equal(run["prior"]["active_parameters"], asked["prior"]["active_parameters"])


def test_fixed_assumptions_are_kept_as_constants_with_units() -> None:
    run = uc.run(shipped_study(), draws=64, targets=("train_gpu_months",))
    rate = run["constant_data"]["peak_flop_rate"]
    assert (float(rate), rate.attrs["units"]) == (989.4e12, "FLOP/s/GPU")
    months = run["prior"]["train_gpu_months"]
    assert (months.attrs["units"], months.attrs["role"]) == ("GPU*month", "quantity")
    assert run["prior"]["dataset_multiplier"].attrs["role"] == "assumption"


def test_one_coordinate_may_be_fixed_while_another_is_not() -> None:
    run = uc.run(shipped_study(scenario="as_printed"), draws=256, targets=("ai_minutes",))
    shares = run["prior"]["ai_share"]
    assert shares.dims == ("chain", "draw", "platform")
    assert np.ptp(shares.sel(platform="YouTube").values) == 0
    assert np.ptp(shares.sel(platform="TikTok").values) > 0


def inverse(x: Number) -> Number:
    """Reciprocal of a difference [1]."""
    return 1.0 / (x - x)


def failing(x: Number) -> Number:
    """Nothing but an error [1]."""
    raise RuntimeError(f"no luck with {x}")


def wordy(x: Number) -> Number:
    """Text in place of a number [1]."""
    return f"{x}"


def mixed(x: Number) -> Number:
    """Sum over everything, the draws included [1]."""
    return x.sum()


@pytest.mark.parametrize(
    ("equation", "message"),
    [
        (mixed, "sum needs the name of a dimension"),
        (inverse, "equation 'inverse' gave inf where x = "),
        (failing, "raised RuntimeError: no luck with the symbol 'x'"),
        (wordy, "equation 'wordy': its result "),
    ],
)
def test_an_equation_that_fails_is_named(equation: Any, message: str) -> None:
    with pytest.raises(uc.UncertainComputeError, match=message):
        uc.run(uc.Study([equation], {"x": "1 to 2"}), draws=64)


def test_published_with_all_but_the_dataset_multiplier_fixed_gives_the_posts_range() -> None:
    study = uc.load("sora", priors="point", overrides=["priors.dataset_multiplier='4 to 10'"])
    row = uc.summarize(uc.run(study, targets=("train_gpu_months",))).iloc[0]
    assert row["p5"] == pytest.approx(4211.3065, rel=1e-7)
    assert row["p95"] == pytest.approx(10528.2663, rel=1e-7)


def test_coordinates_of_any_name_are_sketched() -> None:
    table = uc.summarize(uc.run(shipped_study(), draws=512, keep="summary", targets=("output_flop",)))
    assert table["coordinates"].tolist() == ["Sora", "DiT-XL/2", "Llama 2 70B", "GPT-4"]


@pytest.mark.parametrize("keep", ["draws", "summary"])
def test_what_is_certain_is_not_drawn(keep: str) -> None:
    run = uc.run(shipped_study(priors="point"), draws=10**9, keep=keep)
    assert run.attrs["draws"] == 32
    assert (uc.summarize(run).set_index("quantity").loc["minutes_per_gpu_hour", ["p5", "p95"]] == 5.0).all()


def test_a_python_number_is_a_constant() -> None:
    def three() -> Number:
        """Return three, as a Python number [1]."""
        return 3

    def scaled(three: Number, x: Number) -> Number:
        """Three times the assumption [1]."""
        return three * x

    row = uc.summarize(uc.run(uc.Study([three, scaled], {"x": "1 to 2"}), draws=2**14)).set_index("quantity")
    assert row.loc["three", "p50"] == 3
    assert row.loc["scaled", "p95"] == pytest.approx(6, rel=1e-3)
