"""Compute that generated video asks for in each year."""

import numpy as np

from uncertain_compute.model.functions import grown, logistic, slowed
from uncertain_compute.model.graph import Number


def adoption_midpoint(adoption_year: Number, adoption_done: Number, adoption_rate: Number) -> Number:
    """Year in which half of the adoption is done, unless it is delayed [year].

    Source: the logistic curve, solved for its midpoint, from the share that was reached in a known year.
    """
    return adoption_year + np.log(1 / adoption_done - 1) / adoption_rate


def ai_share(
    year: Number,
    adoption_year: Number,
    adoption_delay: Number,
    adoption_midpoint: Number,
    adoption_rate: Number,
    adoption_ceiling: Number,
) -> Number:
    """Share of uploaded minutes that a model generated [1].

    A delay stops adoption in the year for which the share is known; then it continues as it would have.

    Source: Griliches 1957 (doi:10.2307/1905380), sec. 2, for the curve; its state in 2024 is the post's.
    """
    reached = np.minimum(year, adoption_year) + np.maximum(year - adoption_year - adoption_delay, 0.0)
    return logistic(reached, adoption_midpoint, adoption_rate, adoption_ceiling)


def uploaded_minutes(first_uploaded_minutes: Number, uploads_growth: Number, year: Number) -> Number:
    """Minutes of video uploaded to all platforms [minute/day].

    Source: the post, 17M minutes of TikTok's and 43M of YouTube's, extrapolated.
    """
    return grown(first_uploaded_minutes, uploads_growth, year - 2024)


def generated_minutes(uploaded_minutes: Number, ai_share: Number, candidates: Number) -> Number:
    """Minutes of video that models generate, uploaded or not [minute/day].

    Source: the post, "on average 2 candidates for each uploaded video".
    """
    return uploaded_minutes * ai_share * candidates


def progress_time(year: Number, minute_flop_year: Number, progress_halving: Number) -> Number:
    """Years of progress at its first rate since the compute per minute was known [year].

    Source: the definition of a trend whose rate halves again and again.
    """
    return slowed(year - minute_flop_year, progress_halving)


def quality(quality_growth: Number, progress_time: Number) -> Number:
    """Compute of a minute of today's length, resolution and size of model, over that of the first [1].

    Source: Sevilla & Roldan 2024 (epoch.ai/data-insights/compute-trend-post-2010), for growth of models.
    """
    return grown(1.0, quality_growth, progress_time)


def algorithmic_progress(algorithm_growth: Number, progress_time: Number) -> Number:
    """Compute that the same video took at first, over what it takes now [1].

    Source: Ho et al. 2024 (arXiv:2403.05812), for compute that the same result takes.
    """
    return grown(1.0, algorithm_growth, progress_time)


def minute_flop(first_minute_flop: Number, quality: Number, algorithmic_progress: Number) -> Number:
    """Compute per minute of generated video [FLOP/minute].

    Source: the post, "708x10^15 FLOPS per video" of one minute, extrapolated.
    """
    return first_minute_flop * quality / algorithmic_progress


def mean_demand(
    generated_minutes: Number,
    minute_flop: Number,
    h100_flop_rate: Number,
    inference_utilization: Number,
    hour: Number,
    day: Number,
) -> Number:
    """H100-equivalents that serve the mean demand [H100e].

    Source: the post, "10.7M / 120 ~ 89k", "a utilization of 50% is more realistic".
    """
    return generated_minutes * minute_flop / (h100_flop_rate * inference_utilization * hour * day)


def peak_demand(mean_demand: Number, peak_factor: Number, demand_deviation: Number) -> Number:
    """H100-equivalents that serve the peak demand [H100e].

    Source: the post, "~720k Nvidia H100 GPUs at peak".
    """
    return mean_demand * peak_factor * demand_deviation
