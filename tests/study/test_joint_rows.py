"""Joint samples as priors: columns of one file, drawn by row together, keep what they have in common."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import xarray as xr

import uncertain_compute as uc
from uncertain_compute.study.changed import with_beliefs_of

ROWS = 2000
DRAWS = 2**13
GENERATOR = np.random.default_rng(20240301)
X = np.exp(GENERATOR.normal(np.log(20), 1, ROWS))
Y = GENERATOR.normal(100, 10, ROWS) / X
"""Known together far better than apart: their product is 100, give or take 10."""

WEIGHTS = GENERATOR.uniform(0, 1, ROWS)
TOGETHER = {"together": "fit"}


def product(x: float, y: float) -> float:
    """Both together [1]."""
    return x * y


def study(folder: Path, x: dict[str, Any], y: dict[str, Any], **beside: Any) -> uc.Study:
    priors = {"x": {"value": {"empirical": x}, "unit": "1"}, "y": {"value": {"empirical": y}, "unit": "1"}}
    return uc.Study([product], priors | beside.pop("priors", {}), folders=[folder], **beside)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("samples")
    lines = [
        f'{x!r},{y!r},{weight!r},{"DiT" if row % 2 else "UNet"},"${1000 * x:,.2f}",{"" if row % 5 else 1}'
        for row, (x, y, weight) in enumerate(zip(X.tolist(), Y.tolist(), WEIGHTS.tolist(), strict=True))
    ]
    (folder / "fit.csv").write_text("x,y,w,model,price,rare\n" + "\n".join(lines), encoding="utf-8")
    dims = ("chain", "draw")
    posterior = xr.Dataset(
        {"x": (dims, X.reshape(4, -1)), "y": ((*dims, "chip"), np.stack([Y, -Y], 1).reshape(4, -1, 2))}
    )
    posterior.assign_coords(chip=["H100", "B200"]).to_netcdf(folder / "run.nc", group="posterior", engine="h5netcdf")
    return folder


def of(name: str, **more: Any) -> dict[str, Any]:
    return {"file": "fit.csv", "column": name, **more}


def test_rows_drawn_together_keep_what_is_known_of_a_product(folder: Path) -> None:
    run = uc.run(study(folder, of("x", **TOGETHER), of("y", **TOGETHER)), draws=DRAWS)["prior"]
    pairs = set(zip(X.tolist(), Y.tolist(), strict=True))
    assert set(zip(run["x"].values.ravel().tolist(), run["y"].values.ravel().tolist(), strict=True)) <= pairs
    found = np.quantile(run["product"], [0.05, 0.5, 0.95], method="hazen")
    # each row is drawn about four times: a quantile is known to within a few rows of those around it
    low, high = (np.quantile(X * Y, np.array([0.05, 0.5, 0.95]) + sign * 0.012) for sign in (-1, 1))
    assert np.all((low < found) & (found < high))
    apart = uc.run(study(folder, of("x"), of("y")), draws=DRAWS)["prior"]["product"]
    assert float(apart.quantile(0.95)) > 5 * found[2]


def test_variables_of_one_run_are_drawn_together(folder: Path) -> None:
    x, y = ({"file": "run.nc", "variable": f"posterior/{name}", **TOGETHER} for name in ("x", "y[H100]"))
    run = uc.run(study(folder, x, y), draws=DRAWS)["prior"]
    assert float(run["product"].std()) == pytest.approx((X * Y).std(), rel=0.05)
    with pytest.raises(uc.UncertainComputeError, match=r"2,000 and 4,000 rows; columns drawn together need the same"):
        study(folder, x, y | {"variable": "posterior/y"})
    with pytest.raises(uc.UncertainComputeError, match=r"'y' has no coordinate 'H20'"):
        study(folder, x, y | {"variable": "posterior/y[H20]"})


def test_weights_and_a_choice_of_rows(folder: Path) -> None:
    chosen = {"weights": "w", "where": {"model": ["DiT", "Flux"]}, **TOGETHER}
    run = uc.run(study(folder, of("x", **chosen), of("y", **chosen)), draws=DRAWS)["prior"]
    wanted = np.average((X * Y)[1::2], weights=WEIGHTS[1::2])
    assert float(run["product"].mean()) == pytest.approx(wanted, abs=4 * 10 / np.sqrt(DRAWS))
    weighted = uc.prior({"empirical": of("x", weights="w")}, folders=[folder])
    assert weighted.mean == pytest.approx(np.average(X, weights=WEIGHTS), rel=1e-12)


def test_dollars_and_blanks_are_read_as_people_mean_them(folder: Path) -> None:
    price = uc.prior({"empirical": of("price")}, folders=[folder])
    assert price.mean == pytest.approx(1000 * X.mean(), abs=0.01)
    with pytest.raises(
        uc.UncertainComputeError, match=r"line 3, column 'rare': '' is not a number; where: \{rare: not b"
    ):
        uc.prior({"empirical": of("rare")}, folders=[folder])
    few = uc.prior({"empirical": of("x", where={"rare": "not blank"})}, folders=[folder])
    assert few.mean == pytest.approx(X[::5].mean(), rel=1e-12)


def test_the_same_rows_are_drawn_by_pymc(folder: Path) -> None:
    for more in ({}, {"weights": "w"}):
        beliefs = study(folder, of("x", **TOGETHER, **more), of("y", **TOGETHER, **more))
        run = uc.run(beliefs, draws=DRAWS, engine="pymc")["prior"]
        assert set(run["x"].values.ravel().tolist()) <= set(X.tolist())
        assert float(run["product"].std()) == pytest.approx(10, rel=0.1)


def test_columns_drawn_together_count_as_one_in_shares_of_the_variance(folder: Path) -> None:
    def scaled(product: float, other: float) -> float:
        """Return the product, scaled [1]."""
        return product * other

    priors = {
        **{name: {"value": {"empirical": of(name, **TOGETHER)}, "unit": "1"} for name in ("x", "y")},
        "other": {"value": {"normal": {"mean": 1, "sd": 0.1}}, "unit": "1"},
    }
    beliefs = uc.Study([product, scaled], priors, folders=[folder], targets=["scaled"])
    for found in (uc.sobol(beliefs, draws=DRAWS)["total"], uc.shapley(beliefs, draws=DRAWS)["effect"]):
        shares = found.sel(quantity="scaled").to_series().to_dict()
        assert shares == pytest.approx({"fit": 0.5, "other": 0.5}, abs=0.05)
    with pytest.raises(uc.UncertainComputeError, match="factors: x, y are drawn together; put all of them"):
        uc.sobol(beliefs, factors={"one": ["x", "other"]})
    run = uc.run(beliefs, draws=DRAWS)
    assert set(uc.tornado(beliefs, run=run)["assumption"].values) == {"x", "y", "other"}
    assert uc.value_of_information(run).sizes["assumption"] == 3


def test_evidence_reweights_the_rows(folder: Path) -> None:
    seen = {"quantity": "product", "observed": 110, "error": {"normal": 5}, "unit": "1", "source": "s", "date": "2025"}
    evidence = uc.Evidence.of({"seen": {**seen, "status": "judgement"}})
    beliefs = study(folder, of("x", **TOGETHER), of("y", **TOGETHER), evidence=evidence)
    after = uc.update(beliefs, draws=2**14)["posterior"]
    # normal prior 100 +- 10 and observation 110 +- 5
    assert float(after["product"].mean()) == pytest.approx(108, abs=0.5)
    with pytest.raises(uc.UncertainComputeError, match="nuts cannot sample x, y, which are rows of data"):
        uc.update(beliefs, method="nuts", draws=1000)


def test_a_name_that_no_other_column_says_is_noted(folder: Path) -> None:
    notes = study(folder, of("x", **TOGETHER), of("y", together="fti")).notes
    assert notes == [
        "x: no other column has together: fit, so this one is drawn alone",
        "y: no other column has together: fti, so this one is drawn alone",
    ]
    assert study(folder, of("x", **TOGETHER), of("y", **TOGETHER)).notes == []


def test_one_of_them_replaced_leaves_the_other_on_its_own(folder: Path) -> None:
    together = study(folder, of("x", **TOGETHER), of("y", **TOGETHER))
    apart = study(folder, of("x"), of("y"))
    mixed = with_beliefs_of(together, apart, ["x"])
    assert [group.columns for group in together.correlated_groups] == [("x", "y")]
    assert mixed.correlated_groups == apart.correlated_groups == []
    compared = uc.compare({"together": together, "apart": apart}, draws=DRAWS)
    assert "same beliefs" not in compared.attrs["notes"]


BAD: dict[str, tuple[dict[str, Any], str]] = {
    "other rows": (
        {"where": {"model": "DiT"}},
        r"priors.y: together: fit with x, but they have 2,000 and 1,000 rows; columns drawn together need",
    ),
    "other weights": ({"weights": "w"}, r"but they have 2,000 and 2,000 rows, not the same ones or with other weights"),
    "smooth": ({"smooth": True}, r"priors.y.empirical.smooth: rows with together cannot be smoothed"),
    "no column": ({"where": {"modl": "DiT"}}, r"has no column 'modl'; did you mean 'model'\?"),
    "no rows": ({"where": {"model": "Flux"}}, r"priors.y.empirical.where: .*fit.csv has no row with model: Flux"),
    "negative weights": ({"weights": "y2"}, r"has no column 'y2'"),
    "no text": ({"together": ["fit"]}, r"priors.y.empirical.together: \['fit'\] is not a text"),
}


@pytest.mark.parametrize("name", BAD)
def test_what_cannot_be_drawn_together_is_refused(name: str, folder: Path) -> None:
    more, message = BAD[name]
    with pytest.raises(uc.UncertainComputeError, match=message):
        study(folder, of("x", **TOGETHER), of("y", **{**TOGETHER, **more}))


def test_rows_take_no_bounds_and_no_further_correlation(folder: Path) -> None:
    for belief in (
        {"empirical": of("x", **TOGETHER), "clip": [0, 3]},
        {"value": {"empirical": of("x", **TOGETHER)}, "bounds": [0, 3]},
        {"mixture": [{"weight": 0.5, "value": {"empirical": of("x", **TOGETHER)}}, {"weight": 0.5, "value": 1}]},
    ):
        with pytest.raises(uc.UncertainComputeError, match="data with together cannot have bounds or clip, nor"):
            uc.prior(belief, folders=[folder])
    tie = {"priors": {"correlations": [{"pair": ["x", "y"], "rank": 0.3}]}}
    with pytest.raises(
        uc.UncertainComputeError, match=r"correlations \[x, y\]: x is drawn by row, together with others"
    ):
        study(folder, of("x", **TOGETHER), of("y", **TOGETHER), **tie)
