"""One interface to every method for the posterior."""

from dataclasses import dataclass
from pkgutil import resolve_name

from xarray import DataTree

from uncertain_compute.draws.settings import SEED
from uncertain_compute.errors import UncertainComputeError, fail_unless_one_of
from uncertain_compute.files.compiled_code import choose_pytensor_settings
from uncertain_compute.posterior.posterior_draws import PosteriorDraws
from uncertain_compute.study.study import Study

METHODS = {
    "importance": "uncertain_compute.posterior.importance:importance",
    "nuts": "uncertain_compute.posterior.nuts:nuts",
    "smc": "uncertain_compute.posterior.smc:smc",
}
"""Functions that draw from the posterior, by the method's name; they are imported when used, as PyMC takes seconds.
Each takes a study, draws of its prior, the number of draws of the posterior (its own default if None), a seed, and
``progress``. It returns `PosteriorDraws`.
"""

DEFAULT_METHOD = "importance"
MOST_DRAWS = 2**24


@dataclass(frozen=True, slots=True)
class Method:
    """A method for the posterior, with its options.

    Attributes
    ----------
    name
        One of METHODS.
    draws
        Number of draws of the posterior over all chains; the method's own default if None.
    seed
        Any integer from 0.
    accept_failed
        Whether to keep a posterior whose diagnostics failed.
    progress
        Whether to show a progress bar.

    Examples
    --------
    >>> import uncertain_compute as uc
    >>> method = uc.Method("nuts", draws=4000)  # uc.update(study, method=method)
    >>> method.name, method.draws
    ('nuts', 4000)
    """

    name: str = DEFAULT_METHOD
    draws: int | None = None
    seed: int = SEED
    accept_failed: bool = False
    progress: bool = False

    def __post_init__(self) -> None:
        """Check the method and its options.

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


def draws_by(method: Method, study: Study, run: DataTree) -> PosteriorDraws:
    """Return draws of a study's posterior by a method.

    Parameters
    ----------
    run
        A run of the study.
    """
    choose_pytensor_settings()
    find = resolve_name(METHODS[method.name])
    found: PosteriorDraws = find(study, run, method.draws, method.seed, progress=method.progress)
    return found
