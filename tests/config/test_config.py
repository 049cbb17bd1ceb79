import pytest
from repository import EXAMPLE, shipped_study

import uncertain_compute as uc


def median(study: uc.Study, column: str) -> float:
    return study.columns[column].factor * study.columns[column].distribution.median


@pytest.mark.parametrize("priors", ["point", "published", "expert"])
def test_scenarios_set_what_they_name_and_nothing_else(priors: str) -> None:
    before, after = shipped_study(priors), shipped_study(priors, "high")
    assert median(after, "dataset_multiplier") == 10
    for name, column in before.columns.items():
        if name != "dataset_multiplier":
            assert (
                after.columns[name].prior == column.prior
                or column.distribution.median == after.columns[name].distribution.median
            )


PUBLISHED = {
    "low: 1": "model.published: {'quantity': 'peak_gpus', 'low': 1} needs high",
    "low: 2, high: 1": "model.published.peak_gpus: low = 2 is above high = 1",
    "low: .nan, high: 1": "model.published.low: nan is not a finite number",
    "low: true, high: 1": "model.published.low: True is not a finite number",
    "low: 1, high: 2, coordinate: a": "model.published.coordinate: not a key of it; known are ",
    "low: 1, high: '0x1F'": "model.published.high: '0x1F' is not a number",
    "published: [2, 1]": "model.published.peak_gpus: [2, 1] is not a number, nor [low, high]",
    "quantiles: {}": "model.published.peak_gpus: {} is not a mapping of quantiles, as {p10: 3, p50: 7}",
    "quantiles: [1, 2]": "model.published.peak_gpus: [1, 2] is not a mapping of quantiles",
    "quantiles: {p10: 3, p5: 7}": "model.published.peak_gpus: p5 = 7 must be below p10 = 3",
    "quantiles: {p120: 3}": "model.published.peak_gpus: {'p120': 3} is not a number, nor [low, high], nor quantiles",
    "quantiles: {p50: 3}, low: 1": "model.published.low: not a key of it; known are quantiles, quantity",
}


@pytest.mark.parametrize(("said", "ends"), [("[200, 700]", (200.0, 700.0)), ("720k", (720e3, 720e3))])
def test_what_was_published_of_one_quantity_is_a_number_or_a_range(said: str, ends: tuple[float, float]) -> None:
    study = uc.load("sora", overrides=[f"model.published=[{{quantity: peak_gpus, published: {said}}}]"])
    assert [(one.low, one.high) for one in study.published.values()] == [ends]


@pytest.mark.parametrize(("said", "message"), PUBLISHED.items(), ids=PUBLISHED)
def test_what_a_published_row_says_is_checked(said: str, message: str) -> None:
    with pytest.raises(uc.UncertainComputeError) as caught:
        uc.load("sora", overrides=[f"model.published=[{{quantity: peak_gpus, {said}}}]".replace(".nan", "nan")])
    assert str(caught.value).startswith(message)


def test_an_override_wins_over_a_scenario() -> None:
    study = uc.load("sora", scenario=["high", "low_demand"], overrides=["priors.dataset_multiplier=7"])
    assert median(study, "dataset_multiplier") == 7
    assert median(study, "peak_factor") == 1.5


def test_a_bare_override_keeps_the_unit_that_the_prior_set_states() -> None:
    study = uc.load("lab", priors="lab", config_dir=EXAMPLE, overrides=["priors.h100_flop_rate=1000"])
    assert study.unit("h100_flop_rate") == study.columns["h100_flop_rate"].prior.unit == "TFLOP/s/GPU"
    assert study.columns["h100_flop_rate"].prior.why == "set by an override"


def test_a_study_is_found_from_its_conf_folder() -> None:
    study = uc.load("lab", priors="lab", config_dir=EXAMPLE)
    assert study.dimensions == {"chip": ("H100", "B200", "GB200")}
    assert study.unit("peak_flop_rate") == "TFLOP/s/GPU"


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"model": "soar"}, "model=soar: no such file; did you mean 'sora'?"),
        ({"priors": "exprt"}, "priors=exprt: no such file; did you mean 'expert'?"),
        ({"scenario": ["low", "hihg"]}, "scenario=hihg: no such file; did you mean 'high'?"),
        (
            {"overrides": ["priors.candidats=3"]},
            "command line: priors.candidats: no equation needs or gives this; did you mean 'candidates'?",
        ),
        ({"overrides": ["seed=x"]}, "seed: 'x' is not a whole number"),
        (
            {"overrides": ["priors.candidates=[1,2]"]},
            "priors.candidates: [1,2] is not allowed there; allowed are a number",
        ),
        ({"overrides": ["priors.correlations=3"]}, "command line: priors.correlations: 3 is not a list"),
        ({"overrides": ["priors=3"]}, "must be a string or a list"),
    ],
)
def test_what_cannot_be_composed_is_said_in_one_line(options: dict, message: str) -> None:
    with pytest.raises(uc.UncertainComputeError) as raised:
        uc.load(**options)
    assert message in str(raised.value)
    assert "\n" not in str(raised.value)
