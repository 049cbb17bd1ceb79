"""The part of a run's page that runs the model: a reader changes a belief and sees the answer change."""
