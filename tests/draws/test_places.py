import pytest

import uncertain_compute as uc
from uncertain_compute.draws.directions import SOBOL_DIMENSIONS
from uncertain_compute.draws.places import HOMES, places_of
from uncertain_compute.errors import UncertainComputeError
from uncertain_compute.model.graph import Number

NAMES = [f"assumption_{number}" for number in range(2000)]


def test_each_name_has_a_place_of_its_own() -> None:
    places = places_of(NAMES)
    assert len(set(places.values())) == len(places) == len(NAMES)
    assert all(place.within < len(place.tier) for place in places.values())


def test_names_that_are_declared_later_leave_all_others_where_they_were() -> None:
    places = places_of(NAMES)
    for number in (1, 3, 15, 1000):
        assert places_of(NAMES[:number]).items() <= places.items()


def test_few_names_are_in_low_dimensions() -> None:
    """Fifteen names, drawn many times: two in three are among the first 24 dimensions, nearly all in the first 120."""
    places = [place for first in range(0, 1500, 15) for place in places_of(NAMES[first : first + 15]).values()]
    numbers = [place.tier.start + place.within for place in places]
    assert sum(number < 24 for number in numbers) > 0.6 * len(numbers)
    assert sum(number < 120 for number in numbers) > 0.97 * len(numbers)


def test_a_name_whose_homes_are_taken_takes_any_place_that_is_free() -> None:
    many = places_of([str(number) for number in range(SOBOL_DIMENSIONS)])
    assert {place.tier.start + place.within for place in many.values()} == set(range(SOBOL_DIMENSIONS))
    assert HOMES[0] == range(8)


def test_more_columns_than_dimensions_are_refused() -> None:
    with pytest.raises(UncertainComputeError, match="sobol has 21201 dimensions, and 21202 are needed; use design=lat"):
        places_of([str(number) for number in range(SOBOL_DIMENSIONS + 1)])


def test_what_is_added_to_a_study_is_declared_last() -> None:
    """An assumption that becomes uncertain or gets another belief stays where it is; a new equation's come behind."""

    def area(width: Number, height: Number) -> Number:
        """Area [m2]."""
        return width * height

    def volume(area: Number, depth: Number) -> Number:
        """Volume [m3]."""
        return area * depth

    def lid(area: Number, thickness: Number) -> Number:
        """Volume of the lid [m3]."""
        return area * thickness

    inputs = {"width": {"value": 2.0}}
    few = uc.Study([volume, area], {"depth": 1.0, "height": "1 to 2"}, inputs=inputs)
    assert few.columns_in_order == ["depth", "height", "width"]
    more = uc.Study([volume, area, lid], {"thickness": 1.0, "height": 1.0, "depth": "1 to 2"}, inputs=inputs)
    assert more.columns_in_order == ["depth", "height", "thickness", "width"]
    said = uc.Study([volume, area], {"depth": 1.0, "height": 2.0, "area": "1 to 2", "width": 3.0}, inputs=inputs)
    assert said.columns_in_order == ["depth", "height", "area", "width"]
