"""The fleet by this engine."""

from typing import Any

from fleet_model import EQUATIONS, LAWS, LEVELS, OUTPUTS, Law, Quantiles

import uncertain_compute as uc

PARAMETERS = {
    "lognormal": ("mu", "sigma"),
    "beta": ("alpha", "beta"),
    "triangular": ("low", "mode", "high"),
    "normal": ("mu", "sigma"),
}


def quantiles(keep: str) -> Quantiles:
    """Return the engine's function for one way of keeping draws."""
    study = uc.Study(EQUATIONS, {name: _prior(law) for name, law in LAWS.items()}, targets=OUTPUTS)
    columns = [f"p{level * 100:.0f}" for level in LEVELS]

    def run(seed: int, draws: int) -> list[list[float]]:
        table = uc.summarize(uc.run(study, draws=draws, seed=seed, keep=keep))
        rows: list[list[float]] = table.set_index("quantity").loc[list(OUTPUTS), columns].to_numpy().tolist()
        return rows

    return run


def _prior(law: Law) -> dict[str, Any]:
    if law.family == "truncated_normal":
        mu, sigma, low, high = law.parameters
        return {"normal": {"mu": mu, "sigma": sigma, "bounds": [low, high]}}
    return {law.family: dict(zip(PARAMETERS[law.family], law.parameters, strict=True))}
