"""Every key of a composed config, and where the shipped ones lie."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from hydra.core.config_store import ConfigStore

from uncertain_compute.analysis.sensitivity.stages import ACCURACY, BUDGET
from uncertain_compute.draws.settings import ENGINES
from uncertain_compute.errors import did_you_mean
from uncertain_compute.posterior.methods import Method

PACKAGE = Path(__file__).parents[1]
CONF = next(folder for folder in (PACKAGE / "conf", PACKAGE.parent / "conf") if folder.is_dir())
"""The shipped configuration: inside the package once it is built, beside it in a checkout."""


@dataclass
class Schema:
    """Every key of a composed config, with its type; conf/config.yaml says what each is for."""

    model: Any = None
    priors: Any = None
    evidence: Any = None
    method: str = Method().name
    posterior_draws: int | None = None
    accept_failed: bool = False
    targets: Any = field(default_factory=list)
    draws: int = 65536
    chains: int = 16
    seed: int = 0
    design: str = "sobol"
    precision: float | None = None
    max_draws: int = 2**30
    keep: str = "draws"
    engine: str = ENGINES[0]
    threads: int | None = None
    ci_prob: float = 0.9
    ci_kind: str = "eti"
    sensitivity: Any = "tornado"
    factors: Any = None
    scale: str = "auto"
    accuracy: float | None = ACCURACY
    budget: int = BUDGET
    compare: Any = None
    statistic: str = "median"
    report: str = "html"
    formats: Any = "svg"
    output: str = "text"
    runs: str = "runs"
    show: str | None = None
    beside: str | None = None
    view: str | None = None


KEYS = tuple(Schema.__dataclass_fields__)
STUDY_KEYS = ("model", "priors", "evidence")
"""Keys that say the study; the others say what is to be done with it."""


def no_such_key(key: str, first: str = "") -> str:
    """Return the message that a config has no such key, or none that begins so."""
    return f"{key}: no such key; {did_you_mean(first or key, {*KEYS, 'scenario'})}"


def register_schema() -> None:
    """Let Hydra check the types of the config's own keys."""
    ConfigStore.instance().store(name="schema", node=Schema)
