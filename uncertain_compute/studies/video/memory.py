"""What must be in the chips' memory, and the number of each chip that this needs."""

import numpy as np

from uncertain_compute.model.graph import Number


def weight_memory(transformer_parameters: Number, experts: Number, bytes_per_weight: Number) -> Number:
    """Memory of the transformer's weights, of all experts [B].

    Source: Wan-Video/Wan2.2, README: two experts of 14B, one of which works in a step.
    """
    return transformer_parameters * experts * bytes_per_weight


def encoder_memory(encoder_parameters: Number, bytes_per_encoder_weight: Number) -> Number:
    """Memory of the text encoder's weights [B].

    Source: Wan-Video/Wan2.1, wan/modules/t5.py: umT5-XXL in 16 bits.
    """
    return encoder_parameters * bytes_per_encoder_weight


def activation_memory(
    sequence_tokens: Number, width: Number, bytes_per_activation: Number, activation_copies: Number
) -> Number:
    """Memory of activations that are alive at a time [B].

    Source: Jacobs et al. 2023 (arXiv:2309.14509), sec. 3: each chip holds its part of the sequence.
    """
    return sequence_tokens * width * bytes_per_activation * activation_copies


def decoder_memory(height: Number, frame_width: Number, decode_tile: Number, decode_memory_per_pixel: Number) -> Number:
    """Memory of the decoder on each chip that decodes: of a whole frame's width of features, or of a tile [B/GPU].

    Source: Wan-Video/Wan2.1, assets/comp_effic.png: what 1 to 8 GPUs hold in common goes with a frame's pixels.
    """
    return np.minimum(height * frame_width, decode_tile) * decode_memory_per_pixel


def memory_room(memory: Number, usable_memory: Number, decoder_memory: Number) -> Number:
    """Memory of each chip that is left for what chips share among them [B/GPU].

    Source: Wan-Video/Wan2.1, generate.py: weights and sequence are sharded, the decoder is not.
    """
    return memory * usable_memory - decoder_memory


def chips_needed(
    weight_memory: Number, encoder_memory: Number, activation_memory: Number, memory_room: Number, gpu: Number
) -> Number:
    """Chips of each kind that hold the model, which needs room on each beside the decoder [GPU].

    A single chip removes the text encoder from its memory before it denoises, as the reference code does.
    Source: Wan-Video/Wan2.1, generate.py, ``offload_model``; assets/comp_effic.png.
    """
    alone = (weight_memory + activation_memory) / memory_room
    shared = np.maximum(np.ceil((alone * memory_room + encoder_memory) / memory_room), 2 * gpu)
    return np.where(memory_room > 0, np.where(alone <= gpu, gpu, shared), np.nan * gpu)


def chips(chips_asked: Number, chips_needed: Number) -> Number:
    """Chips of each kind that make one clip together: those asked for, or as many as hold the model [GPU].

    Source: Jacobs et al. 2023 (arXiv:2309.14509): the sequence is divided among them.
    """
    return np.maximum(chips_asked, chips_needed)


def memory_per_chip(
    weight_memory: Number,
    encoder_memory: Number,
    activation_memory: Number,
    decoder_memory: Number,
    chips: Number,
    gpu: Number,
) -> Number:
    """Memory that is taken on each chip [B/GPU].

    Source: Wan-Video/Wan2.1, assets/comp_effic.png: 69.1, 53.9, 37.9 and 29.9 GB on 1, 2, 4 and 8 H100s.
    """
    resident = np.where(chips > gpu, encoder_memory, 0 * encoder_memory)
    return (weight_memory + activation_memory + resident) / chips + decoder_memory
