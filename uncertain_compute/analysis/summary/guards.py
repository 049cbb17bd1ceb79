"""Guards that a run exceeds: quantities above what exists in the world."""

from xarray import DataTree

from uncertain_compute.addresses import name_of
from uncertain_compute.analysis.summary.integrated.of_run import estimating_samples
from uncertain_compute.study.guards import Guard
from uncertain_compute.study.study import Study


def exceeded_guards(study: Study, run: DataTree, group: str = "prior") -> list[tuple[Guard, float]]:
    """Return a study's guards that a run exceeds with more than their ``chance``, each with this probability."""
    found = []
    for guard in study.guards:
        if name_of(guard.quantity) in run.attrs["targets"]:
            beyond = (
                1.0 - one.share_below(guard.above, inclusive=True)
                for _, one in estimating_samples(run, guard.quantity, group)
            )
            if (most := max(beyond, default=0.0)) > guard.chance:
                found.append((guard, most))
    return found
