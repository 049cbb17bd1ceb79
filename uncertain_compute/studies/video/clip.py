"""Compute that generates a clip, and a minute of video."""

from uncertain_compute.model.graph import Number


def denoise_flop(pass_flop: Number, diffusion_steps: Number, guidance_passes: Number) -> Number:
    """Compute of all denoising steps of a clip, each with its passes for guidance [FLOP].

    Source: Ho & Salimans 2022 (arXiv:2207.12598): guidance takes a pass with the text and one without.
    """
    return pass_flop * diffusion_steps * guidance_passes


def text_flop(encoder_parameters: Number, text_tokens: Number, flop_per_weight: Number) -> Number:
    """Compute that encodes the prompt of a clip [FLOP].

    Source: Kaplan et al. 2020 (arXiv:2001.08361): two FLOP per weight and token.
    """
    return encoder_parameters * text_tokens * flop_per_weight


def decode_flop(clip_pixels: Number, decode_flop_per_pixel: Number) -> Number:
    """Compute that decodes a clip's latents into frames [FLOP].

    Source: Rombach et al. 2022 (arXiv:2112.10752): a convolutional decoder's work goes with its pixels.
    """
    return clip_pixels * decode_flop_per_pixel


def clip_flop(denoise_flop: Number, text_flop: Number, decode_flop: Number) -> Number:
    """Compute that generates one clip [FLOP].

    Source: Wan-Video/Wan2.1, wan/text2video.py: prompt, steps, decoder.
    """
    return denoise_flop + text_flop + decode_flop


def minute_flop(clip_flop: Number, clip_duration: Number, minute: Number) -> Number:
    """Compute per minute of generated video [FLOP/minute].

    Source: the post, "708x10^15 FLOPS per video" of one minute.
    """
    return clip_flop / clip_duration * minute
