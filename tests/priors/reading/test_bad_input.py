"""Each mistake has one line that begins with the key and says what is allowed."""

from typing import Any

import numpy as np
import pytest

from uncertain_compute.errors import UncertainComputeError
from uncertain_compute.priors.reading.assumptions import assumption
from uncertain_compute.priors.reading.spec import prior

LONGEST = 500
NORMAL = {"mu": 0, "sigma": 1}
HALVES = [{"weight": 0.5, "value": 1}, {"weight": 0.5, "value": 2}]
MAXENT = {"family": "normal", "mass": 0.9, "low": 0, "high": 1}
THREE = {"p10": 1, "p50": 3, "p90": 8}


def with_half(**half: Any) -> dict[str, Any]:
    return {"mixture": [{"weight": 0.5, "value": 1}, half]}


PRIORS: list[tuple[Any, str]] = [
    ("10 to 4", "x: '10 to 4' must go from a lower to a higher number"),
    ("-1 to -2", "x: '-1 to -2' must go from a lower to a higher number"),
    ("4 to 4", "x: '4 to 4' must go from a lower to a higher number"),
    ("4 to nan", "x: 'nan' is not a number"),
    ("4 to inf", "x: 'inf' is not a number"),
    ("1 to 1e999", "x: '1e999' is not a finite number"),
    ("four to 10", "x: 'four' is not a number"),
    ("4 to 5 to 6", "x: '4 to 5 to 6' is neither a number, 'low to high' nor a family"),
    ("4 .. 10", "x: '4 .. 10' is neither a number"),
    (float("nan"), "x: nan is not a finite number"),
    (float("inf"), "x: inf is not a finite number"),
    ("nan", "x: 'nan' is neither a number, 'low to high' nor a family"),
    ("017", "x: '017' may be read in two ways; write 17"),
    ("1:30", "x: '1:30' is neither a number"),
    ("0x1F", "x: '0x1F' is neither a number"),
    ("1__0 to 20", "x: '1__0' is not a number"),
    ("4 to infinity", "x: 'infinity' is not a number"),
    ("٣ to ٩", "x: '٣' is not a number"),
    ("１ to ２", "x: '１' is not a number"),
    ("True", "x: 'True' is neither a number"),
    ("9" * 5000, "x: '9999"),
    (10**400, "x: 1000"),
    (np.True_, "x: np.True_ is not a finite number"),
    (b"5", "x: b'5' is not a number"),
    (1e300, "x: 1e+300 is out of range; allowed are sizes up to 1e+150"),
    (
        {"normal": {"mu": 0, "sigma": 1e-200}},
        "x.normal.sigma: 1e-200 is out of range; allowed are zero and sizes from 1e-150",
    ),
    ("1e-200 to 2e-200", "x: quantiles of 1e-200 to 2e-200 are out of range; allowed are sizes from 1e-150 to 1e150"),
    ("4 x/ z", "x: 'z' is not a number"),
    ("4 x/ 2M", "x: '2M' is not a factor; a factor is a plain number, as in 4 x/ 2"),
    ("4 GPU x/ 2 MW", "x: 'GPU' and 'MW': write the unit once, after the factor"),
    ("-4 x/ 2", "x: median: -4, factor: 2 is impossible; it needs sigma > 0, or mean > 0"),
    ("4 x/ 1", "x: median: 4, factor: 1 is impossible"),
    ("4 x 2", "x: '4 x 2' is neither a number"),
    ({"lognormal": {"mean": 0, "sd": 1}}, "x.lognormal: mean: 0, sd: 1 is impossible; it needs sigma > 0, or mean > 0"),
    ({"weibull": {"mean": 3, "sd": -1}}, "x.weibull: mean: 3, sd: -1 is impossible; it needs alpha > 0 and beta > 0"),
    ({"loguniform": {"mean": 3, "sd": 60}}, "x.loguniform: mean: 3, sd: 60 is impossible; it needs 0 < low < high, or"),
    ({"student_t": {"nu": 2, "mean": 3, "sd": 1}}, "x.student_t: nu: 2, mean: 3, sd: 1 is impossible; it needs nu > 0"),
    (
        {"triangular": {"p10": 1, "mode": 0.5, "p90": 2}},
        "x.triangular: p10: 1, mode: 0.5, p90: 2: the mode must lie be",
    ),
    ({"pert": {"low": 0, "high": 6, "mean": 0.5}}, "x.pert: low: 0, high: 6, mean: 0.5 is impossible; it needs low <="),
    ({"maxent": MAXENT | {"mean": 1}}, "x.maxent: mean: a normal has the parameters mu, sigma"),
    (
        {"poisson": {"mu": 1e9}},
        "x.poisson: mu: 1e9 is impossible; it needs mu (mean) above 0, up to 1e6; for a larger one",
    ),
    ({"poisson": {"p50": 4}}, "x.poisson: has p50; allowed are mu; or mean"),
    ({"bernoulli": {"p": 1.5}}, "x.bernoulli: p: 1.5 is impossible; it needs p between 0 and 1"),
    ({"binomial": {"n": 2.5, "p": 0.5}}, "x.binomial: n: 2.5, p: 0.5 is impossible; it needs a whole n"),
    ({"binomial": {"mean": 1, "sd": 2}}, "x.binomial: mean: 1, sd: 2 is impossible; it needs a whole n"),
    ({"geometric": {"p": 1}}, "x.geometric: p: 1 is impossible; it needs p (1 / mean) from 0.001 to below 1"),
    ({"pareto": {"alpha": 0, "m": 1}}, "x.pareto: alpha: 0, m: 1 is impossible; it needs alpha > 0 and m > 0"),
    ({"pareto": {"p5": -1, "p95": 1}}, "x.pareto: p5: -1, p95: 1: quantiles must be positive"),
    ({"gumbel": {"mu": 0, "beta": -1}}, "x.gumbel: mu: 0, beta: -1 is impossible; it needs beta > 0"),
    (
        {"quantiles": {"p5": 1}},
        "x.quantiles: has p5; allowed are two quantiles or more, as p5, p50, p95, and low, high",
    ),
    ({"quantiles": {"p5": 1, "p95": 2, "terms": 3}}, "x.quantiles: has p5, p95, terms; allowed are two quantiles"),
    ({"quantiles": {"p5": 1, "p50": 0.5}}, "x.quantiles: p5 = 1 must be below p50 = 0.5"),
    ({"quantiles": {"p5": 1, "p50": 3, "low": 2}}, "x.quantiles: the values must lie between low = 2 and high = inf"),
    ({"cdf": 3}, "x.cdf: 3 is not a mapping of values with their cumulative probabilities"),
    ({"cdf": {0: 0.1, 1: 0.3, 2: 0.2}}, "x.cdf: 0.3 at 1, 0.2 at 2; cumulative probabilities must rise"),
    ({"cdf": {0: 0.1, 1: 0.3, 2: 0.3}}, "x.cdf: 0.3 at 1, 0.3 at 2; cumulative probabilities must rise"),
    ({"cdf": {0: 0, 1: 1}}, "x.cdf: needs two values or more with a probability between 0 and 1"),
    ({"cdf": {0: 0.1, 1: 1.3}}, "x.cdf: a probability must lie between 0 and 1"),
    ({"cdf": {0: 0.1, "0.0": 0.3}}, "x.cdf: the value 0 comes twice"),
    (
        {"p10": 1, "p50": 1.1, "p90": 10},
        "x: p10: 1, p50: 1.1, p90: 10: their metalog does not rise everywhere, so it has no density; try low, high or",
    ),
    ("many", "x: 'many' is neither a number, 'low to high' nor a family"),
    ("", "x: '' is neither"),
    (None, "x: None is neither"),
    (True, "x: True is not a finite number"),
    ([4, 10], "x: [4, 10] is not a number"),
    ({}, "x: has nothing; allowed is one of normal, lognormal"),
    ({"value": {}}, "x: has nothing; allowed is one of"),
    ({"value": None}, "x: None is neither"),
    ({"normal": NORMAL, "beta": {"alpha": 1, "beta": 1}}, "x: has normal, beta; allowed is one of normal"),
    ({"lognormall": NORMAL}, "x: no family or dimension 'lognormall'; did you mean 'lognormal'?"),
    ({"zzz": NORMAL}, "x: no family or dimension 'zzz'; known are bernoulli, beta, between"),
    ({"value": {"gama": {"p5": 1, "p95": 2}}}, "x: no family 'gama'; did you mean 'gamma'?"),
    ({"normal": {}}, "x.normal: {} is not a mapping of parameters"),
    ({"normal": 3}, "x.normal: 3 is not a mapping of parameters"),
    (
        {"normal": {"mean": 0, "sigma": 1}},
        "x.normal: has mean, sigma; allowed are mu, sigma; or loc, scale; or mean, sd; or two quan",
    ),
    (
        {"normal": {"mu": 0}},
        "x.normal: has mu; allowed are mu, sigma; or loc, scale; or mean, sd; or two quantiles or more, as p5, p95",
    ),
    (
        {"normal": {**NORMAL, "loc": 0, "scale": 1}},
        "x.normal: has mu, sigma, loc, scale; allowed are mu, sigma; or loc",
    ),
    ({"normal": {"mu": "low", "sigma": 1}}, "x.normal.mu: 'low' is not a number"),
    ({"normal": {"mu": 0, "sigma": np.nan}}, "x.normal.sigma: nan is not a finite number"),
    ({"normal": {"mu": 0, "sigma": 0}}, "x.normal: mu: 0, sigma: 0 is impossible; it needs sigma > 0"),
    ({"lognormal": {"mu": 0, "sigma": -1}}, "x.lognormal: mu: 0, sigma: -1 is impossible; it needs sigma > 0"),
    ({"lognormal": {"s": 1, "scale": 0}}, "x.lognormal: s: 1, scale: 0 is impossible"),
    (
        {"lognormal": {"mu": 1000, "sigma": 1}},
        "x: quantiles of lognormal(mu: 1000, sigma: 1) are out of range; allowed are",
    ),
    ({"beta": {"alpha": 0, "beta": 1}}, "x.beta: alpha: 0, beta: 1 is impossible; it needs alpha > 0, beta > 0"),
    ({"beta": {"mu": 0.5, "sigma": 0.6}}, "x.beta: mu: 0.5, sigma: 0.6 is impossible"),
    ({"beta": {"alpha": 1, "beta": 1, "low": 2}}, "x.beta: alpha: 1, beta: 1, low: 2 is impossible; it needs"),
    ({"gamma": {"a": 1, "scale": 0}}, "x.gamma: a: 1, scale: 0 is impossible; it needs alpha > 0 and beta > 0"),
    ({"gamma": {"mu": -1, "sigma": 1}}, "x.gamma: mu: -1, sigma: 1 is impossible"),
    (
        {"gamma": {"mu": 1, "sigma": -1}},
        "x.gamma: mu: 1, sigma: -1 is impossible; it needs alpha > 0 and beta > 0, or mean > 0 and sd > 0 (mu, sigma)",
    ),
    ({"beta": {"mu": 0.5, "sigma": -0.1}}, "x.beta: mu: 0.5, sigma: -0.1 is impossible; it needs alpha > 0"),
    ({"beta": {"mu": 0.5, "sigma": 0}}, "x.beta: mu: 0.5, sigma: 0 is impossible"),
    (
        {"beta": {"alpha": 1e15, "beta": 5e28}},
        "x.beta: alpha: 1e15, beta: 5e28 is impossible; it needs alpha > 0, beta",
    ),
    ({"beta": {"alpha": 1e3, "beta": 1e9}}, "x.beta: alpha: 1000, beta: 1e9 is impossible"),
    (
        {"beta": {"low": -1e119, "high": 20, "p10": 12, "p90": 15}},
        "x.beta: low: -1e119, high: 20, p10: 12, p90: 15: quantiles are too close",
    ),
    (
        {"student_t": {"nu": 0.004, "p5": 1, "p95": 9}},
        "x.student_t: nu: 0.004, p5: 1, p95: 9: impossible; it needs nu >",
    ),
    ({"maxent": {"family": "student_t", "mass": 0.5, "low": 0, "high": 1, "lam": 1}}, "x.maxent: lam: a student_t has"),
    ({"maxent": MAXENT | {"sigma": -1}}, "x.maxent"),
    ({"exponential": {"lam": 0}}, "x: quantiles of exponential(lam: 0) are out of range"),
    (
        {"weibull": {"alpha": -1, "beta": 1}},
        "x.weibull: alpha: -1, beta: 1 is impossible; it needs alpha > 0 and beta > 0",
    ),
    (
        {"student_t": {"nu": 0, "mu": 0, "sigma": 1}},
        "x.student_t: nu: 0, mu: 0, sigma: 1 is impossible; it needs nu > 0",
    ),
    ({"student_t": {"p5": 0, "p95": 1}}, "x.student_t: has p5, p95; allowed are nu, mu, sigma"),
    ({"half_normal": {"sigma": 0}}, "x.half_normal: sigma: 0 is impossible; it needs sigma > 0"),
    ({"half_normal": {"p50": -1}}, "x.half_normal: p50: -1: quantiles must be positive"),
    ({"uniform": {"low": 1, "high": 1}}, "x.uniform: low: 1, high: 1 is impossible; it needs low < high"),
    ({"loguniform": {"low": 0, "high": 1}}, "x.loguniform: low: 0, high: 1 is impossible; it needs 0 < low < high"),
    (
        {"triangular": {"low": 0, "mode": 2, "high": 1}},
        "x.triangular: low: 0, mode: 2, high: 1 is impossible; it needs low",
    ),
    ({"triangular": {"p5": 0, "p95": 1}}, "x.triangular: has p5, p95; allowed are low, mode, high; or lower, c, upper"),
    (
        {"pert": {"low": 0, "mode": -1, "high": 1}},
        "x.pert: low: 0, mode: -1, high: 1 is impossible; it needs low <= mode",
    ),
    ({"pert": {"low": 1, "mode": 1, "high": 1}}, "x.pert: low: 1, mode: 1, high: 1 is impossible"),
    (
        {"normal": {"p5": 0}},
        "x.normal: has p5; allowed are mu, sigma; or loc, scale; or mean, sd; or two quantiles or more, as p5, p95",
    ),
    ({"normal": {"mu": 0, "p95": 1}}, "x.normal: has mu, p95; allowed are mu, sigma"),
    ({"normal": {"p5": 0, "p05": 1}}, "x.normal: p5, p05 must be different, above p0 and below p100"),
    ({"normal": {"p0": 0, "p95": 1}}, "x.normal: p0, p95 must be different, above p0 and below p100"),
    ({"normal": {"p5": 0, "p100": 1}}, "x.normal: has p5, p100; allowed are"),
    ({"beta": {"p5": 0.1, "p99.99999999999999999": 0.9}}, "x.beta: p5, p99.99999999999999999 must be different, above"),
    (
        {"normal": {"p0.05": 4, "p0.95": 10}},
        "x.normal: p0.05, p0.95 are percentages, the lowest of 0.05%; did you mean p5, p95?",
    ),
    ({"exponential": {"p0.5": 4}}, "x.exponential: p0.5 are percentages, the lowest of 0.5%; did you mean p50?"),
    ({"p0.1": 1, "p0.5": 3, "p0.9": 8}, "x: p0.1, p0.5, p0.9 are percentages, the lowest of 0.1%; did you mean p10"),
    ({"lognormal": {"p0.05": 1, "p50": 3, "p0.95": 8}}, "x.lognormal: p0.05, p0.95, p50 are percentages"),
    ({"metalog": {"p0.025": 1, "p50": 3, "p0.975": 8}}, "x.metalog: p0.025, p0.975, p50 are percentages"),
    ({"normal": {"p٥": 0, "p95": 1}}, "x.normal: has p٥, p95; allowed are"),
    ({"normal": {"p5": 1, "p95": 0}}, "x.normal: p5 = 1 must be below p95 = 0"),
    ({"normal": {"p5": 1, "p50": 3, "p95": 2}}, "x.normal: p50 = 3 must be below p95 = 2"),
    ({"lognormal": {"p5": 1, "p95": 1}}, "x.lognormal: p5 = 1 must be below p95 = 1"),
    ({"lognormal": {"p5": 0, "p95": 1}}, "x.lognormal: p5: 0, p95: 1: quantiles must be positive"),
    ({"beta": {"p5": 0.5, "p95": 1.5}}, "x.beta: p5: 0.5, p95: 1.5: quantiles of a beta must lie between 0 and 1"),
    ({"beta": {"p5": -0.5, "p95": 0.5}}, "x.beta: p5: -0.5, p95: 0.5: quantiles of a beta must lie between 0 and 1"),
    (
        {"beta": {"p5": 1, "p95": 5, "low": 2, "high": 9}},
        "x.beta: p5: 1, p95: 5, low: 2, high: 9: quantiles of a beta must",
    ),
    ({"gamma": {"p5": 1, "p95": 1 + 1e-9}}, "x.gamma: p5: 1, p95: 1.000000001: quantiles are too close to each other"),
    (
        {"normal": {**NORMAL, "bounds": [40, 50]}},
        "x.normal.bounds: [40, 50] holds none of the distribution's probability",
    ),
    ({"normal": {**NORMAL, "bounds": [1, -1]}}, "x.normal.bounds: [1, -1] must go from a lower to a higher number"),
    ({"normal": {**NORMAL, "bounds": [1, 1]}}, "x.normal.bounds: [1, 1] must go from a lower to a higher number"),
    (
        {"beta": {"alpha": 2, "beta": 2, "bounds": [1, 2]}},
        "x.beta.bounds: [1, 2] holds none of the distribution's probability",
    ),
    ({"discrete": {1: 1}, "bounds": [2, 3]}, "x.discrete.bounds: [2, 3] holds none of the distribution's probability"),
    (
        {"normal": {**NORMAL, "bounds": [0, 3]}, "bounds": [4, 5]},
        "x.normal.bounds: [4, 3] holds none of the distribution's probability",
    ),
    ({"normal": {**NORMAL, "bounds": [1]}}, "x.normal.bounds: [1] is not a pair [low, high]; null leaves an end open"),
    ({"normal": {**NORMAL, "bounds": [1, 2, 3]}}, "x.normal.bounds: [1, 2, 3] is not a pair [low, high]"),
    ({"normal": {**NORMAL, "bounds": 5}}, "x.normal.bounds: 5 is not a pair [low, high]"),
    ({"normal": {**NORMAL, "bounds": "01"}}, "x.normal.bounds: '01' is not a pair [low, high]"),
    ({"normal": {**NORMAL, "bounds": {"low": 1, "high": 2}}}, "x.normal.bounds: {'low': 1, 'high': 2} is not a pair"),
    ({"normal": {**NORMAL, "bounds": [0, "high"]}}, "x.normal.bounds: 'high' is not a number"),
    ({"normal": {**NORMAL, "bounds": [0, np.inf]}}, "x.normal.bounds: inf is not a finite number"),
    (
        {"normal": NORMAL, "clip": [40, 50]},
        "x.clip: [40, 50] holds none of the distribution's probability: all of it would move to",
    ),
    ({"value": 7, "clip": [0, 5]}, "x.clip: [0, 5] holds none of the distribution's probability"),
    (
        {"beta": {"alpha": 2, "beta": 2, "clip": [None, 0]}},
        "x.beta.clip: [-inf, 0] holds none of the distribution's probability",
    ),
    ({"discrete": {0: 0.5, 9: 0.5}, "clip": [1, 8]}, "x.clip: [1, 8] holds none of the distribution's probability"),
    ({"normal": NORMAL, "clip": [0, np.nan]}, "x.clip: nan is not a finite number"),
    ({"normal": {**NORMAL, "bounds": [np.nan, 1]}}, "x.normal.bounds: nan is not a finite number"),
    ({"normal": NORMAL, "clip": [2, 1]}, "x.clip: [2, 1] must go from a lower to a higher number"),
    ({"value": "4 to 10", "clip": 5}, "x.clip: 5 is not a pair [low, high]"),
    ({"value": "4 to 10", "bounds": [5, 20]}, "x: p5: 4, p95: 10: quantiles must lie between the bounds 5 and 20"),
    (
        {"p10": 1, "p50": 3, "low": 0},
        "x: has p10, p50, low; a metalog takes three quantiles or more, as p10, p50, p90, and low, high, terms",
    ),
    ({"p10": 1, "p50": 3, "p90": 2}, "x: p50 = 3 must be below p90 = 2"),
    (
        {"p10": 1, "p50": 1.1, "p90": 30},
        "x: p10: 1, p50: 1.1, p90: 30: their metalog does not rise everywhere, so it has no density",
    ),
    (THREE | {"low": 2}, "x: the quantiles must lie between low = 2 and high = inf"),
    (THREE | {"high": 8}, "x: the quantiles must lie between low = -inf and high = 8"),
    (THREE | {"terms": 4}, "x.terms: 4 must be a whole number from 2 to 3"),
    (THREE | {"terms": 2.5}, "x.terms: 2.5 must be a whole number from 2 to 3"),
    (THREE | {"p50": "three"}, "x.p50: 'three' is not a number"),
    ({"metalog": THREE | {"hihg": 9}}, "x.metalog: has p10, p50, p90, hihg; a metalog takes three quantiles or more"),
    ({"metalog": {"low": 0}}, "x.metalog: has low; a metalog takes three quantiles or more"),
    ({"discrete": {}}, "x.discrete: {} is not a mapping of values and probabilities"),
    ({"discrete": 3}, "x.discrete: 3 is not a mapping of values and probabilities"),
    ({"discrete": [1, 2]}, "x.discrete: no weights; write {discrete: [1, 2], weights: [1, 1]} for equal ones"),
    ({"mixture": ["1 to 2", 3]}, "x.mixture: no weights; write {mixture: [1 to 2, 3], weights: [1, 1]} for equal"),
    ({"triangular": [1, 2, 5]}, "x.triangular: [1, 2, 5] does not name its parameters; write {triangular: {low: 1, m"),
    ({"poisson": [1, 2]}, "x.poisson: [1, 2] does not name its parameters"),
    (
        {"value": "0 to 9", "bounds": [0, None]},
        "x: p5: 0, p95: 9: quantiles must lie between the bounds 0 and inf; a q",
    ),
    ({"discrete": {1: 0.5, 2: 0.6}}, "x.discrete: probabilities sum to 1.1; they must sum to 1"),
    ({"discrete": {1: 0.5, 2: 0.4}}, "x.discrete: probabilities sum to 0.9; they must sum to 1"),
    ({"discrete": {1: 1.5, 2: -0.5}}, "x.discrete.2: -0.5 must not be negative"),
    ({"discrete": {1: 0.5, "1.0": 0.5}}, "x.discrete.1.0: the value 1 comes twice"),
    (
        {"discrete": {1: {"value": 3, "probability": 0.5}, 2: {"value": 3, "probability": 0.5}}},
        "x.discrete.2: the value 3 comes twice",
    ),
    ({"discrete": {1: 0.5, "1": 0.5}}, "x.discrete.1: this key comes twice"),
    ({"discrete": {0: 0.5, "-0": 0.5}}, "x.discrete.-0: the value -0 comes twice"),
    ({"discrete": {"017": 1}}, "x.discrete: '017' may be read in two ways; write 17"),
    ({"discrete": {1: True}}, "x.discrete.1: True is not a finite number"),
    ({"discrete": {1: np.nan}}, "x.discrete.1: nan is not a finite number"),
    ({"discrete": {"one": 1}}, "x.discrete: 'one' is not a number"),
    ({"discrete": {1: None}}, "x.discrete.1: None is not a number"),
    ({"discrete": {"a": {"value": 1}}}, "x.discrete.a: has value; allowed are value and probability"),
    ({"discrete": {"a": {"value": "b", "probability": 1}}}, "x.discrete.a.value: 'b' is not a number"),
    ({"mixture": []}, "x.mixture: [] is not a list of components, each with weight and value"),
    ({"mixture": {"a": 1}}, "x.mixture: {'a': 1} is not a list of components"),
    ({"mixture": [3]}, "x.mixture: no weights; write {mixture: [3], weights: [1]} for equal ones"),
    ({"mixture": [HALVES[0], 3]}, "x.mixture.1: 3 is not a mapping of weight and value"),
    ({"mixture": HALVES[:1]}, "x.mixture: weights sum to 0.5; they must sum to 1"),
    ({"mixture": [{"weight": 0, "value": 1}]}, "x.mixture: weights sum to 0; they must sum to 1"),
    (with_half(weight=-0.5, value=2), "x.mixture.1.weight: -0.5 must not be negative"),
    (with_half(weight="half", value=2), "x.mixture.1.weight: 'half' is not a number"),
    (with_half(value=2), "x.mixture.1: has value; allowed are weight, value, unit, bounds, clip"),
    (with_half(weight=0.5, value=2, why="?"), "x.mixture.1: has weight, value, why; allowed are weight, value, unit"),
    (with_half(weight=0.5, value=2) | {"": 1}, "x: has mixture, ; allowed is one of"),
    (with_half(**{"weight": 0.5, "value": 2, "": 1}), "x.mixture.1: has weight, value, ; allowed are weight"),
    (with_half(weight=True, value=2), "x.mixture.1.weight: True is not a finite number"),
    (with_half(weight=0.5, value=2, unit=["GPU"]), "x.mixture.1.unit: ['GPU'] is not a text"),
    (with_half(weight=0.5, value="2 to 1"), "x.mixture.1.value: '2 to 1' must go from a lower to a higher number"),
    (
        with_half(weight=0.5, value={"mixture": HALVES}),
        "x.mixture.1.value: a mixture of mixtures; write their components",
    ),
    (
        {"mixture": [{**HALVES[0], "unit": "GPU"}, {**HALVES[1], "unit": "FLOP"}]},
        "x.mixture: components are in FLOP and GPU; state all in one unit",
    ),
    (
        {"mixture": [{**HALVES[0], "unit": "GPU"}, HALVES[1]], "unit": "FLOP"},
        "x.unit: FLOP and GPU: a mixture and its components need one unit",
    ),
    ({"empirical": {"file": "no.csv", "column": "a"}}, "x.empirical.file: no file 'no.csv' in "),
    (
        {"maxent": {"family": "normal"}},
        "x.maxent: needs mass, low, high; allowed are family, mass, low, high and the fam",
    ),
    ({"maxent": MAXENT | {"family": "norml"}}, "x.maxent.family: no family 'norml'; did you mean 'normal'?"),
    ({"maxent": MAXENT | {"family": "loguniform"}}, "x.maxent.family: no family 'loguniform'; "),
    ({"maxent": MAXENT | {"mass": 1}}, "x.maxent.mass: 1 must lie between 0 and 1"),
    ({"maxent": MAXENT | {"mass": 0}}, "x.maxent.mass: 0 must lie between 0 and 1"),
    ({"maxent": MAXENT | {"low": 2}}, "x.maxent: low = 2 must be below high = 1"),
    ({"maxent": MAXENT | {"high": "one"}}, "x.maxent.high: 'one' is not a number"),
    ({"maxent": MAXENT | {"zeta": 1}}, "x.maxent: zeta: a normal has the parameters mu, sigma"),
    ({"maxent": MAXENT | {"family": "beta", "high": 2}}, "x.maxent: no beta "),
    ({"value": 3, "sourse": "me"}, "x.sourse: not a key of an assumption; did you mean 'source'?"),
    ({"value": 3, "normal": NORMAL}, "x: has both value and normal; it can be only one"),
    ({"value": 3, "date": "yesterday"}, "x.date: 'yesterday' is not a date, as 2024, 2024-03 or 2024-03-31"),
    ({"value": 3, "date": "2024-02-30"}, "x.date: '2024-02-30' is not a date"),
    ({"value": 3, "date": 20240301}, "x.date: 20240301 is not a date"),
    ({"value": 3, "date": True}, "x.date: True is not a date"),
    ({"value": 3, "why": ["so"]}, "x.why: ['so'] is not a text"),
    ({"value": 3, "unit": False}, "x.unit: False is not a text"),
    ({"value": 3, "status": "guessed"}, "x.status: 'guessed' is not one of found, computed, recalled, judgement"),
    ({"normal": {"p5": -1e149, "p95": 1e149}, "clip": [0, 1e160]}, "x.clip: 1e+160 is out of range"),
]


@pytest.mark.parametrize(("written", "message"), PRIORS, ids=[str(written)[:60] for written, _ in PRIORS])
def test_a_bad_prior_is_refused_by_its_key(written: Any, message: str) -> None:
    assert_refused(lambda: prior(written, "priors.x"), message)


DIMENSIONS = {"platform": ("TikTok", "YouTube"), "system": ("Sora",)}
BOTH = {"TikTok": 1, "YouTube": 2}
ASSUMPTIONS: list[tuple[Any, str]] = [
    ({"platform": {**BOTH, "Youtub": 3}}, "x.platform: no coordinate 'Youtub'; did you mean 'YouTube'?"),
    ({"platform": {"TikTok": 1}}, "x.platform: no entry for YouTube"),
    ({"platform": {}}, "x.platform: {} is not a mapping of an entry for TikTok, YouTube"),
    ({"platform": [1, 2]}, "x.platform: [1, 2] is not a mapping of an entry for TikTok, YouTube"),
    ({"platform": None}, "x.platform: None is not a mapping of an entry for TikTok, YouTube"),
    ({"platform": {"TikTok": 1, "YouTube": "5 to 4"}}, "x.platform.YouTube: '5 to 4' must go from a lower"),
    ({"platform": BOTH, "unitt": "1"}, "x.unitt: not a key of an assumption; did you mean 'unit'?"),
    ({"platform": {"TikTok": 1, "YouTube": {"value": 1, "wy": "?"}}}, "x.platform.YouTube.wy: not a key of an assumpt"),
    ({"platform": BOTH, "system": {"Sora": 1}}, "x.system: not a key of an assumption"),
    (
        {"value": 1, "platform": BOTH},
        "x: has both value and platform; for one value at all coordinates, use shared_by or copied_to: platform",
    ),
    ({"unit": "1"}, "x: has nothing; allowed is one of normal"),
    ({"platforms": BOTH}, "x: no family or dimension 'platforms'; "),
    ({"value": 1, "shared_by": "platfrom"}, "x.shared_by: no dimension 'platfrom'; did you mean 'platform'?"),
    ({"value": 1, "copied_to": None}, "x.copied_to: no dimension 'None'; known are platform, system"),
    ({"value": 1, "shared_by": "platform", "copied_to": "platform"}, "x: has both shared_by and copied_to; it can be"),
    ({"shared_by": "platform"}, "x: has nothing; allowed is one of"),
    ({"shared_by": "platform", "platform": BOTH}, "x.shared_by: platform comes twice"),
    (
        {"platform": {"TikTok": 1, "YouTube": {"value": 1, "status": "sure"}}},
        "x.platform.YouTube.status: 'sure' is not",
    ),
    ({"platform": {"TikTok": 1, "YouTube": 2, "1": 3, 1: 4}}, "x.platform.1: this key comes twice"),
    ({"platform": BOTH, "date": "soon"}, "x.date: 'soon' is not a date"),
    ({"value": 1, "shared_by": [["platform"]]}, "x.shared_by: no dimension \"['platform']\"; "),
    ({"platform": BOTH, "status": "sure"}, "x.status: 'sure' is not one of found"),
    ({}, "x: has nothing"),
    (None, "x: None is neither"),
]


@pytest.mark.parametrize(("written", "message"), ASSUMPTIONS, ids=[str(written)[:60] for written, _ in ASSUMPTIONS])
def test_a_bad_assumption_is_refused_by_its_key(written: Any, message: str) -> None:
    assert_refused(lambda: assumption("x", written, DIMENSIONS), message)


def test_a_dimension_where_none_is_declared_is_refused() -> None:
    assert_refused(lambda: assumption("x", {"platform": BOTH}, {}), "x: no family or dimension 'platform'; ")
    assert_refused(
        lambda: assumption("x", {"value": 1, "shared_by": "platform"}, {}),
        "x.shared_by: no dimension 'platform'; there are none",
    )


def test_an_integer_that_python_does_not_write_is_refused_in_one_line() -> None:
    huge = 10**5000
    assert_refused(lambda: prior(huge, "priors.x"), "x: an integer of 16610 bits is not a finite number")
    assert_refused(lambda: prior({huge: 1}, "priors.x"), "x: no family or dimension 'an integer of 16610 bits'")
    assert_refused(lambda: assumption("x", {huge: 1, "value": 3}, {}), "x.an integer of 16610 bits: not a key")
    assert_refused(lambda: prior({"discrete": {huge: 1}}, "priors.x"), "x.discrete: 'an integer of 16610 bits' is not")
    assert_refused(lambda: prior({"value": 3, "why": {huge: 1}}, "priors.x"), "x.why: {an integer of 16610 bits: 1}")


def test_provenance_given_apart_is_checked_too() -> None:
    assert_refused(
        lambda: prior(3, "priors.x", sauce="me"), "x.sauce: not a key of an assumption; did you mean 'source'?"
    )
    assert_refused(lambda: prior(3, "priors.x", status="sure"), "x.status: 'sure' is not one of found")
    assert_refused(lambda: prior(3, "priors.x", date="soon"), "x.date: 'soon' is not a date")


def assert_refused(read: Any, message: str) -> None:
    with pytest.raises(UncertainComputeError) as caught:
        read()
    assert str(caught.value).startswith(f"priors.{message}")
    assert len(str(caught.value).splitlines()) == 1
    assert len(str(caught.value)) < LONGEST
