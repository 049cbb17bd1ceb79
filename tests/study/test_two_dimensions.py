"""Assumptions over two named dimensions: a belief for each combination, or one for many."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

import uncertain_compute as uc
from uncertain_compute.model.graph import Number

QUARTERS, CHIPS = ["2026Q1", "2026Q2", "2026Q3"], ["H100", "B200"]
DIMENSIONS = {"quarter": QUARTERS, "chip": CHIPS}
RATE = {"H100": "1 to 2", "B200": "2 to 3"}
CHIPS_OWNED = {
    "unit": "GPU",
    "why": "orders",
    "quarter": {
        quarter: {"chip": {"H100": f"{first} to {first + 5}", "B200": {"value": 3 * first, "why": "a contract"}}}
        for first, quarter in enumerate(QUARTERS, 1)
    },
}


def supply(chips: Number, rate: Number) -> Number:
    """Supply of each chip [GPU]."""
    return chips * rate


def total(supply: Any) -> Any:
    """Supply of all chips [GPU]."""
    return supply.sum("chip")


def study(rate: Any, chips: Any = CHIPS_OWNED) -> uc.Study:
    priors = {"chips": chips, "rate": {"unit": "1", **rate}}
    return uc.Study([supply, total], priors, dimensions=DIMENSIONS)


def test_each_combination_has_its_own_belief_and_what_it_says_of_it() -> None:
    beliefs = study({"value": 2, "copied_to": "quarter"})
    assert list(beliefs.columns)[:3] == ["chips[2026Q1, H100]", "chips[2026Q1, B200]", "chips[2026Q2, H100]"]
    assert beliefs.columns["chips[2026Q3, B200]"].ppf(0.5) == 9
    assert {one.prior.why for name, one in beliefs.columns.items() if "chips" in name} == {"orders", "a contract"}
    assert {one.prior.unit for name, one in beliefs.columns.items() if "chips" in name} == {"GPU"}
    medians = beliefs.medians(["chips"])["chips"]
    assert (medians.dims, medians.shape) == (("quarter", "chip"), (3, 2))


@pytest.mark.parametrize("engine", ["numpy", "pymc"])
def test_every_engine_draws_each_combination(engine: str) -> None:
    beliefs = study({"chip": RATE, "copied_to": "quarter"})
    settings = {} if engine == "numpy" else {"engine": engine}
    run = uc.run(beliefs, draws=2**12, **settings)["prior"]
    np.testing.assert_allclose(run["supply"], run["chips"] * run["rate"], rtol=1e-12)
    np.testing.assert_allclose(run["total"], run["supply"].sum("chip"), rtol=1e-12)
    for name, column in beliefs.columns.items():
        labels = dict(zip(DIMENSIONS, name.partition("[")[2].rstrip("]").split(", "), strict=True))
        drawn = run[name.partition("[")[0]].sel(labels)
        assert float((drawn <= column.ppf(0.3)).mean()) == pytest.approx(
            float(column.distribution.cdf(column.ppf(0.3) / column.factor)), abs=5 * 0.5 / 2**6
        )


def test_one_draw_may_hold_along_one_of_them() -> None:
    beliefs = study({"chip": RATE, "shared_by": "quarter"})
    assert [name for name in beliefs.columns if "rate" in name] == ["rate[H100]", "rate[B200]"]
    rate = uc.run(beliefs, draws=2**10)["prior"]["rate"]
    assert set(rate.dims) == {"chain", "draw", "quarter", "chip"}
    assert float((rate - rate.isel(quarter=0)).max()) == 0
    assert float(abs(rate.sel(chip="H100") - rate.sel(chip="B200")).min()) > 0


def test_one_belief_may_be_copied_to_or_shared_by_both() -> None:
    copied = study({"value": "1 to 2", "copied_to": ["quarter", "chip"]})
    assert sum("rate" in name for name in copied.columns) == 6
    shared = study({"value": "1 to 2", "shared_by": ["quarter", "chip"]})
    assert [name for name in shared.columns if "rate" in name] == ["rate"]
    assert uc.run(shared, draws=2**10)["prior"]["rate"].sizes["chip"] == 2


def test_quarters_may_remember_each_other_chip_by_chip() -> None:
    beliefs = study({"chip": RATE, "along": "quarter", "correlation": 0.8})
    rate = np.log(uc.run(beliefs, draws=2**14)["prior"]["rate"])
    found = np.corrcoef(rate.stack(all=("chain", "draw")).transpose("chip", "quarter", "all").to_numpy().reshape(6, -1))
    memory = 0.8 ** np.abs(np.subtract.outer(range(3), range(3)))
    np.testing.assert_allclose(found, np.kron(np.eye(2), memory), atol=5 / 2**7)


def test_a_sheet_says_them_without_loss(tmp_path: Path) -> None:
    for rate in ({"chip": RATE, "shared_by": "quarter"}, {"value": "1 to 2", "shared_by": ["quarter", "chip"]}):
        beliefs = study(rate)
        uc.prior_sheet(beliefs).to_csv(tmp_path / "sheet.csv", index=False)
        again = uc.Study([supply, total], uc.priors_of_sheet(tmp_path / "sheet.csv"), dimensions=DIMENSIONS)
        assert {name: one.prior.distribution for name, one in again.columns.items()} == {
            name: one.prior.distribution for name, one in beliefs.columns.items()
        }


def test_analyses_name_each_combination() -> None:
    beliefs = study({"value": "1 to 2", "shared_by": ["quarter", "chip"]})
    run = uc.run(beliefs, draws=2**12)
    drivers = {"chips[2026Q1, H100]", "chips[2026Q2, H100]", "chips[2026Q3, H100]", "rate"}
    assert set(uc.tornado(beliefs, run=run)["assumption"].values) == drivers
    found = uc.sobol(beliefs, "total", draws=2**10)["total"]
    assert set(found["assumption"].values) == drivers


BAD: dict[str, tuple[dict[str, Any], str]] = {
    "a combination less": (
        {"quarter": {quarter: {"chip": {"H100": 1}} for quarter in QUARTERS}},
        r"priors.rate.quarter.2026Q1.chip: no entry for B200",
    ),
    "other dimensions": (
        {"quarter": {"2026Q1": {"chip": {"H100": 1, "B200": 2}}, "2026Q2": 3, "2026Q3": 4}},
        r"priors.rate.quarter.2026Q2: has no further dimension, and 2026Q1 has chip; it must be the same",
    ),
    "one of them twice": ({"chip": RATE, "copied_to": "chip"}, r"priors.rate.copied_to: chip comes twice"),
    "one of them inside itself": (
        {"chip": {chip: {"chip": RATE} for chip in CHIPS}},
        r"priors.rate.chip: chip comes twice",
    ),
    "none such": (
        {"value": 1, "copied_to": ["quarter", "chp"]},
        r"copied_to: no dimension 'chp'; did you mean 'chip'\?",
    ),
    "a number": ({"value": 1, "copied_to": [3]}, r"copied_to: no dimension '3'"),
    "a value, too": ({"chip": RATE, "value": 2}, r"priors.rate: has both value and chip"),
}


@pytest.mark.parametrize("name", BAD)
def test_combinations_that_do_not_fit_together_are_refused(name: str) -> None:
    rate, message = BAD[name]
    with pytest.raises(uc.UncertainComputeError, match=message):
        study(rate)


def test_a_combination_is_overridden_by_its_address(tmp_path: Path) -> None:
    conf = tmp_path / "conf"
    for group in ("model", "priors"):
        (conf / group).mkdir(parents=True)
    (tmp_path / "equations.py").write_text(
        'def total(chips):\n    """All chips [GPU]."""\n    return chips.sum("chip")\n', encoding="utf-8"
    )
    (conf / "model" / "lab.yaml").write_text(
        "equations: [equations.py]\ntargets: [total]\ndimensions: {quarter: [A, B], chip: [H100, B200]}\n",
        encoding="utf-8",
    )
    entries = "{chip: {H100: {value: 4 to 10, why: w}, B200: {value: 2, why: w}}}"
    (conf / "priors" / "lab.yaml").write_text(
        f"chips:\n  unit: GPU\n  quarter:\n    A: {entries}\n    B: {entries}\n", encoding="utf-8"
    )
    beliefs = uc.load("lab", priors="lab", overrides=["priors.chips.quarter.B.chip.H100='5 to 6'"], config_dir=conf)
    written = {name: one.prior.written for name, one in beliefs.columns.items()}
    assert written == {
        "chips[A, H100]": "4 to 10",
        "chips[A, B200]": "2",
        "chips[B, H100]": "5 to 6",
        "chips[B, B200]": "2",
    }
