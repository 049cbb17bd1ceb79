"""Write a study's beliefs as a Squiggle model."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from math import inf, log
from pathlib import Path

from uncertain_compute.addresses import name_of
from uncertain_compute.bridges.imported_equations import shortest
from uncertain_compute.errors import UncertainComputeError
from uncertain_compute.files.named import path_of
from uncertain_compute.files.writing import write_text
from uncertain_compute.priors.distributions import Distribution, Fixed
from uncertain_compute.priors.distributions.discrete import Discrete
from uncertain_compute.priors.distributions.distribution import Truncated
from uncertain_compute.priors.distributions.families.continuous.beta import Beta
from uncertain_compute.priors.distributions.families.continuous.loguniform import LogUniform
from uncertain_compute.priors.distributions.mixture import Mixture
from uncertain_compute.study.study import Study

NOT_IN_NAMES = re.compile(r"\W+", re.ASCII)


def write_squiggle(study: Study, path: str | Path) -> Path:
    """Write a study's beliefs as a Squiggle model: an assignment for each number, with its unit and reason.

    Equations and correlations are not in it: Squiggle has no correlations.

    Parameters
    ----------
    path
        The file, as ``beliefs.squiggle``.

    Raises
    ------
    UncertainComputeError
        If a belief has no counterpart in Squiggle.

    Examples
    --------
    >>> import uncertain_compute as uc
    >>> from tempfile import TemporaryDirectory
    >>> def cost(price, hours):
    ...     return price * hours
    >>> study = uc.Study([cost], {"price": {"uniform": {"low": 2, "high": 4}}, "hours": 300})
    >>> with TemporaryDirectory() as folder:
    ...     print(uc.write_squiggle(study, Path(folder) / "beliefs.squiggle").read_text(), end="")
    price = uniform(2, 4)
    hours = 300
    """
    into = path_of(path, "path")
    text, refused = _text(study)
    if refused:
        raise refused[0]
    into.parent.mkdir(parents=True, exist_ok=True)
    return write_text(into, text)


def write_all_in_squiggle(study: Study, path: Path) -> list[str]:
    """Write the beliefs that have a counterpart in Squiggle; return why the others are left out, as it says, too."""
    text, refused = _text(study)
    write_text(path, text)
    return [f"{path.name} leaves out {error}" for error in refused]


def _text(study: Study) -> tuple[str, list[UncertainComputeError]]:
    """Return a model with a line for each belief, and the errors of those that are comments for want of a counterpart.

    It says of correlations that they are left out.
    """
    beliefs = {column: one for column, one in study.columns.items() if name_of(column) not in study.dimensions}
    taken = Counter(map(_name, beliefs))
    lines, refused = list[str](), list[UncertainComputeError]()
    for column, one in beliefs.items():
        said = "; ".join(filter(None, (one.prior.unit if one.prior.unit != "1" else "", one.prior.why)))
        comment = f" // {' '.join(said.split())}" if said else ""
        try:
            _fail_if_taken(column, taken)
            lines.append(f"{_name(column)} = {_written(one.distribution, column)}{comment}")
        except UncertainComputeError as error:
            refused.append(error)
            lines.append(f"// left out: {error}")
    if study.correlations:
        lines.append("// Squiggle has no correlations: those of the study are left out")
    return "\n".join([*lines, ""]), refused


def _fail_if_taken(column: str, taken: Mapping[str, int]) -> None:
    if taken[_name(column)] > 1:
        raise UncertainComputeError(f"priors.{column}: has the same name as another in Squiggle, {_name(column)}")


def _name(column: str) -> str:
    name = NOT_IN_NAMES.sub("_", column).strip("_")
    return name[:1].lower() + name[1:]


def _written(said: Distribution, column: str) -> str:
    """Return a distribution in Squiggle."""
    match said:
        case Fixed():
            found = _number(said.value)
        case Discrete():
            found = _mixture(list(map(_number, said.values)), said.probabilities)
        case Mixture():
            found = _mixture([_written(one, column) for one in said.components], said.weights)
        case Truncated():
            ends = {"Left": said.low, "Right": said.high}
            finite = {side: _number(end) for side, end in ends.items() if abs(end) != inf}
            name = "truncate" if len(finite) > 1 else f"truncate{''.join(finite)}"
            found = f"{name}({', '.join([_written(said.distribution, column), *finite.values()])})"
        case Beta() if (said.low, said.high) != (0.0, 1.0):
            inner = _call("beta", said.alpha, said.beta)
            found = f"{_number(said.low)} + {_number(said.high - said.low)} * {inner}"
        case LogUniform():
            found = f"exp({_call('uniform', log(said.low), log(said.high))})"
        case _:
            called = said.in_squiggle()
            if called is None:
                raise UncertainComputeError(f"priors.{column}: Squiggle has no counterpart of a {type(said).__name__}")
            found = _call(*called)
    return found


def _mixture(parts: Sequence[str], weights: Sequence[float]) -> str:
    return f"mx([{', '.join(parts)}], [{', '.join(map(_number, weights))}])"


def _call(name: str, *parameters: float) -> str:
    return f"{name}({', '.join(map(_number, parameters))})"


def _number(value: float) -> str:
    return repr(shortest(float(value)))
