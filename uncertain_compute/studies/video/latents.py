"""From a clip's length and resolution to the tokens that the transformer works on."""

import numpy as np

from uncertain_compute.model.graph import Number
from uncertain_compute.studies.video.counting import latents_of, rounded_width, whole


def clip_frames(clip_duration: Number, frame_rate: Number, frame: Number) -> Number:
    """Frames of a generated clip, a whole number of them [frame].

    Source: Wan-Video/Wan2.1, generate.py: 81 frames at 16 a second.
    """
    return np.maximum(np.rint(clip_duration * frame_rate), frame)


def latent_frames(
    clip_frames: Number, lead_frames: Number, temporal_compression: Number, frame: Number, image: Number
) -> Number:
    """Latent frames of a generated clip [latent_frame].

    Source: Wan-Video/Wan2.1, wan/modules/vae.py; stepfun-ai/Step-Video-T2V, stepvideo/diffusion/video_pipeline.py.
    """
    return latents_of(clip_frames, lead_frames, temporal_compression, frame, image)


def token_side(vae_space: Number, patch: Number) -> Number:
    """Side of the square of pixels that one token stands for [pixel].

    Source: Peebles & Xie 2023 (arXiv:2212.09748), sec. 3.2: patches of the autoencoder's latents.
    """
    return vae_space * patch


def token_rows(height: Number, token_side: Number) -> Number:
    """Tokens down a frame, whose height has to be a multiple of a token's side [1].

    Source: Peebles & Xie 2023 (arXiv:2212.09748), sec. 3.2.
    """
    return whole(height, token_side)


def frame_width(height: Number, aspect: Number, token_side: Number) -> Number:
    """Width of a frame, in whole tokens [pixel].

    Source: Wan-Video/Wan2.2, README: 704 x 1280 where a token is 32 pixels wide, 720 x 1280 where it is 16.
    """
    return rounded_width(height, aspect, token_side)


def token_columns(frame_width: Number, token_side: Number) -> Number:
    """Tokens across a frame, whose width has to be a multiple of a token's side [1].

    Source: Peebles & Xie 2023 (arXiv:2212.09748), sec. 3.2.
    """
    return whole(frame_width, token_side)


def tokens(latent_frames: Number, token_rows: Number, token_columns: Number, patch_frames: Number) -> Number:
    """Tokens of a generated clip [token].

    Source: Wan-Video/Wan2.1, wan/modules/model.py: patches of 1 x 2 x 2 latents.
    """
    return latent_frames * token_rows * token_columns / patch_frames


def clip_pixels(clip_frames: Number, height: Number, frame_width: Number) -> Number:
    """Pixels of all frames of a generated clip [frame*pixel**2].

    Source: the definition of a frame.
    """
    return clip_frames * height * frame_width
