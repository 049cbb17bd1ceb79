"""Reading what comes in with a request."""

from uncertain_compute.model.graph import Number


def prefill_rate(flop_rate: Number, compute_efficiency: Number, service_share: Number) -> Number:
    """Rate of arithmetic that prefill reaches over a whole service [FLOP/s/GPU].

    Source: Pope et al. 2022 (arXiv:2211.05102): arithmetic holds up prefill.
    """
    return flop_rate * compute_efficiency.sel(phase="prefill") * service_share


def input_rate(input_demand: Number, requests: Number, prefill_flop: Number, prefill_rate: Number) -> Number:
    """Tokens that each chip takes in, those of a cache included [token/s/GPU].

    Source: the definition: tokens of all requests over the time that reading them takes.
    """
    return input_demand.sum("request") / (requests * prefill_flop).sum("request") * prefill_rate


def first_token_time(
    requests: Number,
    prefill_flop: Number,
    prefill_rate: Number,
    chips_per_replica: Number,
    user_speed: Number,
    one_token: Number,
) -> Number:
    """Time to the first token of a request that does not wait, on as many chips as hold a copy [s].

    Source: the definition: prefill and one step.
    """
    mean_flop = (requests * prefill_flop).sum("request") / requests.sum("request")
    return mean_flop / (prefill_rate * chips_per_replica) + one_token / user_speed
