"""Distributions of data: rows as they are, or smoothed."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import h5py
import numpy as np
import pytest
import xarray as xr
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from uncertain_compute.errors import UncertainComputeError
from uncertain_compute.priors.distributions import Discrete, Fixed, Interpolated
from uncertain_compute.priors.reading.spec import Prior, prior

type Read = Callable[[Any], Prior]

CSV = "seconds,name,gap,endless,same\n5,a,1,1,7\n3,b,,2,7\n5,c,3,inf,7\n8,d,4,4,7\n"


@pytest.fixture
def read(tmp_path: Path) -> Read:
    (tmp_path / "clips.csv").write_text(CSV)
    (tmp_path / "header.csv").write_text("seconds\n")
    (tmp_path / "empty.csv").write_text("")
    (tmp_path / "ragged.csv").write_text("a,b\n1,2\n1,2,3,4\n")
    (tmp_path / "bytes.csv").write_bytes(b"\xff\xfe\x00seconds")
    (tmp_path / "odd.csv").write_text("a,b,b\n1,2,3\n\n017,2,3\n")
    (tmp_path / "semicolons.csv").write_text("a;b\n1;2\n")
    (tmp_path / "quote.csv").write_text('a,b\n1,"2\n')
    (tmp_path / "secret").write_text("KEY=hidden\nOTHER=hidden, too\n")
    os.mkfifo(tmp_path / "pipe")
    with (tmp_path / "vast.csv").open("wb") as file:
        file.truncate(600_000_000)
    odd = {"gaps": ("g", [1.0, np.nan]), "told": ("g", [True, False]), "words": ("g", ["a", "b"])}
    data = xr.Dataset({"rate": (("x", "y"), [[1.0, 2.0], [2.0, 4.0]]), **odd})
    data.to_netcdf(tmp_path / "data.nc", engine="h5netcdf")
    with h5py.File(tmp_path / "vast.nc", "w") as file:
        file.create_dataset("vast", shape=(100_000_000,), dtype="f8", chunks=(1_000_000,))
    xr.Dataset({"rate": ("x", [6.0, 7.0])}).to_netcdf(
        tmp_path / "data.nc", mode="a", group="posterior", engine="h5netcdf"
    )
    return lambda written: prior({"empirical": written}, "priors.x", folders=[tmp_path])


def test_rows_as_they_are_have_equal_probabilities(read: Read) -> None:
    assert read({"file": "clips.csv", "column": "seconds"}).distribution == Discrete((3, 5, 8), (0.25, 0.5, 0.25))


def test_one_value_in_all_rows_is_fixed(read: Read) -> None:
    assert read({"file": "clips.csv", "column": "same"}).distribution == Fixed(7)


def test_a_netcdf_variable_is_read_whatever_its_shape(read: Read) -> None:
    assert read({"file": "data.nc", "variable": "rate"}).distribution == Discrete((1, 2, 4), (0.25, 0.5, 0.25))


def test_a_variable_may_be_in_a_group(read: Read) -> None:
    assert read({"file": "data.nc", "variable": "posterior/rate"}).distribution == Discrete((6, 7), (0.5, 0.5))


def test_a_file_is_also_looked_for_where_one_stands(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "here.csv").write_text("x\n1\n2\n")
    monkeypatch.chdir(tmp_path)
    assert prior({"empirical": {"file": "here.csv", "column": "x"}}).distribution == Discrete((1, 2), (0.5, 0.5))


def test_draws_of_rows_are_rows_in_their_shares(read: Read) -> None:
    distribution = read({"file": "clips.csv", "column": "seconds"}).distribution
    values, counts = np.unique(distribution.from_uniform((np.arange(1000) + 0.5) / 1000), return_counts=True)
    np.testing.assert_array_equal(values, [3, 5, 8])
    np.testing.assert_array_equal(counts, [250, 500, 250])


BAD: dict[str, tuple[Any, str]] = {
    "no file": ({"column": "seconds"}, r"priors\.x\.empirical: needs file, and either column .* or variable"),
    "neither": ({"file": "clips.csv"}, r"priors\.x\.empirical: needs file, and either column"),
    "both": ({"file": "a", "column": "b", "variable": "c"}, r"priors\.x\.empirical: needs file, and either column"),
    "an unknown key": (
        {"file": "a", "colum": "b"},
        r"priors\.x\.empirical\.colum: not a key of it; did you mean 'column'\?",
    ),
    "no mapping": ("clips.csv", r"priors\.x\.empirical: 'clips\.csv' is not a mapping of file and column"),
    "a missing file": ({"file": "clip.csv", "column": "x"}, r"priors\.x\.empirical\.file: no file 'clip\.csv' in "),
    "a folder": ({"file": ".", "column": "x"}, r"priors\.x\.empirical\.file: no file '\.' in "),
    "a missing column": (
        {"file": "clips.csv", "column": "second"},
        r"priors\.x\.empirical\.column: .* has no column 'second'; did you mean 'seconds'\?",
    ),
    "text in a cell": (
        {"file": "clips.csv", "column": "name"},
        r"priors\.x\.empirical: .*clips\.csv, line 2, column 'name': 'a' is not a number",
    ),
    "an empty cell": (
        {"file": "clips.csv", "column": "gap"},
        r"priors\.x\.empirical: .*clips\.csv, line 3, column 'gap': '' is not a number",
    ),
    "infinity": (
        {"file": "clips.csv", "column": "endless"},
        r"priors\.x\.empirical: .*clips\.csv, line 4, column 'endless': 'inf' is not a number",
    ),
    "an octal number": (
        {"file": "odd.csv", "column": "a"},
        r".*odd\.csv, line 4, column 'a': '017' may be read in two ways; write 17",
    ),
    "NaN in netCDF": ({"file": "data.nc", "variable": "gaps"}, r".*data\.nc: 1 of 2 values are missing or infinite"),
    "truths in netCDF": ({"file": "data.nc", "variable": "told"}, r".*\.variable: .*'told' is of type bool"),
    "words in netCDF": ({"file": "data.nc", "variable": "words"}, r".*\.variable: .*'words' is of type "),
    "too much in netCDF": ({"file": "vast.nc", "variable": "vast"}, r".*\(/vast: declares 800,000,000 bytes, but the"),
    "two columns of one name": ({"file": "odd.csv", "column": "b"}, r".*\.column: .*odd\.csv has 2 columns 'b'$"),
    "another delimiter": (
        {"file": "semicolons.csv", "column": "a"},
        r".*\.column: .* has no column 'a'; of 1 columns in its first line; a comma ends a column$",
    ),
    "an open quote": (
        {"file": "quote.csv", "column": "a"},
        r".*\.file: .*quote\.csv is not a CSV file: unexpected",
    ),
    "what a system makes up": (
        {"file": "/proc/self/environ", "column": "a"},
        r".*\.file: /proc/self/environ has 0 bytes; allowed are 1 to 500,000,000$",
    ),
    "an endless device": ({"file": "/dev/zero", "column": "a"}, r".*\.file: no file '/dev/zero' in "),
    "a pipe": ({"file": "pipe", "column": "a"}, r".*\.file: no file 'pipe' in "),
    "a vast file": ({"file": "vast.csv", "column": "a"}, r".*\.file: .*vast\.csv has 600,000,000 bytes; allowed are 1"),
    "a name too long for a disk": ({"file": "a" * 5000, "column": "a"}, r".*\.file: no file 'aaa.*\.\.\.aaa"),
    "a list of files": ({"file": ["clips.csv"], "column": "a"}, r".*\.file: \['clips\.csv'\] is not a text"),
    "no row": ({"file": "header.csv", "column": "seconds"}, r"priors\.x\.empirical: .*: 0 of 0 values"),
    "an empty file": ({"file": "empty.csv", "column": "x"}, r".*\.file: .* has 0 bytes; allowed are"),
    "uneven rows": (
        {"file": "ragged.csv", "column": "a"},
        r".*\.file: .* is not a CSV file: line 3 has 4 cells, line",
    ),
    "no text": ({"file": "bytes.csv", "column": "x"}, r"priors\.x\.empirical\.file: .* is not a CSV file"),
    "a missing variable": (
        {"file": "data.nc", "variable": "rates"},
        r"priors\.x\.empirical\.variable: .* has no variable 'rates'; did you mean 'rate'\?",
    ),
    "a missing group": (
        {"file": "data.nc", "variable": "prior/rate"},
        r"priors\.x\.empirical\.file: .*: no netCDF group 'prior' can be read",
    ),
    "a CSV as netCDF": ({"file": "clips.csv", "variable": "rate"}, r"priors\.x\.empirical\.file: .*: no netCDF group"),
    "smooth is text": (
        {"file": "clips.csv", "column": "seconds", "smooth": "maybe"},
        r"priors\.x\.empirical\.smooth: 'maybe' is neither true nor false",
    ),
    "smooth is a list": (
        {"file": "clips.csv", "column": "seconds", "smooth": []},
        r"priors\.x\.empirical\.smooth: \[\] is neither true nor false",
    ),
    "too few to smooth": (
        {"file": "clips.csv", "column": "seconds", "smooth": True},
        r"priors\.x\.empirical\.smooth: needs 5 different values or more",
    ),
}


@pytest.mark.parametrize(("written", "message"), BAD.values(), ids=BAD)
def test_bad_data_are_refused_by_their_key(read: Read, written: Any, message: str) -> None:
    with pytest.raises(UncertainComputeError, match=f"^{message}") as caught:
        read(written)
    assert len(str(caught.value).splitlines()) == 1


@pytest.mark.parametrize("file", ["secret", "bytes.csv", "/proc/self/environ", "/etc/passwd"])
def test_a_file_that_is_no_table_is_not_shown(read: Read, file: str) -> None:
    for asked in ({"column": "KEY"}, {"column": "user"}, {"variable": "KEY"}, {"variable": "a/KEY"}):
        with pytest.raises(UncertainComputeError) as caught:
            read({"file": file, **asked})
        assert not any(word in str(caught.value) for word in ("hidden", "OTHER", "root:", "PATH", "seconds"))


def smoothed(values: np.ndarray, tmp_path: Path) -> Interpolated:
    (tmp_path / "x.csv").write_text("x\n" + "\n".join(map(repr, values.tolist())))
    distribution = prior(
        {"empirical": {"file": "x.csv", "column": "x", "smooth": True}}, folders=[tmp_path]
    ).distribution
    assert isinstance(distribution, Interpolated)
    return distribution


@pytest.mark.parametrize("scipys", [stats.norm(3, 2), stats.lognorm(0.5, scale=4)], ids=["normal", "lognormal"])
def test_a_smoothed_sample_is_near_the_distribution_that_it_is_from(scipys: Any, tmp_path: Path) -> None:
    count = 2000
    distribution = smoothed(scipys.ppf((np.arange(count) + 0.5) / count), tmp_path)
    x = scipys.ppf(np.linspace(0.02, 0.98, 49))
    # a kernel of spread h moves a distribution function by h^2 / 2 times the density's slope, which is at most 0.242
    # for a standard normal; h is at most Scott's 1.06 n^(-1/5)
    np.testing.assert_allclose(distribution.cdf(x), scipys.cdf(x), rtol=0, atol=0.242 / 2 * 1.06**2 * count**-0.4)


def test_a_smoothed_sample_stays_within_its_range_and_its_sign(tmp_path: Path) -> None:
    values = np.array([0.001, 0.1, 0.3, 2.0, 5.0, 80.0])
    distribution = smoothed(values, tmp_path)
    lowest, highest = distribution.ppf(np.array([0.0, 1.0]))
    assert values.min() <= lowest < highest <= values.max()


@given(st.lists(st.floats(0.01, 1), min_size=2, max_size=9), st.floats(0, 1))
@settings(max_examples=50, deadline=None, derandomize=True, database=None)
def test_an_interpolated_density_is_a_polygon(heights: list[float], share: float) -> None:
    points = np.arange(len(heights)) ** 1.5
    distribution = Interpolated(tuple(points), tuple(heights))
    x = share * points[-1]
    grid = np.unique([*points[points < x], x])
    area = np.trapezoid(heights, points)
    below = np.trapezoid(np.interp(grid, points, heights), grid) if grid.size > 1 else 0.0
    assert float(distribution.pdf(x)) == pytest.approx(np.interp(x, points, heights) / area, rel=1e-12)
    assert float(distribution.cdf(x)) == pytest.approx(below / area, rel=1e-12, abs=1e-14)
    fine = np.unique([*points, *np.linspace(0, points[-1], 2001)])
    weights = np.interp(fine, points, heights) / area
    # a trapezoid rule is off by the square of a step over 12, times the curve's second derivative
    error = points[-1] * (points[-1] / 2000) ** 2 * np.abs(np.diff(heights)).max() / area
    assert distribution.mean == pytest.approx(np.trapezoid(fine * weights, fine), abs=error + 1e-12)
    variance = np.trapezoid((fine - distribution.mean) ** 2 * weights, fine)
    assert distribution.variance == pytest.approx(variance, abs=(error + (points[-1] / 2000) ** 2) * (1 + points[-1]))
