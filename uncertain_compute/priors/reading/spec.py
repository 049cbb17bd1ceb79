"""A belief as a person writes it becomes a `Prior`: a distribution with its unit, reason and source."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from uncertain_compute.arrays import Floats, Numbers
from uncertain_compute.errors import shortened
from uncertain_compute.priors.distributions import Distribution
from uncertain_compute.priors.reading.bounds import MODIFIERS, fail_if_parted
from uncertain_compute.priors.reading.config_key import ConfigKey
from uncertain_compute.priors.reading.forms import (
    asked_quantiles,
    distribution_of,
    form_names,
)
from uncertain_compute.priors.reading.notation.units_in_values import (
    fail_unless_sign_fits,
    one_unit,
    sign_in,
    unit_apart,
)
from uncertain_compute.priors.reading.notation.usual_form import CREDIBILITY
from uncertain_compute.priors.reading.text import text_of
from uncertain_compute.priors.reading.weighted import component_units

if TYPE_CHECKING:
    from pytensor.tensor.variable import TensorVariable

PROVENANCE = ("unit", "why", "source", "date", "status")
AN_ASSUMPTION = "an assumption"
STATUSES = ("found", "computed", "recalled", "judgement")
SHARED, COPIED = "shared_by", "copied_to"
MISFIT = 1e-6
"""From this relative distance on, a difference between a stated quantile and the distribution's is reported."""


@dataclass(frozen=True, slots=True)
class Prior:
    """A belief about one number: its distribution, how it was written, its unit and its provenance.

    Attributes
    ----------
    asked
        The quantiles that the belief states, as values by probability.
    status
        How the number was obtained: found, computed, recalled or judgement.
    form
        The part of the belief that states the distribution, as it was written.
    """

    distribution: Distribution
    written: str
    unit: str | None = None
    why: str = ""
    source: str = ""
    date: str = ""
    status: str = ""
    asked: Mapping[float, float] = field(default_factory=dict)
    form: Any = field(default=None, compare=False, repr=False)

    def ppf(self, q: Numbers) -> Floats:
        """Return the quantiles at probabilities q, exactly."""
        return self.distribution.ppf(q)

    def cdf(self, x: Numbers) -> Floats:
        """Return the probability of at most x."""
        return self.distribution.cdf(x)

    def pdf(self, x: Numbers) -> Floats:
        """Return the density at x."""
        return self.distribution.pdf(x)

    @property
    def mean(self) -> float:
        """Return the mean."""
        return self.distribution.mean

    @property
    def variance(self) -> float:
        """Return the variance."""
        return self.distribution.variance

    def to_pymc(self) -> "TensorVariable[Any, Any]":
        """Return the same distribution in PyMC, see `uncertain_compute.priors.pymc.to_pymc.to_pymc`."""
        from uncertain_compute.priors.pymc.to_pymc import to_pymc

        return to_pymc(self.distribution)

    @property
    def sign(self) -> str:
        """Return ``$`` or ``%`` if its numbers have this sign, else an empty text."""
        return sign_in(self.form)

    @property
    def misfits(self) -> dict[float, tuple[float, float]]:
        """Return the quantiles that differ from the stated ones: the pair of stated and actual value, by probability.

        They differ if more were stated than the family has parameters, or if the distribution was truncated or clipped.
        """
        signs = {value > 0.0 for value in self.asked.values()}
        span = max(map(abs, self.asked.values())) if len(signs) > 1 else 0.0
        pairs = {level: (value, float(self.distribution.ppf(level))) for level, value in self.asked.items()}
        return {
            level: (asked, got)
            for level, (asked, got) in pairs.items()
            if abs(got - asked) > MISFIT * max(abs(asked), span)
        }

    @property
    def missing_provenance(self) -> tuple[str, ...]:
        """Return which of unit, why, source, date and status are missing."""
        return tuple(name for name in PROVENANCE if not getattr(self, name))


def prior(written: Any, where: str = "prior", *, folders: Sequence[Path] = (), **provenance: str) -> Prior:
    """Return the prior that a number, an interval or a family states.

    Parameters
    ----------
    written
        The belief, in one of these forms; docs/how_to/say_a_belief.md has a table of all of them:

        - a number (fixed);
        - ``"4 to 10"``: a 90% interval, lognormal if both ends are positive, else normal;
        - ``{family: parameters}`` or ``{family: {p5: ..., p95: ...}}``;
        - three quantiles or more, ``{p10: ..., p50: ..., p90: ...}``: a metalog;
        - ``{discrete: ...}``, ``{mixture: ...}``, ``{empirical: ...}``, ``{maxent: ...}``.

        ``bounds`` (truncation), ``clip``, unit, why, source, date and status can be further keys of a mapping. It can
        also hold one of the forms as its ``value``.
    where
        The key in the config, with which messages begin.
    folders
        Folders that may hold the files named in the belief, besides the current folder.
    **provenance
        unit, why, source, date and status, if they are not part of the mapping.

    Raises
    ------
    UncertainComputeError
        If the belief cannot be read, or there is no such distribution.

    Examples
    --------
    >>> import uncertain_compute as uc
    >>> price = uc.prior("4 to 10", unit="USD/hour")
    >>> price.ppf([0.05, 0.95]).round(6).tolist(), round(price.mean, 4), price.unit
    ([4.0, 10.0], 6.5747, 'USD/hour')
    """
    config_key = ConfigKey(where, tuple(folders))
    config_key.fail_unless_keys(provenance, PROVENANCE, AN_ASSUMPTION)
    stated = provenance_of(provenance, config_key)
    return prior_of(written, config_key, stated, unit_beside=stated.get("unit"))


def prior_of(
    written: Any, config_key: ConfigKey, common: Mapping[str, str], *, unit_beside: str | None = None
) -> Prior:
    """Return a prior; provenance that it does not state itself is taken from ``common``.

    A unit behind its numbers is stated by itself, too: it must only agree with the unit beside its value, if any.
    """
    if isinstance(written, Prior):
        missing: dict[str, Any] = {key: value for key, value in common.items() if not getattr(written, key)}
        return replace(written, **missing) if missing else written
    form, provenance = written, dict(common)
    if isinstance(written, Mapping) and written:
        entries = config_key.mapping(written, "an assumption")
        own = provenance_of(entries, config_key)
        provenance |= own
        unit_beside = own.get("unit", unit_beside)
        form = _form({key: value for key, value in entries.items() if key not in PROVENANCE}, config_key)
    form, unit_inside = unit_apart(form, config_key)
    if unit_inside:
        provenance["unit"] = one_unit(unit_inside, unit_beside, config_key)
    distribution = distribution_of(form, replace(config_key, dollars=True))
    fail_if_parted(form, distribution, config_key)
    units = sorted(component_units(form) | ({provenance["unit"]} if "unit" in provenance else set()))
    if len(units) > 1:
        raise config_key.at("unit").error(
            f"{shortened(' and '.join(units))}: a mixture and its components need one unit"
        )
    if units:
        provenance["unit"] = units[0]
        fail_unless_sign_fits(sign_in(form), units[0], config_key)
    said: dict[str, Any] = {"written": text_of(form), "asked": asked_quantiles(form), "form": form}
    return Prior(distribution, **said | provenance)


def provenance_of(written: Mapping[str, Any], config_key: ConfigKey) -> dict[str, str]:
    """Return those of unit, why, source, date and status that are stated."""
    said = {key: written[key] for key in PROVENANCE if written.get(key) is not None}
    found = {key: config_key.at(key).text(value) for key, value in said.items() if key != "date"}
    if said.get("date", "") != "":
        found["date"] = config_key.at("date").date(said["date"])
    if found.get("status"):
        config_key.at("status").fail_unless_one_of(found["status"], STATUSES)
    return found


def _form(rest: Mapping[str, Any], config_key: ConfigKey) -> Any:
    """Return the part that states the distribution: the value, with ``bounds`` and ``clip`` if there are any."""
    if "value" not in rest:
        if len(rest) == 1 and next(iter(rest)) not in form_names():
            (key,) = rest
            raise config_key.no_such("family or dimension", key, (*form_names(), "value"))
        return rest
    unknown = next((key for key in rest if key not in ("value", CREDIBILITY, *MODIFIERS)), None)
    if unknown in form_names():
        raise config_key.error(f"has both value and {unknown}; it can be only one")
    if unknown is not None:
        allowed = ("value", CREDIBILITY, *MODIFIERS, *PROVENANCE, SHARED, COPIED, *form_names())
        raise config_key.not_a_key(unknown, allowed, AN_ASSUMPTION)
    modifiers = {key: rest[key] for key in (CREDIBILITY, *MODIFIERS) if rest.get(key) is not None}
    if not modifiers:
        return rest["value"]
    value = rest["value"]
    if not isinstance(value, Mapping) or any(key in modifiers for key in value):
        return {"value": value, **modifiers}
    return {**value, **modifiers}
