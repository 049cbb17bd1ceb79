"""Dollars in each year: for buying, running, or renting the fleet."""

from uncertain_compute.model.functions import additions, discounted, grown, since_start, stock, survival_fixed
from uncertain_compute.model.graph import Number


def cluster_price(
    first_chip_price: Number,
    price_performance_growth: Number,
    year: Number,
    server_overhead: Number,
    network_share: Number,
) -> Number:
    """Price of an H100-equivalent that is new in a year, with its share of server and network [USD/H100e].

    Source: Cottier et al. 2024 (arXiv:2405.21015), for server and network; epoch.ai/data/machine-learning-hardware.
    """
    chip = first_chip_price / grown(1.0, price_performance_growth, year - 2024)
    return chip * server_overhead / (1 - network_share)


def hardware_spending(purchases: Number, cluster_price: Number) -> Number:
    """Cost of chips with their servers in the year in which they are bought [USD].

    Source: the definition.
    """
    return purchases * cluster_price


def facility_built(facility_power: Number, facility_lifetime: Number, year: Number) -> Number:
    """Power for which data centres are built in each year [MW].

    Source: stock and flow: data centres last longer than the chips in them.
    """
    return additions(facility_power, survival_fixed(since_start(year, "year"), facility_lifetime), "year")


def facility_spending(facility_built: Number, facility_price: Number) -> Number:
    """Cost of data centres in the year in which they are built [USD].

    Source: the definition.
    """
    return facility_built * facility_price


def capex(hardware_spending: Number, facility_spending: Number) -> Number:
    """Investment in each year [USD].

    Source: the definition.
    """
    return hardware_spending + facility_spending


def energy_spending(energy: Number, electricity_price: Number, kilowatt_hour: Number) -> Number:
    """Cost of electricity in each year [USD].

    Source: the definition.
    """
    return energy * kilowatt_hour * electricity_price


def opex(
    energy_spending: Number,
    deployments: Number,
    cluster_price: Number,
    surviving_share: Number,
    maintenance_share: Number,
) -> Number:
    """Cost of running the fleet in each year [USD].

    Source: Cottier et al. 2024 (arXiv:2405.21015), which counts electricity; upkeep is a share of what chips had cost.
    """
    return energy_spending + stock(deployments * cluster_price, surviving_share, "year") * maintenance_share


def owning_rate(
    cluster_price: Number,
    chip_power: Number,
    power_usage_effectiveness: Number,
    facility_price: Number,
    facility_lifetime: Number,
    megawatt: Number,
    maintenance_share: Number,
    power_load: Number,
    electricity_price: Number,
    kilowatt: Number,
    interest_rate: Number,
    write_off: Number,
    one_year: Number,
    hours_of_year: Number,
) -> Number:
    """Cost of an hour of an H100-equivalent to its owner, new in a year [USD/hour/H100e].

    Source: the annuity of its price and of its share of a data centre, upkeep, and electricity.
    """
    repaid = 1 - grown(1.0, interest_rate, -write_off)
    watts = chip_power * power_usage_effectiveness
    housing = watts * facility_price / megawatt / (1 - grown(1.0, interest_rate, -facility_lifetime))
    capital = (cluster_price / repaid + housing) * interest_rate * one_year
    upkeep = cluster_price * maintenance_share
    return (capital + upkeep) / hours_of_year + watts * power_load * electricity_price / kilowatt


def owning_cost(deployments: Number, owning_rate: Number, surviving_share: Number, hours_of_year: Number) -> Number:
    """Cost of the fleet to its owner in each year, investment spread over the years of use [USD].

    Source: stock and flow: the chips of each year at their own rate.
    """
    return stock(deployments * owning_rate, surviving_share, "year") * hours_of_year


def rent_rate(first_rent: Number, rent_fall: Number, year: Number) -> Number:
    """Rent of an H100-equivalent [USD/hour/H100e].

    Source: neighborhoodsf.com (SemiAnalysis), rents of an H100 since 2023, extrapolated.
    """
    return first_rent / grown(1.0, rent_fall, year - 2024)


def rent_cost(peak_demand: Number, rent_rate: Number, hours_of_year: Number) -> Number:
    """Cost of renting for the peak demand in each year, all hours of it [USD].

    Source: the definition.
    """
    return peak_demand * rent_rate * hours_of_year


def owning_over_renting(owning_cost: Number, rent_cost: Number, interest_rate: Number, year: Number) -> Number:
    """Present cost of owning over that of renting, all years together [1].

    Source: the definition of present value.
    """
    time = since_start(year, "year")
    owned = discounted(owning_cost, interest_rate, time).sum("year")
    return owned / discounted(rent_cost, interest_rate, time).sum("year")
