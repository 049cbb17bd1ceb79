"""What disclosed video models tell about a Sora-like one: all are members of one population of models.

The quantity of a typical model is that of the Sora-like one, times a factor drawn from the spread between models.
A disclosed model differs from the typical one by this spread again, and by the error of its measurement.
"""

from uncertain_compute.model.graph import Number


def pass_minutes_per_gpu_hour(
    real_minutes_per_gpu_hour: Number, diffusion_steps: Number, guidance_passes: Number
) -> Number:
    """Minutes of video per GPU-hour if a clip took a single pass through the model [minute/hour/GPU].

    Models differ in the number of passes, which each discloses, tenfold more than in this.
    Source: FastVideo's blog (hao-ai-lab.github.io/blogs/fastvideo_post_training): 3 passes in place of 100.
    """
    return real_minutes_per_gpu_hour * diffusion_steps * guidance_passes


def typical_pass_minutes_per_gpu_hour(
    pass_minutes_per_gpu_hour: Number, throughput_spread: Number, throughput_deviation: Number
) -> Number:
    """Minutes of video per GPU-hour and pass of a typical video model [minute/hour/GPU].

    Source: Gelman et al. 2013, Bayesian Data Analysis, ch. 5: a member of a population of which others were measured.
    """
    return pass_minutes_per_gpu_hour * throughput_spread**throughput_deviation


def typical_train_gpu_months(
    train_gpu_months: Number, train_size_spread: Number, train_size_deviation: Number
) -> Number:
    """GPU-months that train a typical large video model [GPU*month].

    Source: Gelman et al. 2013, Bayesian Data Analysis, ch. 5: a member of a population of which others were measured.
    """
    return train_gpu_months * train_size_spread**train_size_deviation


def typical_train_utilization(
    train_utilization: Number, utilization_spread: Number, utilization_deviation: Number
) -> Number:
    """Utilization in training of a typical large video model [1].

    Source: Gelman et al. 2013, Bayesian Data Analysis, ch. 5: a member of a population of which others were measured.
    """
    return train_utilization * utilization_spread**utilization_deviation
