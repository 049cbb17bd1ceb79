"""The time of one step of decoding, which writes a token for each user: a roofline."""

import numpy as np

from uncertain_compute.model.graph import Number


def left_alone(experts: Number, experts_used: Number) -> Number:
    """Return the probability that one token leaves an expert alone; of a dense model, which has none, any number."""
    return np.where(experts_used < experts, 1 - experts_used / experts, 0.5)


def touched_by(
    users: Number, total_parameters: Number, expert_parameters: Number, experts: Number, experts_used: Number
) -> Number:
    """Return the weights that a step reads: those of each expert that some user's token goes to.

    Source: arithmetic: so many tokens leave an expert alone with the probability (1 - k/E)^B.
    """
    return total_parameters - expert_parameters * left_alone(experts, experts_used) ** users


def next_tangent(
    users: Number,
    spare_time: Number,
    total_parameters: Number,
    expert_parameters: Number,
    experts: Number,
    experts_used: Number,
    read_time: Number,
    cache_time: Number,
) -> Number:
    """Return the users at whom a tangent of the time of reading, at some users, reaches the time that there is.

    Source: Newton's method.
    """
    share = left_alone(experts, experts_used)
    unread = expert_parameters * share**users * read_time
    time = total_parameters * read_time - unread + users * cache_time
    return users + (spare_time - time) / (cache_time - np.log(share) * unread)
