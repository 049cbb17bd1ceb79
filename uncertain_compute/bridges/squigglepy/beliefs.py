"""What a script says of a number by squigglepy, as a belief in a prior set."""

import ast
import operator
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from math import isfinite
from typing import Any

from uncertain_compute.bridges.lines import refused
from uncertain_compute.bridges.squigglepy.names import NUMBERS, Names

CLIPS = ("lclip", "rclip")
SIGNATURES: dict[str, tuple[str, ...]] = {
    "to": ("x", "y", "credibility", *CLIPS),
    "norm": ("x", "y", "credibility", "mean", "sd", *CLIPS),
    "lognorm": ("x", "y", "credibility", "norm_mean", "norm_sd", "lognorm_mean", "lognorm_sd", *CLIPS),
    "uniform": ("x", "y"),
    "beta": ("a", "b"),
    "bernoulli": ("p",),
    "binomial": ("n", "p"),
    "geometric": ("p",),
    "poisson": ("lam", *CLIPS),
    "exponential": ("scale", *CLIPS),
    "gamma": ("shape", "scale", *CLIPS),
    "pareto": ("shape",),
    "triangular": ("left", "mode", "right", *CLIPS),
    "pert": ("left", "mode", "right", "lam", *CLIPS),
    "const": ("x",),
    "discrete": ("items",),
    "mixture": ("dists", "weights", "relative_weights", *CLIPS),
    "zero_inflated": ("p_zero", "dist"),
    "inf0": ("p_zero", "dist"),
}
"""squigglepy's distributions, and their parameters in order."""

FAMILIES: dict[str, tuple[str, Mapping[str, str], Mapping[str, float]]] = {
    "uniform": ("uniform", {"low": "x", "high": "y"}, {}),
    "beta": ("beta", {"alpha": "a", "beta": "b"}, {}),
    "bernoulli": ("bernoulli", {"p": "p"}, {}),
    "binomial": ("binomial", {"n": "n", "p": "p"}, {}),
    "geometric": ("geometric", {"p": "p"}, {}),
    "poisson": ("poisson", {"mu": "lam"}, {}),
    "exponential": ("exponential", {"scale": "scale"}, {}),
    "gamma": ("gamma", {"a": "shape", "scale": "scale"}, {"scale": 1.0}),
    "pareto": ("pareto", {"alpha": "shape"}, {"m": 1.0}),
    "triangular": ("triangular", {"low": "left", "mode": "mode", "high": "right"}, {}),
    "pert": ("pert", {"low": "left", "mode": "mode", "high": "right"}, {}),
}
"""Distributions with a family of the same parameters: its name, its parameters, and those that are left out."""

MEAN_AND_SD = {"norm": ("mean", "sd"), "lognorm": ("norm_mean", "norm_sd")}
ARITHMETIC: dict[type[ast.operator], Callable[[float, float], float]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.Pow: operator.pow,
}
PERCENT = 100.0
USUAL, PERT_SHAPE = 90.0, 4.0
WEIGHTS_MISS = 0.01
"""squigglepy takes weights whose sum is this far from one."""


@dataclass(slots=True)
class Known:
    """What earlier lines say: the names of modules, and the numbers, distributions and lists that have a name."""

    names: Names
    numbers: dict[str, float] = field(default_factory=dict)
    beliefs: dict[str, Any] = field(default_factory=dict)
    lists: dict[str, ast.expr] = field(default_factory=dict)

    def without(self, name: str) -> "Known":
        """Return a copy in which a name has no meaning."""
        found = replace(self, numbers=dict(self.numbers), beliefs=dict(self.beliefs), lists=dict(self.lists))
        found.forget(name)
        return found

    def forget(self, name: str) -> None:
        """Let a name have no meaning."""
        for held in (self.numbers, self.beliefs, self.lists):
            held.pop(name, None)

    def written(self, said: ast.expr | None) -> ast.expr | None:
        """Return the list or the dictionary that a name has, or what is written there itself."""
        return self.lists.get(said.id, said) if isinstance(said, ast.Name) else said

    def distribution(self, said: ast.expr) -> str:
        """Return the name of the distribution that a call writes out; nothing if it is none."""
        if not isinstance(said, ast.Call):
            return ""
        module, _, name = self.names.meaning(said.func).rpartition(".")
        return name if module == "sq" and name in SIGNATURES else ""

    def is_number(self, said: ast.expr) -> bool:
        """Return whether an expression is of numbers alone."""
        match said:
            case ast.Constant():
                return isinstance(said.value, int | float) and not isinstance(said.value, bool)
            case ast.UnaryOp():
                return isinstance(said.op, ast.USub | ast.UAdd) and self.is_number(said.operand)
            case ast.BinOp():
                return type(said.op) in ARITHMETIC and self.is_number(said.left) and self.is_number(said.right)
        return self.names.meaning(said) in NUMBERS or (isinstance(said, ast.Name) and said.id in self.numbers)

    def number(self, said: ast.expr) -> float:
        """Return the value of an expression of numbers.

        Raises
        ------
        LineError
            If it is none, or has no finite value.
        """
        if not self.is_number(said):
            raise refused(said.lineno, f"{shown(said)} is not a number; an argument of a distribution must be one")
        try:
            value = self._value(said)
        except (ZeroDivisionError, OverflowError) as error:
            raise refused(said.lineno, f"{shown(said)}: {error}") from error
        if isinstance(value, complex) or not isfinite(value):
            raise refused(said.lineno, f"{shown(said)} is not a finite number")
        return value

    def _value(self, said: ast.expr) -> float:
        match said:
            case ast.Constant():
                return float(said.value)  # type: ignore[arg-type]
            case ast.UnaryOp():
                return self._value(said.operand) * (-1.0 if isinstance(said.op, ast.USub) else 1.0)
            case ast.BinOp():
                return ARITHMETIC[type(said.op)](self._value(said.left), self._value(said.right))
            case ast.Name() if said.id in self.numbers:
                return self.numbers[said.id]
        return NUMBERS[self.names.meaning(said)]

    def belief(self, said: ast.expr) -> Any:
        """Return a distribution or a number as it is written in a prior set.

        Raises
        ------
        LineError
            If it is neither, or its arguments are not numbers.
        """
        if isinstance(said, ast.Name) and said.id in self.beliefs:
            return self.beliefs[said.id]
        name = self.distribution(said)
        if not name or not isinstance(said, ast.Call):
            return self.number(said)
        given = arguments(said, name, SIGNATURES[name])
        ends = [self.number(given.pop(one)) if one in given else None for one in CLIPS]
        belief = OTHERS[name](self, said, given) if name in OTHERS else self._of_family(name, said, given)
        return belief if ends == [None, None] else {"value": belief, "clip": ends}

    def _of_family(self, name: str, said: ast.Call, given: Mapping[str, ast.expr]) -> dict[str, Any]:
        family, parameters, left_out = FAMILIES[name]
        values = {one: self.number(given[theirs]) for one, theirs in parameters.items() if theirs in given}
        if name == "pert" and "lam" in given and self.number(given["lam"]) != PERT_SHAPE:
            raise refused(said.lineno, f"pert: lam is taken only as {PERT_SHAPE:g}; write a beta for another")
        missing = [theirs for one, theirs in parameters.items() if one not in {**left_out, **values}]
        if missing:
            raise refused(said.lineno, f"{name}: lacks {', '.join(missing)}")
        return {family: {**left_out, **values}}


def arguments(said: ast.Call, name: str, parameters: Sequence[str]) -> dict[str, ast.expr]:
    """Return the arguments of a call by the names of its parameters; those that are None are left out.

    Raises
    ------
    LineError
        If there are others, or too many.
    """
    named = {str(one.arg): one.value for one in said.keywords}
    if len(said.args) > len(parameters) or any(isinstance(one, ast.Starred) for one in said.args):
        raise refused(said.lineno, f"{name}: has {len(said.args)} arguments; it takes {', '.join(parameters)}")
    found: dict[str, ast.expr] = {**dict(zip(parameters, said.args, strict=False)), **named}
    unknown = [one for one in found if one not in parameters]
    if unknown or len(found) < len(said.args) + len(named):
        what = ", ".join(unknown) or "an argument twice"
        raise refused(said.lineno, f"{name}: has {what}; it takes {', '.join(parameters)}")
    return {one: value for one, value in found.items() if not _is_none(value)}


def shown(said: ast.AST) -> str:
    """Return the beginning of what a line says."""
    text = " ".join(ast.unparse(said).split())
    return text if len(text) <= 40 else f"{text[:37]}..."


def _is_none(said: ast.expr) -> bool:
    return isinstance(said, ast.Constant) and said.value is None


def _interval(known: Known, said: ast.Call, given: Mapping[str, ast.expr]) -> Any:
    """Return what ``to``, ``norm`` or ``lognorm`` says: an interval, or parameters."""
    name = known.distribution(said)
    values = {one: known.number(value) for one, value in given.items()}
    credibility = values.pop("credibility", USUAL)
    if set(values) == {"x", "y"}:
        low, high = values["x"], values["y"]
        lognormal = name == "lognorm" or (name == "to" and low > 0)
        if not low < high or (lognormal and low <= 0) or not 0 < credibility < PERCENT:
            at = "" if credibility == USUAL else f" at a credibility of {credibility:g}"
            raise refused(said.lineno, f"{name}: has no interval from {low:g} to {high:g}{at}")
        tail = (PERCENT - credibility) / 2
        ends = {f"p{tail:.12g}": low, f"p{PERCENT - tail:.12g}": high}
        return {"lognormal" if lognormal else "normal": ends}
    if name == "lognorm" and "lognorm_sd" in values and not {*values} - {"lognorm_mean", "lognorm_sd"}:
        return {"lognormal": {"mean": values.get("lognorm_mean", 1.0), "sd": values["lognorm_sd"]}}
    mean, sd = MEAN_AND_SD.get(name, ("", ""))
    if sd in values and not {*values} - {mean, sd}:
        return {"lognormal" if name == "lognorm" else "normal": {"mu": values.get(mean, 0.0), "sigma": values[sd]}}
    raise refused(said.lineno, f"{name}: has {', '.join(values) or 'nothing'}; it takes x and y, or a mean and an sd")


def _constant(known: Known, said: ast.Call, given: Mapping[str, ast.expr]) -> float:
    if "x" not in given:
        raise refused(said.lineno, "const: lacks x")
    return known.number(given["x"])


def _mixture(known: Known, said: ast.Call, given: Mapping[str, ast.expr]) -> dict[str, Any]:
    """Return one of several distributions; squigglepy's ``discrete`` may have distributions, too."""
    parts, weights = _weighted(said, known.written(given.get("dists", given.get("items"))))
    relative = "relative_weights" in given
    stated = known.written(given.get("relative_weights", given.get("weights")))
    if stated is not None:
        weights = [*stated.elts] if isinstance(stated, ast.List | ast.Tuple) else [stated]
    shares = [known.number(one) for one in weights] or [1.0] * len(parts)
    if len(shares) == len(parts) - 1 and not relative and sum(shares) < 1:
        shares.append(1 - sum(shares))
    if len(shares) != len(parts) or min(shares) < 0 or not sum(shares) > 0:
        raise refused(said.lineno, f"{known.distribution(said)}: has {len(parts)} parts and weights {shares}")
    if weights and not relative and abs(sum(shares) - 1) > WEIGHTS_MISS:
        raise refused(said.lineno, f"{known.distribution(said)}: weights add up to {sum(shares):g}, not 1")
    beliefs = [known.belief(one) for one in parts]
    if all(isinstance(one, float) for one in beliefs):
        values: dict[float, float] = {}
        for one, share in zip(beliefs, shares, strict=True):
            values[one] = values.get(one, 0.0) + share / sum(shares)
        return {"discrete": values}
    return {"mixture": beliefs, "weights": shares}


def _weighted(said: ast.Call, parts: ast.expr | None) -> tuple[list[ast.expr], list[ast.expr]]:
    """Return the parts of a list or a dictionary, and their weights if they have any there."""
    match parts:
        case ast.Dict() if parts.keys and all(parts.keys):
            return [one for one in parts.keys if one], parts.values
        case ast.List() | ast.Tuple() if parts.elts:
            pairs = [one.elts for one in parts.elts if isinstance(one, ast.List) and len(one.elts) == 2]
            if len(pairs) == len(parts.elts):
                return [part for _, part in pairs], [weight for weight, _ in pairs]
            return parts.elts, []
    raise refused(said.lineno, f"{shown(said)}: its parts must be written as a list or a dictionary")


def _zero_inflated(known: Known, said: ast.Call, given: Mapping[str, ast.expr]) -> dict[str, Any]:
    if {*given} != {"p_zero", "dist"}:
        raise refused(said.lineno, "zero_inflated: takes p_zero and dist")
    share = known.number(given["p_zero"])
    return {"mixture": [0.0, known.belief(given["dist"])], "weights": [share, 1 - share]}


OTHERS: dict[str, Callable[[Known, ast.Call, Mapping[str, ast.expr]], Any]] = {
    **dict.fromkeys(("to", "norm", "lognorm"), _interval),
    **dict.fromkeys(("mixture", "discrete"), _mixture),
    **dict.fromkeys(("zero_inflated", "inf0"), _zero_inflated),
    "const": _constant,
}
"""What reads distributions that are of no family with the same parameters."""
