"""Two independent sets of draws."""

import numpy as np
import pytest
from scipy.stats import kstest
from xarray import Variable

import uncertain_compute as uc
from uncertain_compute.draws.blocks import Plan, draw_columns, evaluate_columns
from uncertain_compute.draws.pairs import Pair, target_columns
from uncertain_compute.draws.settings import DESIGNS, Settings
from uncertain_compute.model.graph import Number

PLATFORMS = ("TikTok", "YouTube")


def minutes(uploads: Number, share: Number) -> Number:
    """Minutes by platform [1]."""
    return uploads * share


def total(minutes: Number) -> Number:
    """Minutes of all platforms [1]."""
    return minutes.sum("platform")


def certain(factor: Number) -> Number:
    """Twice a constant [1]."""
    return 2.0 * factor


DISTRIBUTIONS = {"uploads": {"platform": {"TikTok": "1 to 2", "YouTube": "2 to 3"}}, "share": "0.1 to 0.5", "factor": 3}


def study() -> uc.Study:
    return uc.Study([minutes, total, certain], DISTRIBUTIONS, dimensions={"platform": PLATFORMS})


COLUMNS = ["uploads[TikTok]", "uploads[YouTube]", "share"]


def pair_of(design: str = "sobol", seed: int = 0, chains: int = 4, targets: tuple[str, ...] = ("total",)) -> Pair:
    return Pair.of(study(), Settings(design=design, seed=seed, chains=chains, targets=targets))


@pytest.mark.parametrize("design", DESIGNS)
def test_both_sets_are_uniform_and_independent_of_each_other(design: str) -> None:
    """Correlations of n independent numbers have an error of 1 / sqrt(n); one beyond 4.5 of it, of 15, is 1 in 1e4."""
    pair, draws = pair_of(design), 4096
    sets = pair.uniforms(0, draws)
    assert [sorted(one) for one in sets] == [sorted(COLUMNS)] * 2
    columns = np.array([one[name] for one in sets for name in COLUMNS])
    assert columns.shape == (6, 4 * draws)
    assert min(kstest(column, "uniform").pvalue for column in columns) > 1e-5
    correlations = np.corrcoef(columns)[np.triu_indices(6, 1)]
    assert np.abs(correlations).max() < 4.5 / np.sqrt(4 * draws)


@pytest.mark.parametrize("design", DESIGNS)
def test_chains_lie_side_by_side_and_are_designs_of_their_own(design: str) -> None:
    for one in pair_of(design).uniforms(0, 4096):
        chains = one["share"].reshape(4, 4096)
        assert len(np.unique(chains)) == 4 * 4096
        strata = np.floor(chains * 4096).astype(int)
        evenly = [len(np.unique(row)) == 4096 for row in strata]
        assert evenly == [design != "monte_carlo"] * 4


@pytest.mark.parametrize("design", ["sobol", "monte_carlo"])
def test_blocks_join_to_the_whole(design: str) -> None:
    pair = pair_of(design)
    whole = pair.uniforms(0, 192)
    parts = [pair.uniforms(first, first + 64) for first in (0, 64, 128)]
    for place, one in enumerate(whole):
        for name in COLUMNS:
            joined = np.hstack([part[place][name].reshape(4, 64) for part in parts])
            np.testing.assert_array_equal(joined, one[name].reshape(4, 192))


@pytest.mark.parametrize("design", DESIGNS)
def test_a_seed_gives_its_own_draws(design: str) -> None:
    def draws(seed: int) -> np.ndarray:
        return pair_of(design, seed=seed).uniforms(0, 64)[1]["share"]

    np.testing.assert_array_equal(draws(0), draws(0))
    assert not np.array_equal(draws(0), draws(1))


@pytest.mark.parametrize(("chains", "multiple"), [(2, 1), (3, 1), (7, 64), (16, 64), (40, 64), (40, 1)])
def test_blocks_cover_all_draws_once(monkeypatch: pytest.MonkeyPatch, chains: int, multiple: int) -> None:
    monkeypatch.setattr("uncertain_compute.draws.pairs.BLOCK", 2048)
    first, last = 64, 64 + 64 * 37
    blocks = list(pair_of(chains=chains).blocks(first, last, multiple))
    assert blocks[0][0] == first
    assert blocks[-1][1] == last
    assert [stop for _, stop in blocks[:-1]] == [start for start, _ in blocks[1:]]
    sizes = [stop - start for start, stop in blocks]
    assert all(size % multiple == 0 for size in sizes)
    assert max(sizes) * chains <= max(2048, chains * multiple)


def test_no_draws_have_no_blocks() -> None:
    assert not list(pair_of().blocks(64, 64))


def test_targets_are_named_by_their_coordinates() -> None:
    pair = pair_of(targets=("minutes", "total", "certain", "share", "uploads"))
    drawn = draw_columns(pair.plan, pair.uniforms(0, 8)[0].__getitem__)
    found = target_columns(pair.plan, evaluate_columns(pair.plan, drawn))
    own = [f"minutes[{platform}]" for platform in PLATFORMS]
    assert list(found) == [*own, "total", "certain", "share", "uploads[TikTok]", "uploads[YouTube]"]
    assert {name: np.shape(values) for name, values in found.items()} == {
        name: () if name == "certain" else (32,) for name in found
    }
    assert found["certain"] == 6
    np.testing.assert_array_equal(found["minutes[YouTube]"], drawn["uploads[YouTube]"] * drawn["share"])
    np.testing.assert_allclose(found["total"], sum(found[name] for name in own), rtol=1e-15)


def test_the_order_of_an_equations_dimensions_does_not_matter() -> None:
    plan = Plan.of(study(), ("minutes",))
    values = np.arange(6.0).reshape(3, 2)
    turned = {"minutes": Variable(("draw", "platform"), values)}
    found = target_columns(plan, turned)
    assert {name: column.tolist() for name, column in found.items()} == {
        "minutes[TikTok]": [0, 2, 4],
        "minutes[YouTube]": [1, 3, 5],
    }


def test_an_unknown_target_is_refused_with_the_nearest_name() -> None:
    with pytest.raises(uc.UncertainComputeError, match="no quantity 'totl'; did you mean 'total'"):
        pair_of(targets=("totl",))


def test_a_thousand_columns_can_be_drawn_in_pairs() -> None:
    """Each column takes two dimensions, one for each set."""

    def sites(load: Number) -> Number:
        """Load of all sites [1]."""
        return load.sum("site")

    names = [f"s{place}" for place in range(1100)]
    many = uc.Study([sites], {"load": {"site": dict.fromkeys(names, "1 to 2")}}, dimensions={"site": names})
    ours, theirs = Pair.of(many, Settings(chains=2)).uniforms(0, 8)
    assert len(np.unique([*ours.values(), *theirs.values()], axis=0)) == 2200


@pytest.mark.parametrize("design", DESIGNS)
def test_parts_of_a_plan_give_what_the_whole_does(design: str) -> None:
    pair = pair_of(design, targets=("minutes", "total", "certain"))
    ours, theirs = (draw_columns(pair.plan, one.__getitem__) for one in pair.uniforms(0, 16))
    values = evaluate_columns(pair.plan, ours)
    for column, changed in (("share", {"minutes", "total"}), ("uploads[TikTok]", {"minutes", "total"})):
        part = pair.plan.part_that_changes_with([column])
        assert set(part.targets) == changed
        swapped = {**ours, column: theirs[column]}
        in_part = target_columns(part, evaluate_columns(part, swapped, values))
        in_whole = target_columns(pair.plan, evaluate_columns(pair.plan, swapped))
        for name, found in in_part.items():
            np.testing.assert_array_equal(found, in_whole[name])
            untouched = column == "uploads[TikTok]" and name == "minutes[YouTube]"
            assert np.array_equal(found, target_columns(pair.plan, values)[name]) == untouched
    assert pair.plan.part_that_changes_with([]).targets == ()
