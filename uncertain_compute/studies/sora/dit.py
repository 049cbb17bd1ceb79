"""DiT-XL/2, which the post scales up: its training, and one of its images."""

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


def dit_step_flop(dit_step_macs: Number, flop_per_mac: Number) -> Number:
    """Compute of one denoising step of DiT-XL/2 on a 512 px image [FLOP/image].

    Source: the post, "524x10^9 FLOPS per step"; DiT counts multiply-accumulates.
    """
    return dit_step_macs * flop_per_mac


def dit_image_flop(dit_step_flop: Number, dit_diffusion_steps: Number, dit_guidance_passes: Number) -> Number:
    """Compute that generates one image with DiT-XL/2 [FLOP/image].

    Source: the post, "a total of 131x10^12 FLOPS".
    """
    return dit_step_flop * dit_diffusion_steps * dit_guidance_passes
