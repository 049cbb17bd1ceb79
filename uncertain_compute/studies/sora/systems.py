"""Compute of one output of each system, and how they compare."""

from uncertain_compute.model.graph import Number


def output_flop(
    minutes_per_output: Number,
    minute_flop: Number,
    images_per_output: Number,
    dit_image_flop: Number,
    tokens_per_output: Number,
    active_parameters: Number,
    flop_per_weight: Number,
) -> Number:
    """Compute of one output of each system: so many minutes, images and tokens [FLOP].

    Source: the post's comparison; "2 x number of parameters x number of generated tokens" for language models.
    """
    text = tokens_per_output * active_parameters * flop_per_weight
    return minutes_per_output * minute_flop + images_per_output * dit_image_flop + text


def minute_output_ratio(minute_flop: Number, video_minute: Number, output_flop: Number) -> Number:
    """Ratio of a minute of video to one output of each system, in compute [1].

    Source: the post, "orders of magnitude more expensive than even GPT-4".
    """
    return minute_flop * video_minute / output_flop


def image_output_ratio(dit_image_flop: Number, image: Number, output_flop: Number) -> Number:
    """Ratio of a DiT image to one output of each system, in compute [1].

    Source: the post, "roughly the same amount of inference compute as LLama 2".
    """
    return dit_image_flop * image / output_flop
