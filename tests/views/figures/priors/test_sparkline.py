"""A belief of a word's size: as high where it is dense, and a stem where it is a single value."""

import re

import numpy as np
import pytest

import uncertain_compute as uc
from uncertain_compute.model.graph import Number
from uncertain_compute.views.figures.priors.sparkline import HEIGHT, WIDTH, sparkline


def same(x: Number) -> Number:
    """Return the assumption itself [1]."""
    return x


def drawn(belief: object) -> str:
    return str(sparkline(uc.Study([same], {"x": belief}).columns["x"]))


def test_a_density_is_highest_at_the_mode() -> None:
    points = re.findall(r"([\d.]+),([\d.]+)", drawn({"triangular": {"low": 0, "mode": 3, "high": 4}}))[1:-1]
    across, down = np.array(points, dtype=float).T
    assert across[np.argmin(down)] == pytest.approx(0.75 * WIDTH, abs=2)
    assert down.min() == pytest.approx(0, abs=0.5)
    half = np.interp(1.5 / 4 * WIDTH, across, down)
    assert half == pytest.approx(HEIGHT / 2, abs=0.7)


def test_stems_are_as_tall_as_their_probabilities() -> None:
    stems = re.findall(r"M([\d.]+),[\d.]+V([\d.]+)", drawn({"discrete": {1: 0.25, 2: 0.5, 3: 0.25}}))
    tops = HEIGHT - np.array([float(top) for _, top in stems])
    assert tops == pytest.approx([HEIGHT / 2, HEIGHT, HEIGHT / 2], abs=0.1)
    assert float(stems[1][0]) == pytest.approx(WIDTH / 2, abs=0.1)


def test_what_is_certain_has_none() -> None:
    assert drawn(3.0) == ""
