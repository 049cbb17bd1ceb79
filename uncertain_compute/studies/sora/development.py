"""The compute that a lab needs to develop a model; the training of the model that is served is its last run."""

from uncertain_compute.model.graph import Number


def development_gpu_months(train_gpu_months: Number, development_multiplier: Number) -> Number:
    """GPU-months of all development, the final training run among them [GPU*month].

    Source: Epoch AI, Gradient Updates, 2026-03: final runs are 10% to 30% of three labs' research compute.
    """
    return train_gpu_months * development_multiplier
