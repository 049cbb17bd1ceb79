"""Maximum entropy: the flattest distribution of a family with a given probability between two numbers.

It differs from a distribution with two given quantiles: the probability outside may lie on either side.
"""

import warnings
from inspect import signature
from typing import Any

from uncertain_compute.errors import UncertainComputeError, shortened
from uncertain_compute.files.compiled_code import choose_pytensor_settings
from uncertain_compute.priors.distributions import Distribution
from uncertain_compute.priors.distributions.families.registry import FAMILIES
from uncertain_compute.priors.reading.config_key import ConfigKey

PRELIZ_NAMES = {name: family.preliz for name, family in FAMILIES.items() if family.preliz is not None}
KEYS = ("family", "mass", "low", "high")
MASS_TOLERANCE = 1e-4


def maximum_entropy(written: Any, config_key: ConfigKey) -> Distribution:
    """Return the distribution that PreliZ finds for ``{family, mass, low, high}``; further keys fix parameters.

    Raises
    ------
    UncertainComputeError
        If a key is missing or wrong, or the family has no such distribution.
    """
    keys = config_key.mapping(written, ", ".join(KEYS))
    missing = [key for key in KEYS if key not in keys]
    if missing:
        raise config_key.error(f"needs {', '.join(missing)}; allowed are {', '.join(KEYS)} and the family's parameters")
    name = config_key.at("family").text(keys["family"])
    if name not in PRELIZ_NAMES:
        raise config_key.at("family").no_such("family", name, PRELIZ_NAMES)
    mass, low, high = (config_key.at(key).number(keys[key]) for key in KEYS[1:])
    if not 0 < mass < 1:
        raise config_key.at("mass").error(f"{mass:g} must lie between 0 and 1")
    if not low < high:
        raise config_key.error(f"low = {low:g} must be below high = {high:g}")
    held = {key: config_key.at(key).number(value) for key, value in keys.items() if key not in KEYS}
    if not set(held) <= {parameter for form in FAMILIES[name].forms for parameter in form}:
        raise _not_its_parameters(name, held, config_key)
    distribution = _flattest(name, (mass, low, high), held, config_key)
    if distribution is None or not abs(distribution.mass(low, high) - mass) < MASS_TOLERANCE:
        raise config_key.error(f"no {name} has a probability of {mass:g} between {low:g} and {high:g}")
    return distribution


def _flattest(
    name: str, interval: tuple[float, float, float], held: dict[str, float], config_key: ConfigKey
) -> Distribution | None:
    """Return the distribution that PreliZ finds for a probability between two numbers; None if there is none."""
    choose_pytensor_settings()
    import preliz

    mass, low, high = interval
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            found = getattr(preliz, PRELIZ_NAMES[name])(**held)
            preliz.maxent(found, low, high, mass, plot=False)
    except TypeError:
        raise _not_its_parameters(name, held, config_key) from None
    except ValueError as error:
        raise config_key.error(f"no {name} between {low:g} and {high:g}: {error}") from None
    parameters = dict(zip(found.param_names, found.params, strict=True))
    family = FAMILIES[name]
    form = next(form for form in family.forms if set(form) == set(parameters))
    distribution = family.forms[form](*(float(parameters[key]) for key in form))
    return distribution if family.possible(distribution) else None


def _not_its_parameters(name: str, held: dict[str, float], config_key: ConfigKey) -> UncertainComputeError:
    choose_pytensor_settings()
    import preliz

    of_preliz = signature(getattr(preliz, PRELIZ_NAMES[name])).parameters
    names = " or ".join(", ".join(form) for form in FAMILIES[name].forms if set(form) <= set(of_preliz))
    return config_key.error(f"{shortened(', '.join(held))}: a {name} has the parameters {names}")
