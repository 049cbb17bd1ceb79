"""Both tornados, against closed forms and quadrature."""

from typing import Any

import numpy as np
import pytest
from closed_forms import (
    COVARIANCE,
    LEAST,
    MUS,
    SIGMAS,
    WEIGHTS,
    correlated_sum,
    lognormals,
    multiplied,
    runs,
    times_held,
)
from scipy.optimize import brentq
from scipy.special import ndtr, ndtri
from scipy.stats import norm

import uncertain_compute as uc
from uncertain_compute.analysis.analyses import Answers
from uncertain_compute.model.graph import Number
from uncertain_compute.views.sentences.drivers import driver_sentence

Z = float(ndtri(0.9))
TENTH = (np.arange(4000) + 0.5) / 40_000
"""Middles of small parts of the lowest tenth."""


def conditional_median(correlation: float) -> float:
    """Return the median of standard normal Y where X is in its lowest tenth.

    P(Y < y | X) is Phi((y - r X) / sqrt(1 - r^2)); its mean over the tenth must be one half.
    """
    x, rest = ndtri(TENTH), np.sqrt(1 - correlation**2)
    return float(brentq(lambda y: ndtr((y - correlation * x) / rest).mean() - 0.5, -5, 5))


def test_one_at_a_time_of_a_lognormal_product() -> None:
    data = uc.tornado(uc.Study([multiplied], lognormals()), draws=256, chains=4)
    middle = np.exp(sum(MUS.values()))
    assert float(data["baseline"].sel(quantity="multiplied")) == pytest.approx(middle, rel=1e-12)
    for name, sigma in SIGMAS.items():
        for end, score in {"low": -Z, "high": Z}.items():
            here = {"assumption": name, "end": end}
            assert float(data["input"].sel(here)) == pytest.approx(np.exp(MUS[name] + score * sigma), rel=1e-9)
            found = float(data["one_at_a_time"].sel(quantity="multiplied", **here))
            assert found == pytest.approx(middle * np.exp(score * sigma), rel=1e-9)


def test_base_line_is_the_quantity_of_medians_not_its_median() -> None:
    """The sum of two lognormals has a median above the sum of theirs."""

    def added(a: Number, b: Number) -> Number:
        """Return a sum [GPU]."""
        return a + b

    study = uc.Study([added], {name: {"lognormal": {"mu": 0, "sigma": 2}} for name in "ab"})
    data = uc.tornado(study, draws=2**12).sel(quantity="added")
    assert float(data["baseline"]) == pytest.approx(2, rel=1e-12)
    assert float(data["median"]) > 3


def test_conditional_medians_of_a_lognormal_product_are_within_their_intervals() -> None:
    total = np.sqrt(sum(sigma**2 for sigma in SIGMAS.values()))
    scores = {name: conditional_median(sigma / total) for name, sigma in SIGMAS.items()}
    middle = sum(MUS.values())
    truth = [[np.exp(middle + side * total * score) for side in (1, -1)] for score in scores.values()]
    study = uc.Study([multiplied], lognormals())
    found = (uc.tornado(study, run=run) for run in runs(study, 2**14))
    held = times_held(found, {"given_tenth": np.array(truth)})
    assert held["given_tenth"].min() >= LEAST


def test_conditional_medians_are_right_under_correlation() -> None:
    spread = np.sqrt(WEIGHTS @ COVARIANCE @ WEIGHTS)
    correlations = COVARIANCE @ WEIGHTS / spread
    truth = np.array([[side * spread * conditional_median(one) for side in (1, -1)] for one in correlations])
    study = correlated_sum()
    held = times_held((uc.tornado(study, run=run) for run in runs(study, 2**14)), {"given_tenth": truth})
    assert held["given_tenth"].min() >= LEAST
    data = uc.tornado(study, draws=2**12)
    alone = data["one_at_a_time"].sel(quantity="weighted")
    np.testing.assert_allclose(alone.values, np.outer(WEIGHTS, [-Z, Z]), rtol=1e-9)


def test_quantiles_of_the_quantity_come_along() -> None:
    """A quantile of n independent draws has the standard error s sqrt(p (1 - p) / n) / phi(z) relative to itself."""
    draws = 2**14
    data = uc.tornado(uc.Study([multiplied], lognormals()), draws=draws).sel(quantity="multiplied")
    total, middle = np.sqrt(sum(sigma**2 for sigma in SIGMAS.values())), np.exp(sum(MUS.values()))
    for name, level in {"p5": 0.05, "median": 0.5, "p95": 0.95}.items():
        score = ndtri(level)
        error = total * np.sqrt(level * (1 - level) / draws) / norm.pdf(score)
        assert float(data[name]) == pytest.approx(middle * np.exp(total * score), rel=4 * error)


@pytest.mark.parametrize("design", ["sobol", "monte_carlo"])
def test_a_run_gives_what_its_settings_would(design: str) -> None:
    settings: dict[str, Any] = {"draws": 512, "chains": 4, "seed": 7, "design": design}
    study = correlated_sum()
    given, drawn = uc.tornado(study, run=uc.run(study, **settings)), uc.tornado(study, **settings)
    assert given.identical(drawn)


PLATFORMS = ("TikTok", "YouTube")


def made(ai_share: Number, uploads: Number) -> Number:
    """Return videos made [video/day]."""
    return ai_share * uploads


def gpus(made: Number, gpu_per_video: Number) -> Number:
    """GPUs needed [GPU]."""
    return made.sum("platform") * gpu_per_video


def length(minutes: Number) -> Number:
    """How long a video is [minute/video]."""
    return minutes


PRIORS: dict[str, Any] = {
    "ai_share": {"platform": {"TikTok": "0.1 to 0.4", "YouTube": "0.02 to 0.1"}, "unit": "1"},
    "uploads": {"value": 1000, "unit": "video/day"},
    "gpu_per_video": {"value": "0.1 to 0.2", "unit": "GPU*day/video"},
    "minutes": {"value": "1 to 3", "unit": "minute/video"},
}


def platforms(**changed: Any) -> uc.Study:
    return uc.Study([made, gpus, length], {**PRIORS, **changed}, dimensions={"platform": PLATFORMS})


def test_coordinates_have_a_bar_each() -> None:
    data = uc.tornado(platforms(), ["made", "gpus", "length"], draws=256, chains=4)
    assert data["quantity"].values.tolist() == ["made[TikTok]", "made[YouTube]", "gpus", "length"]
    assert data["quantity_unit"].values.tolist() == ["video/day", "video/day", "GPU", "minute/video"]
    assert set(data["assumption"].values) == {"ai_share[TikTok]", "ai_share[YouTube]", "gpu_per_video", "minutes"}
    assert data["assumption_unit"].sel(assumption="ai_share[TikTok]").item() == "1"
    assert data["assumption_unit"].sel(assumption="gpu_per_video").item() == "GPU*day/video"
    assert data["end"].values.tolist() == data["bound"].values.tolist() == ["low", "high"]
    column = data.sel(assumption="ai_share[YouTube]")
    middle, shares = float(data["baseline"].sel(quantity="gpus")), platforms().medians()["ai_share"].values
    ends = np.array([float(one) for one in column["input"]])
    expected = middle * (shares[0] + ends) / shares.sum()
    np.testing.assert_allclose(column["one_at_a_time"].sel(quantity="gpus"), expected, rtol=1e-9)


def test_what_a_quantity_does_not_need_has_no_swing() -> None:
    data = uc.tornado(platforms(), ["gpus", "length"], draws=2**12)
    for quantity, others in {
        "gpus": ["minutes"],
        "length": ["ai_share[TikTok]", "ai_share[YouTube]", "gpu_per_video"],
    }.items():
        here = data.sel(quantity=quantity, assumption=others)
        assert (here["one_at_a_time"] == here["baseline"]).all()
        inside = (here["given_tenth_ci"].sel(bound="low") <= here["median"]) & (
            here["median"] <= here["given_tenth_ci"].sel(bound="high")
        )
        assert inside.mean() >= 0.5


def test_what_no_quantity_needs_has_no_bar() -> None:
    data = uc.tornado(platforms(), "length", draws=256, chains=4)
    assert data["assumption"].values.tolist() == ["minutes"]


def test_fixed_assumptions_are_left_out_and_said() -> None:
    data = uc.tornado(platforms(), "gpus", draws=256, chains=4)
    assert data.attrs["fixed"] == "uploads"
    assert "uploads" not in data["assumption"].values
    assert not uc.tornado(platforms(), "length", draws=256, chains=4).attrs["fixed"]


def test_constant_quantities_are_left_out_and_said() -> None:
    study = platforms(minutes={"value": 2, "unit": "minute/video"})
    data = uc.tornado(study, ["gpus", "length"], draws=256, chains=4)
    assert data.attrs["constant"] == "length"
    assert data["quantity"].values.tolist() == ["gpus"]
    with pytest.raises(uc.UncertainComputeError, match="length: constant, so there is no uncertainty to attribute"):
        uc.tornado(study, "length", draws=64)


def test_a_summary_is_refused() -> None:
    run = uc.run(platforms(), draws=64, keep="summary")
    with pytest.raises(uc.UncertainComputeError, match="needs the draws of a run, and keep=summary"):
        uc.tornado(platforms(), run=run)
    with pytest.raises(uc.UncertainComputeError, match="needs the draws of a run, and keep=summary"):
        uc.tornado(platforms(), draws=64, keep="summary")


@pytest.mark.parametrize("passed", [False, True], ids=["drawn", "a run passed in"])
def test_an_unknown_quantity_offers_the_nearest(*, passed: bool) -> None:
    run = uc.run(platforms(), draws=64) if passed else None
    with pytest.raises(uc.UncertainComputeError, match=r"targets: .*'gpu'.*did you mean 'gpus'\?"):
        uc.tornado(platforms(), "gpu", run=run, draws=64)


def test_a_misspelt_setting_offers_the_nearest() -> None:
    with pytest.raises(uc.UncertainComputeError, match="drows: not a setting; did you mean 'draws'"):
        uc.tornado(platforms(), drows=64)


def test_a_discrete_assumption() -> None:
    """With half of the draws at each of two values, each tenth is that half."""
    priors = {"a": {"discrete": {0: 0.5, 3: 0.5}}, "b": {"normal": {"mu": 0, "sigma": 1}}, "c": 0}
    data = uc.tornado(uc.Study([shifted], priors), draws=2**14).sel(quantity="shifted")
    assert data["input"].sel(assumption="a").values.tolist() == [0, 3]
    assert data["one_at_a_time"].sel(assumption="a").values.tolist() == [0, 3]
    found = data["given_tenth_ci"].sel(assumption="a")
    assert found.sel(end="low", bound="low") <= 0 <= found.sel(end="low", bound="high")
    assert found.sel(end="high", bound="low") <= 3 <= found.sel(end="high", bound="high")


def shifted(a: Number, b: Number, c: Number) -> Number:
    """Return a sum [1]."""
    return a + b + c


@pytest.mark.parametrize(("draws", "chains"), [(64, 16), (40, 2), (33, 16)])
def test_a_few_draws_give_numbers_or_are_refused(draws: int, chains: int) -> None:
    """A chain may have no draw in a tenth."""
    try:
        data = uc.tornado(correlated_sum(), draws=draws, chains=chains, design="monte_carlo")
    except uc.UncertainComputeError as error:
        assert "draws" in str(error)  # noqa: PT017 (either is right)
    else:
        assert np.isfinite(data["given_tenth"]).all()
        assert np.isfinite(data["given_tenth_ci"]).all()


def test_a_constant_column_of_two_dimensions_is_named_whole() -> None:
    def width(side: Number) -> Number:
        """Width [m]."""
        return side

    def height(rise: Number) -> Number:
        """Height [m]."""
        return rise

    sides = {"unit": "m", "row": {one: {"column": {"a": 2, "b": 3}} for one in ("x", "y")}}
    dimensions = {"row": ["x", "y"], "column": ["a", "b"]}
    study = uc.Study([width, height], {"side": sides, "rise": "1 to 2 m"}, dimensions=dimensions)
    found = Answers({"tornado": uc.tornado(study, ["width", "height"], draws=256, chains=4)}, ())
    assert found.notes == ["constant, so nothing drives it: width[x, a], width[x, b], width[y, a], width[y, b]"]


def bill(price: Number, hours: Number) -> Number:
    """Return what is paid each year [USD]."""
    return price * hours


def priced_over_years(**said: Any) -> uc.Study:
    """Return a study whose prices of all years have one rank: lognormal, wider each year; another factor has none."""
    anchors = {"2024": {"lognormal": {"mu": 0, "sigma": 0.2}}, "2026": {"lognormal": {"mu": 1, "sigma": 0.6}}}
    hours = {"lognormal": {"mu": 0, "sigma": 0.3}}
    dimensions = {"year": {"from": 2024, "to": 2026}, "chip": ["A", "B"]}
    return uc.Study(
        [bill], {"price": {"year": anchors, "interpolate": "log", **said}, "hours": hours}, dimensions=dimensions
    )


def test_a_path_of_one_rank_is_one_driver() -> None:
    """All of its years move together, each by its own spread."""
    study = priced_over_years()
    run = uc.run(study, draws=2**14)
    found = uc.tornado(study, run=run)
    assert found["assumption"].to_numpy().tolist() == ["price", "hours"]
    price = found.sel(assumption="price")
    assert price["input"].isnull().all()
    for year, (mu, sigma) in {2024: (0.0, 0.2), 2025: (0.5, 0.4), 2026: (1.0, 0.6)}.items():
        at = price.sel(quantity=f"bill[{year}]")
        np.testing.assert_allclose(at["one_at_a_time"], np.exp(mu + sigma * np.array([-Z, Z])), rtol=1e-6)
        total = float(np.hypot(sigma, 0.3))
        tenths = np.exp(mu + total * conditional_median(sigma / total) * np.array([1, -1]))
        half = (at["given_tenth_ci"].sel(bound="high") - at["given_tenth_ci"].sel(bound="low")) / 2
        assert (np.abs(at["given_tenth"] - tenths) < 2 * half).all()
    share = uc.given_data(run, scale="log").sel(quantity="bill[2026]", assumption="price")
    half = float(np.ptp(share["first_order_ci"].to_numpy())) / 2
    assert abs(float(share["first_order"]) - 0.36 / 0.45) < 2 * half < 0.05
    assert uc.value_of_information(run)["assumption"].to_numpy().tolist() == ["price", "hours"]


def test_each_chips_path_of_one_rank_is_a_driver() -> None:
    found = uc.tornado(priced_over_years(copied_to="chip"), "bill[2026, B]", draws=4096)
    assert found["assumption"].to_numpy().tolist() == ["price[A]", "price[B]", "hours"]
    assert (found["one_at_a_time"].sel(assumption="price[A]") == found["baseline"]).all()


def test_an_event_swings_by_its_probability_as_a_normal_has_it() -> None:
    """Whether a sum of normals is above zero: its median is 1 wherever an assumption lies, its probability is not."""

    def enough(a: Number, b: Number) -> Number:
        """Return whether the sum is positive [1]."""
        return a + b > 0

    sigmas = {"a": 1.0, "b": 2.0}
    normals = {"a": {"normal": {"mu": 4.0, "sigma": sigmas["a"]}}, "b": {"normal": {"mu": 0.0, "sigma": sigmas["b"]}}}
    data = uc.tornado(uc.Study([enough], normals), draws=2**14).sel(quantity="enough")
    assert bool(data["event"])
    assert float(data["median"]) == pytest.approx(ndtr(4.0 / np.hypot(*sigmas.values())), abs=0.002)
    for name, other in (("a", "b"), ("b", "a")):
        for end, sign in {"low": 1.0, "high": -1.0}.items():
            truth = ndtr((4.0 + sign * sigmas[name] * ndtri(TENTH)) / sigmas[other]).mean()
            low, high = data["given_tenth_ci"].sel(assumption=name, end=end).to_numpy()
            assert abs(truth - (low + high) / 2) <= high - low + 2**-14  # or less than a draw
    said = driver_sentence("tornado", data)
    assert said.startswith("enough is driven most by b (0.")
    assert said.endswith(": its probability with each in its lowest and highest tenth")
