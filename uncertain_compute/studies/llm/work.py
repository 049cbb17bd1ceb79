"""Arithmetic and memory of a language model, counted from its layers."""

import numpy as np

from uncertain_compute.model.graph import Number


def expert_parameters(
    total_parameters: Number, active_parameters: Number, experts: Number, experts_used: Number
) -> Number:
    """Weights of all experts, of which a token uses a few; none in a dense model [parameter].

    Source: arithmetic: active weights are those outside the experts, and those of the experts that are used.
    """
    idle = 1 - experts_used / experts
    return np.where(
        idle > 0, (total_parameters - active_parameters) / np.where(idle > 0, idle, 1.0), 0 * total_parameters
    )


def kv_memory(
    depth: Number, kv_heads: Number, head_width: Number, latent_width: Number, bytes_per_cached: Number
) -> Number:
    """Memory of the cache for each token: keys and values of each layer, or a latent that stands for them [B/token].

    Source: Ainslie et al. 2023 (arXiv:2305.13245), grouped queries; DeepSeek-V2 (arXiv:2405.04434), latent attention.
    """
    return depth * (2 * kv_heads * head_width + latent_width) * bytes_per_cached


def weight_memory(total_parameters: Number, bytes_per_weight: Number) -> Number:
    """Memory of all weights [B].

    Source: the definition.
    """
    return total_parameters * bytes_per_weight


def decode_flop(
    active_parameters: Number,
    flop_per_weight: Number,
    depth: Number,
    decode_width: Number,
    context: Number,
    flop_per_pair: Number,
) -> Number:
    """Compute that writes a token: its active weights, and attention to all tokens before it [FLOP/token].

    Source: Kaplan et al. 2020 (arXiv:2001.08361), sec. 2.1.
    """
    return flop_per_weight * active_parameters + flop_per_pair * depth * decode_width * context


def prefill_flop(
    active_parameters: Number,
    flop_per_weight: Number,
    depth: Number,
    prefill_width: Number,
    prompt_tokens: Number,
    hit_rate: Number,
    flop_per_pair: Number,
) -> Number:
    """Compute that reads a request's tokens that are not in a cache [FLOP].

    Each token attends to those before it, in the cache or not, so that half of all pairs count.

    Source: Kaplan et al. 2020 (arXiv:2001.08361), sec. 2.1; Dao et al. 2022 (arXiv:2205.14135), causal masks.
    """
    weights = flop_per_weight * active_parameters * prompt_tokens * (1 - hit_rate)
    pairs = prompt_tokens * prompt_tokens * (1 - hit_rate * hit_rate) / 2
    return weights + flop_per_pair * depth * prefill_width * pairs


def flop_rate(bf16_flop_rate: Number, bytes_per_weight: Number, gain_of_8_bits: Number, eight_bits: Number) -> Number:
    """Peak rate of a chip at the precision of the weights, which are computed with at 16 or at 8 bits [FLOP/s/GPU].

    Source: Nvidia, H100 data sheet: dense rates at 8 bits are twice those at 16.
    """
    return bf16_flop_rate * np.where(bytes_per_weight <= eight_bits, gain_of_8_bits, 1.0)
