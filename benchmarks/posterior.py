"""What evidence costs, and whether posteriors are calibrated.

speed: seconds that reweighting adds to a default run, in the same process after a first one; seconds of NUTS to an
effective sample size of 1,000 on the shipped evidence, compiling included, in a process of its own.

calibration: ranks of the truth among the posterior's draws over simulated data sets, of two assumptions whose product
is observed; they are uniform where the method is right (Talts, Betancourt, Simpson, Vehtari & Gelman 2018, "Validating
Bayesian inference algorithms with simulation-based calibration"). With --plot the ranks' distribution goes to a PNG.
"""

import json
import logging
from pathlib import Path
from time import perf_counter

import numpy as np
from comparison import console, parser_of, python, run_parts
from rich.table import Table
from scipy.stats import kstest
from xarray import Dataset

import uncertain_compute as uc
from uncertain_compute.model.graph import Number

LEAST_ESS, SLOWEST, LARGEST_SHARE = 1000, 120.0, 0.5
DATA_SETS, BATCH, KEPT = 200, 20, 99
ERROR = 1.3
SIGMAS = {"x": 0.5, "y": 0.8}
NUTS = """
import json, time
start = time.perf_counter()
import uncertain_compute as uc
study = uc.load("sora", priors="{priors}", evidence="open_models")
attrs = uc.update(study, method=uc.Method("nuts", draws=4000))["posterior"].attrs
print(json.dumps([time.perf_counter() - start, attrs["ess_bulk"], attrs["ess_tail"]]))
"""


def product(x: Number, y: Number) -> Number:
    """Product of two assumptions [1]."""
    return x * y


def speed() -> None:
    """Print what the methods cost on the shipped evidence."""
    table = Table(
        "priors",
        "run s",
        "+ importance s",
        f"share (at most {LARGEST_SHARE})",
        "Pareto k",
        "NUTS s",
        "ESS bulk",
        "ESS tail",
    )
    for priors in ("published", "expert"):
        run_seconds, added, pareto_k = min(_importance(priors) for _ in range(4))
        seconds, bulk, tail = json.loads(python(["-c", NUTS.format(priors=priors)]).splitlines()[-1])
        numbers = (run_seconds, added, added / run_seconds, pareto_k, seconds, bulk, tail)
        table.add_row(priors, *(f"{number:.3g}" for number in numbers))
    console.print(table)
    console.print(f"NUTS: 4,000 draws in 4 chains; asked for an ESS of {LEAST_ESS} within {SLOWEST:g} s")


def calibration(plot: Path | None = None) -> None:
    """Print whether ranks of the truth are uniform."""
    logging.getLogger("pymc").setLevel(logging.WARNING)
    generator = np.random.default_rng(1)
    truths = {name: generator.lognormal(0.0, sigma, DATA_SETS) for name, sigma in SIGMAS.items()}
    observed = truths["x"] * truths["y"] * generator.lognormal(0.0, np.log(ERROR), DATA_SETS)
    table = Table("method", "quantity", "data sets", "p of uniform ranks")
    found = {"importance": _ranks_one_by_one(truths, observed), "nuts": _ranks_in_batches(truths, observed)}
    for method, ranks in found.items():
        for name, own in ranks.items():
            table.add_row(method, name, str(len(own)), f"{kstest(own, 'uniform').pvalue:.3f}")
    console.print(table)
    if plot is not None:
        _plot(found, plot)


def _importance(priors: str) -> tuple[float, float, float]:
    """Return the seconds of a run as the command line makes it, those that evidence adds, and Pareto k."""
    start = perf_counter()
    plain = uc.run(uc.load("sora", priors=priors))
    uc.summarize(plain)
    uc.tornado(uc.load("sora", priors=priors), run=plain)
    middle = perf_counter()
    study = uc.load("sora", priors=priors, evidence="open_models")
    drawn = uc.run(study)
    before = perf_counter()
    updated = uc.update(study, drawn)
    return middle - start, perf_counter() - before, float(updated["posterior"].attrs["pareto_k"])


def _study(observed: np.ndarray) -> uc.Study:
    """Return a study with as many data sets, each with assumptions of its own."""
    names = [f"d{place}" for place in range(len(observed))]
    priors = {
        name: {"value": {"lognormal": {"mu": 0, "sigma": sigma}}, "unit": "1", "copied_to": "data_set"}
        for name, sigma in SIGMAS.items()
    }
    items = {
        name: {
            "quantity": f"product[{name}]",
            "observed": float(value),
            "error": {"lognormal": ERROR},
            "unit": "1",
            "source": "simulated",
            "date": "2026",
            "status": "computed",
        }
        for name, value in zip(names, observed, strict=True)
    }
    return uc.Study([product], priors, dimensions={"data_set": names}, evidence=uc.Evidence.of(items))


def _ranks_one_by_one(truths: dict[str, np.ndarray], observed: np.ndarray) -> dict[str, np.ndarray]:
    rows = []
    for place, value in enumerate(observed):
        run = uc.update(_study(np.array([value])), seed=place, draws=2**14, design="monte_carlo")
        rows.append(
            _ranks(run["posterior"].to_dataset(), {name: own[place : place + 1] for name, own in truths.items()})
        )
    return {name: np.concatenate([row[name] for row in rows]) for name in rows[0]}


def _ranks_in_batches(truths: dict[str, np.ndarray], observed: np.ndarray) -> dict[str, np.ndarray]:
    rows = []
    for start in range(0, len(observed), BATCH):
        here = slice(start, start + BATCH)
        run = uc.update(_study(observed[here]), method=uc.Method("nuts", draws=8000, seed=start), draws=512)
        rows.append(_ranks(run["posterior"].to_dataset(), {name: own[here] for name, own in truths.items()}))
    return {name: np.concatenate([row[name] for row in rows]) for name in rows[0]}


def _ranks(posterior: Dataset, truths: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    """Return the place of each truth among a few nearly independent draws, between 0 and 1."""
    generator = np.random.default_rng(0)
    ranks = {}
    for name, truth in {**truths, "product": truths["x"] * truths["y"]}.items():
        draws = posterior[name].to_numpy().reshape(-1, len(truth))
        kept = draws[:: max(len(draws) // KEPT, 1)][:KEPT]
        ranks[name] = ((kept < truth).sum(axis=0) + generator.random(len(truth))) / (KEPT + 1)
    return ranks


def _plot(found: dict[str, dict[str, np.ndarray]], path: Path) -> None:
    from matplotlib.figure import Figure

    figure = Figure(figsize=(9, 3))
    for place, (method, ranks) in enumerate(found.items()):
        axes = figure.add_subplot(1, 2, place + 1)
        for name, own in ranks.items():
            levels = (np.arange(len(own)) + 0.5) / len(own)
            axes.plot(levels, np.sort(own) - levels, label=name)
        axes.axhspan(-1.36 / DATA_SETS**0.5, 1.36 / DATA_SETS**0.5, alpha=0.15)
        axes.set_title(f"{method}: ranks less uniform")
        axes.legend()
    figure.savefig(path)


if __name__ == "__main__":
    parser = parser_of(__doc__, ("speed", "calibration"))
    parser.add_argument("--plot", type=Path, help="where the calibration's figure goes")
    arguments = parser.parse_args()
    run_parts({"speed": speed, "calibration": lambda: calibration(arguments.plot)}, arguments.only)
