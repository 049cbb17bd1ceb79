"""Priors with their provenance, and assumptions over named dimensions."""

from typing import Any

import numpy as np
import pytest

from uncertain_compute.priors.distributions import Fixed, LogNormal, Normal, Uniform
from uncertain_compute.priors.reading.assumptions import assumption
from uncertain_compute.priors.reading.spec import PROVENANCE, STATUSES, prior

DIMENSIONS = {"platform": ("TikTok", "YouTube"), "system": ("Sora",)}
BESIDE = {"unit": "GPU", "why": "a guess", "source": "nobody", "date": 2024, "status": "judgement"}


def test_provenance_stands_beside_the_value() -> None:
    read = prior({"value": "4 to 10", **BESIDE})
    assert (read.unit, read.why, read.source, read.date, read.status) == tuple(map(str, BESIDE.values()))
    assert isinstance(read.distribution, LogNormal)
    assert read.missing_provenance == ()


@pytest.mark.parametrize(
    "form", [{"normal": {"mu": 0, "sigma": 1}}, {"p10": 1, "p50": 3, "p90": 8}, {"discrete": {1: 1}, "clip": [0, 2]}]
)
def test_provenance_stands_beside_any_form(form: dict[str, Any]) -> None:
    assert prior({**form, **BESIDE}).distribution == prior(form).distribution
    assert prior({"value": form, **BESIDE}).distribution == prior(form).distribution


def test_provenance_may_be_given_apart() -> None:
    read = prior("4 to 10", unit="GPU", why="a guess")
    assert (read.unit, read.why, read.source) == ("GPU", "a guess", "")


def test_what_stands_beside_the_value_comes_before_what_is_given_apart() -> None:
    assert prior({"value": 3, "unit": "GPU"}, unit="FLOP").unit == "GPU"


def test_provenance_left_empty_is_none_and_a_hole() -> None:
    read = prior({"value": 3, "unit": None, "why": None, "date": "2024"})
    assert read.unit is None
    assert read.why == ""
    assert read.missing_provenance == ("unit", "why", "source", "status")
    assert set(prior(3).missing_provenance) == set(PROVENANCE)


@pytest.mark.parametrize("status", STATUSES)
def test_each_status_is_allowed(status: str) -> None:
    assert prior({"value": 3, "status": status}).status == status


def test_a_prior_that_is_read_is_taken_as_it_is() -> None:
    read = prior("4 to 10")
    assert prior(read) is read


def test_a_prior_answers_for_its_distribution() -> None:
    read = prior({"normal": {"mu": 3, "sigma": 2}})
    assert (read.mean, read.variance) == (3, 4)
    assert float(read.ppf(0.5)) == 3
    assert float(read.cdf(3)) == 0.5
    assert float(read.pdf(3)) == pytest.approx(1 / (2 * (2 * np.pi) ** 0.5), rel=1e-14)


@pytest.mark.parametrize(
    ("written", "asked"),
    [
        ("4 to 10", {0.05: 4, 0.95: 10}),
        ({"value": "4 to 10", "clip": [0, 20]}, {0.05: 4, 0.95: 10}),
        ({"gamma": {"p10": 1, "p50": "2", "bounds": [0, 9]}}, {0.1: 1, 0.5: 2}),
        ({"p10": 1, "p50": 3, "p90": 8, "low": 0}, {0.1: 1, 0.5: 3, 0.9: 8}),
        ({"metalog": {"p10": 1, "p50": 3, "p90": 8}}, {0.1: 1, 0.5: 3, 0.9: 8}),
        ({"beta": {"p5": 0.1, "p95": 0.4, "low": 0}}, {0.05: 0.1, 0.95: 0.4}),
        ({"normal": {"mu": 0, "sigma": 1}}, {}),
        ({"discrete": {1: 1}}, {}),
        (3, {}),
    ],
)
def test_a_prior_keeps_the_quantiles_that_were_asked_for(written: Any, asked: dict[float, float]) -> None:
    assert prior(written).asked == pytest.approx(asked)


def test_a_clip_that_moves_a_quantile_asked_for_is_reported() -> None:
    read = prior({"value": "4 to 10", "clip": [5, 20]})
    assert read.misfits == {0.05: (4, 5)}


def test_an_assumption_without_a_dimension_is_one_column() -> None:
    read = assumption("share", {"value": 0.5, "unit": "1"}, DIMENSIONS)
    assert read.dimensions == ()
    assert list(read.columns) == read.column_of_each == ["share"]
    assert read.columns["share"].unit == "1"


@pytest.mark.parametrize("written", [0.5, "0.5", {"value": 0.5}])
def test_an_assumption_may_be_a_bare_number(written: Any) -> None:
    assert assumption("share", written, {}).priors[0].distribution == Fixed(0.5)


def test_a_family_may_stand_beside_its_provenance() -> None:
    read = assumption("share", {"uniform": {"low": 0, "high": 1}, "why": "nothing is known"}, DIMENSIONS)
    assert read.priors[0].distribution == Uniform(0, 1)
    assert read.priors[0].why == "nothing is known"


def test_an_assumption_with_a_dimension_has_a_column_per_coordinate() -> None:
    written = {
        "platform": {"YouTube": {"value": 0.15, "why": "its own"}, "TikTok": "0.1 to 0.5"},
        "unit": "1",
        "why": "of both",
    }
    read = assumption("share", written, DIMENSIONS)
    assert (read.dimensions, read.coordinates, read.shared) == (("platform",), (("TikTok", "YouTube"),), ())
    assert list(read.columns) == read.column_of_each == ["share[TikTok]", "share[YouTube]"]
    tiktok, youtube = read.columns.values()
    assert isinstance(tiktok.distribution, LogNormal)
    assert youtube.distribution == Fixed(0.15)
    assert (tiktok.unit, youtube.unit) == ("1", "1")
    assert (tiktok.why, youtube.why) == ("of both", "its own")


def test_a_coordinate_may_have_any_form() -> None:
    written = {"platform": {"TikTok": {"uniform": {"low": 0, "high": 1}}, "YouTube": {"p10": 1, "p50": 3, "p90": 8}}}
    first, second = assumption("share", written, DIMENSIONS).priors
    assert first.distribution == Uniform(0, 1)
    assert second.asked == pytest.approx({0.1: 1, 0.5: 3, 0.9: 8})


FORM = {"value": {"normal": {"mu": 0, "sigma": 1}}, "unit": "1"}


def test_a_prior_shared_by_a_dimension_is_one_draw_for_all_coordinates() -> None:
    read = assumption("share", {**FORM, "shared_by": "platform"}, DIMENSIONS)
    assert (read.dimensions, read.coordinates, read.shared) == (("platform",), (("TikTok", "YouTube"),), ("platform",))
    assert list(read.columns) == ["share"]
    assert read.column_of_each == ["share", "share"]
    assert read.columns["share"].distribution == Normal(0, 1)


def test_a_prior_copied_to_a_dimension_is_a_draw_for_each_coordinate() -> None:
    read = assumption("share", {**FORM, "copied_to": "platform"}, DIMENSIONS)
    assert (read.dimensions, read.coordinates, read.shared) == (("platform",), (("TikTok", "YouTube"),), ())
    assert list(read.columns) == read.column_of_each == ["share[TikTok]", "share[YouTube]"]
    assert {prior.distribution for prior in read.columns.values()} == {Normal(0, 1)}
    assert {prior.unit for prior in read.columns.values()} == {"1"}
