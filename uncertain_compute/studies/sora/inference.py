"""Compute of one clip and of one minute of video, and the minutes that a GPU makes."""

from uncertain_compute.model.graph import Number


def step_flop(
    dit_step_flop: Number,
    size_multiplier: Number,
    latent_frames: Number,
    attention_multiplier: Number,
    resolution_multiplier: Number,
) -> Number:
    """Compute of one denoising step on one clip [FLOP].

    Source: the post, "524x10^9 FLOPS x 30 x 180"; it has no attention or resolution multiplier.
    """
    return dit_step_flop * size_multiplier * latent_frames * attention_multiplier * resolution_multiplier


def clip_flop(step_flop: Number, diffusion_steps: Number, guidance_passes: Number, pipeline_overhead: Number) -> Number:
    """Compute that generates one clip [FLOP].

    Source: the post, "708x10^15 FLOPS per video"; it has one pass per step and no overhead.
    """
    return step_flop * diffusion_steps * guidance_passes * pipeline_overhead


def minute_flop(clip_flop: Number, clip_duration: Number, minute: Number, minute_flop_rounding: Number) -> Number:
    """Compute per minute of generated video [FLOP/minute].

    Source: the post, "708x10^15 FLOPS per video" of one minute, rounded before it is used further.
    """
    return clip_flop / clip_duration * minute * minute_flop_rounding


def minutes_per_gpu_hour(
    peak_flop_rate: Number, hour: Number, minute_flop: Number, throughput_rounding: Number
) -> Number:
    """Minutes of video per GPU-hour at full utilization [minute/hour/GPU].

    Source: the post, "about 5 minutes of video generated per Nvidia H100 per hour", rounded before it is used further.
    """
    return peak_flop_rate * hour / minute_flop * throughput_rounding


def real_minutes_per_gpu_hour(minutes_per_gpu_hour: Number, inference_utilization: Number) -> Number:
    """Minutes of video per GPU-hour at the utilization that serving reaches [minute/hour/GPU].

    Source: the post, "a utilization of 50% is more realistic, which adds a factor of 2x".
    """
    return minutes_per_gpu_hour * inference_utilization
