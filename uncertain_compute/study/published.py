"""Published estimates of a study's quantities."""

from collections.abc import Iterable
from dataclasses import dataclass

from uncertain_compute.errors import UncertainComputeError, quoted
from uncertain_compute.priors.reading.config_key import ConfigKey


@dataclass(frozen=True, slots=True)
class PublishedRange:
    """A published estimate of a quantity: one number, or a range."""

    quantity: str
    low: float
    high: float

    def __post_init__(self) -> None:
        """Check the quantity's name, and that low and high are numbers in order.

        Raises
        ------
        UncertainComputeError
            If one of them is wrong.
        """
        config_key = ConfigKey("model.published")
        if not isinstance(self.quantity, str) or not self.quantity.isidentifier():
            raise config_key.at("quantity").error(
                f"{quoted(self.quantity)} is not the name of a quantity, without coordinates"
            )
        config_key = config_key.at(self.quantity)
        low, high = config_key.at("low").number(self.low), config_key.at("high").number(self.high)
        if low > high:
            raise config_key.error(f"low = {low:g} is above high = {high:g}")


def by_quantity(figures: Iterable[PublishedRange]) -> dict[str, PublishedRange]:
    """Return published ranges by their quantity.

    Raises
    ------
    UncertainComputeError
        If a quantity has two.
    """
    found = list(figures)
    quantities = [figure.quantity for figure in found]
    if twice := next((name for name in quantities if quantities.count(name) > 1), None):
        raise UncertainComputeError(f"model.published: {twice!r} comes twice; a quantity has one number, or one range")
    return dict(zip(quantities, found, strict=True))
