"""Decisions that depend on uncertain quantities: how much to order or to commit to, or which option to choose."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from uncertain_compute.errors import UncertainComputeError, quoted
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
    def names(self) -> dict[str, str]:
        """Return the assumptions and quantities that the decision needs, by key."""
        costs = {"idle_cost": self.idle_cost, "missing_cost": self.missing_cost}
        return {"order": self.quantity, **{key: cost for key, cost in costs.items() if isinstance(cost, str)}}

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
    def names(self) -> dict[str, str]:
        """Return the assumption and the quantity that the decision needs, by key."""
        return {"choose": self.assumption, "loss": self.loss}

    @property
    def subject(self) -> str:
        """Return the decision in words."""
        return self.label or f"which {self.assumption} to choose"


@dataclass(frozen=True, slots=True)
class Commitment:
    """How much to commit to at each coordinate of an ordered dimension, such as a year, and in which way.

    Each coordinate has one amount and one way, chosen before anything is known. What is needed above the amount costs
    more. What is not used of it is paid for, too.

    Attributes
    ----------
    quantity
        The mean need, a quantity over the ordered dimension.
    options
        For each way to commit, the cost of a unit for all of a coordinate's time, used or not: the name of an
        assumption or a quantity.
    rest
        The way to pay for the rest, which is not committed to, and the cost of a unit that is needed all of the time.
    load
        A quantity over a further dimension, such as the hours of a week: the need at these times over its mean.
        Without it, the need is constant.
    label
        The decision in words.

    Examples
    --------
    >>> import uncertain_compute as uc
    >>> uc.Commitment("mean_need", {"own": "owning_cost"}, {"rent": "rent_cost"}).costs
    {'own': 'owning_cost', 'rent': 'rent_cost'}
    """

    quantity: str
    options: Mapping[str, str]
    rest: Mapping[str, str]
    load: str = ""
    label: str = ""

    def __post_init__(self) -> None:
        """Check that there is a way to commit, one way for the rest, and that their costs are names.

        Raises
        ------
        UncertainComputeError
            If one is missing, or a cost is not a name.
        """
        for key, ways, wrong in (
            ("options", self.options, "needs a mapping of one way or more to the name of its cost"),
            ("rest", self.rest, "needs a mapping of one way to the name of its cost"),
        ):
            if not isinstance(ways, Mapping) or not ways or (key == "rest" and len(ways) > 1):
                raise UncertainComputeError(f"decision.{key}: {wrong}")
            for label, cost in ConfigKey(f"decision.{key}").mapping(ways, key).items():
                if not isinstance(cost, str):
                    raise UncertainComputeError(f"decision.{key}.{label}: {quoted(cost)} is not a name")
        if (twice := {*self.options} & {*self.rest}) != set():
            raise UncertainComputeError(f"decision.rest: {min(twice)} is among the options, too")

    @property
    def costs(self) -> dict[str, str]:
        """Return the name of each way's cost, that of the rest last."""
        return {**self.options, **self.rest}

    @property
    def names(self) -> dict[str, str]:
        """Return the assumptions and quantities that the decision needs, by key."""
        costs = {f"{key}.{way}": cost for key in ("options", "rest") for way, cost in getattr(self, key).items()}
        return {"commit": self.quantity, **({"load": self.load} if self.load else {}), **costs}

    @property
    def subject(self) -> str:
        """Return the decision in words."""
        return self.label or f"how much of {self.quantity} to commit to"


type Decision = Order | Choice | Commitment

KEYS = {
    "order": {"order": "quantity", "idle_cost": "idle_cost", "missing_cost": "missing_cost", "label": "label"},
    "choose": {"choose": "assumption", "options": "options", "loss": "loss", "label": "label"},
    "commit": {"commit": "quantity", "options": "options", "rest": "rest", "load": "load", "label": "label"},
}
"""For each kind of decision, the keys of its mapping and the attribute that each sets."""

CLASSES: Mapping[str, type[Decision]] = {"order": Order, "choose": Choice, "commit": Commitment}
OPTIONAL = ("label", "load")


def decision(written: Mapping[str, Any]) -> Decision:
    """Return the decision from a model's mapping.

    Raises
    ------
    UncertainComputeError
        If a key is missing or unknown, or its value is not valid.
    """
    known = {key for keys in KEYS.values() for key in keys}
    written = ConfigKey("decision").mapping(written, "a decision", known) if written else {}
    kinds = [kind for kind in KEYS if kind in written]
    if len(kinds) != 1:
        raise UncertainComputeError(f"decision: has {' and '.join(kinds) or 'none'}; needs one of {', '.join(KEYS)}")
    (kind,) = kinds
    ConfigKey("decision").fail_unless_keys(written, KEYS[kind])
    for key in KEYS[kind]:
        if written.get(key) is None and key not in OPTIONAL:
            raise UncertainComputeError(f"decision.{key}: missing")
    given = {attribute: written[key] for key, attribute in KEYS[kind].items() if key in written}
    for key in (*KEYS, "loss", *OPTIONAL):
        if key in KEYS[kind] and not isinstance(written.get(key, ""), str):
            raise UncertainComputeError(f"decision.{key}: {quoted(written[key])} is not a text")
    return CLASSES[kind](**given)


def _is_number(value: Any) -> bool:
    is_real = isinstance(value, float | int | np.number) and not isinstance(value, bool)
    return is_real and bool(abs(value) <= LARGEST)
