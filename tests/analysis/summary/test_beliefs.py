import pytest
from repository import shipped_study

import uncertain_compute as uc
from uncertain_compute.analysis.summary.beliefs import common_constants, misfit_text, stated_columns
from uncertain_compute.model.graph import Number

COLUMNS = [
    *("assumption", "role", "written", "unit", "p5", "p50", "p95"),
    *("why", "source", "date", "status", "misfit", "outside", "missing_provenance"),
]


def total(x: Number, y: Number) -> Number:
    """Return a sum [GPU]."""
    return x + y


def test_quantiles_are_exact_and_in_the_models_unit() -> None:
    study = uc.load("sora", overrides=["priors.peak_flop_rate={value: 900 to 1100, unit: TFLOP/s/GPU}"])
    table = uc.assumption_table(study).set_index("assumption")
    assert table.loc["dataset_multiplier", ["p5", "p95"]].tolist() == pytest.approx([4, 10], rel=1e-9)
    assert table.loc["peak_flop_rate", ["p5", "p95"]].tolist() == pytest.approx([900e12, 1100e12], rel=1e-9)
    written = table["written"]
    assert (written["dataset_multiplier"], written["peak_flop_rate"]) == ("4 to 10", "900 to 1100 TFLOP/s/GPU")
    assert table.loc["minute", "role"] == "constant"
    assert {"ai_share[TikTok]", "ai_share[YouTube]"} <= set(table.index)


def test_holes_and_misfits_have_columns() -> None:
    study = uc.Study([total], {"x": {"value": {"normal": {"p5": 1, "p50": 5, "p95": 7}}, "source": "s"}, "y": "1 to 2"})
    table = uc.assumption_table(study)
    assert list(table.columns) == COLUMNS
    x, y = table.set_index("assumption").loc[["x", "y"]].to_dict("records")
    assert x["missing_provenance"] == "unit why date status"
    assert y["missing_provenance"] == "unit why source date status"
    assert "p50: asked 5, is 4.33" in x["misfit"]
    assert not y["misfit"]


def test_a_small_misfit_shows_the_digits_that_differ() -> None:
    prior = uc.prior({"normal": {"p5": 1, "p50": 5.0002, "p95": 9}})
    assert misfit_text(prior) == "p5: asked 1, is 1.0001; p50: asked 5.0002, is 5; p95: asked 9, is 9.0001"


@pytest.mark.parametrize("name", ["point", "published", "expert"])
def test_the_shipped_sets_leave_nothing_out(name: str) -> None:
    table = uc.assumption_table(shipped_study(priors=name))
    assert table.loc[table["role"] == "assumption", "missing_provenance"].eq("").all()


def test_a_constant_that_one_set_states_is_stated() -> None:
    plain, other = shipped_study(), uc.load("sora", overrides=["+priors.minute={value: 59, unit: s/minute}"])
    assert "minute" not in stated_columns([plain])
    assert "minute" in stated_columns([plain, other])
    assert common_constants([plain, other]) == plain.constants - {"minute"}
