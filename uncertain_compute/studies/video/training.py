"""Training compute, stage by stage: images first, then clips of ever higher resolution."""

from uncertain_compute.model.graph import Number
from uncertain_compute.studies.video.counting import latents_of, rounded_width, whole
from uncertain_compute.studies.video.transformer import attention_flop, linear_flop


def train_frame_width(train_height: Number, train_aspect: Number, token_side: Number) -> Number:
    """Width of a sample of each stage, in whole tokens [pixel].

    Source: Ma et al. 2025 (arXiv:2502.10248), Table 6: 192 x 320, 544 x 992.
    """
    return rounded_width(train_height, train_aspect, token_side)


def train_tokens(
    train_frames: Number,
    train_height: Number,
    train_frame_width: Number,
    token_side: Number,
    patch_frames: Number,
    lead_frames: Number,
    temporal_compression: Number,
    frame: Number,
    image: Number,
) -> Number:
    """Tokens of a sample of each stage, whose sides have to be multiples of a token's [token].

    Source: Ma et al. 2025 (arXiv:2502.10248), Table 6: stages by frames and resolution.
    """
    latents = latents_of(train_frames, lead_frames, temporal_compression, frame, image)
    return latents * whole(train_height, token_side) * whole(train_frame_width, token_side) / patch_frames


def train_sample_flop(
    train_tokens: Number,
    text_tokens: Number,
    joint_attention: Number,
    cross_attention: Number,
    train_attention_density: Number,
    token: Number,
    token_weights: Number,
    modulation_weights: Number,
    edge_weights: Number,
    depth: Number,
    width: Number,
    weight: Number,
    flop_per_weight: Number,
    flop_per_pair: Number,
    passes_per_update: Number,
) -> Number:
    """Compute of a training step on one sample of each stage [FLOP].

    Source: Ma et al. 2025 (arXiv:2502.10248), Table 3: 1,717.2e12 for 204 frames of 256 x 256.
    """
    linear = linear_flop(
        train_tokens, text_tokens, joint_attention, cross_attention, token, token_weights, modulation_weights,
        edge_weights, depth, width, weight, flop_per_weight,
    )  # fmt: skip
    attention = attention_flop(
        train_tokens, text_tokens, joint_attention, cross_attention, train_attention_density, depth, width,
        flop_per_pair,
    )  # fmt: skip
    return passes_per_update * (linear + attention)


def train_encode_flop(
    train_frames: Number, train_height: Number, train_frame_width: Number, encode_flop_per_pixel: Number
) -> Number:
    """Compute that encodes one sample of each stage into latents [FLOP].

    Source: facebookresearch/DiT, train.py: the autoencoder's encoder runs before the transformer.
    """
    return train_frames * train_height * train_frame_width * encode_flop_per_pixel


def train_flop(train_samples: Number, train_sample_flop: Number, train_encode_flop: Number) -> Number:
    """Training compute of all stages [FLOP].

    Source: Ma et al. 2025 (arXiv:2502.10248), Tables 3 and 6: samples of a stage times the compute of one.
    """
    return (train_samples * (train_sample_flop + train_encode_flop)).sum("stage")


def train_gpu_months(train_flop: Number, peak_flop_rate: Number, train_utilization: Number, month: Number) -> Number:
    """GPU-months that train the model [GPU*month].

    Source: the post, "4,211 - 10,528 Nvidia H100s for 1 month".
    """
    return train_flop / (peak_flop_rate * train_utilization * month)
