"""Hydra ends here: from YAML to a study and its settings."""
