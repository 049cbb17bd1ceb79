"""Tables of what the analyses found, against the datasets that they are of."""

from typing import Any

import numpy as np
import pytest
from xarray import Dataset

import uncertain_compute as uc
from uncertain_compute.analysis.summary.tables import tables
from uncertain_compute.model.graph import Number

SMALL = {"draws": 512, "chains": 4}


def usd(value: Any) -> dict[str, Any]:
    return {"value": value, "unit": "USD"}


def cost(a: Number, b: Number, c: Number) -> Number:
    """Return a cost [USD]."""
    return 10 * c + a - b


def worth(a: Number) -> Number:
    """Return what it is worth [USD]."""
    return 2 * a


def study() -> uc.Study:
    return uc.Study([cost, worth], {"a": usd("1 to 9"), "b": usd("2 to 3"), "c": usd(1)})


def found(kind: str) -> Dataset:
    asked = study()
    if kind in ("sobol", "shapley"):
        answer: Dataset = getattr(uc, kind)(asked, ["cost", "worth"], accuracy=None, **SMALL)
        return answer
    if kind == "tornado":
        return uc.tornado(asked, ["cost", "worth"], **SMALL)
    of_run = {"given_data": uc.given_data, "value_of_information": uc.value_of_information}[kind]
    return of_run(uc.run(asked, seed=0, **SMALL), ["cost", "worth"])


@pytest.mark.parametrize("kind", ["sobol", "shapley", "given_data", "value_of_information"])
def test_a_row_for_each_quantity_and_assumption_has_the_estimates_and_their_intervals(kind: str) -> None:
    answer = found(kind)
    table = tables(kind, answer)[kind].set_index(["quantity", "assumption"])
    assert sorted(table.index) == [(quantity, name) for quantity in ("cost", "worth") for name in "ab"]
    estimates = [str(name) for name in answer.data_vars if f"{name}_ci" in answer]
    assert estimates
    for (quantity, assumption), row in table.iterrows():
        here = answer.sel(quantity=quantity, assumption=assumption)
        for name in estimates:
            ends = [here[f"{name}_ci"].sel(bound=end) for end in ("low", "high")]
            columns = [name, f"{name}_low", f"{name}_high"]
            np.testing.assert_array_equal(row[columns].to_numpy(dtype=float), [here[name], *ends])


def test_each_set_of_dimensions_has_its_own_table() -> None:
    assert set(tables("sobol", found("sobol"))) == {"sobol", "sobol_by_quantity", "sobol_by_stage_quantity"}
    assert set(tables("given", found("given_data"))) == {"given"}
    assert set(tables("tornado", found("tornado"))) == {"tornado", "tornado_by_assumption", "tornado_by_quantity"}


def test_units_stand_in_every_row() -> None:
    rows = tables("tornado", found("tornado"))
    assert rows["tornado"]["quantity_unit"].tolist() == ["USD"] * 4
    assert rows["tornado_by_quantity"]["quantity_unit"].tolist() == ["USD"] * 2
    inputs = rows["tornado_by_assumption"].set_index("assumption")
    assert inputs["assumption_unit"].to_dict() == dict(
        zip(*(found("tornado")[name].values for name in ("assumption", "assumption_unit")), strict=True)
    )


def test_ends_of_a_tornado_and_their_intervals_are_columns() -> None:
    answer = found("tornado")
    table = tables("tornado", answer)["tornado"].set_index(["quantity", "assumption"])
    for end in ("low", "high"):
        here = {"quantity": "cost", "assumption": "b", "end": end}
        row = table.loc[("cost", "b")]
        assert row[f"one_at_a_time_{end}"] == float(answer["one_at_a_time"].sel(here))
        assert row[f"given_tenth_{end}"] == float(answer["given_tenth"].sel(here))
        for bound in ("low", "high"):
            assert row[f"given_tenth_{end}_{bound}"] == float(answer["given_tenth_ci"].sel(**here, bound=bound))


def test_an_order_has_one_row_of_its_own_and_one_for_each_order() -> None:
    answer = uc.decision_value(study(), uc.Order("cost", 1, 2), **SMALL)
    rows = tables("decision", answer)
    assert set(rows) == {"decision", "decision_by_assumption", "decision_by_option"}
    assert len(rows["decision"]) == 1
    assert rows["decision"].loc[0, "best"] == float(answer["best"])
    assert rows["decision"].loc[0, "evpi_high"] == float(answer["evpi_ci"].sel(bound="high"))
    np.testing.assert_array_equal(rows["decision_by_option"]["option"], answer["option"])
    np.testing.assert_array_equal(rows["decision_by_option"]["expected_loss_of"], answer["expected_loss_of"])
    assert rows["decision_by_assumption"].set_index("assumption")["evppi"].to_dict() == pytest.approx(
        answer["evppi"].to_series().to_dict(), abs=0
    )


def test_options_of_a_choice_are_rows_by_name() -> None:
    answer = uc.decision_value(study(), uc.Choice("c", {"$x$, <b>": 0, "yes": 1}, "cost"), **SMALL)
    rows = tables("decision", answer)["decision_by_option"]
    assert rows["option"].tolist() == ["$x$, <b>", "yes"]
    assert (rows["expected_loss_of_low"] <= rows["expected_loss_of"]).all()


def test_one_quantity_and_one_assumption_are_one_row() -> None:
    table = tables("shapley", uc.shapley(study(), "worth", accuracy=None, **SMALL))["shapley"]
    assert table[["quantity", "assumption"]].to_numpy().tolist() == [["worth", "a"]]
    assert table.loc[0, "effect"] == pytest.approx(1)
