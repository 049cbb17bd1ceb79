"""Check that a run's tree is complete, whoever wrote it: its attributes with their types, and its groups."""

from collections.abc import Callable, Mapping
from numbers import Integral, Real
from typing import Any

import numpy as np
from xarray import DataTree

from uncertain_compute.addresses import name_of
from uncertain_compute.draws.blocks import DRAW
from uncertain_compute.draws.integrated.kept import INTEGRATED, conditionals_in
from uncertain_compute.draws.propagation import NOT_BY_KERNEL, SCHEMA
from uncertain_compute.draws.recorders import CHAIN
from uncertain_compute.draws.settings import DESIGNS, ENGINES, SEEDS
from uncertain_compute.errors import UncertainComputeError

type Check = Callable[[Any], bool]


def is_text(value: Any) -> bool:
    """Return whether a value is a single text."""
    return isinstance(value, str)


def are_texts(value: Any) -> bool:
    """Return whether a value is a list of texts, or a single text, as a file returns a list of one."""
    return all(isinstance(one, str) for one in np.atleast_1d(value).tolist())


def _count(least: int, below: int = SEEDS) -> Check:
    return lambda value: isinstance(value, Integral) and least <= int(value) < below


def _one_of(*names: str) -> Check:
    return lambda value: isinstance(value, str) and value in names


def _is_number(value: Any) -> bool:
    return isinstance(value, Real) and bool(np.isfinite(float(value)))


NEEDED: Mapping[str, tuple[Check, str]] = {
    "targets": (are_texts, "a list of quantities"),
    "target_units": (are_texts, "a list of units"),
    "seed": (_count(0), "a whole number from 0"),
    "chains": (_count(1), "a whole number from 1"),
    "draws": (_count(1), "a whole number from 1"),
    "design": (_one_of(*DESIGNS), f"one of {', '.join(DESIGNS)}"),
}
OPTIONAL: Mapping[str, tuple[Check, str]] = {
    "engine": (_one_of(*ENGINES[1:]), f"one of {', '.join(ENGINES[1:])}"),
    NOT_BY_KERNEL: (is_text, "a text"),
    "equation_versions": (are_texts, "a list of texts"),
    "equation_sources": (are_texts, "a list of texts"),
    "left_out": (are_texts, "a list of texts"),
    "config": (is_text, "a text"),
    "choices": (are_texts, "a list of texts"),
    "command": (is_text, "a text"),
}
OF_GROUPS: Mapping[str, Mapping[str, tuple[Check, str]]] = {
    "posterior": {
        "method": (is_text, "a text"),
        "failures": (is_text, "a text"),
        "left_out": (is_text, "a text"),
        "effective_draws": (_is_number, "a number"),
    },
    "sketch": {"relative_error": (_is_number, "a number")},
}
NUMERIC = ("prior", "posterior", "sketch")
"""Groups in which each variable is numeric."""


def fail_unless_a_run(run: DataTree, where: str) -> None:
    """Raise if a tree is not a complete run.

    Parameters
    ----------
    where
        The tree's location, for messages.

    Raises
    ------
    UncertainComputeError
        If it was written by another schema, or something is missing or has a wrong type.
    """
    if run.attrs.get("schema") != SCHEMA:
        raise UncertainComputeError(f"{where}: written by schema {run.attrs.get('schema')}, this is schema {SCHEMA}")
    _fail_unless_attributes(run.attrs, {**NEEDED, **OPTIONAL}, NEEDED, where)
    for group in ("constant_data", "sketch" if "sketch" in run.children else "prior"):
        if group not in run.children:
            raise UncertainComputeError(f"{where}: group {group} is missing")
    for group, checks in OF_GROUPS.items():
        if group in run.children:
            _fail_unless_attributes(run[group].attrs, checks, checks, f"{where}: group {group}")
    _fail_unless_lists_agree(run.attrs, where)
    _fail_unless_numbers(run, where)
    _fail_unless_factors(run, f"{where}: group {INTEGRATED}")


def _fail_unless_attributes(
    attrs: Mapping[Any, Any], checks: Mapping[str, tuple[Check, str]], needed: Mapping[str, Any], where: str
) -> None:
    for name, (check, what) in checks.items():
        if name not in attrs:
            if name in needed:
                raise UncertainComputeError(f"{where}: attribute {name} is missing")
        elif not check(attrs[name]):
            raise UncertainComputeError(f"{where}: attribute {name} is not {what}, but {attrs[name]!r:.60}")


def _fail_unless_lists_agree(attrs: Mapping[Any, Any], where: str) -> None:
    targets = np.atleast_1d(attrs["targets"])
    for name in ("target_units", "equation_versions"):
        if name in attrs and len(np.atleast_1d(attrs[name])) != len(targets):
            raise UncertainComputeError(f"{where}: attribute {name} is not as long as targets, {len(targets)}")


def _fail_unless_numbers(run: DataTree, where: str) -> None:
    chains, draws = int(run.attrs["chains"]), int(run.attrs["draws"])
    for group in NUMERIC:
        for name, variable in run[group].data_vars.items() if group in run.children else ():
            if variable.dtype.kind not in "iufb":
                raise UncertainComputeError(f"{where}: {group}/{name} is not numbers")
            if variable.sizes.get(CHAIN, chains) != chains and group != "posterior":
                raise UncertainComputeError(
                    f"{where}: {group}/{name} does not have the {chains} chains that the run states"
                )
    sizes = run["prior"].sizes if "prior" in run.children else {}
    if sizes.get(CHAIN, 0) * sizes.get(DRAW, 0) not in (0, draws):
        raise UncertainComputeError(f"{where}: group prior does not have the {draws} draws that the run states")


def _fail_unless_factors(run: DataTree, where: str) -> None:
    """Raise if a run does not say which factors its summary integrates, or has no draws of one."""
    try:
        found = conditionals_in(run)
        unknown = [name for one, _ in found.values() for name in one.weights if name_of(name) not in run["prior"]]
        wrong = [column for column, (one, _) in found.items() if not (one.sigma > 0.0 and np.isfinite(one.offset))]
    except (AttributeError, LookupError, TypeError, ValueError) as error:
        raise UncertainComputeError(f"{where}: cannot be read ({' '.join(str(error).split()):.60})") from error
    if unknown or wrong:
        raise UncertainComputeError(f"{where}: has no draws or no sigma of {(unknown + wrong)[0]}")
