"""Read an `Observation` from its entry in an evidence set."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Self

from uncertain_compute.addresses import name_of
from uncertain_compute.errors import shortened
from uncertain_compute.evidence.error_models.error_model import ErrorModel, WrittenError
from uncertain_compute.evidence.error_models.registry import ERROR_MODELS
from uncertain_compute.priors.reading.config_key import ConfigKey
from uncertain_compute.priors.reading.spec import STATUSES

MEASURED_ON = "measured_on"
SETUP = ("software", "chip", "chips", "stages")
"""What was timed: by which software, on which chip and how many of it, and which stages of the work."""

STAGES = ("whole", "denoising")
"""From prompt to video, or the steps alone."""

PROVENANCE = ("source", "date", "status", "why")
KEYS = ("quantity", "observed", "error", "between", "unit", MEASURED_ON, *PROVENANCE)
TEXTS = ("quantity", "unit", "source", "status", "why")
NEEDED = ("quantity", "observed", "error", "unit", "source", "date", "status")
EVIDENCE_KEYS = {"equations": list, "inputs": dict, "observations": dict}
"""Keys of an evidence set, each with its type as Python names it."""


@dataclass(frozen=True, slots=True)
class Observation:
    """One observation: a quantity, what was measured of it, its error model, and the source.

    Attributes
    ----------
    quantity
        An assumption or a quantity, or one coordinate of it as ``name[coordinate]``.
    observed
        Measurements of the same thing, in its own unit.
    measured_on
        What a timing is of: software, chip, how many of it, and stages; empty for anything else.
    """

    name: str
    quantity: str
    observed: tuple[float, ...]
    error: ErrorModel
    unit: str
    source: str
    date: str
    status: str
    why: str = ""
    measured_on: str = ""

    @property
    def of(self) -> str:
        """Return the assumption or the quantity that it is about, without a coordinate."""
        return name_of(self.quantity)

    @property
    def key(self) -> str:
        """Return the observation's config key."""
        return f"evidence.observations.{self.name}"

    @property
    def compared(self) -> float:
        """Return the number that is compared with the quantity."""
        return self.error.compared(self.observed)

    def in_unit(self, unit: str, factor: float) -> "Observation":
        """Return this observation in another unit, which is ``factor`` times smaller; a count has no unit."""
        if self.error.is_count:
            return self
        observed = tuple(factor * one for one in self.observed)
        return replace(self, observed=observed, error=self.error.in_unit(factor), unit=unit)


@dataclass(frozen=True, slots=True)
class Evidence:
    """Observations, with the equations and assumptions that connect them to the study's quantities.

    Attributes
    ----------
    observations
        The observations.
    equations
        Further equations, which connect them to the study's quantities.
    inputs
        Assumptions by name; each may have a ``unit`` and a ``label``, like a model's inputs.

    Examples
    --------
    >>> import uncertain_compute as uc
    >>> bill = {"quantity": "cost", "observed": 900, "error": {"lognormal": 1.2}, "unit": "USD", "source": "an invoice"}
    >>> evidence = uc.Evidence.of({"bill": {**bill, "date": "2026-01", "status": "found"}})
    >>> evidence.observations[0].quantity, evidence.observations[0].observed
    ('cost', (900.0,))
    """

    observations: tuple[Observation, ...] = ()
    equations: tuple[Callable[..., Any], ...] = ()
    inputs: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)

    @classmethod
    def of(
        cls,
        observations: Any,
        equations: Iterable[Callable[..., Any]] = (),
        inputs: Mapping[str, Mapping[str, Any]] | None = None,
    ) -> Self:
        """Read observations from a mapping by name; docs/how_to/use_evidence.md lists the keys and error models.

        Raises
        ------
        UncertainComputeError
            If a key is missing or unknown, a value is not a number or is out of range, or an error is not positive.
        """
        entries = ConfigKey("evidence.observations").mapping(observations, "observations by name")
        return cls(tuple(_observation(name, entry) for name, entry in entries.items()), tuple(equations), inputs or {})


def _observation(name: str, written: Any) -> Observation:
    config_key = ConfigKey(f"evidence.observations.{name}")
    entry = config_key.mapping(written, "an observation: " + ", ".join(NEEDED), KEYS, "an observation")
    for key in NEEDED:
        if entry.get(key) is None or entry[key] == "":
            raise config_key.at(key).error("missing; an observation needs " + ", ".join(NEEDED))
    config_key.at("status").fail_unless_one_of(entry["status"], STATUSES)
    observed = _numbers(entry["observed"], config_key.at("observed"))
    error = _error(entry, observed, config_key)
    date = config_key.at("date").date(entry["date"])
    texts = {key: config_key.at(key).text(entry[key]) for key in TEXTS if entry.get(key) is not None}
    setup, here = entry.get(MEASURED_ON), config_key.at(MEASURED_ON)
    if setup is not None:
        texts[MEASURED_ON] = _setups(setup, len(observed), here)
    return Observation(name=name, observed=observed, error=error, date=date, **texts)


def _setups(written: Any, measurements: int, config_key: ConfigKey) -> str:
    """Return what timings were measured on, ``Wan2.1 on 8 x H100 SXM, whole``: one text for all, or one for each."""
    if not isinstance(written, list):
        return _setup(written, config_key)
    if len(written) != measurements:
        raise config_key.error(
            f"has {len(written)} entries for {measurements} measurements; state one for each, or one"
        )
    return "; ".join(_setup(one, config_key.at(number)) for number, one in enumerate(written))


def _setup(written: Any, config_key: ConfigKey) -> str:
    said = config_key.mapping(written, "what was timed: " + ", ".join(SETUP), SETUP, "what was timed")
    for key in SETUP:
        if said.get(key) is None or said[key] == "":
            raise config_key.at(key).error("missing; what was timed has " + ", ".join(SETUP))
    config_key.at("stages").fail_unless_one_of(said["stages"], STAGES)
    software, chip = (config_key.at(key).text(said[key]) for key in ("software", "chip"))
    return f"{software} on {config_key.at('chips').number(said['chips']):g} x {chip}, {said['stages']}"


def _numbers(written: Any, config_key: ConfigKey) -> tuple[float, ...]:
    listed = written if isinstance(written, list) else [written]
    if not listed:
        raise config_key.error("is an empty list; state the measurements")
    return tuple(config_key.number(one) for one in listed)


def _error(entry: Mapping[str, Any], observed: tuple[float, ...], config_key: ConfigKey) -> ErrorModel:
    written = config_key.at("error").mapping(
        entry["error"], f"one of {', '.join(ERROR_MODELS)} with its scale, as in {{normal: 2}}"
    )
    if len(set(written) & set(ERROR_MODELS)) > 1:
        kinds, extra = shortened(" and ".join(written)), f"~{config_key.key}.error.{next(iter(written))}"
        raise config_key.at("error").error(f"has {kinds}; it can have only one, so remove one, as in {extra}")
    for name in written:
        config_key.at("error").fail_unless_one_of(name, ERROR_MODELS)
    ((kind, parameters),) = written.items()
    return ERROR_MODELS[kind](WrittenError(kind, parameters, observed, entry.get("between"), config_key))
