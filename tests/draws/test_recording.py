"""Blocks of a draw with many numbers are short, and a run that needs too much memory is refused before it begins."""

from types import SimpleNamespace
from typing import Any
from weakref import ref

import numpy as np
import psutil
import pytest
from repository import shipped_study

import uncertain_compute as uc
from uncertain_compute.draws import recording
from uncertain_compute.draws.blocks import DRAW, Plan
from uncertain_compute.draws.designs import BLOCK, STRATA
from uncertain_compute.draws.kernel.program import program_of
from uncertain_compute.draws.recording import DesignDraws
from uncertain_compute.draws.settings import DESIGNS

SITES = 1000


def cost(price: Any, hours: Any) -> Any:
    """Return the cost of each site [USD]."""
    return price * hours


def total(cost: Any) -> Any:
    """Return the cost of all sites [USD]."""
    return cost.sum("site")


def study(sites: int) -> uc.Study:
    priors = {"price": {"value": "2 to 4", "unit": "USD", "copied_to": "site"}, "hours": "1 to 2"}
    return uc.Study([cost, total], priors, dimensions={"site": {"from": 1, "to": sites, "unit": "1"}})


def test_a_draw_of_many_numbers_has_short_blocks() -> None:
    few, many = (Plan.of(study(sites), ("total",)) for sites in (3, SITES))
    assert recording.numbers_of_a_draw(many) == 2 * (SITES + 1) + SITES + 1
    assert recording.block_length(few, "sobol") == BLOCK
    length = recording.block_length(many, "sobol")
    assert length * recording.numbers_of_a_draw(many) * 8 <= recording.BLOCK_BYTES < 2 * length * 8 * 3003
    assert recording.block_length(many, "latin_hypercube") == STRATA


@pytest.mark.parametrize("design", DESIGNS)
def test_shorter_blocks_have_the_same_draws(design: str, monkeypatch: pytest.MonkeyPatch) -> None:
    options: dict[str, Any] = {"draws": 2**14, "chains": 2, "design": design}
    whole = uc.run(study(4), **options)["prior"]
    monkeypatch.setattr(recording, "BLOCK_BYTES", 2**16)
    parted = uc.run(study(4), **options)["prior"]
    np.testing.assert_array_equal(parted["total"], whole["total"])


@pytest.mark.parametrize(
    ("chains", "draws", "threads", "together"),
    [
        (16, 2**10, 2, 16),  # a chain is too little work for a thread
        (16, 2**16, 2, 8),
        (16, 2**16, 1, 16),
        (16, 2**18, 2, 8),
        (16, 2**18, 4, 4),
        (16, 2**22, 2, 1),  # a chain has several blocks
        (5, 5 * 2**14, 2, 3),
        (2, 2, 64, 2),
    ],
)
def test_each_thread_gets_chains_that_are_worth_it(chains: int, draws: int, threads: int, together: int) -> None:
    settings = uc.Settings(chains=chains, draws=draws, threads=threads)
    starts = range(0, settings.draws_per_chain, BLOCK)
    groups = recording.chains_together(settings, starts)
    assert [chain for group in groups for chain in group] == list(range(chains))
    assert {len(group) for group in groups[:-1]} <= {together}
    assert len(groups[0]) == together
    worth = together * settings.draws_per_chain >= recording.WORTH_A_THREAD
    assert recording.useful_threads(settings, starts) == (min(threads, len(groups)) if worth else 1)


def test_pymc_draws_a_chain_at_a_time() -> None:
    settings = uc.Settings(engine="pymc", draws=2**16, threads=2)
    starts = range(0, settings.draws_per_chain, BLOCK)
    assert len(recording.chains_together(settings, starts)) == settings.chains
    assert recording.useful_threads(settings, starts) == 1


@pytest.mark.parametrize("design", DESIGNS)
def test_chains_have_the_same_draws_on_any_number_of_threads(design: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recording, "WORTH_A_THREAD", 2**6)
    names, options = ("cost", "total"), {"draws": 5 * 2**8, "chains": 5, "design": design}
    one, three = (uc.run(study(40), targets=names, threads=threads, **options)["prior"] for threads in (1, 3))
    for name in (*names, "price", "hours"):
        assert one[name].values.tobytes() == three[name].values.tobytes()


def with_free(gigabytes: float, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(psutil, "virtual_memory", lambda: SimpleNamespace(available=gigabytes * 1e9))


def test_what_would_fit_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    """A million draws of 2,002 columns take 17 GB, sketches of 1,001 of them 4.5 GB, and a block 0.1 GB."""
    with_free(4.0, monkeypatch)
    with pytest.raises(uc.UncertainComputeError) as refused:
        uc.run(study(SITES), draws=2**20, targets=("cost", "total"), threads=1)
    said = str(refused.value)
    assert said.startswith("draws: 1,048,576 draws of 2,002 columns take 16.9 GB of the 4.0 GB that are free; use ")
    assert "keep=summary" not in said
    fit = int(said.split("draws=")[1].split(",", maxsplit=1)[0])
    assert fit % 16 == 0
    assert 8 * 2002 * fit == pytest.approx(0.6 * 4e9 - 8 * 3003 * 2**12, rel=1e-3)
    assert said.endswith(", or fewer targets or coordinates")


def test_a_summary_is_offered_if_it_fits_and_refused_if_it_does_not(monkeypatch: pytest.MonkeyPatch) -> None:
    with_free(4.0, monkeypatch)
    with pytest.raises(uc.UncertainComputeError, match=r"use keep=summary, which takes 0\.1 GB, or draws=287120"):
        uc.run(study(SITES), draws=2**20, targets=("total",), threads=1)
    with pytest.raises(uc.UncertainComputeError, match=r"^keep: summaries of 2,001 columns take 4\.6 GB of the 4\.0"):
        uc.run(study(SITES), draws=2**20, targets=("cost",), threads=1, keep="summary")


def test_a_run_that_nothing_names_any_more_is_freed_before_another_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    held = ref(uc.run(study(3), draws=64))
    monkeypatch.setattr(psutil, "virtual_memory", lambda: SimpleNamespace(available=0.0 if held() else 4e9))
    uc.run(study(3), draws=64)
    assert held() is None


@pytest.mark.parametrize("model", ["sora", "llm_path", "video_path"])
def test_a_plan_knows_what_its_blocks_have(model: str) -> None:
    shipped = shipped_study(model=model)
    plan = Plan.of(shipped, shipped.targets, shipped.charted)
    block = DesignDraws(plan, DESIGNS[0], 0, tuple(shipped.columns)).block()(range(1), 0, 2)
    found = {name: tuple(dim for dim in value.dims if dim != DRAW) for name, value in block.items()}
    assert found == plan.recorded
    assert program_of(plan, tuple(plan.recorded), has_points=True).kept == plan.recorded
    sizes = {name: value.size // value.sizes.get(DRAW, 1) for name, value in block.items()}
    assert sizes == {name: plan.size_of(name) for name in plan.recorded}
