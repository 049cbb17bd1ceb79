"""Chips that serve the demand, and their power."""

from uncertain_compute.model.graph import Number


def prefill_gpus(input_demand: Number, input_rate: Number, day_seconds: Number) -> Number:
    """Chips that read what comes in, busy on average over a day [GPU].

    Source: the definition.
    """
    return input_demand.sum("request") / day_seconds / input_rate


def decode_gpus(total_output: Number, output_rate: Number, day_seconds: Number) -> Number:
    """Chips that write answers, busy on average over a day [GPU].

    Source: the definition.
    """
    return total_output / day_seconds / output_rate


def busy_gpus(prefill_gpus: Number, decode_gpus: Number) -> Number:
    """Chips that are busy on average over a day [GPU].

    Source: the definition.
    """
    return prefill_gpus + decode_gpus


def mean_gpus(busy_gpus: Number, availability: Number) -> Number:
    """Chips that serve the mean demand, with those that are out of order or between loads [GPU].

    Source: the definition of availability.
    """
    return busy_gpus / availability


def gpus(mean_gpus: Number, peak_factor: Number) -> Number:
    """Chips that serve the peak demand [GPU].

    Source: the definition of a peak.
    """
    return mean_gpus * peak_factor


def nodes(mean_gpus: Number, node: Number) -> Number:
    """Servers that serve the mean demand [1].

    Source: deepseek-ai/open-infra-index, day 6, which counts servers of eight.
    """
    return mean_gpus / node


def peak_nodes(gpus: Number, node: Number) -> Number:
    """Servers that serve the peak demand [1].

    Source: deepseek-ai/open-infra-index, day 6, which counts servers of eight.
    """
    return gpus / node


def input_per_node(input_rate: Number, node: Number) -> Number:
    """Tokens that a server takes in, if it does nothing else [token/s].

    Source: deepseek-ai/open-infra-index, day 6, which counts by servers of eight.
    """
    return input_rate * node


def output_per_node(output_rate: Number, node: Number) -> Number:
    """Tokens that a server writes, if it does nothing else [token/s].

    Source: deepseek-ai/open-infra-index, day 6, which counts by servers of eight.
    """
    return output_rate * node


def fleet_output_per_node(total_output: Number, nodes: Number, day_seconds: Number) -> Number:
    """Tokens that are written, over all servers, whatever they do [token/s].

    Source: the definition.
    """
    return total_output / day_seconds / nodes


def flop_utilization(
    active_parameters: Number,
    flop_per_weight: Number,
    total_output: Number,
    input_demand: Number,
    cached_demand: Number,
    mean_gpus: Number,
    day_seconds: Number,
    flop_rate: Number,
) -> Number:
    """Share of the peak rate that products with weights take, over all chips and a whole day [1].

    Source: Chowdhery et al. 2022 (arXiv:2204.02311), sec. 4.1: model FLOP over the peak.
    """
    tokens = total_output + (input_demand - cached_demand).sum("request")
    return flop_per_weight * active_parameters * tokens / day_seconds / (mean_gpus * flop_rate)


def gpus_per_billion_tokens(gpus: Number, total_output: Number, billion_tokens: Number) -> Number:
    """Chips for each billion tokens that are written in a day [GPU*day/Gtoken].

    Source: the definition.
    """
    return gpus / total_output * billion_tokens


def serving_power(gpus: Number, power: Number, power_usage_effectiveness: Number, megawatt: Number) -> Number:
    """Power of the data centre's part that holds the chips [MW].

    Source: ISO/IEC 30134-2, the definition of power usage effectiveness.
    """
    return gpus * power * power_usage_effectiveness / megawatt


def users_per_megawatt(
    users_per_replica: Number,
    chips_per_replica: Number,
    power: Number,
    power_usage_effectiveness: Number,
    megawatt: Number,
) -> Number:
    """Users whose answers are written at a time, for each megawatt of chips that write [1/MW].

    Source: the definition.
    """
    return users_per_replica / (chips_per_replica * power * power_usage_effectiveness) * megawatt
