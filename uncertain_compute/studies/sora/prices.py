"""List prices of generated video: the price of a minute covers the GPU time that it takes, and more."""

from uncertain_compute.model.graph import Number


def minute_price(
    gpu_hour_price: Number,
    real_minutes_per_gpu_hour: Number,
    price_over_cost: Number,
    price_spread: Number,
    price_deviation: Number,
) -> Number:
    """Price of a minute of video of a typical model on sale [USD/minute].

    A price is an upper bound of the cost of its GPU time: it is this cost times a margin of at least 1.
    Source: Gelman et al. 2013, Bayesian Data Analysis, ch. 5, for models on sale as one population.
    """
    return gpu_hour_price / real_minutes_per_gpu_hour * price_over_cost * price_spread**price_deviation
