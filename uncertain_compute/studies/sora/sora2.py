"""What is reported of the Sora 2 app's clips: the GPU time of one."""

from uncertain_compute.model.graph import Number


def sora2_clip_gpu_time(
    sora2_clip_duration: Number,
    minute: Number,
    real_minutes_per_gpu_hour: Number,
    sora2_spread: Number,
    sora2_deviation: Number,
) -> Number:
    """GPU time of one clip of the Sora 2 app [GPU*hour].

    The later model is as far from the one that the post is about as two generations are from each other.
    Source: Gelman et al. 2013, Bayesian Data Analysis, ch. 5: one of a population.
    """
    return sora2_clip_duration / minute / real_minutes_per_gpu_hour * sora2_spread**sora2_deviation
