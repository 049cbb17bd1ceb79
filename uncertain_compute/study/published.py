"""Published estimates of a study's quantities."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Self

from uncertain_compute.addresses import name_of
from uncertain_compute.errors import UncertainComputeError, quoted
from uncertain_compute.priors.reading.config_key import ConfigKey
from uncertain_compute.priors.reading.quantile_keys import QUANTILE_KEY, ascending

KEY = "model.published"


@dataclass(frozen=True, slots=True)
class PublishedRange:
    """A published estimate of a quantity, or of one column of it as ``supply[2030]``: one number, or a range.

    Attributes
    ----------
    quantity
        The name of a quantity, or the address of a column.
    low, high
        The ends of the range; equal for one number.
    quantiles
        The name and the number of each quantile, ascending, if quantiles were published: ``("P50", 720e3)``. Their
        outermost numbers are the ends.
    unit
        The unit of all numbers; the quantity's, if it is left out. A study converts them.

    Examples
    --------
    >>> import uncertain_compute as uc
    >>> uc.PublishedRange("train_gpu_months", 4211, 10528).high
    10528
    """

    quantity: str
    low: float
    high: float
    quantiles: tuple[tuple[str, float], ...] = ()
    unit: str = ""

    def __post_init__(self) -> None:
        """Check the name and the ends.

        Raises
        ------
        UncertainComputeError
            If the name is not that of a quantity, an end is not a number, or low is above high.
        """
        config_key = ConfigKey(KEY)
        if not isinstance(self.quantity, str) or not name_of(self.quantity).isidentifier():
            raise config_key.at("quantity").error(f"{quoted(self.quantity)} is not the name of a quantity")
        config_key = config_key.at(self.quantity)
        low, high = config_key.at("low").number(self.low), config_key.at("high").number(self.high)
        if low > high:
            raise config_key.error(f"low = {low:g} is above high = {high:g}")

    def times(self, factor: float) -> Self:
        """Return the range in a unit that is ``factor`` times smaller."""
        quantiles = tuple((name, factor * value) for name, value in self.quantiles)
        return replace(self, low=factor * self.low, high=factor * self.high, quantiles=quantiles)


def by_address(
    published: Iterable[PublishedRange],
    addresses: Callable[[Sequence[str], str], Iterable[str]],
    factor_to_unit_of: Callable[[str, str, str], float],
) -> dict[str, PublishedRange]:
    """Return published ranges by the address of their quantity or column, in its unit.

    Parameters
    ----------
    addresses
        A function that returns addresses of columns, see `uncertain_compute.study.study.Study.addresses`.
    factor_to_unit_of
        See `uncertain_compute.study.inputs.Inputs.factor_to_unit_of`.

    Raises
    ------
    UncertainComputeError
        If two ranges have the same quantity or column, it does not exist, or its unit is another one.
    """
    found: dict[str, PublishedRange] = {}
    for one in published:
        for address in addresses([one.quantity], KEY):
            if address in found:
                raise UncertainComputeError(f"{KEY}: {address!r} comes twice; a quantity has one number, or one range")
            factor = factor_to_unit_of(address, one.unit, f"{KEY}.{address}.unit")
            found[address] = replace(one.times(factor) if one.unit else one, quantity=address, unit="")
    return found


def published_range(quantity: str, written: Any, config_key: ConfigKey, unit: str = "") -> PublishedRange:
    """Return what was published of a quantity: a number, ``[low, high]``, or quantiles as ``{p10: 3e5, p50: 7.2e5}``.

    Raises
    ------
    UncertainComputeError
        If it is none of these, or the quantiles do not rise.
    """
    if not isinstance(written, Mapping):
        return PublishedRange(quantity, *range_of(written, config_key), unit=unit)
    wrong = [key for key in map(str, written) if not QUANTILE_KEY.match(key)]
    if wrong or not written:
        raise config_key.error(
            f"{quoted(written)} is not a number, nor [low, high], nor quantiles as {{p10: 3, p50: 7}}"
        )
    numbers = {key: config_key.at(key).number(value) for key, value in written.items()}
    levels, values = ascending(numbers, config_key)
    names = [f"P{100 * level:.4g}" for level in levels]
    named = tuple(zip(names, map(float, values), strict=True))
    return PublishedRange(quantity, float(values[0]), float(values[-1]), named, unit)


def range_of(written: Any, config_key: ConfigKey) -> tuple[float, float]:
    """Return the ends of a published range; one number is both.

    Raises
    ------
    UncertainComputeError
        If it is neither a number nor a list of two in ascending order.
    """
    ends = [config_key.number(end) for end in (written if isinstance(written, list) else [written, written])]
    if len(ends) != 2 or ends[0] > ends[1]:
        raise config_key.error(f"{quoted(written)} is not a number, nor [low, high]")
    return ends[0], ends[1]
