"""Dollars and joules for a million tokens, and what users pay for them."""

from uncertain_compute.model.graph import Number


def paid_gpus(mean_gpus: Number, gpus: Number, idle_share_paid: Number) -> Number:
    """Chips that are paid for: those of the mean demand, and of those for the peak a share [GPU].

    Source: deepseek-ai/open-infra-index, day 6: chips do other work at night.
    """
    return mean_gpus + (gpus - mean_gpus) * idle_share_paid


def daily_cost(paid_gpus: Number, rent: Number, rent_factor: Number, day_hours: Number) -> Number:
    """Rent of the chips for a day [USD/day].

    Source: epoch-research/compute-to-agents, data/assumptions.json, for what an hour of each chip costs.
    """
    return paid_gpus * rent * rent_factor * day_hours


def cost_per_million(daily_cost: Number, total_output: Number, million_tokens: Number) -> Number:
    """Cost of a million tokens that are written, with reading what comes in for them [USD/Mtoken].

    Source: the definition.
    """
    return daily_cost / total_output * million_tokens


def output_price_floor(
    output_rate: Number, rent: Number, rent_factor: Number, hour: Number, million_tokens: Number
) -> Number:
    """Least price of a million tokens that are written: rent of chips that are always busy [USD/Mtoken].

    Source: the definition.
    """
    return rent * rent_factor / (output_rate * hour) * million_tokens


def input_price_floor(
    input_rate: Number, rent: Number, rent_factor: Number, hour: Number, million_tokens: Number
) -> Number:
    """Least price of a million tokens that come in, those of a cache included [USD/Mtoken].

    Source: the definition.
    """
    return rent * rent_factor / (input_rate * hour) * million_tokens


def daily_revenue(
    input_demand: Number,
    cached_demand: Number,
    total_output: Number,
    cached_price: Number,
    input_price: Number,
    output_price: Number,
    million_tokens: Number,
) -> Number:
    """Revenue of a day at list prices [USD/day].

    Source: deepseek-ai/open-infra-index, day 6, at the prices of DeepSeek-R1.
    """
    read = cached_demand * cached_price + (input_demand - cached_demand) * input_price
    return (read.sum("request") + total_output * output_price) / million_tokens


def profit_over_cost(daily_revenue: Number, daily_cost: Number) -> Number:
    """Revenue at list prices less rent, over rent [1].

    Source: deepseek-ai/open-infra-index, day 6, "545%".
    """
    return daily_revenue / daily_cost - 1


def energy_per_million(
    gpus: Number,
    power: Number,
    power_usage_effectiveness: Number,
    power_load: Number,
    total_output: Number,
    day_seconds: Number,
    million_tokens: Number,
) -> Number:
    """Energy of a million tokens that are written, with idle chips, servers, network and cooling [J/Mtoken].

    Source: Epoch AI, ai-compute-users, "IT power by chip", for the power of each chip with its share of the server.
    """
    return gpus * power * power_usage_effectiveness * power_load * day_seconds / total_output * million_tokens
