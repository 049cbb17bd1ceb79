"""What uncertainty is shared out among."""

import re
from typing import Any

import pytest
from repository import shipped_study

import uncertain_compute as uc
from uncertain_compute.analysis.sensitivity.factors import factors_of, fixed_assumptions, needed_columns
from uncertain_compute.draws.blocks import Plan
from uncertain_compute.model.graph import Number

PLATFORMS = ("TikTok", "YouTube")


def ai_minutes(uploads: Number, share: Number, duration: Number) -> Number:
    """Minutes by platform [1]."""
    return uploads * share * duration


def fleet(ai_minutes: Number, rate: Number) -> Number:
    """Fleet of all platforms [1]."""
    return ai_minutes.sum("platform") / rate


def training(size: Number, rate: Number) -> Number:
    """Training, which needs none of the platforms' [1]."""
    return size / rate


def study() -> uc.Study:
    return uc.Study(
        [ai_minutes, fleet, training],
        {
            "uploads": {"platform": {"TikTok": "1 to 2", "YouTube": "2 to 3"}},
            "share": {"platform": {"TikTok": "0.1 to 0.5", "YouTube": 0.2}},
            "duration": 30,
            "rate": "5 to 6",
            "size": "10 to 20",
            "correlations": [{"pair": ["size", "rate"], "rank": 0.3}],
        },
        dimensions={"platform": PLATFORMS},
    )


def plan_of(*targets: str) -> Plan:
    return Plan.of(study(), targets)


def factors(groups: Any = None, *targets: str) -> dict[str, tuple[str, ...]]:
    return factors_of(study(), plan_of(*(targets or ("fleet",))), groups)


SINGLE = ["uploads[TikTok]", "uploads[YouTube]", "share[TikTok]", "rate"]


def test_each_uncertain_column_that_is_needed_is_a_factor() -> None:
    assert needed_columns(plan_of("fleet")) == SINGLE
    assert factors() == {name: (name,) for name in SINGLE}
    assert factors({}) == factors(None)


def test_what_merely_correlates_is_none() -> None:
    assert "size" in plan_of("fleet").columns
    assert "size" not in factors()
    assert list(factors(None, "training")) == ["size", "rate"]


def test_groups_come_first_and_the_rest_are_single() -> None:
    found = factors({"demand": ["uploads[TikTok]", "rate"]})
    assert list(found) == ["demand", "uploads[YouTube]", "share[TikTok]"]
    assert found["demand"] == ("uploads[TikTok]", "rate")


def test_an_assumption_stands_for_all_of_its_columns() -> None:
    found = factors({"demand": ["uploads", "share"]})
    assert found == {"demand": ("uploads[TikTok]", "uploads[YouTube]", "share[TikTok]"), "rate": ("rate",)}


def test_what_is_fixed_or_not_needed_is_left_out_of_its_group() -> None:
    assert factors({"all": ["share", "duration", "size"]})["all"] == ("share[TikTok]",)
    assert "gone" not in factors({"gone": ["duration", "share[YouTube]", "size"]})
    assert "empty" not in factors({"empty": []})


def test_a_group_may_have_the_name_of_one_that_is_in_it() -> None:
    assert factors({"rate": ["rate", "uploads"]})["rate"] == ("rate", "uploads[TikTok]", "uploads[YouTube]")
    assert factors({"uploads": ["uploads"]})["uploads"] == ("uploads[TikTok]", "uploads[YouTube]")


def test_fixed_assumptions_are_those_that_the_targets_need() -> None:
    assert fixed_assumptions(study(), ["fleet"]) == ["share[YouTube]", "duration"]
    assert fixed_assumptions(study(), ["training"]) == []
    sora = shipped_study()
    assert "peak_flop_rate" in fixed_assumptions(sora, ["peak_gpus"])
    assert not sora.constants & set(fixed_assumptions(sora, sora.targets))


@pytest.mark.parametrize(
    ("groups", "message"),
    [
        ({"demand": ["upload"]}, "factors.demand: no assumption 'upload'; did you mean 'uploads'?"),
        ({"demand": ["share[TikTk]"]}, "factors.demand: no assumption 'share[TikTk]'; did you mean 'share[TikTok]'?"),
        ({"demand": ["fleet"]}, "factors.demand: no assumption 'fleet'; known are duration, "),
        ({"demand": "uploads"}, "factors.demand: 'uploads' is not a list of assumptions"),
        ({"demand": 3}, "factors.demand: 3 is not a list of assumptions"),
        ({"one": ["rate"], "two": ["uploads", "rate"]}, "factors.two: 'rate' is already in 'one'"),
        ({"one": [["rate"]]}, "factors.one: ['rate'] is not the name of an assumption"),
        ({1: ["rate"], "1": ["size"]}, "factors.1: this key comes twice"),
        ({"one": ["rate", "rate"]}, "factors.one: 'rate' is already in 'one'"),
        ({"one": ["uploads", "uploads[TikTok]"]}, "factors.one: 'uploads[TikTok]' is already in 'one'"),
        ({"rate": ["uploads"]}, "factors.rate: names an assumption outside the group"),
        ({"size": ["rate"]}, "factors.size: names an assumption outside the group"),
        ({"uploads": ["rate"]}, "factors.uploads: names an assumption outside the group"),
    ],
)
def test_groups_that_cannot_be_are_refused(groups: Any, message: str) -> None:
    with pytest.raises(uc.UncertainComputeError, match=f"^{re.escape(message)}"):
        factors(groups)


def test_groups_that_are_no_mapping_are_refused() -> None:
    with pytest.raises(uc.UncertainComputeError, match=r"^factors: "):
        uc.sobol(study(), "fleet", factors=["uploads", "share"])


@pytest.mark.parametrize("name", ["demand", "training", "uploads"])
def test_a_group_has_no_unit_even_under_the_name_of_something_that_has(name: str) -> None:
    """Minutes and shares of them have no unit together."""
    priors = {"uploads": {"value": "1 to 2", "unit": "GPU"}, "share": {"value": "1 to 2", "unit": "GPU/s"}}

    def product(uploads: Number, share: Number) -> Number:
        """Product [GPU**2/s]."""
        return uploads * share

    def training(uploads: Number) -> Number:
        """Another quantity [GPU]."""
        return uploads

    both = uc.Study([product, training], priors)
    found = uc.sobol(both, "product", factors={name: ["uploads", "share"]}, draws=64, accuracy=None)
    assert found["assumption"].values.tolist() == [name]
    assert found["assumption_unit"].values.tolist() == [""]
