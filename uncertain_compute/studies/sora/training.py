"""Training compute of DiT-XL/2 and of a Sora-like model, and the GPUs that supply it."""

from uncertain_compute.model.graph import Number


def dit_samples(dit_train_steps: Number, dit_batch_size: Number) -> Number:
    """Images that DiT-XL/2 saw in training, repeats counted [image].

    Source: the post, "3M training steps at batch size 256, i.e. ... 768M images".
    """
    return dit_train_steps * dit_batch_size


def dit_counted_train_flop(
    dit_samples: Number, dit_step_macs: Number, passes_per_update: Number, flop_per_mac: Number
) -> Number:
    """Training compute of DiT-XL/2 counted from its passes over images [FLOP].

    The post reads 1e21 off the DiT paper's Fig. 9 instead; this is what the figure should show.
    Source: Peebles & Xie 2023 (arXiv:2212.09748); a backward pass costs two forward ones.
    """
    return dit_samples * dit_step_macs * passes_per_update * flop_per_mac


def dit_train_flop(dit_train_macs: Number, flop_per_mac: Number) -> Number:
    """Training compute of DiT-XL/2 [FLOP].

    Source: the post, "approximately 10^21 FLOPS"; DiT counts multiply-accumulates.
    """
    return dit_train_macs * flop_per_mac


def dit_train_gpu_months(
    dit_train_flop: Number, peak_flop_rate: Number, train_utilization: Number, month: Number
) -> Number:
    """GPU-months that train DiT-XL/2 [GPU*month].

    Source: the post, "approximately 0.4 Nvidia H100s for 1 month".
    """
    return dit_train_flop / (peak_flop_rate * train_utilization * month)


def dit_train_gpu_days(
    dit_train_flop: Number, peak_flop_rate: Number, train_utilization: Number, hour: Number, day: Number
) -> Number:
    """GPU-days that train DiT-XL/2 [GPU*day].

    Source: the post, "a single H100 for 12 days".
    """
    return dit_train_flop / (peak_flop_rate * train_utilization * hour * day)


def size_multiplier(sora_parameters: Number, dit_parameters: Number) -> Number:
    """Compute per latent frame over DiT-XL/2's, from the model's size [1].

    Source: the post, "20B parameter model ... another 30x in compute over DiT".
    """
    return sora_parameters / dit_parameters


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
