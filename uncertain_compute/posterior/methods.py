"""One way to ask for a posterior, whichever method finds it."""

from dataclasses import dataclass
from pkgutil import resolve_name

from xarray import DataTree

from uncertain_compute.errors import UncertainComputeError, fail_unless_one_of
from uncertain_compute.posterior.posterior_draws import PosteriorDraws
from uncertain_compute.study.study import Study

METHODS = {
    "importance": "uncertain_compute.posterior.importance:importance",
    "nuts": "uncertain_compute.posterior.nuts:nuts",
    "smc": "uncertain_compute.posterior.smc:smc",
}
"""What draws from the posterior, by the method's name; it is imported once it is asked for, as PyMC takes seconds.

Each takes a study, draws of its prior, how many draws of the posterior are wanted (its own number if None), a seed, and
``progress``; it returns `PosteriorDraws`.
"""

DEFAULT_METHOD = "importance"
MOST_DRAWS = 2**24


@dataclass(frozen=True, slots=True)
class Method:
    """How a posterior is found.

    Attributes
    ----------
    name
        One of METHODS.
    draws
        Draws of the posterior over all its chains; the method's own number if None.
    seed
        Any integer from 0.
    accept_failed
        Whether a posterior whose diagnostics failed is kept.
    progress
        Whether a bar is shown.
    """

    name: str = DEFAULT_METHOD
    draws: int | None = None
    seed: int = 0
    accept_failed: bool = False
    progress: bool = False

    def __post_init__(self) -> None:
        """Refuse what is no method.

        Raises
        ------
        UncertainComputeError
            If the name is unknown, or the number of draws out of range.
        """
        fail_unless_one_of("method", self.name, METHODS)
        if self.draws is not None and not 1000 <= self.draws <= MOST_DRAWS:
            raise UncertainComputeError(
                f"posterior_draws: {self.draws} is out of range; allowed are 1000 to {MOST_DRAWS}"
            )


def found_by(method: Method, study: Study, run: DataTree) -> PosteriorDraws:
    """Return draws of a study's posterior.

    Parameters
    ----------
    run
        Draws of its prior.
    """
    find = resolve_name(METHODS[method.name])
    found: PosteriorDraws = find(study, run, method.draws, method.seed, progress=method.progress)
    return found
