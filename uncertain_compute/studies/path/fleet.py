"""Chips that serve the peak demand: bought, in use and retired, by the year in which they were new."""

from uncertain_compute.model.functions import additions, grown, since_start, stock, survival_weibull
from uncertain_compute.model.graph import Number


def surviving_share(year: Number, lifetime_scale: Number, lifetime_shape: Number) -> Number:
    """Share of chips that is left at each age, from the new ones on [1].

    Source: Weibull 1951 (J. Appl. Mech. 18, 293-297).
    """
    return survival_weibull(since_start(year, "year"), lifetime_scale, lifetime_shape)


def deployments(peak_demand: Number, surviving_share: Number) -> Number:
    """H100-equivalents put to use in each year [H100e].

    Source: stock and flow: the peak demand less what is left of earlier years.
    """
    return additions(peak_demand, surviving_share, "year")


def fleet(deployments: Number, surviving_share: Number) -> Number:
    """H100-equivalents in use [H100e].

    Source: stock and flow, by the year in which they were new.
    """
    return stock(deployments, surviving_share, "year")


def retirements(deployments: Number, fleet: Number) -> Number:
    """H100-equivalents taken out of use in each year [H100e].

    Source: stock and flow: what was put to use and is no longer there.
    """
    return deployments - (fleet - fleet.shift(year=1))


def purchases(deployments: Number, order_lag: Number, one_year: Number) -> Number:
    """H100-equivalents bought in each year [H100e].

    Chips put to use early in a year were bought in the year before. The year after the last is assumed to be like it.

    Source: Epoch AI, ai-compute-users, lab_model_params.csv, for the lag.
    """
    rise = deployments - deployments.shift(year=1)
    return deployments + rise.shift(year=-1) * (order_lag / one_year)


def chip_performance(first_chip_performance: Number, chip_performance_growth: Number, year: Number) -> Number:
    """H100-equivalents that one chip makes which is new in a year [H100e/GPU].

    Source: Epoch AI, "Can AI scaling continue through 2030", hardware parameters.
    """
    return grown(first_chip_performance, chip_performance_growth, year - 2024)


def chips_bought(purchases: Number, chip_performance: Number) -> Number:
    """Chips bought in each year [GPU].

    Source: the definition of an H100-equivalent.
    """
    return purchases / chip_performance


def fleet_chips(deployments: Number, chip_performance: Number, surviving_share: Number) -> Number:
    """Chips in use [GPU].

    Source: stock and flow, by the year in which they were new.
    """
    return stock(deployments / chip_performance, surviving_share, "year")
