"""Timings of open video models, each with what the layers, the clip and the chip say of it."""

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from uncertain_compute.config.key_names import CONF
from uncertain_compute.config.tables import facts_in
from uncertain_compute.studies.video.transformer import attention_flop, linear_flop

type Floats = npt.NDArray[np.float64]

FOLDER = Path(__file__).parent
REFERENCE = "H100 SXM"
H100_FLOP_RATE = 989.4e12
GENERATION = {
    "H100 SXM": "Hopper",
    "H200 SXM": "Hopper",
    "H20": "Hopper",
    "A100 80GB SXM": "Ampere or Ada",
    "RTX 4090": "Ampere or Ada",
}
"""Chips that run the same kernels alike."""

COMPILED = {"yes": "compiled", "no": "not compiled"}
LATENT_CHANNELS, BYTES_PER_ACTIVATION = 16, 2


@dataclass(frozen=True, slots=True)
class Timings:
    """Measured times, a row each.

    Attributes
    ----------
    labels
        By ``model``, ``software``, ``chip``, ``pair`` (software and chip), ``kernel`` (of attention),
        ``kernel_on_chip`` and ``fusion`` (whether other operations are compiled into fewer): the name of each row.
    values
        By name, of each row: ``seconds``, ``passes``, ``chips``; ``linear`` and ``attention`` (FLOP of a pass),
        ``activations`` (bytes that a pass holds in all layers), ``pixels`` (decoded); ``flop_rate``, ``memory_rate``
        and ``link_rate`` of the chip.
    """

    labels: dict[str, list[str]]
    values: dict[str, Floats]

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self.values["seconds"])

    def groups(self, label: str) -> tuple[list[str], npt.NDArray[np.intp]]:
        """Return the names of groups, and the place of each row's."""
        names = list(dict.fromkeys(self.labels[label]))
        return names, np.array([names.index(one) for one in self.labels[label]])


def timings() -> Timings:
    """Return the timings that lie beside this file."""
    clips = {row["clip"]: row for row in _rows("clips.csv")}
    rows = _rows("timings.csv")
    facts = facts_in(CONF / "tables" / "chips.csv", "chip")
    chip = [row["chip"] for row in rows]
    of_clip = {name: [_features(clip)[name] for clip in (clips[row["clip"]] for row in rows)] for name in FEATURES}
    whole = [row["stages"] == "whole" for row in rows]
    rates = {"flop_rate": "bf16_flop_rate", "memory_rate": "memory_rate", "link_rate": "link_rate"}
    values = {
        **{name: [float(row[name]) for row in rows] for name in ("seconds", "passes", "chips")},
        **of_clip,
        **{name: [float(facts[fact][one]["value"]) for one in chip] for name, fact in rates.items()},
    }
    values["pixels"] = np.where(whole, values["pixels"], 0.0).tolist()
    software = [row["software"] for row in rows]
    labels = {
        "clip": [row["clip"] for row in rows],
        "model": [clips[row["clip"]]["model"] for row in rows],
        "software": software,
        "chip": chip,
        "pair": [f"{one} on {other}" for one, other in zip(software, chip, strict=True)],
        "kernel": (kernel := [row["kernel"] or f"that of {row['software']}" for row in rows]),
        "kernel_on_chip": [f"{one} on {GENERATION.get(of, of)}" for one, of in zip(kernel, chip, strict=True)],
        "fusion": [COMPILED.get(row["compiled"]) or f"that of {row['software']}" for row in rows],
    }
    return Timings(labels, {name: np.asarray(value, dtype=float) for name, value in values.items()})


def time_of(of: Mapping[str, Any], linear: Any, attention: Any, rest: Mapping[str, Any]) -> Any:
    """Return the seconds of each row, from the shares of the peak that are reached and the rest of what is learnt."""
    traffic, overhead, decode, speed = (rest[name] for name in ("traffic", "overhead", "decode", "speed"))
    compute = (of["linear"] / linear + of["attention"] / attention) / of["flop_rate"]
    moved = of["activations"] * traffic / of["memory_rate"]
    chips = of["chips"]
    link = 4 * of["activations"] * (chips - 1) / chips / (of["link_rate"] * rest["link"] * chips)
    one_pass = (compute + moved) * (1 + overhead * chips * (chips - 1)) / chips + link
    rate = of["flop_rate"] / H100_FLOP_RATE
    return of["passes"] * one_pass + of["pixels"] * decode / (rate * speed)


FEATURES = ("linear", "attention", "activations", "pixels")


def _features(clip: dict[str, str]) -> dict[str, float]:
    """Return what one pass over a clip takes, by the equations of the study."""
    number = {name: float(value) for name, value in clip.items() if name not in ("clip", "model", "source", "status")}
    side, depth, width = number["token_side"], number["depth"], number["width"]
    tokens = number["latent_frames"] * number["height"] / side * number["frame_width"] / side
    cross, text = number["cross_attention"], number["text_tokens"]
    ratio = number["feed_forward"] / width
    linear = linear_flop(
        tokens,
        text,
        1 - cross,
        cross,
        1.0,
        4 + 2 * cross + 2 * ratio,
        0.0,
        width * 8 * LATENT_CHANNELS,
        depth,
        width,
        1.0,
        2.0,
    )
    attention = attention_flop(tokens, text, 1 - cross, cross, 1.0, depth, width, 4.0)
    activations = (tokens + (1 - cross) * text) * width * depth * BYTES_PER_ACTIVATION
    pixels = number["frames"] * number["height"] * number["frame_width"]
    return dict(zip(FEATURES, map(float, (linear, attention, activations, pixels)), strict=True))


def _rows(name: str) -> Sequence[dict[str, str]]:
    with (FOLDER / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
