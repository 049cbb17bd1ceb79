"""What a prior set says besides its beliefs: the time that they are about."""

from pathlib import Path

import pytest
from repository import shipped_study

import uncertain_compute as uc
from uncertain_compute.study.prior_set import as_of_in, beliefs_in


@pytest.mark.parametrize(("written", "read"), [({}, ""), ({"as_of": 2025}, "2025"), ({"as_of": "2025-11"}, "2025-11")])
def test_a_set_is_about_a_year_a_month_or_does_not_say(written: dict[str, object], read: str) -> None:
    assert as_of_in({"x": 1, **written}) == read
    assert beliefs_in({"x": 1, "correlations": [], **written}) == {"x": 1}


@pytest.mark.parametrize("written", ["soon", 25, True, "2025-13", ["2025"], {"value": "2025"}, ""])
def test_what_is_no_date_is_refused_in_one_line(written: object) -> None:
    with pytest.raises(
        uc.UncertainComputeError, match=r"^priors\.as_of: .* is not a date, as 2024, 2024-03"
    ) as refused:
        as_of_in({"as_of": written})
    assert "\n" not in str(refused.value)


def test_a_later_layer_says_for_when_it_is() -> None:
    assert shipped_study(priors="expert").as_of == "2025"
    assert shipped_study(priors="expert", scenario="adoption_2030").as_of == "2030"
    assert uc.load("sora", overrides=["priors.as_of=2031"]).as_of == "2031"
    assert uc.load("sora", priors={"as_of": "2032-01", "candidates": 2}).as_of == "2032-01"


def test_a_sheet_keeps_the_time_that_it_is_about(tmp_path: Path) -> None:
    study = shipped_study(priors="point")
    uc.prior_sheet(study).to_csv(tmp_path / "sheet.csv", index=False)
    assert uc.priors_of_sheet(tmp_path / "sheet.csv")["as_of"] == "2024-03"
