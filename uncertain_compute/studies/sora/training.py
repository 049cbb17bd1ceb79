"""Training compute of a Sora-like model, and the GPUs that supply it."""

from uncertain_compute.model.graph import Number


def frame_multiplier(
    video_share: Number, train_latent_frames: Number, image_latent_frames: Number, image: Number
) -> Number:
    """Latent frames of a mean training sample over DiT's one [1].

    Source: the post, "180 / 2": half of the samples are clips, and images are left out.
    """
    return (video_share * train_latent_frames + (1.0 - video_share) * image_latent_frames) / image


def train_flop(
    dit_train_flop: Number,
    size_multiplier: Number,
    dataset_multiplier: Number,
    frame_multiplier: Number,
    train_attention_multiplier: Number,
    train_resolution_multiplier: Number,
) -> Number:
    """Training compute of the Sora-like model [FLOP].

    Source: the post, footnote 4; it has no attention or resolution multiplier.
    """
    scale = size_multiplier * dataset_multiplier * frame_multiplier
    return dit_train_flop * scale * train_attention_multiplier * train_resolution_multiplier


def train_gpu_months(train_flop: Number, peak_flop_rate: Number, train_utilization: Number, month: Number) -> Number:
    """GPU-months that train the Sora-like model [GPU*month].

    Source: the post, "4,211 - 10,528 Nvidia H100s for 1 month".
    """
    return train_flop / (peak_flop_rate * train_utilization * month)
