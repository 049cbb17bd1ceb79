"""What ships with the package: each number has a unit, a reason and a source, and is what it says of itself."""

import re
from functools import cache
from typing import Any

import numpy as np
import pytest
from repository import EXAMPLE, shipped_study

import uncertain_compute as uc
from uncertain_compute.addresses import name_of
from uncertain_compute.config.key_names import CONF
from uncertain_compute.priors.distributions import Fixed

SETS = sorted(path.stem for path in (CONF / "priors").glob("*.yaml"))
SCENARIOS = sorted(path.stem for path in (CONF / "scenario").glob("*.yaml"))
DATE = re.compile(r"\d{4}(-\d{2}){0,2}$")

VIDEO = [f"video/{path.stem}" for path in sorted((CONF / "priors" / "video").glob("*.yaml"))]
OF_VIDEO = ["video/expert, video/clip_1080p", "video/expert, video/distilled"]
PATH = [f"video_path/{path.stem}" for path in sorted((CONF / "priors" / "video_path").glob("*.yaml"))]
OF_PATH = [f"video_path/expert, video_path/{name}" for name in ("slow", "fast", "late_adoption")]
LLM = [f"{of}/{name}" for of in ("llm_serving", "llm_measured", "llm_path") for name in ("published", "expert")]
OF_LLM = [
    f"llm_serving/published, llm_serving/{name}" for name in ("agents", "reasoning", "interactive", "frontier", "order")
]
OF_LLM_PATH = "llm_path/expert, llm_path/agents"

NAMES = (
    *SETS,
    *VIDEO,
    *OF_VIDEO,
    *PATH,
    *OF_PATH,
    *LLM,
    *OF_LLM,
    OF_LLM_PATH,
    "deepseek_day/published",
    *(f"{name}, {scenario}" for name in SETS for scenario in SCENARIOS),
    "example",
)


@cache
def study_of(name: str) -> uc.Study:
    """Return the study of a prior set, with or without a scenario, or the one of the example."""
    if name == "example":
        return uc.load("lab", priors="lab", config_dir=EXAMPLE)
    priors, _, scenario = name.partition(", ")
    model = priors.partition("/")[0] if "/" in priors else "sora"
    return shipped_study(priors, scenario or None, model=model)


@pytest.fixture(scope="module", params=NAMES)
def study(request: pytest.FixtureRequest) -> uc.Study:
    """Each study in turn: of the module, so that what is asked of one is asked in a row."""
    return study_of(request.param)


def said_of(study: uc.Study) -> dict[str, Any]:
    """Return the columns of what somebody states: all but the coordinates, such as years, that are inputs by name."""
    return {name: column for name, column in study.columns.items() if name_of(name) not in study.dimensions}


def test_each_prior_and_each_constant_has_its_provenance(study: uc.Study) -> None:
    assert {
        name: column.prior.missing_provenance
        for name, column in said_of(study).items()
        if column.prior.missing_provenance
    } == {}


def test_each_set_says_for_when_it_is(study: uc.Study) -> None:
    assert DATE.match(study.as_of)


def test_each_date_is_one(study: uc.Study) -> None:
    assert [name for name, column in said_of(study).items() if not DATE.match(column.prior.date)] == []


def test_only_numbers_are_found_and_distributions_are_judged(study: uc.Study) -> None:
    uncertain = {name: column for name, column in study.columns.items() if not column.fixed}
    assert {name: column.prior.status for name, column in uncertain.items() if column.prior.status != "judgement"} == {}


def test_each_correlation_has_a_reason(study: uc.Study) -> None:
    assert [tie for tie in study.correlations if not tie.why] == []


@pytest.mark.parametrize("name", SETS)
def test_each_set_says_something_of_the_same_assumptions(name: str) -> None:
    assert study_of(name).assumptions.keys() == study_of("point").assumptions.keys()


def test_medians_of_the_published_set_are_the_posts_own_values() -> None:
    point, published = study_of("point"), study_of("published")
    for name, column in published.columns.items():
        if name in ("dataset_multiplier", "minute_flop_rounding", "throughput_rounding"):
            continue  # a range in the post; roundings on the way, which only the point set repeats
        assert float(column.ppf(0.5)) == pytest.approx(float(point.columns[name].ppf(0.5)), rel=0.01), name


def test_quantiles_that_are_asked_for_are_met(study: uc.Study) -> None:
    assert {name: column.prior.misfits for name, column in study.columns.items() if column.prior.misfits} == {}


def test_the_point_set_is_certain() -> None:
    assert all(isinstance(column.distribution, Fixed) for column in study_of("point").columns.values())


def test_no_distribution_says_what_cannot_be() -> None:
    shares = ("video_share", "train_utilization", "inference_utilization", "ai_share[TikTok]", "ai_share[YouTube]")
    tails = np.array([1e-9, 1 - 1e-9])
    for study in (study_of("published"), study_of("expert")):
        for name, column in study.columns.items():
            low, high = column.ppf(tails)
            assert low >= 0, name
            assert name not in shares or high <= 1, name


def test_each_input_of_the_models_declares_its_range_save_for_deviations() -> None:
    whole = uc.load("sora", evidence=["open_models", "sora2_costs", "list_prices"])
    for study in (
        whole,
        study_of("example"),
        study_of("video/expert"),
        study_of("video_path/expert"),
        study_of(LLM[0]),
    ):
        free = {name for name in (*study.graph.inputs, *study.inputs.declared) if name not in study.inputs.ranges}
        assert {name for name in free - study.dimensions.keys() if not name.endswith("_deviation")} == set()


def test_no_belief_lies_partly_out_of_range(study: uc.Study) -> None:
    assert study.notes == []


@pytest.mark.parametrize(
    ("override", "said"),
    [
        ("priors.ai_share.platform.TikTok=5", r"command line: priors\.ai_share\[TikTok\]: 5 lies .* 5% is 0\.05"),
        ("priors.train_utilization='30 to 60'", r"command line: priors\.train_utilization: .*0 to 1; 30% is 0\.3"),
        ("model.inputs.minute.value=-60", r"post\.yaml: priors\.minute: -60 lies outside its range, above 0"),
        ("model.inputs.ai_share.range=[1,0]", r"model\.inputs\.ai_share\.range: \[1, 0\] must go"),
    ],
)
def test_an_override_out_of_range_is_refused(override: str, said: str) -> None:
    with pytest.raises(uc.UncertainComputeError, match=said):
        uc.load("sora", overrides=[override])
