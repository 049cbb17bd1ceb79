"""A diffusion transformer's size, and the compute of one pass of it over a clip."""

import numpy as np

from uncertain_compute.model.graph import Number


def layer_weights(cross_attention: Number, feed_forward_matrices: Number, feed_forward_ratio: Number) -> Number:
    """Weights of a layer, in squares of the width [1].

    Query, key, value and output of self-attention, the same of attention to text, and the feed-forward's two
    matrices, or three where it is gated.
    Source: Wan-Video/Wan2.1, wan/modules/model.py; Shazeer 2020 (arXiv:2002.05202) for gates.
    """
    return 4 + 4 * cross_attention + feed_forward_matrices * feed_forward_ratio


def token_weights(cross_attention: Number, feed_forward_matrices: Number, feed_forward_ratio: Number) -> Number:
    """Weights of a layer that a token of video meets, in squares of the width [1].

    Keys and values of attention to text are of text alone.
    Source: Wan-Video/Wan2.1, wan/modules/model.py.
    """
    return 4 + 2 * cross_attention + feed_forward_matrices * feed_forward_ratio


def width(
    sora_parameters: Number,
    depth: Number,
    text_layers: Number,
    layer_weights: Number,
    modulation_weights: Number,
    weight: Number,
) -> Number:
    """Width of a model that has so many parameters in so many layers [1].

    Source: Kaplan et al. 2020 (arXiv:2001.08361), Table 1, solved for the width.
    """
    squares = weight * (depth + text_layers) * (layer_weights + modulation_weights)
    return np.sqrt(sora_parameters / squares)


def transformer_parameters(
    width: Number,
    depth: Number,
    text_layers: Number,
    layer_weights: Number,
    modulation_weights: Number,
    edge_weights: Number,
    weight: Number,
) -> Number:
    """Parameters of a transformer of so many layers of some width [parameter].

    Source: Peebles & Xie 2023 (arXiv:2212.09748), Table 4, counted from the layers.
    """
    layers = (depth + text_layers) * (layer_weights + modulation_weights) * width**2
    return weight * (layers + edge_weights)


def edge_weights(width: Number, patch: Number, latent_channels: Number, output_copies: Number) -> Number:
    """Weights that turn a patch of latents into a token, and a token into a patch [1].

    Source: Peebles & Xie 2023 (arXiv:2212.09748), sec. 3.2: DiT puts out noise and its variance.
    """
    return width * patch**2 * latent_channels * (1 + output_copies)


def joint_attention(cross_attention: Number) -> Number:
    """Whether text and video are one sequence: they are where there is no attention from one to the other [1].

    Source: Tencent/HunyuanVideo, hyvideo/modules/models.py, and Wan-Video/Wan2.1, wan/modules/model.py: one each.
    """
    return 1 - cross_attention


def sequence_tokens(tokens: Number, joint_attention: Number, text_tokens: Number) -> Number:
    """Tokens that pass the layers: those of the clip, and of the text where both are one sequence [token].

    Source: Tencent/HunyuanVideo, hyvideo/modules/models.py: text and video in one sequence.
    """
    return tokens + joint_attention * text_tokens


def linear_flop(
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
    """Compute of all products with weights in one pass over a clip [FLOP].

    Each token is multiplied by the weights of every layer, and by those at both ends. Text gives keys and values to
    cross-attention. The modulation of the layers is computed once for a sample, as for one token.
    Source: Kaplan et al. 2020 (arXiv:2001.08361), Table 1, with attention to text and adaptive modulation.
    """
    of_tokens = (tokens + joint_attention * text_tokens) * (token_weights * depth * width**2 + edge_weights)
    of_text = 2 * cross_attention * text_tokens * depth * width**2
    of_sample = modulation_weights * depth * width**2 * token
    return flop_per_weight * weight * (of_tokens + of_text + of_sample)


def attention_flop(
    tokens: Number,
    text_tokens: Number,
    joint_attention: Number,
    cross_attention: Number,
    attention_density: Number,
    depth: Number,
    width: Number,
    flop_per_pair: Number,
) -> Number:
    """Compute of attention in one pass over a clip: two products of each pair of tokens, for each channel [FLOP].

    Pairs are those that a kernel keeps, and those with text.
    Source: Dao et al. 2022 (arXiv:2205.14135), sec. 2.2: QK and PV.
    """
    pairs = attention_density * (tokens + joint_attention * text_tokens) ** 2 + cross_attention * tokens * text_tokens
    return flop_per_pair * depth * width * pairs


def pass_flop(linear_flop: Number, attention_flop: Number) -> Number:
    """Compute of one pass over a clip [FLOP].

    Source: Ma et al. 2025 (arXiv:2502.10248), Table 3: 1,717.2e12 FLOP a training sample are three of these.
    """
    return linear_flop + attention_flop
