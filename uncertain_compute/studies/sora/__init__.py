"""What it takes to train and to serve a Sora-like video model."""
