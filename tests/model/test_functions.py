"""Functions for forecasts: closed forms, and how they stand in equations."""

from typing import Any

import numpy as np
import pytest

import uncertain_compute as uc
from uncertain_compute.model.functions import first_where, grown, logistic

YEARS = {"year": ["2026", "2027", "2028"]}


def stock(first: Any, growth: Any, year: Any) -> Any:
    """GPUs [GPU]."""
    return grown(first, growth, year - 2026)


def enough(stock: Any, needed: Any, year: Any) -> Any:
    """First year with enough of them [1]."""
    return first_where(stock > needed, year, "year", otherwise=2100)


def users(most: Any, year: Any) -> Any:
    """Users [1]."""
    return logistic(year, 2027, 1.0, most)


def test_they_stand_in_equations_as_in_plain_python() -> None:
    needed = {"discrete": {1.5: 0.5, 3.5: 0.25, 9: 0.25}}
    priors = {
        "first": {"value": 1, "unit": "GPU"},
        "growth": 1.0,
        "most": 4.0,
        "needed": {"value": needed, "unit": "GPU"},
    }
    run = uc.run(uc.Study([stock, enough, users], priors, dimensions=YEARS), draws=1024, seed=0)
    known = {name: run[group][name] for group in ("prior", "constant_data") for name in run[group].data_vars}
    assert known["stock"].values[0, 0].tolist() == [1.0, 2.0, 4.0]
    np.testing.assert_allclose(known["users"].values[0, 0], 4.0 / (1.0 + np.exp([1.0, 0.0, -1.0])), rtol=1e-15)
    expected = np.select([known["needed"] == 1.5, known["needed"] == 3.5], [2027.0, 2028.0], 2100.0)
    assert (known["enough"].values == expected).all()


def test_they_take_plain_numbers() -> None:
    assert grown(100.0, 0.5, 2.0) == 225.0
    assert logistic(1e3, 0.0, 1.0, 7.0) == pytest.approx(7.0)
