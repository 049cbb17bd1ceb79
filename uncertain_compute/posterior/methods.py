"""One way to ask for a posterior, whichever method finds it."""

from dataclasses import dataclass

from xarray import DataTree

from uncertain_compute.errors import UncertainComputeError, did_you_mean
from uncertain_compute.posterior.posterior_draws import PosteriorDraws
from uncertain_compute.study.study import Study

METHODS = ("importance", "nuts", "smc")
MOST_DRAWS = 2**24


@dataclass(frozen=True, slots=True)
class Method:
    """How a posterior is found.

    Attributes
    ----------
    name
        ``importance``, ``nuts`` or ``smc``.
    draws
        Draws of the posterior over all its chains; the method's own number if None.
    seed
        Any integer from 0.
    accept_failed
        Whether a posterior whose diagnostics failed is kept.
    progress
        Whether a bar is shown.
    """

    name: str = METHODS[0]
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
        if self.name not in METHODS:
            nearest = did_you_mean(str(self.name), METHODS)
            hint = f"; {nearest}" if nearest.startswith("did") else ""
            raise UncertainComputeError(f"method: {self.name!r} is not one of {', '.join(METHODS)}{hint}")
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
    match method.name:
        case "importance":
            from uncertain_compute.posterior.importance import importance

            return importance(study, run, method.draws, method.seed)
        case "nuts":
            from uncertain_compute.posterior.nuts import nuts

            return nuts(study, run, method.draws, method.seed, progress=method.progress)
        case _:
            from uncertain_compute.posterior.smc import smc

            return smc(study, run, method.draws, method.seed, progress=method.progress)
