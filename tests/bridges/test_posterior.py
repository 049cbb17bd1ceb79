"""An ArviZ posterior becomes a prior set whose draws keep their dependence."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import xarray as xr
import yaml

import uncertain_compute as uc
from uncertain_compute.bridges.imported_study import write_study
from uncertain_compute.bridges.readers import imported

SAMPLE = ("chain", "draw")
GENERATOR = np.random.default_rng(3)
RATE = np.exp(GENERATOR.normal(size=(2, 400)))
SLOPE = 1 / RATE + GENERATOR.normal(0, 0.01, RATE.shape)
"""Their product is 1, give or take a little; apart it would be anything from 0.03 to 30."""


def both(rate: float, slope: float) -> float:
    """Return both together [1]."""
    return rate * slope


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    numbers = GENERATOR.normal(size=(*RATE.shape, 2))
    posterior = xr.Dataset(
        {
            "rate": (SAMPLE, RATE),
            "slope": (("draw", "chain"), SLOPE.T),
            "size": ((*SAMPLE, "chip", "year"), numbers[..., None] + np.arange(2)),
            "theta": ((*SAMPLE, "theta_dim_0"), numbers),
            "label": (SAMPLE, np.full(RATE.shape, "a")),
            "gap": (SAMPLE, np.where(RATE > 2, np.nan, RATE)),
            "large": ((*SAMPLE, "n"), np.zeros((*RATE.shape, 101))),
            "scale": ("chip", [1.0, 2.0]),
            "odd": ((*SAMPLE, "comma"), numbers[..., :1]),
        },
        {"chip": ["H100", "B200"], "year": [2026, 2027], "theta_dim_0": [0, 1], "comma": ["a, b"]},
        {"created_at": "2026-11-29"},
    )
    path = tmp_path_factory.mktemp("posterior") / "fit.nc"
    posterior.to_netcdf(path, group="posterior", engine="h5netcdf")
    xr.Dataset({"y": ("n", np.zeros(3))}).to_netcdf(path, mode="a", group="observed_data", engine="h5netcdf")
    return path


def test_draws_keep_their_dependence(path: Path, tmp_path: Path) -> None:
    conf = write_study(imported(path, "import"), tmp_path / "study")
    written = yaml.safe_load((conf / "priors" / "fit.yaml").read_text(encoding="utf-8"))
    kept = {name: written[name] for name in ("rate", "slope")}
    run = uc.run(uc.Study([both], kept, folders=[tmp_path / "study"]), draws=2048, seed=1)["prior"]
    pairs = set(zip(RATE.ravel().tolist(), SLOPE.ravel().tolist(), strict=True))
    assert set(zip(run["rate"].values.ravel().tolist(), run["slope"].values.ravel().tolist(), strict=True)) <= pairs
    error = (RATE * SLOPE).std() / np.sqrt(2048)
    assert float(run["both"].mean()) == pytest.approx(float((RATE * SLOPE).mean()), abs=4 * error)


def test_each_number_is_a_belief_and_named_dimensions_are_kept(path: Path) -> None:
    study = imported(path, "import")
    beliefs = study.priors()
    assert [*beliefs] == ["rate", "slope", "size", "theta_0", "theta_1"]
    assert beliefs["theta_1"]["value"]["empirical"]["variable"] == "posterior/theta[1]"
    assert beliefs["size"]["chip"]["B200"]["year"]["2027"] == {
        "empirical": {"file": "fit.nc", "variable": "posterior/size[B200, 2027]", "together": "posterior"}
    }
    assert {one["status"] for one in beliefs.values()} == {"computed"}
    assert list(study.left_out) == [
        "label: is of type <U1; each value must be a number",
        "gap: has draws that are missing or infinite",
        "large: has 101 numbers; a prior set takes 100 of a variable",
        "scale: has no chains and draws",
        "odd: has the coordinate a, b, of which no address can be made",
    ]


def test_the_file_beside_the_beliefs_has_the_same_draws_and_bytes(path: Path, tmp_path: Path) -> None:
    first, again = (imported(path, "import").data["fit.nc"] for _ in range(2))
    assert first == again
    (tmp_path / "fit.nc").write_bytes(first)
    found = xr.load_dataset(tmp_path / "fit.nc", group="posterior", engine="h5netcdf")
    np.testing.assert_array_equal(found["slope"].transpose(*SAMPLE), SLOPE)
    assert set(found.data_vars) == {"rate", "slope", "size", "theta"}


def group(name: str, variables: dict[str, object]) -> Callable[[Path], object]:
    return lambda path: xr.Dataset(variables).to_netcdf(path, group=name, engine="h5netcdf")


@pytest.mark.parametrize(
    ("write", "said"),
    [
        (lambda path: path.write_bytes(b"not HDF5"), "is not a netCDF file that can be read ("),
        (lambda path: path.write_bytes(b""), "is not a netCDF file that can be read ("),
        (group("prior", {"x": (SAMPLE, RATE)}), "has no group posterior; its groups are prior"),
        (group("posterior", {"x": ("sample", RATE.ravel())}), "posterior: has no dimension chain and draw"),
        (group("posterior", {"x": (SAMPLE, RATE * np.nan)}), "x: has draws that are missing or infinite"),
        (group("posterior", {"a b": (SAMPLE, RATE), "a-b": (SAMPLE, RATE)}), "a-b: two beliefs would be called a_b;"),
    ],
)
def test_a_file_without_a_posterior_is_said_in_one_line(
    write: Callable[[Path], object], said: str, tmp_path: Path
) -> None:
    write(tmp_path / "x.nc")
    with pytest.raises(uc.UncertainComputeError) as refused:
        imported(tmp_path / "x.nc", "import")
    assert str(refused.value).startswith(f"x.nc: {said}"), str(refused.value)
