"""Whether the kernel draws a run, or NumPy."""

from dataclasses import replace

from uncertain_compute.draws.kernel.compiling import compiled_run
from uncertain_compute.draws.kernel.equations import NotInKernelError
from uncertain_compute.draws.kernel.program import program_of
from uncertain_compute.draws.recording import DesignDraws
from uncertain_compute.draws.settings import DESIGNS, KEEPS


def by_kernel(drawn: DesignDraws, keep: str) -> tuple[DesignDraws, str]:
    """Return the same draws by the kernel, or else why NumPy draws them; an empty reason if the kernel does."""
    plan = drawn.plan
    names = (*plan.assumptions, *plan.targets) if keep == KEEPS[0] else plan.targets
    try:
        compiled_run()
        program = program_of(plan, tuple(dict.fromkeys(names)), has_points=drawn.design == DESIGNS[0])
    except NotInKernelError as reason:
        return drawn, str(reason)
    except ImportError as error:
        return drawn, f"Numba is not there: {error}"
    return replace(drawn, program=program), ""
