"""The years that a config asks for, and which of them there are."""

from typing import Any

import pytest
from omegaconf import OmegaConf

import uncertain_compute as uc
from uncertain_compute.config.settings import years_of
from uncertain_compute.model.graph import Number
from uncertain_compute.study.paths import shown_columns


def stock(growth: Number, year: Number) -> Number:
    """Return a stock [1]."""
    return (1 + growth) ** (year - 2024)


def years(written: Any, **dimensions: Any) -> tuple[str, ...]:
    study = uc.Study(
        [stock], {"growth": 0.5}, dimensions={"year": {"from": 2024, "to": 2030, "unit": "1"}, **dimensions}
    )
    return years_of(OmegaConf.create({"years": written}), study)


def test_a_path_is_shown_at_the_years_that_are_asked_for() -> None:
    columns = [f"stock[{year}]" for year in range(2024, 2031)]
    assert shown_columns(columns, years(None)) == ["stock[2024]", "stock[2027]", "stock[2030]"]
    assert shown_columns(columns, years([2026, "2025"])) == ["stock[2025]", "stock[2026]"]
    assert shown_columns(["cost", *columns], years(2028)) == ["cost", "stock[2028]"]


@pytest.mark.parametrize(
    ("written", "message"),
    [(2035, "years: no '2035'; nearest is 2030 of 2024 to 2030"), ("soon", "years: no 'soon'; known are 2024, 2025")],
)
def test_a_year_that_is_not_there_is_refused(written: Any, message: str) -> None:
    with pytest.raises(uc.UncertainComputeError) as caught:
        years(written)
    assert str(caught.value).startswith(message)
