"""Counts that are the same for generated clips and for training clips."""

import numpy as np

from uncertain_compute.model.graph import Number


def latents_of(
    frames: Number, lead_frames: Number, temporal_compression: Number, frame: Number, image: Number
) -> Number:
    """Return the latent frames of a clip whose leading frame, if it has one, keeps a latent frame of its own.

    Source: Wan-Video/Wan2.1, wan/modules/vae.py, ``1 + (t - 1) // 4``; Step-Video-T2V, ``num_frames // 17 * 3``.
    """
    return np.ceil((frames - lead_frames) / temporal_compression) + lead_frames / frame * image


def whole(side: Number, cell: Number) -> Number:
    """Return the number of cells of a side; NaN if the cells do not divide it."""
    return np.where(side % cell == 0, side / cell, np.nan)


def rounded_width(height: Number, aspect: Number, cell: Number) -> Number:
    """Return the width of a frame of some height that is nearest to an aspect, in whole cells."""
    return np.rint(height * aspect / cell) * cell
