"""Read outcomes: numbers that became known after a forecast was made."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from uncertain_compute.addresses import address_of, labels_of, name_of
from uncertain_compute.errors import UncertainComputeError
from uncertain_compute.files.documents import document
from uncertain_compute.priors.reading.config_key import ConfigKey

SINCE, HELD_OUT, OUTCOMES = "since", "held_out", "outcomes"
KEYS = ("quantity", "observed", "unit", "entity", "date", "status", "why", "source")
STATUSES = ("found", "computed")
TEXTS = ("entity", "date", "status", "source", "why")


@dataclass(frozen=True, slots=True)
class Outcome:
    """A number that became known for a quantity, or for one of its columns, ``name[coordinate]``."""

    name: str
    quantity: str
    observed: float
    unit: str
    entity: str
    date: str
    status: str
    why: str
    source: str

    @property
    def of(self) -> str:
        """Return the assumption or the quantity, without its coordinate."""
        return name_of(self.quantity)


def outcomes_of(path: Path) -> tuple[str, list[Outcome]]:
    """Return the date after which a file's outcomes became known, and the outcomes.

    The date is empty if the outcomes were ``held_out``: no belief was updated by them, though they were known.

    Raises
    ------
    UncertainComputeError
        If it cannot be read, a key is missing or unknown, a value is not a number, or an outcome is not after
        ``since``.
    """
    written = document(path)
    if not isinstance(written, Mapping) or set(written) not in ({SINCE, OUTCOMES}, {HELD_OUT, OUTCOMES}):
        raise UncertainComputeError(f"{path}: needs the keys {SINCE}, a date, or {HELD_OUT}, a reason, and {OUTCOMES}")
    config_key = ConfigKey(f"{path.name}: {OUTCOMES}")
    if HELD_OUT in written:
        ConfigKey(f"{path.name}: {HELD_OUT}").text(written[HELD_OUT])
    since = ConfigKey(f"{path.name}: {SINCE}").date(written[SINCE]) if SINCE in written else ""
    entries = config_key.mapping(written[OUTCOMES], "outcomes by name")
    return since, [
        _outcome(own_name, own, since, config_key.at(name))
        for name, entry in entries.items()
        for own_name, own in _steps_of_path(name, entry, config_key.at(name))
    ]


def _steps_of_path(name: str, written: Any, config_key: ConfigKey) -> Iterator[tuple[str, Any]]:
    """Yield an outcome with its name; for a path, ``observed: {2025: 3e6, 2026: 9e6}``, one for each coordinate."""
    if not isinstance(written, Mapping) or not isinstance(written.get("observed"), Mapping):
        yield name, written
        return
    of = config_key.at("quantity").text(written.get("quantity"))
    steps = config_key.at("observed").mapping(written["observed"], "a number for each coordinate")
    for label, observed in steps.items():
        column = address_of(name_of(of), [*labels_of(of), label])
        yield f"{name} {label}", {**written, "quantity": column, "observed": observed}


def _outcome(name: str, written: Any, since: str, config_key: ConfigKey) -> Outcome:
    entry = config_key.mapping(written, ", ".join(KEYS), KEYS)
    for key in KEYS:
        if entry.get(key) in (None, ""):
            raise config_key.at(key).error("missing; an outcome needs " + ", ".join(KEYS))
    config_key.at("status").fail_unless_one_of(entry["status"], STATUSES)
    date = config_key.at("date").date(entry["date"])
    known = min(len(date), len(since))
    if since and date[:known] <= since[:known]:
        raise config_key.at("date").error(f"{date} is not later than {since}, so a forecast could know it")
    observed = config_key.at("observed").number(entry["observed"])
    texts = {key: config_key.at(key).text(entry[key]) for key in KEYS if key not in ("observed", "date")}
    return Outcome(name=name, observed=observed, date=date, **texts)
