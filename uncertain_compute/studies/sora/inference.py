"""Compute of one image, one clip, one minute of video, and one output of other systems."""

from uncertain_compute.model.graph import Number


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

    Source: the post, "708x10^15 FLOPS per video" of one minute, carried on rounded.
    """
    return clip_flop / clip_duration * minute * minute_flop_rounding


def minutes_per_gpu_hour(
    peak_flop_rate: Number, hour: Number, minute_flop: Number, throughput_rounding: Number
) -> Number:
    """Minutes of video per GPU-hour at full utilization [minute/hour/GPU].

    Source: the post, "about 5 minutes of video generated per Nvidia H100 per hour", carried on rounded.
    """
    return peak_flop_rate * hour / minute_flop * throughput_rounding


def real_minutes_per_gpu_hour(minutes_per_gpu_hour: Number, inference_utilization: Number) -> Number:
    """Minutes of video per GPU-hour at the utilization that serving reaches [minute/hour/GPU]."""
    return minutes_per_gpu_hour * inference_utilization


def output_flop(
    minutes_per_output: Number,
    minute_flop: Number,
    images_per_output: Number,
    dit_image_flop: Number,
    tokens_per_output: Number,
    active_parameters: Number,
    flop_per_weight: Number,
) -> Number:
    """Compute of one output of each system: so many minutes, images and tokens [FLOP].

    Source: the post's comparison; "2 x number of parameters x number of generated tokens" for language models.
    """
    text = tokens_per_output * active_parameters * flop_per_weight
    return minutes_per_output * minute_flop + images_per_output * dit_image_flop + text


def minute_output_ratio(minute_flop: Number, video_minute: Number, output_flop: Number) -> Number:
    """Ratio of a minute of video to one output of each system, in compute [1].

    Source: the post, "orders of magnitude more expensive than even GPT-4".
    """
    return minute_flop * video_minute / output_flop


def image_output_ratio(dit_image_flop: Number, image: Number, output_flop: Number) -> Number:
    """Ratio of a DiT image to one output of each system, in compute [1].

    Source: the post, "roughly the same amount of inference compute as LLama 2".
    """
    return dit_image_flop * image / output_flop
