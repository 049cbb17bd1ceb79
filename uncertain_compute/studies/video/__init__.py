"""What a latent video diffusion transformer takes, counted from its layers, the clip and the chip."""
