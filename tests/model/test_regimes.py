"""A change of regime in an uncertain year, beside the same in NumPy and a closed form."""

from typing import Any

import numpy as np
import pytest
from scipy.stats import norm

import uncertain_compute as uc
from uncertain_compute.model.functions import first_where
from uncertain_compute.model.regimes import growth_with_switch, switched

YEARS = {"year": {"from": 2026, "to": 2032}}
TIME = np.arange(7.0)
BELIEFS = {
    "first": {"value": "80k to 120k", "unit": "GPU"},
    "fast": {"value": "80% to 120%", "unit": "1/year"},
    "slow": {"value": "10% to 30%", "unit": "1/year"},
    "switch": {"value": {"normal": {"mu": 2029, "sigma": 1.5}}, "unit": "year"},
}


def fleet(first: Any, fast: Any, slow: Any, switch: Any, year: Any) -> Any:
    """Chips in use [GPU]."""
    return first * growth_with_switch(fast, slow, year, switch, "year")


def rate(fast: Any, slow: Any, switch: Any, year: Any) -> Any:
    """Growth in a year [1/year]."""
    return switched(fast, slow, year, switch)


@pytest.mark.parametrize("engine", ["numpy", "pymc"])
def test_it_is_what_numpy_says_draw_by_draw(engine: str) -> None:
    run = uc.run(uc.Study([fleet, rate], BELIEFS, dimensions=YEARS), draws=1024, engine=engine)["prior"]
    first, fast, slow, switch = (run[name].to_numpy()[..., None] for name in BELIEFS)
    held = np.clip(switch - 2026, 0.0, None)
    path = first * np.where(
        held > TIME, (1 + fast) ** TIME, (1 + fast) ** held * (1 + slow) ** (TIME - np.minimum(held, TIME))
    )
    np.testing.assert_allclose(run["fleet"].to_numpy(), path, rtol=1e-12)
    np.testing.assert_array_equal(run["rate"].to_numpy(), np.where(switch > 2026 + TIME, fast, slow))


def test_each_year_is_of_the_first_regime_with_the_probability_of_a_later_switch() -> None:
    beliefs = {name: one for name, one in BELIEFS.items() if name != "first"}
    run = uc.run(uc.Study([rate], beliefs, dimensions=YEARS), draws=2**14)["prior"]
    shares = (run["rate"] == run["fast"]).mean(("chain", "draw")).to_numpy()
    np.testing.assert_allclose(shares, norm(2029, 1.5).sf(2026 + TIME), atol=2e-3)


def test_a_switch_that_never_comes_leaves_the_first_regime() -> None:
    def switch(fast: Any, year: Any) -> Any:
        """Year in which the fleet is large enough [year]."""
        return first_where((1 + fast) ** (year - 2026) > 1e6, year, "year")

    beliefs = {name: one for name, one in BELIEFS.items() if name != "switch"}
    run = uc.run(uc.Study([fleet, rate, switch], beliefs, dimensions=YEARS), draws=64)["prior"]
    assert np.isinf(run["switch"]).all()
    expected = run["first"] * (1 + run["fast"]) ** TIME[-1]
    np.testing.assert_allclose(run["fleet"].isel(year=-1), expected, rtol=1e-12)
