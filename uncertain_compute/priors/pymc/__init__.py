"""Distributions in PyMC."""

from uncertain_compute.files.compiled_code import choose_pytensor_settings

choose_pytensor_settings()
