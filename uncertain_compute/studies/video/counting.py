"""Sums that a clip to be generated and a clip to be trained on have in common."""

import numpy as np

from uncertain_compute.model.graph import Number


def latents_of(
    frames: Number, lead_frames: Number, temporal_compression: Number, frame: Number, image: Number
) -> Number:
    """Return the latent frames of a clip whose leading frame, if it has one, keeps a latent frame of its own.

    Source: Wan-Video/Wan2.1, wan/modules/vae.py, ``1 + (t - 1) // 4``; Step-Video-T2V, ``num_frames // 17 * 3``.
    """
    return np.ceil((frames - lead_frames) / temporal_compression) + lead_frames / frame * image


def whole(side: Number, cell: Number) -> Number:
    """Return how many cells a side has, and no number where the cells do not divide it."""
    return np.where(side % cell == 0, side / cell, np.nan)


def rounded_width(height: Number, aspect: Number, cell: Number) -> Number:
    """Return the width of a frame of some height that is nearest to an aspect, in whole cells."""
    return np.rint(height * aspect / cell) * cell


def linear_flop_of(
    tokens: Number,
    text_tokens: Number,
    joint_attention: Number,
    cross_attention: Number,
    token: Number,
    token_weights: Number,
    modulation_weights: Number,
    edge_weights: Number,
    depth: Number,
    width: Number,
    weight: Number,
    flop_per_weight: Number,
) -> Number:
    """Return the compute of all products of a pass with weights.

    Each token meets the weights of every layer and those at both ends; text gives keys and values to cross-attention;
    what modulates the layers is worked out once for a sample, as for one token.
    """
    of_tokens = (tokens + joint_attention * text_tokens) * (token_weights * depth * width**2 + edge_weights)
    of_text = 2 * cross_attention * text_tokens * depth * width**2
    of_sample = modulation_weights * depth * width**2 * token
    return flop_per_weight * weight * (of_tokens + of_text + of_sample)


def attention_flop_of(
    tokens: Number,
    text_tokens: Number,
    joint_attention: Number,
    cross_attention: Number,
    attention_density: Number,
    depth: Number,
    width: Number,
    flop_per_pair: Number,
) -> Number:
    """Return the compute of all products of tokens with tokens: of the pairs that a kernel keeps, and with text."""
    pairs = attention_density * (tokens + joint_attention * text_tokens) ** 2 + cross_attention * tokens * text_tokens
    return flop_per_pair * depth * width * pairs
