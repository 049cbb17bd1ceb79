"""Where the compute spent on inference overtakes the compute spent on training."""

from uncertain_compute.model.graph import Number


def dit_breakeven_images(dit_train_flop: Number, dit_image_flop: Number) -> Number:
    """Images after which DiT-XL/2's inference has cost more than its training [image].

    Source: the post, "reached after generating 7.6M images".
    """
    return dit_train_flop / dit_image_flop


def dit_breakeven_days(dit_breakeven_images: Number, instagram_uploads: Number) -> Number:
    """Days of Instagram uploads that reach DiT-XL/2's break-even [day].

    Source: the post, "roughly 95M images per day to Instagram".
    """
    return dit_breakeven_images / instagram_uploads


def breakeven_minutes(train_flop: Number, minute_flop: Number) -> Number:
    """Minutes of video after which inference has cost more FLOP than training [minute].

    Source: the post, "15.3M (low) to 38.1M (high) minutes".
    """
    return train_flop / minute_flop


def breakeven_days(breakeven_minutes: Number, uploaded_minutes: Number) -> Number:
    """Days of each platform's uploads that reach the break-even [day].

    Source: the post, "For comparison, 17 million minutes (TikTok) and 43 million minutes (YouTube)".
    """
    return breakeven_minutes / uploaded_minutes


def gpu_hour_breakeven_minutes(
    breakeven_minutes: Number, inference_utilization: Number, train_utilization: Number
) -> Number:
    """Minutes of video after which inference has taken more GPU-hours than training [minute].

    The post counts FLOP, as if both ran at one utilization.
    Source: the post, "FLOPS utilization rates can also vary".
    """
    return breakeven_minutes * inference_utilization / train_utilization
