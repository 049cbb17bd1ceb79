"""Whether the kernel draws a run, or NumPy."""

from dataclasses import replace

from uncertain_compute.draws.kernel.compiling import compiled_run
from uncertain_compute.draws.kernel.equations import NotInKernelError
from uncertain_compute.draws.kernel.program import program_of
from uncertain_compute.draws.recording import DesignDraws
from uncertain_compute.draws.settings import DESIGNS


def by_kernel(drawn: DesignDraws, counted: tuple[str, ...]) -> tuple[DesignDraws, str]:
    """Return the same draws by the kernel, or else why NumPy draws them; an empty reason if the kernel does.

    Parameters
    ----------
    counted
        The targets of which only counts are kept; none if all draws are.
    """
    plan = drawn.plan
    names = plan.targets if counted else tuple(dict.fromkeys((*plan.assumptions, *plan.targets)))
    try:
        compiled_run()
        program = program_of(plan, names, counted, has_points=drawn.design == DESIGNS[0])
    except NotInKernelError as reason:
        return drawn, str(reason)
    return replace(drawn, program=program), ""
