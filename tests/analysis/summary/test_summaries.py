from typing import Any

import numpy as np
import pytest
from repository import shipped_study

import uncertain_compute as uc
from uncertain_compute.analysis.summary.monte_carlo.errors import with_errors
from uncertain_compute.analysis.summary.samples import DrawSample
from uncertain_compute.analysis.summary.summaries import largest_relative_error, probability_against
from uncertain_compute.model.graph import Number

ESTIMATES = ["mean", "sd", "p5", "p25", "p50", "p75", "p95", "ci_low", "ci_high", "never"]
COLUMNS = [
    *("quantity", "coordinates", "unit"),
    *ESTIMATES,
    *(f"{name}_mcse" for name in ESTIMATES),
    *("ci_prob", "ci_kind", "top_share", "resolution", "tail_index", "unsettled", "gap_low", "gap_high", "integrated"),
]


def same(x: Number) -> Number:
    """Return the assumption itself [GPU]."""
    return x


def doubled(x: Number) -> Number:
    """Twice the assumption [GPU]."""
    return 2 * x


def test_columns_are_stable() -> None:
    table = uc.summarize(uc.run(uc.Study([same], {"x": "1 to 2"}), draws=64))
    assert list(table.columns) == COLUMNS
    assert table.loc[0, "unit"] == "GPU"


def test_a_name_that_columns_get_stays_in_their_table() -> None:
    run = uc.run(uc.Study([same], {"x": "1 to 2"}), draws=64)
    uc.summarize(run).columns.name = "estimate"
    assert uc.summarize(run).columns.name is None


def test_each_coordinate_has_a_row() -> None:
    table = uc.summarize(uc.run(shipped_study(), draws=64, targets=("output_flop", "train_flop")))
    assert table["coordinates"].tolist() == ["Sora", "DiT-XL/2", "Llama 2 70B", "GPT-4", ""]


def test_an_interval_of_another_probability_and_kind() -> None:
    run = uc.run(uc.Study([same], {"x": {"uniform": {"low": 0, "high": 1}}}), draws=2**14)
    row = uc.summarize(run, ci_prob=0.5).iloc[0]
    assert (row["ci_low"], row["ci_high"]) == (pytest.approx(0.25, abs=1e-3), pytest.approx(0.75, abs=1e-3))
    exponential = uc.run(uc.Study([same], {"x": {"lognormal": {"mu": 0, "sigma": 1}}}), draws=2**14)
    hdi, eti = (uc.summarize(exponential, ci_prob=0.8, ci_kind=kind).iloc[0] for kind in ("hdi", "eti"))
    assert hdi["ci_high"] - hdi["ci_low"] < eti["ci_high"] - eti["ci_low"]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"ci_prob": 0.0}, "ci_prob: 0.0"),
        ({"ci_prob": 1.0}, "ci_prob: 1.0"),
        ({"ci_kind": "hpd"}, "ci_kind: 'hpd' is not one of eti, hdi"),
    ],
)
def test_an_impossible_interval_is_refused(options: dict, message: str) -> None:
    run = uc.run(uc.Study([same], {"x": "1 to 2"}), draws=64)
    with pytest.raises(uc.UncertainComputeError, match=message):
        uc.summarize(run, **options)


def test_a_sketch_has_no_shortest_interval() -> None:
    run = uc.run(uc.Study([same], {"x": "1 to 2"}), draws=64, keep="summary")
    with pytest.raises(uc.UncertainComputeError, match="hdi needs the draws"):
        uc.summarize(run, ci_kind="hdi")


def test_two_errors_are_students_interval() -> None:
    """With 2 chains Student's t has one degree of freedom: 13.968 standard errors hold 95.45%."""
    chains = np.array([[1.0, 1.0], [3.0, 3.0]])
    mean, error = with_errors(DrawSample(chains), lambda one: {"mean": one.mean()})["mean"]
    assert mean == 2.0
    assert 2 * error == pytest.approx(13.968 * np.std([1, 3], ddof=1) / np.sqrt(2), rel=1e-3)


def test_probabilities_against_a_published_range() -> None:
    study = uc.Study([same], {"x": {"uniform": {"low": 0, "high": 1}}}, published=[uc.PublishedRange("same", 0.2, 0.5)])
    split = probability_against(uc.run(study, draws=2**14), study.published["same"], "same")
    for part, expected in {"below": 0.2, "inside": 0.3, "above": 0.5}.items():
        assert split[part][0] == pytest.approx(expected, abs=1e-3)


def test_an_end_of_a_published_range_is_inside() -> None:
    published = uc.PublishedRange("same", 1, 2)
    study = uc.Study([same], {"x": {"discrete": {0: 0.1, 1: 0.2, 2: 0.3, 3: 0.4}}}, published=[published])
    split = probability_against(uc.run(study, draws=2**12), published, "same")
    for part, expected in {"below": 0.1, "inside": 0.5, "above": 0.4}.items():
        assert split[part][0] == pytest.approx(expected, abs=2 / 256), "a chain has 256 strata, and a part two ends"


@pytest.mark.parametrize("keep", ["draws", "summary"])
def test_a_heavy_tail_shows_in_the_largest_draws(keep: str) -> None:
    """Of a lognormal's mean the largest thousandth makes up Phi(sigma - 3.09): 14% at sigma 2, 2% at sigma 1."""
    for sigma, share in {1.0: 0.0183, 2.0: 0.1378}.items():
        study = uc.Study([same], {"x": {"lognormal": {"mu": 0, "sigma": sigma}}})
        row = uc.summarize(uc.run(study, draws=2**18, keep=keep)).iloc[0]
        assert row["top_share"] == pytest.approx(share, abs=0.01)


def test_a_constant_has_no_spread_and_no_error() -> None:
    row = uc.summarize(uc.run(shipped_study(priors="point", scenario="high"), draws=64)).set_index("quantity")
    assert row.loc["train_gpu_months", "p50"] == pytest.approx(10528.2663, rel=1e-8)
    assert (row[["sd", "p50_mcse"]].to_numpy() == 0).all()


def test_a_mean_that_few_draws_decide_has_no_error() -> None:
    """Student's t with nu 1.5 has a mean and no variance; a Pareto of index 0.8 neither."""
    beliefs = {"t": {"student_t": {"nu": 1.5, "mu": 0, "sigma": 1}}, "pareto": {"pareto": {"alpha": 0.8, "m": 1}}}
    rows = {name: uc.summarize(uc.run(uc.Study([same], {"x": one}))).iloc[0] for name, one in beliefs.items()}
    assert rows["pareto"]["unsettled"] == "mean, sd"
    assert np.isnan(rows["pareto"][["mean_mcse", "sd_mcse"]].astype(float)).all()
    assert "sd" in rows["t"]["unsettled"]
    assert rows["t"]["tail_index"] == pytest.approx(1 / 1.5, abs=0.2)
    settled = uc.summarize(uc.run(uc.Study([same], {"x": {"gamma": {"alpha": 2, "beta": 1}}}))).iloc[0]
    assert settled["unsettled"] == ""
    assert settled["mean_mcse"] > 0


@pytest.mark.parametrize("values", [{4: 0.5, 8: 0.5}, {4: 0.2, 6: 0.3, 9: 0.5}])
def test_the_median_of_a_discrete_quantity_is_one_of_its_values(values: dict[int, float]) -> None:
    row = uc.summarize(uc.run(uc.Study([same], {"x": {"discrete": values}}), draws=2**10)).iloc[0]
    assert row["p50"] in values


def test_a_highest_density_interval_across_a_gap_says_so() -> None:
    bimodal = {"mixture": [{"weight": 0.5, "value": "1 to 2"}, {"weight": 0.5, "value": "20 to 22"}]}
    for belief, is_across in ((bimodal, True), ("1 to 40", False), ({"uniform": {"low": 0, "high": 1}}, False)):
        row = uc.summarize(uc.run(uc.Study([same], {"x": belief}), draws=2**12), ci_kind="hdi").iloc[0]
        assert np.isfinite(row["gap_low"]) == is_across
        assert not is_across or (row["gap_low"] < 3 and row["gap_high"] > 18)


def test_precision_is_about_all_that_the_table_shows() -> None:
    """At the tails of a lognormal with sigma 1.2 the mean settles last."""
    study = uc.Study([same], {"x": {"lognormal": {"mu": 0, "sigma": 1.2}}})
    run = uc.run(study, draws=2**12, design="monte_carlo")
    row = uc.summarize(run).iloc[0]
    relative = [row[f"{name}_mcse"] / row[name] for name in ("mean", "p5", "p50", "p95")]
    assert largest_relative_error(run) == pytest.approx(max(relative), rel=1e-12)
    hdi = uc.summarize(run, ci_kind="hdi").iloc[0]
    of_width = hdi["ci_high_mcse"] / (hdi["ci_high"] - hdi["ci_low"])
    assert largest_relative_error(run, ci_kind="hdi") == pytest.approx(max(*relative, of_width), rel=1e-12)


def shortfall(x: Number) -> Number:
    """Return what is missing, if anything."""
    return np.maximum(x, 0.0)


@pytest.mark.parametrize("equation", [same, shortfall])
def test_precision_is_relative_to_the_width_where_the_interval_holds_zero(equation: Any) -> None:
    """The median is near zero, relative to which hardly any number of draws is enough."""
    run = uc.run(uc.Study([equation], {"x": {"normal": {"mu": 1e-3, "sigma": 1}}}), precision=0.01)
    row = uc.summarize(run).iloc[0]
    errors = [row[f"{name}_mcse"] for name in ("mean", "p5", "p50", "p95", "ci_low", "ci_high")]
    assert largest_relative_error(run) == pytest.approx(max(errors) / (row["ci_high"] - row["ci_low"]), rel=1e-12)
