"""Variants as a user says them, and what comparing them on the command line leaves behind."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from conftest import Cli
from repository import EXAMPLE, shipped_study
from xarray import open_datatree

import uncertain_compute as uc
from uncertain_compute.cli.sweeps import as_typed
from uncertain_compute.cli.written_variants import variants_of, with_overrides_quoted

SMALL = ("draws=4096", "budget=524288")
TINY = ("draws=256", "budget=50000")
"""For what is said and written, whatever the numbers are."""


def latest(tmp_path: Path) -> Path:
    return (tmp_path / "runs" / "latest-comparison").resolve()


@pytest.mark.parametrize(
    ("said", "understood"),
    [
        ("compare=[published, expert]", "compare=[published,expert]"),
        ("compare=[published, expert +scenario=high]", "compare=[published,'expert +scenario=high']"),
        ("compare={a: published, no cloud: lab +scenario=x}", "compare={a:published,no cloud:'lab +scenario=x'}"),
        ("compare=[a, 'b c=3', b priors.x={p5: 1, p95: 2}]", "compare=[a,'b c=3','b priors.x={p5: 1, p95: 2}']"),
        ("compare=[a, b priors.x='4 to 10']", r"compare=[a,'b priors.x=\'4 to 10\'']"),
        ("seed=3", "seed=3"),
    ],
)
def test_variants_need_no_quotes(said: str, understood: str) -> None:
    assert with_overrides_quoted([said]) == [understood]


def test_two_prior_sets_are_compared(cli: Cli, tmp_path: Path) -> None:
    done = cli(
        "compare=[published, expert priors.diffusion_steps='40 to 60']", "targets=peak_gpus", "report=html", *SMALL
    )
    assert done.returncode == 0, done.stderr
    folder = latest(tmp_path)
    other = "expert priors.diffusion_steps='40 to 60'"
    with open_datatree(folder / "comparison.nc", engine="h5netcdf") as tree:
        stored = tree.load()
    table = pd.read_csv(folder / "attribution.csv").set_index(["other", "quantity", "belief"])["effect"]
    effects = stored["attribution"]["effect"].to_series()
    np.testing.assert_allclose(table.loc[effects.index], effects, rtol=1e-12)
    assert table.loc[other, "peak_gpus", "diffusion_steps"] < 0.5
    stems = {path.stem for path in folder.glob("*.csv")}
    assert stems == {"quantities", "differences", "attribution", "attribution_by_other_quantity", "beliefs"}
    said = " ".join(done.stdout.split())
    assert f"peak_gpus: the median of {other} is " in said
    assert done.stdout.endswith("/report.html\n")
    assert "Who believes what" in (folder / "report.html").read_text(encoding="utf-8")
    again = uc.compare(
        {
            "published": shipped_study(),
            other: uc.load("sora", priors="expert", overrides=["priors.diffusion_steps='40 to 60'"]),
        },
        "peak_gpus",
        draws=4096,
        budget=524288,
    )
    np.testing.assert_array_equal(again["attribution"]["effect"], stored["attribution"]["effect"])


def test_a_stored_run_is_what_it_was_drawn_from(cli: Cli, tmp_path: Path) -> None:
    for priors in ("published", "expert"):
        done = cli(f"priors={priors}", f"runs={priors}", "sensitivity=none", TINY[0])
        assert done.returncode == 0, done.stderr
    stored = "compare={a: published/latest, b: expert/latest}"
    found = []
    for variants in (stored, "compare={a: published, b: expert}"):
        done = cli(variants, "targets=minutes_per_gpu_hour", *TINY)
        assert done.returncode == 0, done.stderr
        found.append([(latest(tmp_path) / f"{stem}.csv").read_bytes() for stem in ("differences", "attribution")])
    assert found[0] == found[1]
    assert "note" not in done.stdout


def test_a_run_with_another_seed_is_not_paired_and_one_of_another_model_not_attributed(
    cli: Cli, tmp_path: Path
) -> None:
    for number in (0, 1):
        assert cli(f"seed={number}", f"runs=seed{number}", "sensitivity=none", TINY[0]).returncode == 0
    done = cli("compare=[seed0/latest, seed1/latest]", *TINY)
    assert "drawn with other random numbers, so they are compared unpaired" in done.stdout
    run = uc.load_run(tmp_path / "seed0" / "latest")
    run.attrs["equation_versions"] = ["of old"] * len(run.attrs["targets"])
    uc.save_run(run, (tmp_path / "seed0" / "latest").resolve())
    done = cli("compare=[seed0/latest, expert]", *TINY)
    assert done.returncode == 0, done.stderr
    assert "note: seed0/latest was made by another version of the model (train_flop, " in done.stdout
    assert not (latest(tmp_path) / "attribution.csv").exists()


def test_a_sweep_ends_with_its_runs_beside_each_other(cli: Cli, tmp_path: Path) -> None:
    steps = "priors.diffusion_steps=20 to 50,60 to 80"
    small = ("report=none", "sensitivity=none", "targets=train_flop", *TINY)
    done = cli("-m", "priors=published,expert", "+scenario=low,high", steps, *small)
    assert done.returncode == 0, done.stderr
    (found,) = (tmp_path / "runs" / "sweeps").glob("*/*/differences.csv")
    named = [
        f"{priors} +scenario={scenario} priors.diffusion_steps={steps}"
        for priors in ("published", "expert")
        for scenario in ("low", "high")
        for steps in ("20 to 50", "60 to 80")
    ]
    assert pd.read_csv(found)["other"].tolist() == named[1:]
    assert f"train_flop: the median of {named[-1]} is " in done.stdout


def test_runs_of_a_sweep_are_called_as_they_are_typed() -> None:
    """Hydra writes a backslash before each space, and this program its ``++``."""
    typed = [
        "++priors.x=4\\ to\\ 10",
        "++priors.x.quarter={2026Q1:4\\ to\\ 10}",
        "priors=expert",
        "+scenario=low",
        "draws=2",
    ]
    assert [*map(as_typed, typed)] == [
        "priors.x=4 to 10", "priors.x.quarter.2026Q1=4 to 10", "expert", "+scenario=low", "draws=2"
    ]  # fmt: skip


def test_a_study_of_ones_own_is_compared(cli: Cli, tmp_path: Path) -> None:
    variants = "compare={ours: lab, no cloud: lab +scenario=no_cloud}"
    done = cli("--config-dir", str(EXAMPLE), "model=lab", variants, "report=none", *SMALL)
    assert done.returncode == 0, done.stderr
    assert "the median of no cloud is 0.23 below that of ours: chips_rented" in done.stdout
    assert latest(tmp_path).name.endswith("-compare-ours-no-cloud")


def never(_: Sequence[str]) -> uc.Study:
    raise AssertionError


@pytest.mark.parametrize(
    ("written", "message"),
    [
        (
            ["runs/nope", "expert"],
            "compare: 'runs/nope' is neither a run folder nor a prior set: expert, point, published",
        ),
        (["expert", "expert"], "compare: two variants are called 'expert'; name them"),
        (["expert"], r"compare: \['expert'\] has fewer than two variants"),
        ({}, "compare: {} has fewer than two variants"),
        ("expert", "compare: 'expert' is not a list of variants"),
        (["expert", 3], "is not a list of variants"),
        ({"mine": "expert", "yours": " "}, "is not a list of variants"),
        (["expert foo", "point"], "compare: 'expert foo' has 'foo', which is not an override"),
        (
            ["expert seed=1", "point"],
            "compare: 'expert seed=1' sets seed; a variant can set only model, priors, scenario",
        ),
        (["draws=64", "point"], "compare: 'draws=64' sets draws; a variant can set only model, priors, scenario"),
    ],
)
def test_what_is_no_variant_is_refused(written: object, message: str) -> None:
    with pytest.raises(uc.UncertainComputeError, match=message):
        variants_of(written, [], never, [])


@pytest.mark.parametrize(
    ("overrides", "message"),
    [
        (
            ["compare=[published, expret]"],
            "compare: 'expret' is neither a run folder nor a prior set: expert, point, published",
        ),
        (
            ["compare=[published, expert priors.difusion_steps=5]"],
            "compare: expert priors.difusion_steps=5: command li",
        ),
        (["compare=[published, expert]", "targets=peak_gpu"], "targets: no quantity 'peak_gpu'; did you mean"),
        (["compare=[published, expert]", "keep=summary"], "keep: summary keeps no draws"),
        (["compare=[published, expert]", "precision=0.01"], "precision: variants are compared draw by draw"),
        (["compare=[published, expert]", "budget=100"], "budget: "),
    ],
)
def test_what_cannot_be_compared_is_one_line_and_leaves_nothing(
    overrides: list[str], message: str, wrong_cli: Cli, tmp_path: Path
) -> None:
    done = wrong_cli(*overrides)
    assert done.returncode == 1
    assert done.stderr.startswith(f"error: {message}")
    assert done.stderr.count("\n") == 1
    assert not [path for path in (tmp_path / "runs").glob("**/*") if path.is_file()]


def test_a_truncated_run_is_named(wrong_cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "cut").mkdir()
    (tmp_path / "cut" / "run.nc").write_bytes(b"half a run")
    done = wrong_cli("compare=[cut, expert]")
    assert done.returncode == 1
    assert done.stderr.startswith("error: cut/run.nc: no run can be read from it")
    assert done.stderr.count("\n") == 1
