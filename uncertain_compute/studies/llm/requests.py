"""What users ask for: tokens that are read and written, by class of request."""

import numpy as np

from uncertain_compute.model.graph import Number


def answer_tokens(visible_tokens: Number, reasoning_factor: Number) -> Number:
    """Tokens that the model writes for a request, with those of its reasoning [token].

    Source: the definition: a user sees a part of what is written.
    """
    return visible_tokens * reasoning_factor


def output_demand(daily_output: Number, output_share: Number) -> Number:
    """Tokens that are written in a day, by class of request [token/day].

    Source: the definition of a share.
    """
    return daily_output * output_share


def requests(output_demand: Number, answer_tokens: Number) -> Number:
    """Count of requests in a day, by class [1/day].

    Source: the definition.
    """
    return output_demand / answer_tokens


def input_demand(requests: Number, prompt_tokens: Number) -> Number:
    """Tokens that come in with requests in a day, those in a cache included [token/day].

    Source: the definition.
    """
    return requests * prompt_tokens


def cached_demand(input_demand: Number, hit_rate: Number) -> Number:
    """Tokens that come in and are in a cache of earlier requests [token/day].

    Source: deepseek-ai/open-infra-index, day 6, which counts 342e9 of 608e9 tokens as hits.
    """
    return input_demand * hit_rate


def total_output(output_demand: Number) -> Number:
    """Tokens that are written in a day, for all requests [token/day].

    Source: the definition.
    """
    return output_demand.sum("request")


def context(
    output_demand: Number,
    total_output: Number,
    prompt_tokens: Number,
    answer_tokens: Number,
    context_limit: Number,
) -> Number:
    """Tokens in a user's cache with half of an answer; no request may be longer than the model's context [token].

    Source: the definition: users are served in proportion to the tokens that are written for them.
    """
    held = (output_demand / total_output * (prompt_tokens + answer_tokens / 2)).sum("request")
    longest = (prompt_tokens + answer_tokens).max("request")
    return np.where(longest <= context_limit, held, np.nan * held)
