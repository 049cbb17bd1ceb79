from typing import Any

import pytest

from uncertain_compute.draws.settings import Settings
from uncertain_compute.errors import UncertainComputeError

WRONG: list[tuple[dict[str, Any], str]] = [
    ({"draws": 0}, "draws: 0 must be at least 2"),
    ({"draws": -5}, "draws: -5"),
    ({"draws": 2.5}, "draws: 2.5 is not a whole number"),
    ({"draws": True}, "draws: True"),
    ({"draws": 10**14}, "draws: 100000000000000 is more than"),
    ({"chains": 1}, "chains: 1 must be at least 2: the error estimate"),
    ({"seed": -1}, "seed: -1"),
    ({"seed": 2**63}, "seed: 9223372036854775808 must be below"),
    ({"precision": "fine"}, "precision: 'fine'"),
    ({"threads": 0}, "threads: 0"),
    ({"design": "sobl"}, "design: 'sobl' is not one of sobol, latin_hypercube, monte_carlo; did you mean 'sobol'"),
    ({"keep": "all"}, "keep: 'all' is not one of draws, summary"),
    ({"precision": 0.0}, "precision: 0.0"),
    ({"precision": 1.5}, "precision: 1.5"),
    ({"precision": float("nan")}, "precision: nan"),
    ({"drwas": 5}, "drwas: not a setting; did you mean 'draws'"),
]


@pytest.mark.parametrize(("given", "message"), WRONG, ids=[str(given) for given, _ in WRONG])
def test_a_wrong_setting_is_named(given: dict[str, Any], message: str) -> None:
    with pytest.raises(UncertainComputeError) as raised:
        Settings.of(**given)
    assert message in str(raised.value)
    assert "\n" not in str(raised.value)


def test_draws_are_shared_out_between_chains() -> None:
    assert Settings(draws=1000, chains=16).draws_per_chain == 63
