"""Distributions in PyMC."""

from uncertain_compute.files.generated_source import keep_generated_source

keep_generated_source()
