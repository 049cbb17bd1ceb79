"""More draws until an accuracy or the end of a budget."""

import re
from typing import Any

import numpy as np
import pytest

import uncertain_compute as uc
from uncertain_compute.analysis.sensitivity.stages import NUMBERS, Convergence, Effort
from uncertain_compute.analysis.summary.monte_carlo.jackknife import Estimate
from uncertain_compute.draws.settings import Settings


class Estimates:
    """Half-widths that fall with the root of the draws, as those of independent draws do."""

    def __init__(self, at_one_draw: float) -> None:
        self.at_one_draw = at_one_draw
        self.asked: list[tuple[int, int]] = []

    def __call__(self, first: int, last: int) -> dict[str, Estimate]:
        """Note what was asked for."""
        self.asked.append((first, last))
        width = self.at_one_draw / np.sqrt(last)
        value = np.zeros((2, 3))
        return {
            "narrow": Estimate(value, np.full((2, 3), width / 4)),
            "wide": Estimate(value, width * np.array([[0.1, 0.2, 0.3], [0.5, 0.2, 1.0]])),
        }


def converged(estimates: Estimates, effort: Effort, *, draws: int = 64, numbers: float = NUMBERS) -> Convergence:
    return Convergence.of(estimates, Settings(draws=draws, chains=4), effort, evaluations_per_draw=5, numbers=numbers)


def test_draws_double_and_go_on_where_they_ended() -> None:
    estimates = Estimates(1.0)
    found = converged(estimates, Effort(accuracy=0.1, budget=10**6))
    assert estimates.asked == [(0, 16), (16, 32), (32, 64), (64, 128)]
    assert found.draws == 4 * 128
    assert [stage.evaluations for stage in found.stages] == [5 * 4 * size for size in (16, 32, 64, 128)]
    assert found.reached.all()


def test_each_stage_says_the_widest_of_each_quantity() -> None:
    found = converged(Estimates(1.0), Effort(accuracy=0.2, budget=10**6))
    np.testing.assert_allclose(found.stages[0].half_width, np.array([0.5, 0.25, 1.0]) / 4)
    assert (found.stages[-1].half_width < found.stages[0].half_width).all()


def test_the_widest_of_all_decides() -> None:
    """At 16 draws of each chain the widest half-width is 0.25."""
    assert len(converged(Estimates(1.0), Effort(accuracy=0.25)).stages) == 1
    assert len(converged(Estimates(1.0), Effort(accuracy=0.2499)).stages) == 2


@pytest.mark.parametrize(("budget", "stages"), [(320, 1), (639, 1), (640, 2), (1280, 3), (2559, 3)])
def test_no_stage_exceeds_the_budget(budget: int, stages: int) -> None:
    found = converged(Estimates(1.0), Effort(accuracy=0.001, budget=budget))
    assert len(found.stages) == stages
    assert found.stages[-1].evaluations <= budget
    assert not found.reached.all()
    assert found.draws == 64 * 2 ** (stages - 1)


@pytest.mark.parametrize(("budget", "stages"), [(320, 1), (1279, 1), (1280, 2), (2560, 3)])
def test_an_evaluation_of_many_numbers_counts_as_several_after_the_first_stage(budget: int, stages: int) -> None:
    found = converged(Estimates(1.0), Effort(accuracy=0.001, budget=budget), numbers=2 * NUMBERS)
    assert [stage.evaluations for stage in found.stages] == [320 * 2**stage for stage in range(stages)]


def test_the_last_stage_of_a_budget_may_reach_it() -> None:
    assert converged(Estimates(1.0), Effort(accuracy=0.18, budget=640)).reached.all()


def test_without_an_accuracy_there_is_one_stage() -> None:
    found = converged(Estimates(1.0), Effort(accuracy=None))
    assert len(found.stages) == 1
    assert found.reached.all()


def test_a_budget_for_less_than_one_stage_is_refused() -> None:
    estimates = Estimates(1.0)
    message = (
        "budget: 5,119 is less than the 5,120 model evaluations that 1,024 draws need; "
        "use fewer draws or raise the budget"
    )
    with pytest.raises(uc.UncertainComputeError, match=f"^{re.escape(message)}$"):
        converged(estimates, Effort(budget=5119), draws=1024)
    assert not estimates.asked


@pytest.mark.parametrize("accuracy", [0, 1, -0.1, 2, True, float("nan"), "0.01"])
def test_an_accuracy_that_cannot_be_is_refused(accuracy: Any) -> None:
    with pytest.raises(uc.UncertainComputeError) as error:
        Effort(accuracy=accuracy)
    assert str(error.value) == f"accuracy: {accuracy!r} must lie between 0 and 1, as in 0.005"


@pytest.mark.parametrize("budget", [0, -1, 2.0**20, True, "many", None])
def test_a_budget_that_cannot_be_is_refused(budget: Any) -> None:
    with pytest.raises(uc.UncertainComputeError) as error:
        Effort(budget=budget)
    assert str(error.value) == f"budget: {budget!r} is not a whole number of model evaluations"
