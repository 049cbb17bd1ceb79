import pytest

from uncertain_compute.draws.directions import SOBOL_DIMENSIONS
from uncertain_compute.draws.sobol_dimensions import HOMES, dimensions_of
from uncertain_compute.errors import UncertainComputeError

NAMES = [f"assumption_{number}" for number in range(2000)]


def test_each_name_has_a_dimension_of_its_own() -> None:
    dimensions = dimensions_of(NAMES)
    assert len(set(dimensions.values())) == len(dimensions) == len(NAMES)
    assert all(one.within < len(one.tier) for one in dimensions.values())


def test_names_that_are_declared_later_leave_all_others_where_they_were() -> None:
    dimensions = dimensions_of(NAMES)
    for number in (1, 3, 15, 1000):
        assert dimensions_of(NAMES[:number]).items() <= dimensions.items()


def test_few_names_are_in_low_dimensions() -> None:
    """Fifteen names, drawn many times: two in three are among the first 24 dimensions, nearly all in the first 120."""
    dimensions = [one for first in range(0, 1500, 15) for one in dimensions_of(NAMES[first : first + 15]).values()]
    numbers = [one.tier.start + one.within for one in dimensions]
    assert sum(number < 24 for number in numbers) > 0.6 * len(numbers)
    assert sum(number < 120 for number in numbers) > 0.97 * len(numbers)


def test_a_name_whose_homes_are_taken_takes_any_place_that_is_free() -> None:
    many = dimensions_of([str(number) for number in range(SOBOL_DIMENSIONS)])
    assert {one.tier.start + one.within for one in many.values()} == set(range(SOBOL_DIMENSIONS))
    assert HOMES[0] == range(8)


def test_more_columns_than_dimensions_are_refused() -> None:
    with pytest.raises(UncertainComputeError, match="sobol has 21201 dimensions, and 21202 are needed; use design=lat"):
        dimensions_of([str(number) for number in range(SOBOL_DIMENSIONS + 1)])
