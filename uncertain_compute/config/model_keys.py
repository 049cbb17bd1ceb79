"""The keys of a model, each with its type of value."""

from collections.abc import Collection, Mapping
from typing import Any

from uncertain_compute.addresses import address_of
from uncertain_compute.config.merging import SAYING
from uncertain_compute.errors import UncertainComputeError, quoted
from uncertain_compute.plain_text import fail_unless_name
from uncertain_compute.priors.reading.config_key import ConfigKey
from uncertain_compute.priors.reading.spec import PROVENANCE
from uncertain_compute.study.inputs import OF_THE_MODEL
from uncertain_compute.study.published import PublishedRange, published_range

MODEL_KEYS = {
    "equations": list,
    "targets": list,
    "headline": list,
    "dimensions": dict,
    "tables": dict,
    "units": dict,
    "inputs": dict,
    "published": list,
    "guards": list,
    "audit": str,
    "audit_priors": str,
    "backtest": str,
    "charts": str,
    "decision": dict,
    "title": str,
    "about": str,
}
"""Keys of a model's config, each with its type as Python names it."""

DATA_FILES = ("audit", "backtest", "charts")
LISTS_OF_NAMES = ("equations", "targets", "headline")
NEEDED_KEYS = ("quantity", "low", "high")
RANGE_KEYS = (*NEEDED_KEYS, "unit")
PATH_KEYS = ("quantity", "published", "unit")
QUANTILE_KEYS = ("quantity", "quantiles", "unit")


def fail_unless_a_model(model: Mapping[str, Any]) -> None:
    """Raise if a model has an unknown key or a value of the wrong type.

    Raises
    ------
    UncertainComputeError
        If there is one.
    """
    ConfigKey("model").fail_unless_keys(model, MODEL_KEYS, "a model")
    for key, value in model.items():
        fail_unless_a(MODEL_KEYS[key], value, f"model.{key}")
    for key in LISTS_OF_NAMES:
        for name in model.get(key) or ():
            fail_unless_name(name, f"model.{key}")
    dimensions = model.get("dimensions") or {}
    for name, value in dimensions.items():
        fail_unless_a(dict if isinstance(value, Mapping) else list, value, f"model.dimensions.{name}")
    fail_unless_inputs(model.get("inputs") or {}, "model.inputs", dimensions)


def fail_unless_inputs(inputs: Mapping[str, Any], where: str, dimensions: Collection[str]) -> None:
    """Raise if an input has an unknown key.

    Raises
    ------
    UncertainComputeError
        If there is one.
    """
    allowed = {*OF_THE_MODEL, *PROVENANCE, *SAYING, *dimensions}
    for name, entry in inputs.items():
        fail_unless_name(name, where)
        if entry is None:
            raise UncertainComputeError(f"{where}.{name}: is empty; leave it out, or state its unit")
        fail_unless_a(dict, entry, f"{where}.{name}")
        ConfigKey(f"{where}.{name}").fail_unless_keys(entry, allowed, "an input")


def fail_unless_a(kind: type, value: Any, where: str) -> None:
    """Raise if a value has the wrong type; None passes.

    Raises
    ------
    UncertainComputeError
        If it has.
    """
    if value is not None and not isinstance(value, kind):
        wanted = {"list": "a list", "dict": "a mapping", "str": "a text"}[kind.__name__]
        raise UncertainComputeError(f"{where}: {value!r} is not {wanted}")


def published_ranges(written: Any) -> list[PublishedRange]:
    """Return what was published in an entry of a model: of a quantity, or of each coordinate of a path.

    One quantity is ``{quantity: cost, low: 2, high: 5}``, ``{quantity: cost, published: [2, 5]}`` or, with one number,
    ``{quantity: cost, published: 2}``. A path is
    ``{quantity: production, published: {2023: 2e6, 2024: [4e6, 6e6], 2025: {p10: 8e6, p90: 20e6}}}``;
    quantiles of one quantity are ``{quantity: peak_gpus, quantiles: {p50: 720e3}}``. Each may have a ``unit``.

    Raises
    ------
    UncertainComputeError
        If it does not name a quantity, or an end is not a number.
    """
    config_key = ConfigKey("model.published")
    if isinstance(written, Mapping) and "published" in written:
        path = config_key.mapping(written, ", ".join(PATH_KEYS), PATH_KEYS)
        quantity, unit = _quantity(path, config_key), _unit(path, config_key)
        if not isinstance(path["published"], Mapping):
            return [published_range(quantity, path["published"], config_key.at(quantity), unit)]
        numbers = config_key.at(quantity).mapping(path["published"], "published numbers by coordinate")
        return [
            published_range(address_of(quantity, [label]), number, config_key.at(quantity).at(label), unit)
            for label, number in numbers.items()
        ]
    if isinstance(written, Mapping) and "quantiles" in written:
        stated = config_key.mapping(written, ", ".join(QUANTILE_KEYS), QUANTILE_KEYS)
        quantity, unit = _quantity(stated, config_key), _unit(stated, config_key)
        quantiles = config_key.at(quantity).mapping(stated["quantiles"], "quantiles, as {p10: 3, p50: 7}")
        return [published_range(quantity, quantiles, config_key.at(quantity), unit)]
    stated = config_key.mapping(written, ", ".join(RANGE_KEYS), RANGE_KEYS)
    missing = [key for key in NEEDED_KEYS if stated.get(key) is None]
    if missing:
        raise config_key.error(f"{quoted(written)} needs {', '.join(missing)}")
    low, high = (config_key.at(key).number(stated[key]) for key in NEEDED_KEYS[1:])
    return [PublishedRange(stated["quantity"], low, high, unit=_unit(stated, config_key))]


def _unit(entry: Mapping[str, Any], config_key: ConfigKey) -> str:
    """Return the unit in an entry; empty if there is none."""
    return "" if entry.get("unit") is None else config_key.at("unit").text(entry["unit"])


def _quantity(entry: Mapping[str, Any], config_key: ConfigKey) -> str:
    """Return the name of the quantity in an entry."""
    quantity = entry.get("quantity")
    if not isinstance(quantity, str):
        raise config_key.at("quantity").error(f"{quoted(quantity)} is not the name of a quantity")
    return quantity
