"""Sobol indices of the fleet's peak in closed form: it is a product of powers of independent assumptions."""

import math

import numpy as np
from fleet_model import DISTRIBUTIONS
from tool_scipy import scipy_distribution

POWERS = {
    "size_multiplier": 1,
    "peak_flop_rate": -1,
    "step_flop": 1,
    "latent_frames": 1,
    "diffusion_steps": 1,
    "guidance_passes": 1,
    "ai_share": 1,
    "peak_factor": 1,
    "candidates": 1,
    "inference_utilization": -1,
}
NODES, WEIGHTS = np.polynomial.legendre.leggauss(1000)


def exact_indices() -> tuple[list[float], list[float]]:
    """Return the first-order and total indices in the order of DISTRIBUTIONS.

    With c the squared coefficient of variation of each factor and p the product of all 1 + c, a factor alone causes
    c / (p - 1) of the variance, and all but its complement alone, (p - p / (1 + c)) / (p - 1), with the others.
    """
    squared = {name: _squared_variation(name, power) for name, power in POWERS.items()}
    product = math.prod(1.0 + c for c in squared.values())
    first_order = [squared.get(name, 0.0) / (product - 1.0) for name in DISTRIBUTIONS]
    total = [
        product * share / (1.0 + squared.get(name, 0.0)) for name, share in zip(DISTRIBUTIONS, first_order, strict=True)
    ]
    return first_order, total


def _squared_variation(name: str, power: int) -> float:
    """Return the variance of a power of an assumption over its squared mean, by Gauss and Legendre's quadrature."""
    values = scipy_distribution(DISTRIBUTIONS[name]).ppf(0.5 * (1.0 + NODES)) ** power
    mean, mean_square = np.average(values, weights=WEIGHTS), np.average(values**2, weights=WEIGHTS)
    return float(mean_square / mean**2 - 1.0)
