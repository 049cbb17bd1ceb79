"""The connection of the model's structure to the post's fleet, which is counted in H100s."""

from uncertain_compute.model.graph import Number


def minutes_per_gpu_hour(peak_flop_rate: Number, hour: Number, minute_flop: Number) -> Number:
    """Minutes of video per GPU-hour at full utilization [minute/hour/GPU].

    Source: the post, "about 5 minutes of video generated per Nvidia H100 per hour".
    """
    return peak_flop_rate * hour / minute_flop


def real_minutes_per_gpu_hour(minutes_per_chip_hour: Number) -> Number:
    """Minutes of video that an H100 makes in an hour [minute/hour/GPU].

    Source: the post, which counts in H100s.
    """
    return minutes_per_chip_hour.sel(chip="H100 SXM")


def inference_utilization(real_minutes_per_gpu_hour: Number, minutes_per_gpu_hour: Number) -> Number:
    """Utilization that an H100 reaches in serving [1].

    Source: Chowdhery et al. 2022 (arXiv:2204.02311), sec. 4.1: model FLOP over the peak; it follows here.
    """
    return real_minutes_per_gpu_hour / minutes_per_gpu_hour


def peak_chips(peak_gpus: Number, h100e_per_chip: Number) -> Number:
    """Chips of each kind that serve the peak demand alone [GPU].

    Source: the post, "~720k Nvidia H100 GPUs at peak", on other chips.
    """
    return peak_gpus / h100e_per_chip
