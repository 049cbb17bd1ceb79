"""The cost of serving, by the way in which chips are paid: owned, reserved for a year, or rented on demand."""

import numpy as np

from uncertain_compute.model.graph import Number


def served_demand(mean_demand: Number, demand_deviation: Number) -> Number:
    """H100-equivalents in use on average over a year [H100e].

    Source: the definition: the peak demand without its peak.
    """
    return mean_demand * demand_deviation


def week_wave(week_hour: Number, busiest_hour: Number, weekday_load: Number) -> Number:
    """Height of demand in each hour of a week, from the still of the night to the busiest hour of a weekend [1].

    Source: arithmetic on the shape of a day: it falls evenly on both sides of its busiest hour.
    """
    apart = abs((week_hour - busiest_hour + 12) % 24 - 12)
    return (1 - apart / 12) * np.where(week_hour >= 5 * 24, 1.0, weekday_load)


def week_load(week_wave: Number, peak_factor: Number, trough_factor: Number) -> Number:
    """Demand in each hour of a week over its mean [1].

    The wave is raised to the power at which its lowest hour has about the trough, and stretched so that its mean is 1
    and its highest hour has the peak.

    Source: arithmetic: a line raised to the power q has the mean 1 / (q + 1).
    """
    above = np.maximum(peak_factor - 1, 0.0)
    wave = week_wave ** (above / (1 - trough_factor))
    mean = wave.mean("week_hour")
    return 1 + above * (wave - mean) / np.where(mean < 1, 1 - mean, 1.0)


def owned_unit_cost(owning_cost: Number, fleet: Number) -> Number:
    """Cost of an H100-equivalent to its owner in a year, whether used or not, by the age of the fleet [USD/H100e].

    Source: the definition of a mean.
    """
    return owning_cost / fleet


def reserved_unit_cost(rent_rate: Number, hours_of_year: Number) -> Number:
    """Cost of an H100-equivalent that is reserved for a year, whether used or not [USD/H100e].

    Source: the definition.
    """
    return rent_rate * hours_of_year


def on_demand_unit_cost(reserved_unit_cost: Number, on_demand_premium: Number) -> Number:
    """Cost of an H100-equivalent that is rented hour by hour, if in use all year [USD/H100e].

    Source: the definition.
    """
    return reserved_unit_cost * on_demand_premium
