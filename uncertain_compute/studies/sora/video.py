"""From a clip's length to the latent frames that a diffusion transformer works on."""

from uncertain_compute.model.graph import Number


def clip_frames(clip_duration: Number, frame_rate: Number) -> Number:
    """Frames of a generated clip [frame].

    Source: the post, "24fps ... up to 1,440 frames".
    """
    return clip_duration * frame_rate


def latent_frames(clip_frames: Number, temporal_compression: Number) -> Number:
    """Latent frames of a generated clip [latent_frame].

    Source: the post, "the same compression rate ... 180 frames in latent space".
    """
    return clip_frames / temporal_compression


def train_clip_frames(train_clip_duration: Number, frame_rate: Number) -> Number:
    """Frames of a training clip [frame].

    Source: the post, "24fps", of a clip of any length.
    """
    return train_clip_duration * frame_rate


def train_latent_frames(train_clip_frames: Number, temporal_compression: Number) -> Number:
    """Latent frames of a training clip [latent_frame].

    Source: the post, footnote 4, "(180 / 2)": the latent frames of a clip, for the half that are clips.
    """
    return train_clip_frames / temporal_compression
