"""The command line as a user meets it."""

import signal
import subprocess
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from commands import PATIENCE, started, wait_until_underway
from conftest import Cli
from repository import EXAMPLE

import uncertain_compute as uc

DRAWN = {
    "headline", "tornado-train_gpu_months", "tornado-peak_gpus", "pairs", "breakeven", "outputs", "fleet", "forest",
    "exceedance", "convergence",
}  # fmt: skip


TINY = ("draws=256", "budget=20000", "sensitivity=none")


def table(folder: Path) -> pd.DataFrame:
    return pd.read_csv(folder / "summary.csv").set_index("quantity")


def test_the_main_job_writes_a_whole_run_folder(tmp_path: Path) -> None:
    command = [sys.executable, "-W", "error", "-m", "uncertain_compute", "+scenario=high"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False, timeout=PATIENCE)
    assert done.returncode == 0, done.stderr
    assert not done.stderr
    assert "4,211 – 10,528" in done.stdout
    assert "720k" in done.stdout
    folder = (tmp_path / "runs" / "latest").resolve()
    assert folder.name.endswith("-sora-published-high")
    assert {path.name for path in folder.iterdir()} == {
        "report.html", "run.nc", "summary.csv", "assumptions.csv", "figures", ".hydra", "run.log", "SHA256SUMS",
        "headline.csv", "exceedance.csv", "convergence.csv", "charts.csv", "audit.csv",
        "tornado.csv", "tornado_by_assumption.csv", "tornado_by_quantity.csv",
    }  # fmt: skip
    drawn = {path.name for path in (folder / "figures").iterdir()}
    assert drawn == {f"{stem}.svg" for stem in DRAWN}
    assumptions = pd.read_csv(folder / "assumptions.csv").set_index("assumption")
    assert assumptions.loc["dataset_multiplier", ["p5", "p50", "p95"]].tolist() == [10, 10, 10]


@pytest.mark.parametrize(
    ("scenario", "months", "minutes", "mean", "peak"),
    [
        ("low", 4211.3065, 15254237, 124583.33, 996666.67),
        ("high", 10528.2663, 38135593, 124583.33, 996666.67),
        ("as_printed", 6658.66, 24119070, 89166.67, 713333.33),
    ],
)
def test_point_reproduces_the_posts_cases(
    scenario: str, months: float, minutes: float, mean: float, peak: float, cli: Cli, tmp_path: Path
) -> None:
    done = cli("priors=point", f"+scenario={scenario}", "draws=32")
    assert done.returncode == 0, done.stderr
    medians = table(tmp_path / "runs" / "latest")["p50"]
    assert medians["train_gpu_months"] == pytest.approx(months, rel=1e-6)
    assert medians["breakeven_minutes"] == pytest.approx(minutes, rel=1e-6)
    assert medians["mean_gpus"] == pytest.approx(mean, rel=1e-6)
    assert medians["peak_gpus"] == pytest.approx(peak, rel=1e-6)
    assert "Audit" in done.stdout


@pytest.mark.parametrize("priors", ["point", "published", "expert"])
def test_scenarios_stack_on_every_prior_set(priors: str, cli: Cli, tmp_path: Path) -> None:
    done = cli(f"priors={priors}", "+scenario=[high,low_demand]", "draws=512", "report=none")
    assert done.returncode == 0, done.stderr
    folder = (tmp_path / "runs" / "latest").resolve()
    assert folder.name.endswith(f"-sora-{priors}-high-low_demand")
    assumptions = pd.read_csv(folder / "assumptions.csv").set_index("assumption")["p50"]
    assert assumptions[["dataset_multiplier", "ai_share[TikTok]", "peak_factor"]].tolist() == [10, 0.05, 1.5]


def test_a_sweep_has_a_folder_for_each_run(cli: Cli, tmp_path: Path) -> None:
    done = cli("-m", "priors=published,expert", "+scenario=low,high", "targets=train_flop", *TINY)
    assert done.returncode == 0, done.stderr
    (sweep,) = (tmp_path / "runs" / "sweeps").glob("*/*")
    assert sorted(path.name for path in sweep.iterdir() if path.is_dir()) == [
        "0-sora-published-low", "1-sora-published-high", "2-sora-expert-low", "3-sora-expert-high"
    ]  # fmt: skip


def test_an_interval_on_the_command_line_is_that_interval(cli: Cli, tmp_path: Path) -> None:
    done = cli("priors.dataset_multiplier=4 to 10", "targets=train_flop", "sensitivity=none", "report=none")
    assert done.returncode == 0, done.stderr
    assumptions = pd.read_csv(tmp_path / "runs" / "latest" / "assumptions.csv").set_index("assumption")
    row = assumptions.loc["dataset_multiplier"]
    assert (row["p5"], row["p95"]) == (pytest.approx(4, rel=1e-9), pytest.approx(10, rel=1e-9))
    assert row["why"] == "set by an override"
    drawn = uc.load_run(tmp_path / "runs" / "latest")["prior"]["dataset_multiplier"].to_numpy().ravel()
    # the design's standard error of these quantiles is 0.007%, over seeds; in plain Monte Carlo it would be 0.25%
    np.testing.assert_allclose(np.quantile(drawn, [0.05, 0.95]), [4, 10], rtol=0.0005)
    assert "1 assumption lacks" in done.stdout


def test_another_family_may_take_a_priors_place(cli: Cli, tmp_path: Path) -> None:
    done = cli("priors.video_share={lognormal: {p10: .2, p50: .3, p90: .6}}", "draws=256", "report=none")
    assert done.returncode == 0, done.stderr
    run = tmp_path / "runs" / "latest"
    row = pd.read_csv(run / "assumptions.csv").set_index("assumption").loc["video_share"]
    assert row["written"] == "lognormal(p10: 0.2, p50: 0.3, p90: 0.6)"
    assert row["misfit"].startswith("p10: asked 0.2, is ")
    assert "video_share (p10: asked 0.2, is " in done.stdout.replace("\n", " ")
    kept = (run / ".hydra" / "config.yaml").read_text()
    assert "p50: 0.3" in kept
    assert kept == uc.load_run(run).attrs["config"]


def test_a_prior_set_can_be_looked_at_without_a_run(cli: Cli, tmp_path: Path) -> None:
    done = cli("show=priors", "priors=expert", "report=figures", "formats=[png,svg]")
    assert done.returncode == 0, done.stderr
    assert "mixture(0.7 of" in done.stdout
    (folder,) = (tmp_path / "runs").glob("*/*-sora-expert-priors")
    assert {path.name for path in folder.iterdir()} == {
        "assumptions.csv", "sheet.csv", "priors.png", "priors.svg", "correlations.png", "correlations.svg", ".hydra",
        "run.log", "SHA256SUMS",
    }  # fmt: skip
    assert not (tmp_path / "runs" / "latest").exists()


def test_two_prior_sets_can_be_looked_at_beside_each_other(cli: Cli, tmp_path: Path) -> None:
    done = cli("show=priors", "beside=expert", "+scenario=high")
    assert done.returncode == 0, done.stderr
    (folder,) = (tmp_path / "runs").glob("*/*-sora-published-high-priors-expert")
    assumptions = pd.read_csv(folder / "assumptions.csv").set_index(["set", "assumption"])
    assert assumptions.loc[("published", "dataset_multiplier"), "p50"] == 10
    assert assumptions.loc[("expert", "dataset_multiplier"), "p50"] == 10
    assert assumptions.loc[("expert", "flop_per_mac"), "p50"] == 2


def test_a_study_of_ones_own_runs_without_a_change_to_the_package(cli: Cli, tmp_path: Path) -> None:
    done = cli("--config-dir", str(EXAMPLE), "model=lab", "priors=lab", "priors.training_flop=1e26", "report=html")
    assert done.returncode == 0, done.stderr
    assert "h100_equivalents" in done.stdout
    assert (tmp_path / "runs" / "latest" / "figures" / "headline.svg").is_file()
    assert "h100_equivalents" in (tmp_path / "runs" / "latest" / "report.html").read_text(encoding="utf-8")
    row = pd.read_csv(tmp_path / "runs" / "latest" / "assumptions.csv").set_index("assumption").loc["training_flop"]
    assert row["unit"] == "FLOP"


WRONG = [
    (["show=prior"], "show: 'prior' is not one of priors"),
    (["beside=expert"], "beside: only show=priors and show=backtest take a second prior set"),
    (["show=priors", "beside=exprt"], "priors=exprt: no such file; did you mean 'expert'?"),
    (["priors.candidates=5 to 4"], "command line: priors.candidates: '5 to 4' must go from a lower to a higher number"),
    (["priors.candidates={betta: {p5: 1, p95: 2}}"], "did you mean 'beta'?"),
    (["priors.ai_share=0.1 to 0.2"], "priors.ai_share: has one entry per platform"),
    (["priors.correlations=[{all: [ai_share], rank: 2}]"], "rank = 2 must lie between -1 and 1"),
    (["+scenario=hihg"], "scenario=hihg: no such file; did you mean 'high'?"),
    (["+scenario=[high,hihg]"], "did you mean 'high'?"),
    (["priors=publishd"], "did you mean 'published'?"),
    (["model=soar"], "did you mean 'sora'?"),
    (["targets=[peak_gpu]"], "targets: no quantity 'peak_gpu'; did you mean 'peak_gpus'?"),
    (["drws=5"], "drws: no such key; did you mean 'draws'?"),
    (["priors.dataset_multiplyer=5"], "did you mean 'dataset_multiplier'?"),
    (["priors.ai_share.platform.Youtube=0.1"], "did you mean 'YouTube'?"),
    (["draws=0"], "draws: 0 must be at least 2"),
    (["draws=-1"], "draws: -1 must be at least 2"),
    (["show=priors", "sample_paths=3"], "sample_paths: only a run, or a stored run with view=, has fans with sample"),
    (["show=priors", "years=2030"], "years: only a run, or a stored run with view=, has a table of chosen years"),
    (["sample_paths=51"], "sample_paths: 51 is not a whole number from 0 to 50"),
    (["sample_paths=5", "keep=summary"], "sample_paths: keep=summary keeps no draws to show"),
    (["draws=many"], "draws: 'many' is not a whole number"),
    (["draws=10000000000"], "use keep=summary"),
    (["chains=1"], "chains: 1 must be at least 2: the error estimate"),
    (["output=loud"], "output: 'loud' is not one of text, json, quiet"),
    (["formats=jpg"], "formats: 'jpg' is not one of pdf, png, svg, or a list of them"),
    (["export=cvs"], "export: 'cvs' is not one of csv, parquet, xlsx, sipmath, squiggle, or a list of them; did you"),
    (["export=[]"], "export: [] is not one of csv"),
    (["export=csv", "keep=summary"], "export: csv needs the draws, but keep=summary keeps none"),
    (["objective=peak_gpus"], "objective: 'peak_gpus' is not a quantity and a statistic, such as train_flop.p95"),
    (["objective=peak_gpu.p95"], "objective: no target of the run 'peak_gpu'; did you mean 'peak_gpus'?"),
    (["objective=[peak_gpus.p95,peak_gpus.p950]"], "objective: 'p950' is not one of median, mean, sd, or p1 to p99"),
    (
        ["-m", "hydra.sweeper._target_=mine.Search", "seed=0,1"],
        "objective: missing; hydra/sweeper searches by a",
    ),
    (["objective=peak_gpus.p95", "show=priors"], "objective: only a run has one"),
    (["export=csv", "show=priors"], "export: only a run, or a stored run with view=, is written for other tools"),
    (["export=csv", "compare=[published, expert]"], "export: only a run, or a stored run with view=, is written for"),
    (["report=pdf"], "report: 'pdf' is not one of html, figures, none"),
    (["ci_prob=1.5"], "ci_prob: 1.5"),
    (["priors.dataset_multiplier=10 to 4"], "priors.dataset_multiplier: '10 to 4'"),
    (["priors.dataset_multiplier=nan"], "priors.dataset_multiplier: nan is not a finite number"),
    (["priors.dataset_multiplier=1e308"], "priors.dataset_multiplier: 1e+308 is out of range"),
    (
        ["priors.dataset_multiplier=1e149", "priors.sora_parameters=1e149"],
        "equation 'step_flop' gave 1.3989333333333333e+154, beyond 1e+150",
    ),
    (["priors.clip_duration=0"], "command line: priors.clip_duration: 0 lies outside its range, above 0"),
    (["priors.peak_flop_rate.unit=GPU/hour"], "unit 'GPU/hour' where the equations need 'FLOP/s/GPU'"),
    (["model.equations=[]"], "no equation found"),
    (["model.equations=[nowhere.py]"], "model.equations: no file 'nowhere.py'"),
    (["~priors.candidates"], "priors.candidates: missing; 'peak_gpus' needs it"),
]


@pytest.mark.parametrize(("arguments", "message"), WRONG, ids=[" ".join(arguments) for arguments, _ in WRONG])
def test_a_wrong_input_gets_one_line_and_leaves_nothing(
    arguments: list[str], message: str, wrong_cli: Cli, tmp_path: Path
) -> None:
    done = wrong_cli(*arguments)
    assert done.returncode == 1
    assert not done.stdout
    assert done.stderr.startswith("error: ")
    assert done.stderr.count("\n") == 1
    assert message in done.stderr
    assert not (tmp_path / "runs").exists() or not list((tmp_path / "runs").iterdir())


GOOD = {"equations.py": "def a(x): return x\n", "model": "equations: [equations.py]\n", "priors": "x: 1 to 2\n"}


@pytest.mark.parametrize(
    ("file", "text", "message"),
    [
        ("equations.py", "", "no equation found"),
        ("equations.py", "def a(b): return b\ndef b(a): return a\n", "form a cycle: a -> b -> a"),
        ("equations.py", "def a(x): return x * missing\n", "equation 'a' (equations.py, line 1): raised NameError"),
        ("equations.py", "def a(x: return x\n", "failed to import: SyntaxError"),
        ("equations.py", "def a(z): return z\n", "priors.x: no equation needs or gives this"),
        ("model", "", "no equation found"),
        ("model", "equations: equations.py\n", "model.equations: 'equations.py' is not a list"),
        (
            "model",
            "equations: [equations.py]\ntargts: [a]\n",
            "model.targts: not a key of a model; did you mean 'targets'",
        ),
        ("model", "equations: [equations.py]\ndimensions: {d: 3}\n", "model.dimensions.d: 3 is not a list"),
        ("model", "equations: [equations.py]\ninputs: {x: 3}\n", "model.inputs.x: 3 is not a mapping"),
        (
            "model",
            "equations: [equations.py]\npublished: [3]\n",
            "model.published: 3 is not a mapping of quantity, low, high",
        ),
        ("model", "equations: [equations.py]\naudit: none.yaml\n", "model.audit: no file 'none.yaml'"),
        ("priors", "", "priors.x: missing; 'a' needs it"),
        ("priors", "x: [1, 2\n", "while parsing a flow sequence"),
        (
            "priors",
            "x: {value: 1 to 2, units: GPU}\n",
            "priors.x.units: not a key of an assumption; did you mean 'unit'?",
        ),
    ],
)
def test_a_wrong_study_gets_one_line(file: str, text: str, message: str, wrong_cli: Cli, tmp_path: Path) -> None:
    study = tmp_path / "study"
    for name, content in (GOOD | {file: text}).items():
        path = study / (name if name.endswith(".py") else f"conf/{name}/mine.yaml")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content)
    done = wrong_cli("--config-dir", str(study / "conf"), "model=mine", "priors=mine")
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert message in done.stderr


def test_a_runs_folder_that_cannot_be_written_is_named(wrong_cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("a file")
    done = wrong_cli("runs=taken/runs")
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert "taken/runs" in done.stderr


def test_an_interrupt_leaves_nothing_half_written(tmp_path: Path) -> None:
    with started(["draws=30000000000", "keep=summary", "runs=runs"], tmp_path) as process:
        wait_until_underway(tmp_path)
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=60)
    assert process.returncode == 130
    assert err == "interrupted; nothing of the unfinished run was kept\n"
    assert not out
    assert not (tmp_path / "runs").exists()
