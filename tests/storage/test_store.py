from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from repository import shipped_study
from xarray import DataTree, open_datatree

import uncertain_compute as uc
from uncertain_compute.files.writing import write_together, write_whole


@pytest.fixture(scope="module")
def run() -> DataTree:
    return uc.run(shipped_study(), draws=2048, targets=("train_gpu_months", "output_flop"))


@pytest.mark.parametrize("keep", ["draws", "summary"])
def test_a_run_comes_back_as_it_was(keep: str, tmp_path: Path) -> None:
    run = uc.run(shipped_study(), draws=512, keep=keep)
    uc.save_run(run, tmp_path / "new" / "run")
    again = uc.load_run(tmp_path / "new" / "run")
    for group in run.children:
        assert run[group].to_dataset().equals(again[group].to_dataset())
    assert uc.summarize(run).equals(uc.summarize(again))


def test_arviz_reads_summarises_and_plots_it(run: DataTree, tmp_path: Path) -> None:
    import arviz

    tree = arviz.from_netcdf(uc.save_run(run, tmp_path))
    table = arviz.summary(tree, group="prior", kind="stats", ci_prob=0.9, ci_kind="eti", round_to="none")
    draws = run["prior"]["train_gpu_months"].values
    assert table.loc["train_gpu_months", "mean"] == pytest.approx(draws.mean())
    assert table.loc["train_gpu_months", "eti90_lb"] == pytest.approx(np.quantile(draws, 0.05), rel=1e-2)
    plot = arviz.plot_dist(
        tree, group="prior", var_names=["train_gpu_months"], kind="kde", ci_prob=0.9, ci_kind="eti", backend="none"
    )
    assert "train_gpu_months" in plot.viz["plot"]


def test_a_lazy_run_has_its_draws_in_the_file_until_it_is_closed(run: DataTree, tmp_path: Path) -> None:
    uc.save_run(run, tmp_path)
    stored = uc.load_run(tmp_path, lazy=True)
    assert uc.summarize(stored).equals(uc.summarize(run))
    assert stored["prior"].to_dataset().equals(run["prior"].to_dataset())
    assert not any(variable.variable._in_memory for variable in stored["prior"].data_vars.values())
    by_dask = stored["prior"]["output_flop"].chunk({"chain": 1})
    assert len(by_dask.chunks[0]) == run.attrs["chains"]
    assert float(by_dask.mean()) == pytest.approx(float(run["prior"]["output_flop"].mean()), rel=1e-12)
    stored.close()
    whole = uc.load_run(tmp_path)
    assert all(variable.variable._in_memory for variable in whole["prior"].data_vars.values())


def test_netcdf4_reads_it(run: DataTree, tmp_path: Path) -> None:
    import netCDF4

    path = uc.save_run(run, tmp_path)
    with netCDF4.Dataset(path) as file:
        assert file["prior"]["output_flop"].units == "FLOP"
        assert np.array_equal(file["prior"]["output_flop"][:].data, run["prior"]["output_flop"].to_numpy())
    with open_datatree(path, engine="netcdf4", decode_times=False) as tree:
        assert tree["prior"].to_dataset().equals(run["prior"].to_dataset())


def test_the_same_seed_gives_the_same_bytes(run: DataTree, tmp_path: Path) -> None:
    again = uc.run(uc.load("sora"), draws=2048, targets=("train_gpu_months", "output_flop"))
    uc.save_run(again, tmp_path)
    stored = uc.load_run(tmp_path)
    for name, variable in run["prior"].data_vars.items():
        assert variable.values.tobytes() == np.ascontiguousarray(stored["prior"][str(name)].values).tobytes()


def test_a_missing_or_broken_run_is_named(tmp_path: Path) -> None:
    with pytest.raises(uc.UncertainComputeError, match="no run can be read"):
        uc.load_run(tmp_path)
    (tmp_path / "run.nc").write_bytes(b"not a run")
    with pytest.raises(uc.UncertainComputeError, match="no run can be read"):
        uc.load_run(tmp_path)


def test_a_run_of_another_schema_is_refused(run: DataTree, tmp_path: Path) -> None:
    other = run.copy()
    other.attrs["schema"] = 99
    uc.save_run(other, tmp_path)
    with pytest.raises(uc.UncertainComputeError, match="schema 99"):
        uc.load_run(tmp_path)


def test_a_file_is_written_whole_or_not_at_all(tmp_path: Path) -> None:
    def fail_half_way(path: Path) -> None:
        path.write_text("half")
        raise OSError("disk full")

    (tmp_path / "table.csv").write_text("before")
    with pytest.raises(OSError, match="disk full"):
        write_whole(tmp_path / "table.csv", fail_half_way)
    assert [path.name for path in tmp_path.iterdir()] == ["table.csv"]
    assert (tmp_path / "table.csv").read_text() == "before"


def test_files_are_written_together_or_not_at_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = tmp_path / "figures" / "a.svg", tmp_path / "page.html"
    assert write_together({first: b"old", second: b"old"}) == [first, second]
    write = Path.write_bytes

    def of_a_full_disk(path: Path, content: bytes) -> int:
        if "page" in path.name:
            raise OSError(28, "No space left on device")
        return write(path, content)

    monkeypatch.setattr(Path, "write_bytes", of_a_full_disk)
    with pytest.raises(OSError, match=r"No space left on device: .*page.html"):
        write_together({first: b"new", second: b"new"})
    assert [path.read_bytes() for path in tmp_path.rglob("*.*")] == [b"old", b"old"]


def test_a_full_disk_is_said_before_it_is_written(
    run: DataTree, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("shutil.disk_usage", lambda _: SimpleNamespace(free=1000))
    with pytest.raises(OSError, match="No space left on device"):
        uc.save_run(run, tmp_path)
    assert not list(tmp_path.iterdir())
