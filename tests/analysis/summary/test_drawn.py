"""What sensitivity analyses read of a run."""

import numpy as np
import pytest
from repository import shipped_study

import uncertain_compute as uc
from uncertain_compute.analysis.summary.drawn import Drawn
from uncertain_compute.model.graph import Number

PLATFORMS = ("TikTok", "YouTube")


def by_platform(ai_share: Number, uploads: Number) -> Number:
    """Return videos made [video]."""
    return ai_share * uploads


def total(by_platform: Number) -> Number:
    """All videos made [video]."""
    return by_platform.sum("platform")


def known(uploads: Number) -> Number:
    """Return what does not vary [video]."""
    return 2 * uploads


STUDY = uc.Study(
    [by_platform, total, known],
    {
        "ai_share": {"platform": {"TikTok": "0.1 to 0.4", "YouTube": "0.01 to 0.1"}, "unit": "1"},
        "uploads": {"value": 100, "unit": "video"},
    },
    dimensions={"platform": PLATFORMS},
)


def test_what_is_not_a_run_is_refused() -> None:
    with pytest.raises(uc.UncertainComputeError, match="Study is not a run"):
        uc.given_data(shipped_study())  # type: ignore[arg-type]


def test_columns_are_by_coordinate_and_side_by_side() -> None:
    run = uc.run(STUDY, draws=64, chains=4)
    drawn = Drawn.of(run)
    assert list(drawn.assumptions) == ["ai_share[TikTok]", "ai_share[YouTube]"]
    assert list(drawn.quantities) == ["by_platform[TikTok]", "by_platform[YouTube]", "total"]
    assert drawn.constant == ("known",)
    for values in (*drawn.assumptions.values(), *drawn.quantities.values()):
        assert values.shape == (4, 16)
    for platform in PLATFORMS:
        wanted = 100 * drawn.assumptions[f"ai_share[{platform}]"]
        np.testing.assert_allclose(drawn.quantities[f"by_platform[{platform}]"], wanted, rtol=1e-12)


def test_only_what_is_asked_for_is_read() -> None:
    run = uc.run(STUDY, draws=64)
    assert list(Drawn.of(run, "total").quantities) == ["total"]
    assert list(Drawn.of(run, ["total", "known"]).quantities) == ["total"]
    assert Drawn.of(run, ["total"]).constant == ()


def test_a_quantity_that_the_run_lacks_offers_the_nearest() -> None:
    with pytest.raises(
        uc.UncertainComputeError, match=r"targets: no quantity of the run 'totl'; did you mean 'total'\?"
    ):
        Drawn.of(uc.run(STUDY, draws=64), "totl")


def test_a_summary_has_no_draws() -> None:
    with pytest.raises(uc.UncertainComputeError, match="needs the draws of a run, and keep=summary"):
        Drawn.of(uc.run(STUDY, draws=64, keep="summary"))


def test_constants_alone_are_refused() -> None:
    with pytest.raises(uc.UncertainComputeError, match="known: constant, so there is no uncertainty to attribute"):
        Drawn.of(uc.run(STUDY, draws=64), "known")


def test_a_study_that_is_certain_is_refused() -> None:
    study = uc.Study([known], {"uploads": 3})
    with pytest.raises(uc.UncertainComputeError, match="known: constant"):
        Drawn.of(uc.run(study, draws=64))
