"""How chips of one copy of a model exchange activations and wait for each other, and the least latency of that."""

import numpy as np

from uncertain_compute.model.graph import Number


def exchange_time(
    replica: Number,
    one_token: Number,
    depth: Number,
    width: Number,
    bytes_per_activation: Number,
    experts: Number,
    experts_used: Number,
    link_rate: Number,
    link_domain: Number,
    network_rate: Number,
    link_efficiency: Number,
    gpu: Number,
) -> Number:
    """Time in which chips exchange the activations of one user's token, in all layers of a step [s].

    Parts of a layer's product are added up twice, by all chips in a ring; or a token goes to its experts and back, if
    that is less. A link's rate is that of both ways.

    Source: Shoeybi et al. 2019 (arXiv:1909.08053), sec. 3; Fedus et al. 2021 (arXiv:2101.03961), sec. 2.4.
    """
    chips = replica / gpu
    of_ring = 4 * (chips - 1)
    of_experts = np.where(experts_used < experts, 2 * experts_used, of_ring)
    sent = np.minimum(of_ring, of_experts) * one_token * depth * width * bytes_per_activation / chips
    rate = np.where(replica <= link_domain, link_rate / 2, network_rate)
    return sent / (rate * link_efficiency * replica)


def wait_time(
    replica: Number,
    depth: Number,
    collectives: Number,
    wait_floor: Number,
    wait_growth: Number,
    step_overhead: Number,
    gpu: Number,
) -> Number:
    """Time in which chips wait for each other in a step, twice a layer, and for the software [s].

    Source: Gunther 2008 (arXiv:0808.1431) for the idea; the form, a floor and a root, is that of measured collectives.
    """
    each = np.where(replica > gpu, wait_floor + wait_growth * (np.sqrt(replica / gpu) - 1), 0 * wait_floor)
    return depth * collectives * each + step_overhead


def least_chips(
    active_parameters: Number,
    bytes_per_weight: Number,
    memory_rate: Number,
    memory_efficiency: Number,
    depth: Number,
    collectives: Number,
    wait_growth: Number,
    gpu: Number,
) -> Number:
    """Chips at which a single user's token comes soonest: more read faster, but wait for each other longer [GPU].

    Source: arithmetic: the time of reading on N chips, plus waiting that goes with the root of N, is least there.
    """
    reading = _reading(active_parameters, bytes_per_weight, memory_rate, memory_efficiency, gpu)
    return (2 * reading / (depth * collectives * wait_growth)) ** (2 / 3) * gpu


def least_token_time(
    active_parameters: Number,
    bytes_per_weight: Number,
    memory_rate: Number,
    memory_efficiency: Number,
    depth: Number,
    collectives: Number,
    wait_floor: Number,
    wait_growth: Number,
    step_overhead: Number,
    gpu: Number,
    least_chips: Number,
) -> Number:
    """Least time between two tokens of a single user, on as many chips as it takes [s].

    Less the floor, it falls with the third root of the memory's rate.

    Source: arithmetic on the same.
    """
    chips = least_chips / gpu
    reading = _reading(active_parameters, bytes_per_weight, memory_rate, memory_efficiency, gpu) / chips
    waiting = depth * collectives * (wait_floor + wait_growth * (np.sqrt(chips) - 1))
    return reading + waiting + step_overhead


def _reading(
    active_parameters: Number, bytes_per_weight: Number, memory_rate: Number, memory_efficiency: Number, gpu: Number
) -> Number:
    """Return the time in which one chip reads the weights that a token needs."""
    return active_parameters * bytes_per_weight / (memory_rate * memory_efficiency * gpu)
