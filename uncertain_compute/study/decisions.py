"""Decisions that depend on uncertain quantities: how much to order, or which option to choose."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from uncertain_compute.errors import UncertainComputeError, nearest_hint, quoted
from uncertain_compute.priors.reading.config_key import LARGEST, SMALLEST, ConfigKey


@dataclass(frozen=True, slots=True)
class Order:
    """How much to commit to of a quantity that is not known yet: the newsvendor's decision.

    Attributes
    ----------
    quantity
        The quantity that will be needed.
    idle_cost, missing_cost
        Loss per unit committed to but not needed, and per unit needed but not committed to. Positive numbers, or names
        of assumptions or quantities.
    label
        The decision in words.

    Examples
    --------
    >>> import uncertain_compute as uc
    >>> uc.Order("peak_gpus", idle_cost=1700, missing_cost="missing_gpu_cost").subject
    'how much of peak_gpus to commit to'
    """

    quantity: str
    idle_cost: float | str
    missing_cost: float | str
    label: str = ""

    def __post_init__(self) -> None:
        """Check that numeric costs are positive.

        Raises
        ------
        UncertainComputeError
            If one is not.
        """
        for key, cost in {"idle_cost": self.idle_cost, "missing_cost": self.missing_cost}.items():
            if not isinstance(cost, str) and not (_is_number(cost) and cost >= SMALLEST):
                raise UncertainComputeError(f"decision.{key}: {quoted(cost)} is not a positive number or a name")

    @property
    def names(self) -> list[str]:
        """Return the assumptions and quantities that the decision needs."""
        return [name for name in (self.quantity, self.idle_cost, self.missing_cost) if isinstance(name, str)]

    @property
    def subject(self) -> str:
        """Return the decision in words."""
        return self.label or f"how much of {self.quantity} to commit to"


@dataclass(frozen=True, slots=True)
class Choice:
    """Which of several options to take: each is a value of a fixed assumption.

    Attributes
    ----------
    assumption
        The assumption that is decided.
    options
        Its value, in the model's unit, for each option.
    loss
        The quantity to keep small.
    label
        The decision in words.

    Examples
    --------
    >>> import uncertain_compute as uc
    >>> uc.Choice("chips_bought", {"few": 1e3, "many": 1e4}, loss="cost").subject
    'which chips_bought to choose'
    """

    assumption: str
    options: Mapping[str, float]
    loss: str
    label: str = ""

    def __post_init__(self) -> None:
        """Check that there are at least two options, and that they are numbers.

        Raises
        ------
        UncertainComputeError
            If there are fewer, or one is not a number.
        """
        if not isinstance(self.options, Mapping) or len(self.options) < 2:
            raise UncertainComputeError("decision.options: needs a mapping of two options or more to their values")
        for label, value in ConfigKey("decision.options").mapping(self.options, "options").items():
            if not _is_number(value):
                raise UncertainComputeError(f"decision.options.{label}: {quoted(value)} is not a number")

    @property
    def names(self) -> list[str]:
        """Return the assumptions and quantities that the decision needs."""
        return [self.assumption, self.loss]

    @property
    def subject(self) -> str:
        """Return the decision in words."""
        return self.label or f"which {self.assumption} to choose"


type Decision = Order | Choice

KEYS = {
    "order": {"order": "quantity", "idle_cost": "idle_cost", "missing_cost": "missing_cost", "label": "label"},
    "choose": {"choose": "assumption", "options": "options", "loss": "loss", "label": "label"},
}
"""For each kind of decision, the keys of its mapping and the attribute that each sets."""


def decision(written: Mapping[str, Any]) -> Decision:
    """Return the decision from a model's mapping.

    Raises
    ------
    UncertainComputeError
        If a key is missing or unknown, or its value is not valid.
    """
    written = ConfigKey("decision").mapping(written, "a decision") if written else {}
    kinds = [kind for kind in KEYS if kind in written]
    if len(kinds) != 1:
        unknown = next((key for key in written if key not in {*KEYS["order"], *KEYS["choose"]}), None)
        hint = "" if unknown is None else nearest_hint(unknown, KEYS)
        raise UncertainComputeError(
            f"decision: has {' and '.join(kinds) or 'neither'}; needs either order or choose{hint}"
        )
    (kind,) = kinds
    ConfigKey("decision").fail_unless_keys(written, KEYS[kind])
    for key in KEYS[kind]:
        if written.get(key) is None and key != "label":
            raise UncertainComputeError(f"decision.{key}: missing")
    given = {attribute: written[key] for key, attribute in KEYS[kind].items() if key in written}
    for key in ("order", "choose", "loss", "label"):
        if key in KEYS[kind] and not isinstance(written.get(key, ""), str):
            raise UncertainComputeError(f"decision.{key}: {quoted(written[key])} is not a text")
    return Order(**given) if kind == "order" else Choice(**given)


def _is_number(value: Any) -> bool:
    is_real = isinstance(value, float | int | np.number) and not isinstance(value, bool)
    return is_real and bool(abs(value) <= LARGEST)
