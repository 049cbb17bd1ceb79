"""What a clip and a minute of video cost on each chip, in time, dollars and energy."""

from uncertain_compute.model.graph import Number


def clip_chip_time(clip_time: Number, chips: Number) -> Number:
    """Chip time of one clip on each chip [s*GPU].

    Source: the definition: a chip that waits for the decoder is taken all the same.
    """
    return clip_time * chips


def clip_cost(clip_chip_time: Number, rent: Number, rent_factor: Number, hour: Number) -> Number:
    """Cost of the chip time of one clip [USD].

    Source: epoch-research/compute-to-agents, data/assumptions.json, for what an hour of each chip costs.
    """
    return clip_chip_time / hour * rent * rent_factor


def clip_energy(clip_chip_time: Number, power: Number, power_usage_effectiveness: Number) -> Number:
    """Energy of one clip, with servers, network and cooling [J].

    Source: Epoch AI, ai-compute-users, "IT power by chip", for the power of each chip with its share of the server.
    """
    return clip_chip_time * power * power_usage_effectiveness


def minute_cost(clip_cost: Number, clip_duration: Number, minute: Number) -> Number:
    """Cost of the chip time of a minute of video [USD/minute].

    Source: the post's comparison, which counts by the minute.
    """
    return clip_cost / clip_duration * minute


def minute_energy(clip_energy: Number, clip_duration: Number, minute: Number) -> Number:
    """Energy of a minute of video [J/minute].

    Source: the post's comparison, which counts by the minute.
    """
    return clip_energy / clip_duration * minute


def minutes_per_chip_hour(clip_chip_time: Number, clip_duration: Number, minute: Number, hour: Number) -> Number:
    """Minutes of video that one chip of each kind makes in an hour [minute/hour/GPU].

    Source: the post, "about 5 minutes of video generated per Nvidia H100 per hour".
    """
    return clip_duration / minute * hour / clip_chip_time


def h100e_per_chip(minutes_per_chip_hour: Number) -> Number:
    """H100s that make as much of this video as one chip of each kind [1].

    Source: the definition of an H100-equivalent, by the minutes of video that it makes.
    """
    return minutes_per_chip_hour / minutes_per_chip_hour.sel(chip="H100 SXM")
