"""What is reported of the Sora 2 app's clips: the GPU time and the price of one."""

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


def sora2_clip_price(sora2_clip_gpu_time: Number, gpu_hour_price: Number, sora2_markup: Number) -> Number:
    """Price of one clip of Sora 2 [USD].

    Source: help.apiyi.com/?p=3773: a price by the second, which pays for GPU time and a margin.
    """
    return sora2_clip_gpu_time * gpu_hour_price * sora2_markup
