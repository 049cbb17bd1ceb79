"""How many draws and combinations an attribution has."""

import numpy as np
import pytest

import uncertain_compute as uc
from uncertain_compute.analysis.comparison.extent import Extent
from uncertain_compute.draws.settings import Settings

PLACES = [f"place {number}" for number in range(100)]
NAMES = "abcdefg"


def wide_study(*, higher: bool) -> uc.Study:
    """Return a study with a result for each of 100 places, in which beliefs interact."""

    def reached(a: float, b: float, c: float, d: float, e: float, f: float, g: float, place_size: float) -> float:
        """Return what each place reaches [1]."""
        return np.minimum(a * b + c * d, e * f * g) * place_size

    def total(reached: float) -> float:
        """Return the sum over places [1]."""
        return reached.sum("place")

    beliefs = dict.fromkeys(NAMES, "1.5 to 4" if higher else "1 to 3")
    sizes = {"place": {place: 1 + number for number, place in enumerate(PLACES)}}
    return uc.Study([reached, total], {**beliefs, "place_size": sizes}, dimensions={"place": PLACES}, targets="total")


PAIR = wide_study(higher=False), wide_study(higher=True)


@pytest.mark.parametrize(
    ("draws", "players", "budget", "expected"),
    [
        (2**16, 4, 2**25, (2**16, 2**9)),
        (2**18, 4, 2**25, (2**16, 2**9)),
        (2**16, 30, 2**25, (2**16, 2**9)),
        (2**16, 4, 2**18, (2**16, 2**2)),
        (2**10, 4, 2**25, (2**10, 2**11)),
    ],
)
def test_a_small_study_has_all_draws_up_to_a_limit(
    draws: int, players: int, budget: int, expected: tuple[int, int]
) -> None:
    def cost(price: float) -> float:
        """Return the cost [1]."""
        return 2 * price

    found = Extent.of([uc.Study([cost], {"price": "1 to 2"})], "cost", players, Settings(draws=draws), budget)
    assert (found.settings.draws, found.combinations) == expected


def test_a_large_study_has_fewer_draws() -> None:
    """Its draws have 115 numbers, 14 of seven beliefs and 101 of results, and so count as 115 / 64 evaluations."""
    found = Extent.of(PAIR, "total", 12, Settings(draws=2**16), 2**25)
    assert (found.settings.draws, found.combinations) == (2**15, 2**10 * 64 // 115)


def test_effects_from_fewer_draws_hold_the_exact_ones_nine_times_of_ten() -> None:
    """Of 40 intervals at 95%, fewer than 33 by chance in 1 of 1,000 cases."""
    pair = dict(zip(("ours", "theirs"), PAIR, strict=True))
    exact = uc.compare(pair, "total", draws=2**16, seed=1)
    truth = exact["attribution"]["effect"].squeeze()
    assert exact["attribution"]["exact"].all()
    held = dict.fromkeys(NAMES, 0)
    for seed in range(2, 42):
        tree = uc.compare(pair, "total", draws=2**14, budget=2**20, seed=seed, threads=1)
        found = tree["attribution"].to_dataset().squeeze()
        assert not found["exact"]
        assert int(found["draws"]) == 2**13
        assert f"theirs's beliefs on total are from {2**13:,} draws" in tree.attrs["notes"]
        for name in NAMES:
            low, high = found["effect_ci"].sel(belief=name).to_numpy()
            held[name] += bool(low <= float(truth.sel(belief=name)) <= high)
    assert min(held.values()) >= 33, held
