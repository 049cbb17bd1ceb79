"""Copies of a model on a chip: how many chips hold one, and which number of them serves most on each."""

import numpy as np

from uncertain_compute.model.graph import Number


def cache_read(kv_memory: Number, context: Number) -> Number:
    """Memory of one user's cache, all of which a step reads [B].

    Source: Pope et al. 2022 (arXiv:2211.05102), sec. 3.
    """
    return kv_memory * context


def least_replica(
    weight_memory: Number, cache_read: Number, memory: Number, usable_memory: Number, gpu: Number, most_chips: Number
) -> Number:
    """Least chips, a power of two, that hold the weights and one cache, which need room on a limited number [GPU].

    Source: Kwon et al. 2023 (arXiv:2309.06180): what weights leave is for caches.
    """
    chips = np.maximum((weight_memory + cache_read) / (memory * usable_memory) / gpu, 1.0)
    least = 2 ** np.ceil(np.log2(chips)) * gpu
    return np.where(least <= most_chips, least, np.nan * least)


def replica(least_replica: Number, multiple: Number) -> Number:
    """Chips that hold one copy of the model, at each multiple of the least [GPU].

    Source: the definition: more chips read faster, and hold more caches.
    """
    return least_replica * multiple


def users_held(
    replica: Number, memory: Number, usable_memory: Number, weight_memory: Number, cache_read: Number
) -> Number:
    """Users whose caches find room beside the weights of one copy [1].

    Source: Kwon et al. 2023 (arXiv:2309.06180): what weights leave is for caches.
    """
    return (replica * memory * usable_memory - weight_memory) / cache_read


def replica_rate(batch_users: Number, step_time: Number, accepted_tokens: Number, replica: Number) -> Number:
    """Tokens that each chip writes, if so many chips hold a copy; none if they hold no user [token/s/GPU].

    Source: the definition.
    """
    return batch_users * accepted_tokens / step_time / replica


def output_rate(replica_rate: Number) -> Number:
    """Tokens that each chip writes, with the best number of chips for a copy [token/s/GPU].

    Source: the definition of the best.
    """
    return replica_rate.max("multiple")


def chosen(replica_rate: Number, output_rate: Number, multiple: Number) -> Number:
    """Whether a number of chips is the one that serves most on each; the least of them, if several do [1].

    Source: the definition of the best.
    """
    best = np.where(replica_rate >= output_rate, multiple, 2 * multiple.max("multiple")).min("multiple")
    return np.where(multiple == best, 1.0, 0.0)


def chips_per_replica(chosen: Number, replica: Number) -> Number:
    """Chips that hold one copy of the model, at the best number of them [GPU].

    Source: the definition of the best.
    """
    return (chosen * replica).sum("multiple")


def users_per_replica(chosen: Number, batch_users: Number) -> Number:
    """Users that one copy serves at a time [1].

    Source: the definition of the best.
    """
    return (chosen * batch_users).sum("multiple")


def user_speed(chosen: Number, step_time: Number, accepted_tokens: Number) -> Number:
    """Speed at which a user's answer is written [token/s].

    Source: the definition of the best.
    """
    return (chosen / step_time).sum("multiple") * accepted_tokens
