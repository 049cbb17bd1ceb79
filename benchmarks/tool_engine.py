"""The fleet by this engine."""

from typing import Any

from fleet_model import (
    DISTRIBUTIONS,
    EQUATIONS,
    LEVELS,
    OUTPUTS,
    Distribution,
    Estimate,
    Indices,
    Quantiles,
    SobolIndices,
)

import uncertain_compute as uc
from uncertain_compute.analysis.sensitivity.given_data import first_order
from uncertain_compute.analysis.summary.drawn import Drawn

PARAMETERS = {
    "lognormal": ("mu", "sigma"),
    "beta": ("alpha", "beta"),
    "triangular": ("low", "mode", "high"),
    "normal": ("mu", "sigma"),
}


def quantiles(keep: str, engine: str = "numpy") -> Quantiles:
    """Return the engine's function for one way of keeping draws, and one of evaluating them."""
    study = fleet_study()
    columns = [f"p{level * 100:.0f}" for level in LEVELS]

    def run(seed: int, draws: int) -> list[list[float]]:
        table = uc.summarize(uc.run(study, draws=draws, seed=seed, keep=keep, engine=engine))
        rows: list[list[float]] = table.set_index("quantity").loc[list(OUTPUTS), columns].to_numpy().tolist()
        return rows

    return run


def indices() -> SobolIndices:
    """Return the engine's function; assumptions that it leaves out as they do not move the fleet have no share."""
    study = fleet_study()

    def run(seed: int, draws: int) -> Indices:
        found = uc.sobol(study, OUTPUTS[-1], scale="linear", draws=draws, accuracy=None, seed=seed)
        all_shares = found.sel(quantity=OUTPUTS[-1]).reindex(assumption=list(DISTRIBUTIONS), fill_value=0.0)
        evaluations = int(found.evaluations.max())
        return Indices(all_shares.first_order.values.tolist(), all_shares.total.values.tolist(), evaluations)

    return run


def first_order_given(run: Any) -> Estimate:
    """Return the function that compares the means of the peak in slices of each assumption."""
    drawn = Drawn.of(run, OUTPUTS[-1])
    assumptions = {name: drawn.assumptions[name] for name in DISTRIBUTIONS}
    peak = drawn.quantities[OUTPUTS[-1]][None]
    return lambda: [float(share) for share in first_order(assumptions, peak).value[0]]


def fleet_study() -> uc.Study:
    """Return the study of the fleet."""
    return uc.Study(
        EQUATIONS, {name: prior_of(distribution) for name, distribution in DISTRIBUTIONS.items()}, targets=OUTPUTS
    )


def prior_of(distribution: Distribution) -> dict[str, Any]:
    """Return a belief as a study takes it."""
    if distribution.family == "truncated_normal":
        mu, sigma, low, high = distribution.parameters
        return {"normal": {"mu": mu, "sigma": sigma, "bounds": [low, high]}}
    return {distribution.family: dict(zip(PARAMETERS[distribution.family], distribution.parameters, strict=True))}
