"""Check a sampler's chains: ArviZ's R-hat says whether they agree, ESS how many independent draws they are worth."""

from collections.abc import Mapping, Sequence
from importlib import import_module

import numpy as np
from xarray import Dataset

from uncertain_compute.arrays import Floats
from uncertain_compute.posterior.likelihood import values_of
from uncertain_compute.posterior.posterior_draws import PosteriorDraws

CHAINS = 4
DRAWS = 8000
"""A sampler's default number of draws over all chains."""

HIGHEST_R_HAT = 1.01
LEAST_ESS = 400.0
"""Source: Vehtari, Gelman, Simpson, Carpenter & Burkner 2021, "Rank-normalization, folding, and localization"."""


def diagnosed(
    method: str, draws: Dataset, sample_stats: Dataset, told: Mapping[str, float], failures: Sequence[str]
) -> PosteriorDraws:
    """Return a sampler's draws with the largest R-hat, the least effective sample sizes and any failures."""
    stats = import_module("arviz_stats")
    columns = values_of(draws, [str(name) for name in draws.data_vars])
    varying = Dataset({"column": (("chain", "draw", "name"), np.stack([*filter(varies, columns.values())], axis=-1))})
    r_hat = float(stats.rhat(varying)["column"].max())
    bulk, tail = (float(stats.ess(varying, method=kind)["column"].min()) for kind in ("bulk", "tail"))
    found = [*failures]
    if not r_hat < HIGHEST_R_HAT:
        found.append(
            f"R-hat is {r_hat:.3f}, not below {HIGHEST_R_HAT}: the chains disagree; draw more, as in posterior_draws"
        )
    if not min(bulk, tail) >= LEAST_ESS:
        found.append(f"the least effective sample size is {min(bulk, tail):.0f}, below {LEAST_ESS:.0f}; draw more")
    return PosteriorDraws(
        method=method,
        draws=draws,
        sample_stats=sample_stats,
        effective_draws=bulk,
        diagnostics={**told, "r_hat": r_hat, "ess_bulk": bulk, "ess_tail": tail},
        failures=found,
    )


def varies(values: Floats) -> bool:
    """Return whether the draws are not all equal."""
    return bool(values.min() < values.max())
