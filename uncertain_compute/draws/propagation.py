"""Draw from a study: blocks of the design go through the equations, spread over threads."""

from collections.abc import Callable, Hashable, Mapping
from dataclasses import replace
from functools import cache, lru_cache
from importlib.metadata import version
from math import ceil

import numpy as np
import pandas as pd
import scipy
import xarray
from xarray import Coordinates, Dataset, DataTree

from uncertain_compute.addresses import name_of
from uncertain_compute.draws.blocks import DRAW, Plan
from uncertain_compute.draws.integrated.kept import INTEGRATED, integrated_group
from uncertain_compute.draws.recorders import CHAIN, DrawRecorder, Recorder, SketchRecorder, Variables
from uncertain_compute.draws.recording import (
    Block,
    DesignDraws,
    OnProgress,
    fail_if_memory_is_short,
    is_long,
    record_in_threads,
    record_on_workers,
    useful_threads,
)
from uncertain_compute.draws.settings import AUTO, DESIGNS, KERNEL, NUMPY, Settings
from uncertain_compute.draws.sketches import RELATIVE_ERROR
from uncertain_compute.errors import UncertainComputeError
from uncertain_compute.files.compiled_code import choose_pytensor_settings
from uncertain_compute.model.sources import SOURCES
from uncertain_compute.priors.dependence.memory import ONE_RANK
from uncertain_compute.priors.dependence.one_rank import ONE_RANK_ALONG
from uncertain_compute.priors.reading.spec import SHARED
from uncertain_compute.study.column_order import columns_in_order
from uncertain_compute.study.study import Study

FIRST_STAGE = 1024
SMALLEST_STEP, LARGEST_STEP = 1.1, 2.0
"""How many times as many draws a stage has as the one before, if a precision is asked for.

An error is estimated from few chains; with larger steps, one that is too large by chance costs many draws.
"""

REPLACED = "replaced"
"""The attribute of a run that lists shipped files replaced by the study's own."""

NOT_BY_KERNEL = "not_by_kernel"
"""The attribute of a run that says why NumPy drew it instead of the kernel."""

SCHEMA = 1

INDEPENDENT = "monte_carlo"
"""The name of the design if PyMC draws."""

NOWHERE = Coordinates()
"""No coordinates, of which xarray makes an empty group in a tenth of the time that it takes without them."""

type _Along = tuple[str, tuple[str, ...] | range]
"""A dimension and its coordinates."""

type _Shape = tuple[str, tuple[Hashable, ...], tuple[int, ...]]
"""The name of a variable, its dimensions and their sizes."""

type ErrorOf = Callable[[DataTree], float]
"""A function that returns the largest relative Monte Carlo error among a run's targets."""


def propagate(study: Study, settings: Settings, error_of: ErrorOf, on_progress: OnProgress | None = None) -> DataTree:
    """Draw from a study's priors and evaluate its equations.

    Parameters
    ----------
    error_of
        Returns a run's error; it is called if ``settings.precision`` is set.
    on_progress
        Called with the share of draws that are done, of those requested or estimated to be needed for the precision;
        then, too, with words on the error.

    Returns
    -------
    DataTree
        Group ``prior`` (dims chain, draw and named ones) holds the uncertain assumptions, including those that only
        charts need, the targets and the quantities that evidence is about. If only a summary is kept, group ``sketch``
        takes its place. Group ``constant_data`` holds fixed values. If nothing is uncertain, each chain repeats the one
        result twice.

    Raises
    ------
    UncertainComputeError
        If a target is unknown, an equation fails, the draws need more memory than is free, or the precision cannot be
        reached.
    """
    targets = study.addresses(settings.targets) or study.targets
    plan = Plan.of(study, tuple(dict.fromkeys((*targets, *study.observed))), _also(study, settings))
    if not plan.columns:
        settings = replace(settings, draws=2 * settings.chains, keep="draws", precision=None)
    drawn = DesignDraws(plan, settings.design, settings.seed, tuple(columns_in_order(study)))
    if settings.engine == AUTO:
        settings = replace(settings, engine=KERNEL if is_long(settings, plan) else NUMPY)
    block = drawn.block() if settings.uses_design else _pymc_blocks(study, settings, plan)
    not_by_kernel = ""
    if settings.engine == KERNEL:
        from uncertain_compute.draws.kernel.choice import by_kernel

        drawn, not_by_kernel = by_kernel(drawn, targets if settings.keep == "summary" else ())
        block = drawn.block()
    recorder = _recorder(study, settings, plan, targets)

    def extend(first: int, last: int, on_progress: OnProgress | None) -> DataTree:
        starts = range(first, last, drawn.block_length)
        fail_if_memory_is_short(settings, plan, last, useful_threads(settings, starts))
        recorder.make_room(last)
        if settings.cluster is None:
            record_in_threads(block, settings, recorder, starts, on_progress)
        else:
            record_on_workers(drawn, settings, recorder, range(first, last), on_progress)
        groups = _groups(study, plan, recorder.groups())
        tree = _tree(study, settings, groups, last)
        if not_by_kernel:
            tree.attrs |= {"engine": NUMPY, NOT_BY_KERNEL: not_by_kernel}
        return tree

    if settings.precision is None:
        return extend(0, settings.draws_per_chain, on_progress)
    return _until_precise(extend, settings, settings.precision, error_of, on_progress)


def _also(study: Study, settings: Settings) -> tuple[str, ...]:
    if settings.also is not None:
        return settings.also
    return () if settings.targets else study.charted


def _until_precise(
    extend: Callable[[int, int, OnProgress | None], DataTree],
    settings: Settings,
    precision: float,
    error_of: ErrorOf,
    on_progress: OnProgress | None,
) -> DataTree:
    """Draw in stages, each as large as the last one's error says is needed.

    The error falls with the square root of the number of draws.
    """
    if settings.keep == "summary" and precision < RELATIVE_ERROR:
        raise UncertainComputeError(
            f"precision: {precision:g} is below the {RELATIVE_ERROR:g} that keep=summary resolves"
        )
    done, size, most, error = 0, FIRST_STAGE, settings.max_draws // settings.chains, np.inf
    needed, said = np.inf, ""
    while done < size <= most:
        run = extend(done, size, None if on_progress is None else _of_stage(on_progress, done, size, needed, said))
        error = error_of(run)
        if error <= precision:
            return run
        needed = size * (error / precision) ** 2
        said = f"error {error:.2g} of at most {precision:g}"
        done, size = size, min(_next_size(size, needed, settings), most)
    raise UncertainComputeError(
        f"precision: {precision:g} is not reached with max_draws={settings.max_draws}; the error is still {error:.2g}"
    )


def _next_size(size: int, needed: float, settings: Settings) -> int:
    """Return the draws of a chain in the next stage: as many as are needed, within limits.

    A Sobol sequence gets a power of two, or one and a half of it: other numbers of its points are less even.
    """
    wanted = float(np.clip(needed, SMALLEST_STEP * size, LARGEST_STEP * size))
    if not settings.uses_design or settings.design != DESIGNS[0]:
        return ceil(wanted)
    halves = size.bit_length() - 2
    even = [number << halves for number in (3, 4, 6, 8) if size < number << halves <= LARGEST_STEP * size]
    return min(even, key=lambda one: abs(np.log(one / wanted)))


def _of_stage(on_progress: OnProgress, done: int, size: int, needed: float, said: str) -> OnProgress:
    """Return a function that takes the share of a stage, and passes on that of all draws that are needed."""
    return lambda share, _="": on_progress((done + share * (size - done)) / needed, said)


def _pymc_blocks(study: Study, settings: Settings, plan: Plan) -> Block:
    choose_pytensor_settings()
    from uncertain_compute.draws.pymc_draws import pymc_blocks

    of_chain = pymc_blocks(study, plan, settings.seed)
    of_chain(0, 0, 2)  # a seed's draws begin after these
    return lambda chains, first, last: of_chain(chains.start, first, last)


def _recorder(study: Study, settings: Settings, plan: Plan, targets: tuple[str, ...]) -> Recorder:
    if settings.keep == "summary":
        return SketchRecorder(settings.chains, targets, study.dimensions)
    return DrawRecorder(settings.chains, plan.recorded, study.dimensions)


@cache
def _version() -> str:
    return version("uncertain_compute")


def _groups(study: Study, plan: Plan, recorded: Mapping[str, Variables]) -> dict[str, Dataset]:
    """Return the groups of a run, from what is recorded."""
    fixed = {
        name: value.copy(deep=False)
        for name, value in plan.constants.items()
        if name in study.assumptions and name not in study.dimensions
    }
    variables = {**recorded, "constant_data": fixed}
    groups = {name: _described(study, plan, group) for name, group in variables.items()}
    if "sketch" in groups:
        groups["sketch"].attrs["relative_error"] = RELATIVE_ERROR
    elif (integrated := integrated_group(study, plan, groups["prior"])) is not None:
        groups[INTEGRATED] = integrated
    return groups


def _tree(study: Study, settings: Settings, groups: Mapping[str, Dataset], draws_per_chain: int) -> DataTree:
    targets = study.addresses(settings.targets) or study.targets
    tree = DataTree(NOWHERE)
    tree.children = {name: DataTree(group) for name, group in groups.items()}  # `from_dict` would copy each node
    tree.attrs = ({REPLACED: list(study.replaced)} if study.replaced else {}) | {
        "schema": SCHEMA,
        "creation_library": "uncertain_compute",
        "creation_library_version": _version(),
        "numpy_version": np.__version__,
        "scipy_version": scipy.__version__,
        "xarray_version": xarray.__version__,
        "engine": settings.engine,
        "design": settings.design if settings.uses_design else INDEPENDENT,
        "seed": settings.seed,
        "chains": settings.chains,
        "draws": draws_per_chain * settings.chains,
        "targets": list(targets),
        "target_units": [study.unit(name_of(target)) for target in targets],
        "equation_versions": [study.graph.version(name_of(target)) for target in targets],
        SOURCES: list(study.sources),
    }
    return tree


def _described(study: Study, plan: Plan, group: Variables) -> Dataset:
    """Return a group with coordinates, and each variable with its unit, name and role."""
    _, used = study.graph.needed(plan.targets, study.assumptions)
    for name, variable in group.items():
        if name in study.assumptions or name in study.graph.equations:
            role = "assumption" if name in used else "quantity" if name in plan.targets else "charted"
            source = study.assumptions[name].priors[0].source if name in study.assumptions else ""
            variable.attrs = {
                "units": study.unit(name),
                "long_name": study.label(name),
                "role": role,
                "source": source,
            }
            if name in study.assumptions and study.assumptions[name].shared:
                variable.attrs[SHARED] = list(study.assumptions[name].shared)
            if name in study.memory and study.memory[name].correlation == ONE_RANK:
                variable.attrs[ONE_RANK_ALONG] = study.memory[name].dimension
    sizes = {str(dim): size for variable in group.values() for dim, size in variable.sizes.items()}
    named = [(dim, study.dimensions[dim]) for dim in sizes if dim in study.dimensions]
    counted = [(dim, range(sizes[dim])) for dim in (CHAIN, DRAW) if dim in sizes]
    if DRAW not in sizes:
        return Dataset(group, _coordinates(*named, *counted)) if group else NOWHERE.to_dataset()
    shapes = tuple((name, variable.dims, variable.shape) for name, variable in group.items())
    found = _without_numbers(shapes, (*named, *counted)).copy(deep=False)
    for name, variable in group.items():
        found.variables[name].data, found.variables[name].attrs = variable.data, variable.attrs
    return found


@lru_cache(maxsize=64)
def _without_numbers(shapes: tuple[_Shape, ...], along: tuple[_Along, ...]) -> Dataset:
    """Return a group whose variables have no numbers; it takes longer to make one than to copy it for a run."""
    empty = {name: (dims, np.broadcast_to(np.nan, shape)) for name, dims, shape in shapes}
    return Dataset(empty, _coordinates(*along))


@lru_cache(maxsize=64)
def _coordinates(*along: _Along) -> Coordinates:
    """Return the coordinates of dimensions; xarray takes longer to make them than to make a group with them.

    They are indices of pandas, which xarray takes without importing pint.
    """
    return Coordinates({dim: pd.RangeIndex(one) if isinstance(one, range) else pd.Index(one) for dim, one in along})
