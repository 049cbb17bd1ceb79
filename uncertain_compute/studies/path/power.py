"""Power and energy of the fleet."""

from uncertain_compute.model.functions import grown, stock
from uncertain_compute.model.graph import Number


def chip_power(first_chip_power: Number, power_efficiency_growth: Number, year: Number) -> Number:
    """Power of an H100-equivalent that is new in a year, with its share of server and network [W/H100e].

    Source: Epoch AI, ai-compute-users, "IT power by chip"; "Can AI scaling continue through 2030" for the trend.
    """
    return first_chip_power / grown(1.0, power_efficiency_growth, year - 2024)


def it_power(deployments: Number, chip_power: Number, surviving_share: Number, megawatt: Number) -> Number:
    """Power of the servers in use [MW].

    Source: stock and flow, by the year in which they were new.
    """
    return stock(deployments * chip_power, surviving_share, "year") / megawatt


def facility_power(it_power: Number, power_usage_effectiveness: Number) -> Number:
    """Power of the data centres that hold the fleet [MW].

    Source: ISO/IEC 30134-2, the definition of power usage effectiveness.
    """
    return it_power * power_usage_effectiveness


def energy(facility_power: Number, power_load: Number, hours_of_year: Number, terawatt_hour: Number) -> Number:
    """Energy in each year [TWh].

    Source: the definition: mean power times time.
    """
    return facility_power * power_load * hours_of_year / terawatt_hour
