"""Studies that lie between two others."""

from itertools import combinations

import numpy as np
import pytest
from repository import shipped_study

import uncertain_compute as uc
from uncertain_compute.analysis.comparison.differing_beliefs import differing_beliefs
from uncertain_compute.draws.settings import DESIGNS, Settings
from uncertain_compute.draws.swaps import Swaps
from uncertain_compute.study.changed import with_beliefs_of


@pytest.mark.parametrize("design", DESIGNS)
@pytest.mark.parametrize("quantity", ["train_gpu_months", "peak_gpus", "output_flop"])
def test_the_two_ends_are_the_studies_own_draws(design: str, quantity: str) -> None:
    studies = shipped_study(), shipped_study(priors="expert")
    settings = Settings(draws=512, chains=4, seed=5, design=design)
    swaps = Swaps(*studies, settings)
    for study, swapped in zip(studies, ([], differing_beliefs(*studies)), strict=True):
        run = uc.run(study, draws=512, chains=4, seed=5, design=design, targets=quantity)
        drawn = run["prior"][quantity].transpose("chain", "draw", ...).to_numpy().reshape(4, 128, -1)
        found = np.stack(list(swaps.draws(quantity, swapped).values()), axis=-1)
        np.testing.assert_array_equal(found, drawn)


def between(beliefs: dict[str, object], share: object) -> uc.Study:
    """Return a study of a cost; a share may be bounded by the most that it can be."""

    def cost(price: float, hours: float, share: float, most: float, extra: float) -> float:
        """Return the cost [1]."""
        return price * hours * extra + share / most

    def paid(price: float, hours: float, share: float, extra: float) -> float:
        """Return the part that is paid [1]."""
        return price**2 * share / (hours * extra)

    return uc.Study([cost, paid], {"price": "2 to 4", "extra": 3, "most": "0.5 to 0.9", "share": share, **beliefs})


FORMS = {
    "correlated": (
        {"price": "3 to 4", "hours": "1 to 5", "correlations": [{"pair": ["price", "hours"], "rank": 0.5, "why": "x"}]},
        "0.1 to 0.9",
    ),
    "bounded": ({"hours": "2 to 3", "extra": "1 to 2"}, {"value": "0.1 to 0.9", "at_most": "most"}),
    "certain": ({"hours": 3, "price": 2, "most": 0.7}, {"value": "0.2 to 0.9", "at_most": "most"}),
    "plain": ({"hours": "1 to 9"}, 0.4),
}


@pytest.mark.parametrize("theirs", FORMS)
@pytest.mark.parametrize("ours", FORMS)
def test_swaps_evaluated_together_are_runs_of_the_studies_between(ours: str, theirs: str) -> None:
    """Bit for bit, whichever beliefs are drawn together, fixed or correlated in one of the studies."""
    studies = between(*FORMS[ours]), between(*FORMS[theirs])
    names = differing_beliefs(*studies)
    swaps = [some for size in range(len(names) + 1) for some in combinations(names, size)]
    found = Swaps(*studies, Settings(draws=256, chains=4)).draws_of_each("cost", swaps, map)
    for swapped, draws in zip(swaps, found, strict=True):
        wanted = uc.run(with_beliefs_of(*studies, swapped), draws=256, chains=4)["prior"]["cost"]
        np.testing.assert_array_equal(np.broadcast_to(draws["cost"], wanted.shape), wanted)


@pytest.mark.parametrize("theirs", FORMS)
@pytest.mark.parametrize("ours", FORMS)
def test_multiplied_draws_differ_by_rounding_alone(ours: str, theirs: str) -> None:
    """Also in an order in which what has to be multiplied comes and goes."""
    studies = between(*FORMS[ours]), between(*FORMS[theirs])
    names = differing_beliefs(*studies)
    swaps = [some for size in range(len(names), -1, -1) for some in combinations(names, size)]
    for quantity in ("cost", "paid"):
        both = Swaps(*studies, Settings(draws=256, chains=4))
        found, wanted = (draws_of(quantity, swaps, map) for draws_of in (both.multiplied_draws, both.draws_of_each))
        for own, other in zip(found, wanted, strict=True):
            np.testing.assert_allclose(own[quantity], other[quantity], rtol=1e-14)


def test_a_belief_in_zero_is_not_swapped_by_a_multiplication() -> None:
    def cost(price: float, hours: float) -> float:
        """Return the cost [1]."""
        return price * hours

    few, more = (
        uc.Study([cost], {"hours": "2 to 4", "price": price}) for price in ({"bernoulli": {"p": 0.5}}, "1 to 2")
    )
    swaps = Swaps(few, more, Settings(draws=256, chains=4))
    (found,) = swaps.multiplied_draws("cost", [["price"]], map)
    np.testing.assert_array_equal(found["cost"], swaps.draws("cost", ["price"])["cost"])


def test_what_is_not_swapped_stays_as_it_was() -> None:
    studies = shipped_study(), shipped_study(priors="expert")
    swaps = Swaps(*studies, Settings(draws=512, chains=4))
    before, after = (swaps.draws("train_flop", swapped)["train_flop"] for swapped in ((), ("uploads", "candidates")))
    np.testing.assert_array_equal(before, after)
    assert (swaps.draws("train_flop", ("dataset_multiplier",))["train_flop"] != before).any()


def test_a_further_assumption_leaves_the_others_draws_as_they_were() -> None:
    few = uc.load("sora", priors="point", overrides=["priors.sora_parameters='1e10 to 3e10'"])
    more = uc.load(
        "sora", priors="point", overrides=["priors.sora_parameters='1e10 to 3e10'", "priors.diffusion_steps='40 to 60'"]
    )
    ours, theirs = (uc.run(study, draws=512)["prior"] for study in (few, more))
    np.testing.assert_array_equal(ours["sora_parameters"], theirs["sora_parameters"])
    np.testing.assert_array_equal(ours["train_flop"], theirs["train_flop"])


def test_a_further_assumption_leaves_those_of_the_other_set_as_they_were() -> None:
    """Bit for bit."""

    def tripled(near: float, far: float, wide: float) -> float:
        """Return the product [1]."""
        return near * far * wide

    few, more = (uc.Study([tripled], {"near": "1 to 2", "far": "2 to 3", "wide": wide}) for wide in (5, "1 to 9"))
    for design in DESIGNS:
        drawn = Settings(draws=512, chains=4, design=design)
        alone = uc.run(few, draws=512, chains=4, design=design)["prior"]
        beside = uc.run(more, draws=512, chains=4, design=design)["prior"]
        swaps = Swaps(few, more, drawn)
        for name in ("near", "far"):
            np.testing.assert_array_equal(alone[name], beside[name])
        np.testing.assert_array_equal(swaps.draws("tripled", ())["tripled"], alone["tripled"])
        np.testing.assert_array_equal(swaps.draws("tripled", ("wide",))["tripled"], beside["tripled"])


@pytest.mark.parametrize("order", [("point", "expert"), ("expert", "point")])
def test_the_ends_are_the_studies_own_where_one_is_certain(order: tuple[str, str]) -> None:
    ours, theirs = (shipped_study(priors=name) for name in order)
    swaps = Swaps(ours, theirs, Settings(draws=256, chains=4))
    for study, swapped in ((ours, []), (theirs, differing_beliefs(ours, theirs))):
        found = swaps.draws("peak_gpus", swapped)["peak_gpus"]
        wanted = uc.run(study, draws=256, chains=4, targets="peak_gpus")["prior"]["peak_gpus"].to_numpy()
        np.testing.assert_array_equal(np.broadcast_to(found, wanted.shape), wanted)
        assert found.shape == ((1, 1) if study.certain else (4, 64))


def test_a_swapped_belief_uses_the_same_random_numbers() -> None:
    """So that draws of a lognormal's logarithm lie on one line."""

    def lone(near: float) -> float:
        """Return it [1]."""
        return 1.0 * near

    distributions = [{"lognormal": {"mu": mu, "sigma": sigma}} for mu, sigma in ((0.0, 1.0), (2.0, 0.5))]
    swaps = Swaps(
        *(uc.Study([lone], {"near": distribution}) for distribution in distributions), Settings(draws=256, chains=4)
    )
    before, after = (np.log(swaps.draws("lone", swapped)["lone"]) for swapped in ((), ("near",)))
    np.testing.assert_allclose(after, 2 + before / 2, rtol=1e-9, atol=1e-9)


def test_factors_are_of_beliefs_that_are_multiples_and_only_multiply() -> None:
    """Not of one that is added, has other quantiles, is fixed in one study only, or may be negative."""

    def cost(price: float, hours: float, rate: float, added: float, wider: float, known: float, sign: float) -> float:
        """Return the cost [1]."""
        return (price * hours + hours * added) * wider * known * sign / rate**2

    beliefs = {"price": 2, "hours": "2 to 4", "rate": 3, "added": "1 to 2", "wider": "1 to 2", "known": 2, "sign": -1}
    others = {"hours": "1 to 2", "rate": 6, "added": "2 to 4", "wider": "1 to 3", "known": "1 to 3", "sign": -2}
    swaps = Swaps(uc.Study([cost], beliefs), uc.Study([cost], beliefs | others), Settings(draws=256, chains=4))
    factors = swaps.factors("cost")
    np.testing.assert_allclose([factors[name] for name in ("hours", "rate")], [0.5, 0.25], rtol=1e-12)
    assert set(factors) == {"hours", "rate"}
    for swapped in ([], ["added", "wider"]):
        own, both = (swaps.draws("cost", names)["cost"] for names in (swapped, [*swapped, "hours", "rate"]))
        np.testing.assert_allclose(both, 0.125 * own, rtol=1e-12)


def test_a_belief_that_cancels_out_multiplies_by_one() -> None:
    def share(few: float, many: float, users: float) -> float:
        """Return the share of one kind [1]."""
        return few * users / (few * users + many * users)

    beliefs = {"few": "1 to 2", "many": "3 to 4"}
    studies = (uc.Study([share], {**beliefs, "users": users}) for users in ("1 to 9", 5))
    swaps = Swaps(*studies, Settings(draws=256, chains=4))
    assert swaps.factors("share") == {"users": 1.0}
    before, after = (swaps.draws("share", swapped)["share"] for swapped in ((), ("users",)))
    np.testing.assert_allclose(before, after, rtol=1e-14)


def test_beliefs_that_most_work_follows_come_first() -> None:
    def first(early: float) -> float:
        """Return what others need [1]."""
        return early + 1

    def last(first: float, late: float) -> float:
        """Return the end [1]."""
        return first + late

    study = uc.Study([first, last], {"late": "1 to 2", "early": "1 to 2"}, targets="last")
    assert Swaps(study, study, Settings(draws=256, chains=4)).by_work("last") == ["early", "late"]
