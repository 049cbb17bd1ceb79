"""The time of a step of decoding, and the users that it may have at the speed that is asked for."""

import numpy as np

from uncertain_compute.model.graph import Number
from uncertain_compute.studies.llm.stepping import next_tangent, touched_by


def service_share(serving_efficiency: Number, chip_efficiency: Number) -> Number:
    """Share of the time, waits aside, that roofline and exchange explain, of a model on a chip; at most all of it [1].

    Source: the definition: software is written for a model and for a chip.
    """
    return np.minimum(serving_efficiency * chip_efficiency, 1)


def read_time(
    bytes_per_weight: Number, memory_rate: Number, memory_efficiency: Number, replica: Number, service_share: Number
) -> Number:
    """Time in which a copy's chips read a weight [s/parameter].

    Source: inference-sim, issues 415 and 436: decoding reads at 0.80 to 0.82 of the memory's peak rate.
    """
    return bytes_per_weight / (memory_rate * memory_efficiency * replica * service_share)


def cache_time(
    cache_read: Number,
    memory_rate: Number,
    memory_efficiency: Number,
    replica: Number,
    service_share: Number,
    exchange_time: Number,
) -> Number:
    """Time that a user adds to a step which memory holds up: of reading the cache, and of exchange [s].

    Source: Pope et al. 2022 (arXiv:2211.05102), sec. 3.
    """
    return (cache_read / (memory_rate * memory_efficiency * replica) + exchange_time) / service_share


def arithmetic_time(
    decode_flop: Number,
    one_token: Number,
    flop_rate: Number,
    compute_efficiency: Number,
    replica: Number,
    service_share: Number,
    exchange_time: Number,
) -> Number:
    """Time that a user adds to a step which arithmetic holds up, with that of exchange [s].

    Source: Williams et al. 2009 (doi:10.1145/1498765.1498785).
    """
    rate = flop_rate * compute_efficiency.sel(phase="decode") * replica
    return (decode_flop * one_token / rate + exchange_time) / service_share


def single_step_time(
    total_parameters: Number,
    expert_parameters: Number,
    experts: Number,
    experts_used: Number,
    read_time: Number,
    cache_time: Number,
    arithmetic_time: Number,
    wait_time: Number,
) -> Number:
    """Time of a step for a single user, the shortest there is on so many chips [s].

    Source: Williams et al. 2009 (doi:10.1145/1498765.1498785).
    """
    touched = touched_by(1.0, total_parameters, expert_parameters, experts, experts_used)
    return np.maximum(touched * read_time + cache_time, arithmetic_time) + wait_time


def fastest_speed(single_step_time: Number, accepted_tokens: Number) -> Number:
    """Speed of a single user on the best number of chips [token/s].

    Source: Leviathan et al. 2022 (arXiv:2211.17192): a step of speculative decoding may write several tokens.
    """
    return accepted_tokens / single_step_time.min("multiple")


def missed_speed(fastest_speed: Number, speed_target: Number) -> Number:
    """Whether the speed that is asked for is beyond the fastest; its mean is a probability [1].

    Source: the definition.
    """
    return np.where(speed_target > fastest_speed, 1.0, 0.0)


def served_speed(fastest_speed: Number, speed_target: Number, speed_slack: Number) -> Number:
    """Least speed of a user: what is asked for, or the fastest, which needs to come near to it [token/s].

    Source: the definition: where a belief is a little too slow, one user at a time is served as fast as can be.
    """
    reached = np.minimum(speed_target, fastest_speed * (1 - 1e-9))
    return np.where(speed_target <= fastest_speed * speed_slack, reached, np.nan * reached)


def spare_time(accepted_tokens: Number, served_speed: Number, wait_time: Number) -> Number:
    """Time that a step may take at this speed, beside waiting [s].

    Source: the definition of speed.
    """
    return accepted_tokens / served_speed - wait_time


def users_at_least(
    spare_time: Number,
    total_parameters: Number,
    expert_parameters: Number,
    experts: Number,
    experts_used: Number,
    read_time: Number,
    cache_time: Number,
) -> Number:
    """Users who surely have the time, if memory holds up a step: by tangents of its time at three batches [1].

    The time that reading takes bends down as users share experts, so that each tangent lies above it. The three are
    at one user, at so many that an expert has one, and where all experts are read.

    Source: Newton's method, from three beginnings.
    """
    weights = total_parameters, expert_parameters, experts, experts_used
    few = next_tangent(1.0, spare_time, *weights, read_time, cache_time)
    some = next_tangent(experts / experts_used, spare_time, *weights, read_time, cache_time)
    many = (spare_time - total_parameters * read_time) / cache_time
    return np.maximum(np.maximum(few, some), many)


def users_closer(
    users_at_least: Number,
    spare_time: Number,
    total_parameters: Number,
    expert_parameters: Number,
    experts: Number,
    experts_used: Number,
    read_time: Number,
    cache_time: Number,
) -> Number:
    """Users who have the time, if memory holds up a step: a tangent further [1].

    Source: Newton's method; it stays below the number that is sought.
    """
    weights = total_parameters, expert_parameters, experts, experts_used
    return next_tangent(users_at_least, spare_time, *weights, read_time, cache_time)


def users_in_time(
    users_closer: Number,
    spare_time: Number,
    total_parameters: Number,
    expert_parameters: Number,
    experts: Number,
    experts_used: Number,
    read_time: Number,
    cache_time: Number,
    arithmetic_time: Number,
) -> Number:
    """Users for whom a step is no longer than the speed allows: by a last tangent, and by arithmetic [1].

    Source: Newton's method; Williams et al. 2009 (doi:10.1145/1498765.1498785).
    """
    weights = total_parameters, expert_parameters, experts, experts_used
    by_memory = next_tangent(users_closer, spare_time, *weights, read_time, cache_time)
    return np.minimum(by_memory, spare_time / arithmetic_time)


def batch_users(users_in_time: Number, users_held: Number) -> Number:
    """Users of one copy at a time, whole ones: as many as speed and memory allow [1].

    Source: the definition.
    """
    return np.floor(np.minimum(users_in_time, users_held) * (1 + 1e-9))


def step_time(
    batch_users: Number,
    total_parameters: Number,
    expert_parameters: Number,
    experts: Number,
    experts_used: Number,
    read_time: Number,
    cache_time: Number,
    arithmetic_time: Number,
    wait_time: Number,
) -> Number:
    """Time of a step for the users of one copy [s].

    Source: Williams et al. 2009 (doi:10.1145/1498765.1498785).
    """
    touched = touched_by(batch_users, total_parameters, expert_parameters, experts, experts_used)
    return np.maximum(touched * read_time + batch_users * cache_time, batch_users * arithmetic_time) + wait_time
