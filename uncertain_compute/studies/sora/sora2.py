"""The reported GPU time of a clip of the Sora 2 app."""

from uncertain_compute.model.graph import Number


def sora2_clip_gpu_time(
    sora2_clip_duration: Number,
    minute: Number,
    real_minutes_per_gpu_hour: Number,
    sora2_spread: Number,
    sora2_deviation: Number,
) -> Number:
    """GPU time of one clip of the Sora 2 app [GPU*hour].

    The later model differs from the post's by the spread between two generations of models.
    Source: Gelman et al. 2013, Bayesian Data Analysis, ch. 5: one of a population.
    """
    return sora2_clip_duration / minute / real_minutes_per_gpu_hour * sora2_spread**sora2_deviation
