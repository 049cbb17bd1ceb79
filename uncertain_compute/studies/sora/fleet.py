"""GPUs that serve the video which platforms take in."""

from uncertain_compute.model.graph import Number


def uploaded_minutes(uploads: Number, upload_duration: Number, minute: Number) -> Number:
    """Minutes of video uploaded to each platform [minute/day].

    Source: the post, "34M total videos x avg. length of 30s"; it states YouTube's product alone.
    """
    return uploads * upload_duration / minute


def ai_minutes(uploaded_minutes: Number, ai_share: Number) -> Number:
    """Minutes of each platform's uploads that a model generated [minute/day].

    Source: the post, 50% of TikTok's minutes and 15% of YouTube's.
    """
    return uploaded_minutes * ai_share


def total_ai_minutes(ai_minutes: Number) -> Number:
    """Minutes of generated video uploaded to all platforms [minute/day].

    Source: the post, "Total videos produced daily by AI", whose printed sum is wrong.
    """
    return ai_minutes.sum("platform")


def minutes_per_gpu_day(minutes_per_gpu_hour: Number, day: Number) -> Number:
    """Minutes of video per GPU-day at full utilization [minute/day/GPU].

    Source: the post, "120 minutes of videos per H100 per day".
    """
    return minutes_per_gpu_hour * day


def mean_gpus(total_ai_minutes: Number, minutes_per_gpu_day: Number) -> Number:
    """GPUs that serve the mean demand at full utilization [GPU].

    Source: the post, "10.7M / 120 ~ 89k".
    """
    return total_ai_minutes / minutes_per_gpu_day


def real_mean_gpus(mean_gpus: Number, inference_utilization: Number) -> Number:
    """GPUs that serve the mean demand at the utilization that serving reaches [GPU].

    Source: the post, "a utilization of 50% is more realistic, which adds a factor of 2x".
    """
    return mean_gpus / inference_utilization


def single_take_peak_gpus(real_mean_gpus: Number, peak_factor: Number) -> Number:
    """GPUs that serve the peak demand if each upload took one clip [GPU].

    Source: the post, "peak demand adds another factor of 2x".
    """
    return real_mean_gpus * peak_factor


def peak_gpus(single_take_peak_gpus: Number, candidates: Number) -> Number:
    """GPUs that serve the peak demand [GPU].

    Source: the post, "~720k Nvidia H100 GPUs at peak", with "on average 2 candidates for each uploaded video".
    """
    return single_take_peak_gpus * candidates
