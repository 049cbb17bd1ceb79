"""The same distributions in PyMC."""

from uncertain_compute.priors.pymc.generated_source import keep_generated_source

keep_generated_source()
