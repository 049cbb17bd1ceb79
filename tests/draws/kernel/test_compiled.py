"""The kernel as Numba compiles it: operations on numbers of all kinds, and a whole run, with one compilation."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from scipy.special import ndtr

import uncertain_compute as uc
from uncertain_compute.draws.kernel import compiling
from uncertain_compute.draws.kernel.assembly import Assembly
from uncertain_compute.draws.kernel.codes import Code
from uncertain_compute.draws.kernel.counting import Windows
from uncertain_compute.draws.kernel.kernel_block import rows_of
from uncertain_compute.draws.kernel.loop_data import LeftOut, Points
from uncertain_compute.model.operations import OPERATIONS

SPECIAL = [0.0, -0.0, 1.0, -1.0, 0.5, 2.0, 3.7, -3.7, 1e-320, 800.0, -800.0, 1e300, -1e300, np.inf, -np.inf, np.nan]
EVERY_PAIR = np.array([part.ravel() for part in np.meshgrid(SPECIAL, SPECIAL)])
TRUTHS = [code for code in Code if code.name.startswith("LOGICAL")]
OF_EQUATIONS = [code for code in Code if code.name.lower() in OPERATIONS and code not in {Code.WHERE, Code.INTERP}]
CHUNK = 64


@pytest.fixture(scope="module", autouse=True)
def _folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Let what is compiled be kept in a folder of the tests."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))
        compiling.compiled_run.cache_clear()
        yield


def by_kernel(code: Code, *given: Any) -> Any:
    """Return what the compiled kernel makes of given rows."""
    assembly = Assembly()
    rows = [assembly.add(Code.GIVEN, more=(row,)) for row in range(len(given))]
    assembly.add(Code.KEEP, assembly.add(code, *rows), more=(0, 0))
    instructions, draws, none = assembly.instructions(), len(given[0]), np.zeros(0, np.uint32)
    points = Points(none.reshape(0, CHUNK), none.reshape(0, 32), none, np.array(given))
    nothing = Windows(0, CHUNK).counts
    kept, left = np.empty((1, draws)), LeftOut(np.empty(CHUNK, np.int64), np.empty((0, CHUNK)))
    compiling.compiled_run()(instructions, rows_of(instructions, CHUNK), points, (0, 0, draws), kept, 0, nothing, left)
    return kept[0]


@pytest.mark.parametrize("code", OF_EQUATIONS, ids=lambda code: code.name)
def test_operations(code: Code) -> None:
    compute = OPERATIONS[code.name.lower()].compute
    given = EVERY_PAIR[: 1 if isinstance(compute, np.ufunc) and compute.nin == 1 else 2]
    if code in TRUTHS:
        given = given > 0.0
    with np.errstate(all="ignore"):
        expected = np.asarray(compute(*given), dtype=float)
    np.testing.assert_allclose(by_kernel(code, *given.astype(float)), expected, rtol=1e-13, atol=0.0)


def test_normal_probabilities() -> None:
    scores = np.linspace(-30.0, 9.0, 1000)
    np.testing.assert_allclose(by_kernel(Code.NORMAL_CDF, scores), ndtr(scores), rtol=1e-12, atol=0.0)


def test_exponentials() -> None:
    powers = np.linspace(-708.0, 708.0, 100_001)
    np.testing.assert_allclose(by_kernel(Code.EXP, powers), np.exp(powers), rtol=1e-15, atol=0.0)


def cost(price: Any, hours: Any, share: Any) -> Any:
    """Return a cost."""
    return price * hours * np.where(share > 0.5, share, 0.0) + np.interp(hours, [1.0, 2.0], [0.0, 1.0])


STUDY = uc.Study(
    [cost],
    {
        "price": "2 to 40",
        "hours": {"normal": {"mu": 2.0, "sigma": 3.0, "bounds": [1, 6]}},
        "share": {"beta": {"alpha": 2.0, "beta": 5.0}},
        "correlations": [{"pair": ["price", "share"], "rank": 0.6, "why": "a test"}],
    },
)


@pytest.mark.parametrize("keep", ["draws", "summary"])
def test_a_run_is_numpys_on_any_number_of_threads(keep: str) -> None:
    options: dict[str, Any] = {"draws": 2**18 + 100, "chains": 4, "seed": 3, "keep": keep}
    by_numpy = uc.run(STUDY, **options)
    one, two = (uc.run(STUDY, **options, engine="kernel", threads=threads) for threads in (1, 2))
    for group in {"prior", "sketch"} & set(by_numpy.children):
        for name, expected in by_numpy[group].data_vars.items():
            found, again = (np.asarray(run[group][str(name)]) for run in (one, two))
            assert found.tobytes() == again.tobytes()
            np.testing.assert_allclose(found, expected, rtol=1e-12, atol=0.0)


def test_what_was_compiled_is_found_again() -> None:
    """A folder that cannot be written and a file that is damaged make no difference."""
    assert by_kernel(Code.ADD, [1.0], [2.0]) == [3.0]
    folder = Path(os.environ["XDG_CACHE_HOME"]) / compiling.FOLDER
    (kept,) = folder.glob("*.nbc")
    index = next(folder.glob("*.nbi"))
    assert kept.stat().st_size > 10_000
    compiling.compiled_run.cache_clear()
    run = compiling.compiled_run()
    assert by_kernel(Code.ADD, [1.0], [2.0]) == [3.0]
    assert sum(run.stats.cache_hits.values()) == 1  # type: ignore[attr-defined]
    index.write_bytes(b"damaged")
    assert run._cache.load_overload(run.signatures[0], run.targetctx) is None  # type: ignore[attr-defined]
