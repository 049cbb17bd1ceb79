"""Compute that an operator's language models ask for in each year."""

import numpy as np

from uncertain_compute.model.functions import LN_2, grown, slowed
from uncertain_compute.model.graph import Number


def token_growth(growth_before: Number, token_halving: Number, one_year: Number) -> Number:
    """Growth of tokens at the time of the count, by that of the year before, in which it was higher [1/year].

    Source: arithmetic: the logarithm's growth halves in each halving time, and its sum over the year is known.
    """
    halvings = one_year / token_halving
    return np.expm1(np.log1p(growth_before) * LN_2 * halvings / np.expm1(LN_2 * halvings)) / one_year


def processed_tokens(
    first_tokens: Number, token_growth: Number, year: Number, token_year: Number, token_halving: Number
) -> Number:
    """Tokens that come in and are written in a day, all models together [token/day].

    Source: Google's counts, 2024 to 2026 (chatforest.com; tomtunguz.com): growth that slows.
    """
    return grown(first_tokens, token_growth, slowed(year - token_year, token_halving))


def token_flop(
    first_token_flop: Number,
    quality_growth: Number,
    algorithm_growth: Number,
    year: Number,
    token_year: Number,
    progress_halving: Number,
) -> Number:
    """Compute of a token on average: better models take more, and the same result takes less each year [FLOP/token].

    Source: epoch.ai/data-insights/llm-inference-price-trends, for what the same result takes.
    """
    time = slowed(year - token_year, progress_halving)
    return grown(first_token_flop, quality_growth, time) / grown(1.0, algorithm_growth, time)


def mean_demand(
    processed_tokens: Number,
    token_flop: Number,
    h100_flop_rate: Number,
    inference_utilization: Number,
    hour: Number,
    day: Number,
) -> Number:
    """H100-equivalents that serve the mean demand [H100e].

    Source: the definition of utilization: model FLOP over the peak.
    """
    return processed_tokens * token_flop / (h100_flop_rate * inference_utilization * hour * day)


def peak_demand(mean_demand: Number, peak_factor: Number, demand_deviation: Number) -> Number:
    """H100-equivalents that serve the peak demand [H100e].

    Source: the definition of a peak.
    """
    return mean_demand * peak_factor * demand_deviation


def token_cost(rent_cost: Number, processed_tokens: Number, days_of_year: Number, million_tokens: Number) -> Number:
    """Rent for a million tokens that come in or are written [USD/Mtoken].

    Source: the definition.
    """
    return rent_cost / (processed_tokens * days_of_year) * million_tokens
