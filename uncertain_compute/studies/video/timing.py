"""The time of a pass on each chip, and of a clip on several chips."""

import numpy as np

from uncertain_compute.model.graph import Number


def compute_time(
    linear_flop: Number,
    attention_flop: Number,
    linear_efficiency: Number,
    attention_efficiency: Number,
    chip_efficiency: Number,
    bf16_flop_rate: Number,
) -> Number:
    """Time of the arithmetic of a pass on one chip of each kind [s*GPU].

    Products with weights and attention each reach a share of the peak rate, at most all of it.
    Source: Williams et al. 2009 (doi:10.1145/1498765.1498785), with an efficiency for each kernel.
    """
    linear = linear_flop / np.minimum(linear_efficiency * chip_efficiency, 1)
    attention = attention_flop / np.minimum(attention_efficiency * chip_efficiency, 1)
    return (linear + attention) / bf16_flop_rate


def traffic_time(
    weight_memory: Number,
    experts: Number,
    chips: Number,
    gpu: Number,
    sequence_tokens: Number,
    width: Number,
    depth: Number,
    bytes_per_activation: Number,
    activation_traffic: Number,
    memory_rate: Number,
) -> Number:
    """Time in which a pass moves its weights and activations through memory, on one chip of each kind [s*GPU].

    Norms, rotations and additions between the products read and write each token's activations many times.
    Source: Williams et al. 2009 (doi:10.1145/1498765.1498785).
    """
    weights = weight_memory / experts * chips / gpu
    activations = sequence_tokens * width * depth * bytes_per_activation * activation_traffic
    return (weights + activations) / memory_rate


def link_time(
    sequence_tokens: Number,
    width: Number,
    depth: Number,
    bytes_per_activation: Number,
    chips: Number,
    gpu: Number,
    link_efficiency: Number,
    link_rate: Number,
) -> Number:
    """Time in which chips exchange their parts of the sequence during a pass: four times a layer [s].

    Source: Jacobs et al. 2023 (arXiv:2309.14509), sec. 3.2: all-to-all of query, key, value and output.
    """
    sent = 4 * sequence_tokens * width * depth * bytes_per_activation * (chips - gpu) / chips
    return sent / (link_efficiency * link_rate * chips)


def pass_time(
    compute_time: Number,
    traffic_time: Number,
    link_time: Number,
    parallel_overhead: Number,
    chips: Number,
    gpu: Number,
) -> Number:
    """Time of one pass on so many chips of each kind [s].

    Each chip waits for each other one. What cannot be divided among chips, the decoder, is counted on its own.
    Source: Gunther 2008 (arXiv:0808.1431), the universal scalability law's term of coherence.
    """
    waits = parallel_overhead * (chips / gpu) * (chips - gpu) / gpu
    return (compute_time + traffic_time) * (1 + waits) / chips + link_time


def denoise_time(pass_time: Number, diffusion_steps: Number, guidance_passes: Number) -> Number:
    """Time of all denoising steps of a clip [s].

    Source: Wan-Video/Wan2.1, wan/text2video.py: two passes a step, one after the other.
    """
    return pass_time * diffusion_steps * guidance_passes


def decode_time(
    clip_pixels: Number, decode_time_per_pixel: Number, chip_efficiency: Number, bf16_flop_rate: Number
) -> Number:
    """Time of the decoder, which works on one chip, however many there are [s].

    Source: FastVideo's blog on FastWan: 5 s from prompt to video, of which 1 s is denoising.
    """
    rate = bf16_flop_rate * chip_efficiency
    return clip_pixels * decode_time_per_pixel * rate.sel(chip="H100 SXM") / rate


def clip_time(denoise_time: Number, decode_time: Number) -> Number:
    """Time from the first step to the last frame of a clip [s].

    Source: Wan-Video/Wan2.1, wan/text2video.py: the decoder follows the steps.
    """
    return denoise_time + decode_time
