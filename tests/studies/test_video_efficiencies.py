"""What is learnt of efficiencies from timings: with the study's structure, and as good as what it did not see."""

import csv
from importlib import import_module
from typing import Any

import numpy as np
import pytest
from repository import shipped_study
from xarray import Variable

import uncertain_compute as uc
from tests.repository import EXAMPLES
from uncertain_compute.model.evaluation import evaluate

FOLDER = EXAMPLES / "video_efficiencies"
WITH_OWN_DECODER = 16.0
"""The seconds of the one timing of FastVideo that is of the whole, with prompt and decoder."""

LEARNT = {
    "linear_efficiency",
    "attention_efficiency",
    "activation_traffic",
    "parallel_overhead",
    "link_efficiency",
    "decode_time_per_pixel",
}


@pytest.fixture
def timings(monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.syspath_prepend(str(FOLDER))
    return import_module("timings")


def test_flop_of_a_timed_clip_are_those_counted_layer_by_layer(timings: Any) -> None:
    data = timings.timings()
    counted = data.values["passes"] * (data.values["linear"] + data.values["attention"])
    by_hand = {"Wan2.1 T2V-14B 720p": 6.523e17, "HunyuanVideo": 6.034e17, "Step-Video 544p": 1.068e18}
    for clip, flop in by_hand.items():
        row = next(row for row, one in enumerate(data.labels["clip"]) if one == clip)
        assert counted[row] == pytest.approx(flop, rel=0.005)


def test_the_time_that_is_learnt_from_is_that_of_the_studys_equations(timings: Any) -> None:
    """At one point, with efficiencies below the peak: but for the reading of weights, which takes 0.1% of the time."""
    data = timings.timings()
    row = next(row for row in range(len(data)) if data.values["chips"][row] == 8)
    of = {name: float(value[row]) for name, value in data.values.items()}
    rest = {"traffic": 150.0, "overhead": 0.002, "link": 0.8, "decode": 0.3e-6, "speed": 1.0}
    clip = {"sequence_tokens": of["activations"] / (40 * 5120 * 2), "width": 5120.0, "depth": 40.0}
    flop = {"linear_flop": of["linear"], "attention_flop": of["attention"], "clip_pixels": of["pixels"]}
    beliefs = {"linear_efficiency": 0.5, "attention_efficiency": 0.6, "activation_traffic": 150.0}
    beliefs |= {
        "parallel_overhead": 0.002,
        "link_efficiency": 0.8,
        "decode_time_per_pixel": 0.3e-6,
        "weight_memory": 0.0,
    }
    passes = {"diffusion_steps": of["passes"], "guidance_passes": 1.0, "chips": of["chips"]}
    given = {name: Variable((), one) for name, one in (clip | flop | beliefs | passes).items()}
    given["chip_efficiency"] = Variable("chip", [1.0])
    study = uc.load("video", priors="expert", overrides=["model.dimensions.chip=[H100 SXM]"])
    facts = {"flop_rate": "bf16_flop_rate", "memory_rate": "memory_rate", "link_rate": "link_rate"}
    of |= {name: float(study.medians([fact])[fact].values[0]) for name, fact in facts.items()}
    known = study.medians() | given
    equations, _ = study.graph.needed(["clip_time"], study.assumptions)
    found = evaluate([one for one in equations if one.name not in given], known)["clip_time"]
    assert float(found.values[0]) == pytest.approx(float(timings.time_of(of, 0.5, 0.6, rest)), rel=1e-9)


def test_both_sets_take_what_was_learnt() -> None:
    for name in ("published", "expert"):
        columns = shipped_study(name, model="video").columns
        assert all("learn.py" in columns[one].prior.source for one in (*LEARNT, "chip_efficiency[H20]"))
        assert "learn.py" not in columns["chip_efficiency[MI300X]"].prior.source


def left_out(*groups: str, software: str = "") -> np.ndarray:
    """Return seconds, P5, P50 and P95 of timings that were predicted without their group."""
    with (FOLDER / "predictions.csv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["left_out"] in groups and software in row["software"]]
    return np.array([[float(row[name]) for name in ("seconds", "p5", "p50", "p95")] for row in rows])


def test_models_that_were_left_out_lie_in_their_intervals(timings: Any) -> None:
    """90% of 73 timings, which are not independent: a model's lie in or out together, so at least 85%."""
    seconds, low, _, high = left_out(*timings.timings().groups("model")[0]).T
    assert len(seconds) == 73
    assert np.mean((low <= seconds) & (seconds <= high)) >= 0.85


def test_a_model_that_was_left_out_is_predicted_where_its_software_was_timed_on_the_chip() -> None:
    """48 timings on data-centre chips by software that timed another model, too, one to eight chips.

    The one that contains the time of an autoencoder of its own is not among them: no other model has that one.
    """
    with (FOLDER / "predictions.csv").open(encoding="utf-8", newline="") as file:
        rows = [
            row
            for row in csv.DictReader(file)
            if row["software"] in ("Wan2.1", "Wan2.2", "FastVideo 2025-08")
            and (not row["left_out"].startswith("clusters") and row["chip"] != "RTX 4090")
            and float(row["seconds"]) != WITH_OWN_DECODER
        ]
    off = [abs(float(row["p50"]) / float(row["seconds"]) - 1) for row in rows]
    assert len(off) == 48
    assert max(off) < 0.15


def test_hunyuan_video_is_predicted_from_the_kernel_that_it_names() -> None:
    seconds, low, middle, high = left_out("HunyuanVideo").T
    assert len(seconds) == 4
    assert (low <= seconds).all()
    assert (seconds <= high).all()
    assert np.median(np.abs(middle / seconds - 1)) < 0.15


def test_clusters_of_four_are_predicted_from_those_of_one_two_and_eight() -> None:
    seconds, _, middle, _ = left_out("clusters of 4", software="Wan2.1").T
    assert len(seconds) == 7
    assert np.abs(middle / seconds - 1).max() < 0.05


def test_clusters_of_two_and_four_are_predicted_from_one_and_eight_chips() -> None:
    """12 timings of 14B on three chips; those of 1.3B are on consumer cards, of which eight divide a clip otherwise."""
    seconds, _, middle, _ = left_out("clusters of 2 and 4", software="Wan2.1").T
    off = np.sort(np.abs(middle / seconds - 1))
    assert len(off) == 14
    assert off[:12].max() < 0.05
