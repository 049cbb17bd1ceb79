"""Learns the efficiencies of model=video from timings, and tells how well a model that was left out is predicted.

``python examples/video_efficiencies/learn.py`` writes `conf/priors/learnt/video.yaml` and `predictions.csv` anew.
"""

import csv
import sys
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import numpy as np
import numpy.typing as npt
from hierarchy import FOLD, SHEET, Posterior, at_most_one, learnt
from timings import FOLDER, Timings, timings

type Floats = npt.NDArray[np.float64]

FILE = Path(__file__).parents[2] / "conf" / "priors" / "learnt" / "video.yaml"
SOURCE = "{rows} timings of {models} models, examples/video_efficiencies/timings.csv, learnt by learn.py beside it"
DATE = "2026-11"
LEVELS = (0.05, 0.5, 0.95)
STUDENT = 5
WORKERS = 2
"""Processes in which models are left out, one each at a time."""

WHY = {
    "linear_efficiency": "of a model and software like those timed, on an H100",
    "attention_efficiency": "the same of attention, whose kernels vary on their own",
    "activation_traffic": "of a software like those timed, which compiles a pass or does not",
    "parallel_overhead": "of a software and chip like those timed on 2 to 8 chips",
    "link_efficiency": "of chips like those timed, which a switch joins, or a bus",
    "decode_time_per_pixel": "of an autoencoder like those timed, on an H100",
}
UNITS = {"decode_time_per_pixel": "s/frame/pixel**2"}


def main() -> None:
    """Learn from all timings, write the sheet, and predict the times of each model from those of the others."""
    data = timings()
    everything = np.ones(len(data), dtype=bool)
    posterior = learnt(data, everything)
    FILE.parent.mkdir(exist_ok=True)
    FILE.write_text(sheet(data, posterior), encoding="utf-8")
    rows = list(predictions(data))
    with (FOLDER / "predictions.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerows([("left_out", "model", "software", "chip", "chips", "seconds", "p5", "p50", "p95"), *rows])
    sys.stdout.write(told(rows))


def of_a_new_one(posterior: Posterior, seed: int = 2) -> dict[str, Floats]:
    """Return draws of the study's assumptions for a model and a software that were not timed."""
    random = np.random.default_rng(seed)

    def another(name: str) -> Floats:
        spread = posterior[f"{name}_spread"]
        return random.normal(size=spread.size) * spread

    common = another("software") + another("model")
    linear = posterior["linear_efficiency"] * np.exp(common)
    kernel = another("kernel") + another("kernel_on_chip")
    attention = posterior["attention_efficiency"] * np.exp(common + kernel)
    return {
        "linear_efficiency": at_most_one(linear),
        "attention_efficiency": at_most_one(attention),
        "activation_traffic": posterior["activation_traffic"] * np.exp(another("fusion")),
        "parallel_overhead": posterior["parallel_overhead"]
        * np.exp(another("software_overhead") + another("chip_overhead")),
        "link_efficiency": at_most_one(posterior["link_efficiency"] * np.exp(another("chip_link"))),
        "decode_time_per_pixel": np.exp(posterior["log_decode_time_per_pixel"] + another("decode_time_per_pixel")),
    }


def chip_efficiencies(posterior: Posterior, seed: int = 3) -> dict[str, Floats]:
    """Return draws of each timed chip's efficiency over a typical H100's, with a software that was not timed on it."""
    random = np.random.default_rng(seed)
    spread = posterior["pair_spread"]
    return {
        name: np.exp(posterior["chip_effect"][:, place] + random.normal(size=spread.size) * spread)
        for place, name in enumerate(posterior.names["chip"])
    }


def sheet(data: Timings, posterior: Posterior) -> str:
    """Return the prior set as YAML: a range for each assumption, with what it rests on."""
    models = len(set(data.labels["model"]))
    provenance = f'source: "{SOURCE.format(rows=len(data), models=models)}", status: judgement, date: {DATE}'
    found = of_a_new_one(posterior)
    lines = ["# Written by examples/video_efficiencies/learn.py from timings of open models; not to be edited."]
    for name, draws in found.items():
        middle = np.median(draws)
        lines += [
            f"{name}:",
            f'  {{value: {_belief(name, draws)}, unit: "{UNITS.get(name, "1")}",',
            f'   why: "{WHY[name]}; median {middle:.3g}",',
            f"   {provenance}}}",
        ]
    lines += ["chip_efficiency:", '  unit: "1"', "  chip:"]
    for chip, draws in chip_efficiencies(posterior).items():
        low, high = np.quantile(draws, LEVELS[::2], method="hazen")
        rows = data.labels["chip"].count(chip)
        value, why = (
            f"{{lognormal: {{p5: {low:.3g}, p95: {high:.3g}}}}}",
            f"{rows} timings on it; software suits it or not",
        )
        lines += [f"    {chip}:", f'      {{value: {value}, why: "{why}",', f"       {provenance}}}"]
    ranks = np.corrcoef([np.log(found[f"{name}_efficiency"]) for name in ("linear", "attention")])[0, 1]
    return "\n".join([*lines, f"# linear and attention efficiency correlate by {ranks:.2f} in logarithms"]) + "\n"


def _belief(name: str, draws: Floats) -> str:
    """Return a share as three quantiles between 0 and 1, and what is positive as a lognormal."""
    if "efficiency" in name:
        low, middle, high = np.quantile(draws, (0.1, 0.5, 0.9), method="hazen")
        return f"{{quantiles: {{p10: {low:.3g}, p50: {middle:.3g}, p90: {high:.3g}, low: 0, high: 1}}}}"
    low, high = np.quantile(draws, LEVELS[::2], method="hazen")
    return f"{{lognormal: {{p5: {low:.3g}, p95: {high:.3g}}}}}"


def predictions(data: Timings) -> Iterator[tuple[object, ...]]:
    """Yield a row for each timing, predicted from other models, or from clusters of other sizes."""
    folds = {model: np.array([one != model for one in data.labels["model"]]) for model in data.groups("model")[0]}
    folds["clusters of 4"] = data.values["chips"] != 4
    folds["clusters of 2 and 4"] = ~np.isin(data.values["chips"], (2, 4))
    with ProcessPoolExecutor(WORKERS, get_context("spawn")) as pool:
        for left_out, seen, times in zip(folds, folds.values(), pool.map(predicted, folds.values()), strict=True):
            for row in np.flatnonzero(~seen):
                yield (
                    left_out,
                    *(data.labels[label][row] for label in ("clip", "software", "chip")),
                    int(data.values["chips"][row]),
                    data.values["seconds"][row],
                    *(f"{one:.4g}" for one in times[:, row]),
                )


def predicted(seen: npt.NDArray[np.bool_]) -> Floats:
    """Return P5, P50 and P95 of the time of each row, as the rows that are seen predict it."""
    posterior = learnt(timings(), seen, FOLD)
    noise = np.random.default_rng(4).standard_t(STUDENT, size=posterior["log_time"].shape)
    times = np.exp(posterior["log_time"] + noise * posterior["noise"][:, None])
    return np.quantile(times, LEVELS, axis=0, method="hazen")


def told(rows: list[tuple[object, ...]]) -> str:
    """Return how many of the left-out times lay inside their 90% interval, and how far the medians were off."""
    lines = []
    for left_out in dict.fromkeys(row[0] for row in rows):
        own = np.array([[float(str(one)) for one in row[5:]] for row in rows if row[0] == left_out])
        inside = np.mean((own[:, 1] <= own[:, 0]) & (own[:, 0] <= own[:, 3]))
        off = np.abs(own[:, 2] / own[:, 0] - 1)
        lines.append(
            f"{left_out}: {inside:.0%} of {len(own)} inside 90%, "
            f"medians off by {np.median(off):.0%}, at most {off.max():.0%}"
        )
    return "\n".join(lines) + f"\n{SHEET.chains} chains of {SHEET.draws} draws for the sheet\n"


if __name__ == "__main__":
    main()
