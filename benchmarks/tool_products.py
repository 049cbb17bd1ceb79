"""The models of `product_models` by this engine and by squigglepy: P5, P50 and P95 of each."""

from fleet_model import Quantiles
from product_models import LEVELS, MODELS


def products(tool: str, name: str) -> Quantiles:
    """Return a tool's function for a model; a run of the engine's that keeps a summary integrates nothing."""
    if tool == "squigglepy":
        return _squigglepy(name)
    return _engine(name, keep="draws", engine="kernel") if tool == "kernel" else _engine(name, keep=tool)


def _engine(name: str, keep: str, engine: str = "auto") -> Quantiles:
    from tool_engine import prior_of

    import uncertain_compute as uc

    model = MODELS[name]
    study = uc.Study([model.result], {one: prior_of(distribution) for one, distribution in model.inputs.items()})

    def run(seed: int, draws: int) -> list[list[float]]:
        table = uc.summarize(uc.run(study, draws=draws, seed=seed, keep=keep, engine=engine))
        return [[*row] for row in zip(*(table[f"p{level}"] for level in LEVELS), strict=True)]

    return run


def _squigglepy(name: str) -> Quantiles:
    import squigglepy as sq
    from tool_squigglepy import draw

    model = MODELS[name]

    def run(seed: int, draws: int) -> list[list[float]]:
        sq.set_seed(seed)
        found = model.result(**{one: draw(distribution, draws) for one, distribution in model.inputs.items()})
        percentiles = sq.get_percentiles(found, list(LEVELS))
        return [[float(percentiles[level]) for level in LEVELS]]

    return run
