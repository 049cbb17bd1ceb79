"""A hierarchical model of timings: software, kernels, chips and models each have an effect, drawn from a population.

An attention kernel suits a chip or not: on a Hopper, FlashAttention 2 reaches half of what its successor does. What a
pass moves through memory beside its products falls to a sixth where it is compiled.

The time of a clip is that of the study's equations (`uncertain_compute.studies.video.timing`), on so many chips.
"""

from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pymc as pm
import pytensor.tensor as pt
from timings import REFERENCE, Timings, time_of

type Floats = npt.NDArray[np.float64]


class Population(NamedTuple):
    """What effects, in logarithms, are drawn from.

    Attributes
    ----------
    label
        Rows of one label have one effect.
    spread
        Median of what is believed of the spread; a factor of 2.3 either way holds 90%.
    """

    label: str
    spread: float


POPULATIONS = {
    "software": Population("software", 0.15),
    "chip": Population("chip", 0.2),
    "pair": Population("pair", 0.08),
    "model": Population("model", 0.05),
    "kernel": Population("kernel", 0.3),
    "kernel_on_chip": Population("kernel_on_chip", 0.2),
    "fusion": Population("fusion", 0.6),
    "software_overhead": Population("software", 0.5),
    "chip_overhead": Population("chip", 0.5),
    "chip_link": Population("chip", 0.7),
}

ACCEPT = 0.9
CAP = 16


class Size(NamedTuple):
    """How long to sample."""

    draws: int
    tune: int
    chains: int


SHEET, FOLD = Size(750, 750, 2), Size(300, 300, 1)


@dataclass(frozen=True, slots=True)
class Posterior:
    """Draws of what was learnt: by name an array whose first axis is the draw."""

    draws: dict[str, Floats]
    names: dict[str, list[str]]

    def __getitem__(self, name: str) -> Floats:
        """Return the draws of a variable."""
        return self.draws[name]


def learnt(data: Timings, seen: npt.NDArray[np.bool_], size: Size = SHEET) -> Posterior:
    """Return the posterior of all effects, of unseen groups too, from the rows that are seen."""
    with _model(data, seen):
        trace = pm.sample(**size._asdict(), cores=1, target_accept=ACCEPT, random_seed=1, progressbar=False)
    stacked = trace.posterior.to_dataset().stack(sample=("chain", "draw"))
    found = {str(name): stacked[name].transpose("sample", ...).to_numpy() for name in stacked.data_vars}
    return Posterior(found, {name: data.groups(one.label)[0] for name, one in POPULATIONS.items()})


def at_most_one(share: Any) -> Any:
    """Return a share that comes no nearer to the peak than the peak, smoothly, so that a sampler can follow it."""
    return share / (1 + share**CAP) ** (1 / CAP)


def _model(data: Timings, seen: npt.NDArray[np.bool_]) -> pm.Model:
    with pm.Model() as model:
        linear, attention = (pm.LogNormal(f"{name}_efficiency", np.log(0.6), 0.35) for name in ("linear", "attention"))
        traffic = pm.LogNormal("activation_traffic", np.log(250.0), 0.7)
        decode = _spread_about("decode_time_per_pixel", (0.38e-6, 0.7, 0.5), data, "model")
        overhead = pm.LogNormal("parallel_overhead", np.log(0.002), 1.0)
        link = pm.LogNormal("link_efficiency", np.log(0.5), 0.5)
        effects = {name: _effects(name, one, data) for name, one in POPULATIONS.items()}
        kernels = effects["kernel"] + effects["kernel_on_chip"]
        speed = pt.exp(effects["chip"] + effects["pair"])
        shares = (
            at_most_one(linear * pt.exp(effects["software"]) * speed),
            at_most_one(attention * pt.exp(effects["software"] + kernels) * speed),
        )
        rest = {"traffic": traffic * pt.exp(effects["fusion"]), "decode": decode, "speed": speed}
        rest["overhead"] = overhead * pt.exp(effects["software_overhead"] + effects["chip_overhead"])
        rest["link"] = at_most_one(link * pt.exp(effects["chip_link"]))
        time = time_of(data.values, *shares, rest)
        mean = pm.Deterministic("log_time", pt.log(time) + effects["model"])
        noise = pm.HalfNormal("noise", 0.05)
        pm.StudentT("observed", nu=5, mu=mean[seen], sigma=noise, observed=np.log(data.values["seconds"][seen]))
    return model


def _effects(name: str, of: Population, data: Timings) -> Any:
    """Return the effect of each row's group, in logarithms; the reference chip's on the share of the peak is none."""
    names, place = data.groups(of.label)
    spread = pm.LogNormal(f"{name}_spread", np.log(of.spread), 0.5)
    effect = pm.Normal(f"{name}_own", 0.0, spread, shape=len(names))
    if name == "chip":
        effect = effect * np.array([one != REFERENCE for one in names])
    return pm.Deterministic(f"{name}_effect", effect)[place]


def _spread_about(name: str, belief: tuple[float, float, float], data: Timings, label: str) -> Any:
    """Return a positive number of each row's group: median, how sure that is, and median spread between groups."""
    names, place = data.groups(label)
    median, sd, scale = belief
    centre = pm.Normal(f"log_{name}", np.log(median), sd)
    spread = pm.LogNormal(f"{name}_spread", np.log(scale), 0.5)
    return pt.exp(pm.Normal(f"{name}_own", centre, spread, shape=len(names)))[place]
