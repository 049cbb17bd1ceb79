"""Compile the kernel, once for a machine: what was compiled is kept in the user's cache folder.

Numba is imported only here, and only when the kernel draws. A study needs no compilation of its own: its program is
data for the loop.
"""

from collections.abc import Callable
from contextlib import suppress
from functools import cache
from hashlib import blake2b
from types import FunctionType
from typing import Any

from uncertain_compute.draws.kernel import arithmetic, machine
from uncertain_compute.draws.kernel.codes import Code
from uncertain_compute.draws.kernel.equations import NotInKernelError

type Run = Callable[..., tuple[int, int, int]]
"""The function `uncertain_compute.draws.kernel.machine.run`, compiled or not."""

PARTS: tuple[Callable[..., Any], ...] = (
    arithmetic.fast_exp, arithmetic.normal_cdf, arithmetic.whole_parts, arithmetic.exponential, arithmetic.arithmetic,
    arithmetic.rounding, arithmetic.functions, arithmetic.powers, arithmetic.comparisons, arithmetic.truths,
    machine.starts_of_chunk, machine.quantiles, machine.index_of, machine.looked_up, machine.check,
    machine.any_flag, machine.count_all, machine.count_row, machine.copy, machine.choose, machine.make_points,
    machine.operate, machine.leave_out,
)  # fmt: skip
"""The functions that the loop calls, each after those that it calls itself."""

OPTIONS: dict[str, Any] = {"nogil": True, "error_model": "numpy", "fastmath": {"contract"}}
"""How Numba compiles: a product and a sum may be one operation of the processor, which rounds once."""

FOLDER = "uncertain_compute"


@cache
def compiled_run() -> Run:
    """Return the kernel's loop, which is compiled when it is first called, unless it has been on this machine.

    Raises
    ------
    NotInKernelError
        If Numba cannot be imported.
    """
    try:
        import numba
    except Exception as error:  # (a file of the user's that hides a module may raise anything)
        raise NotInKernelError(f"Numba cannot be imported: {error}") from error
    scope: dict[str, Any] = {**vars(arithmetic), **vars(machine)}
    for part in (*PARTS, machine.run):
        own = FunctionType(part.__code__, scope, part.__name__)
        scope[part.__name__] = numba.njit(**OPTIONS)(own)
    run = scope["run"]
    with suppress(ImportError, AttributeError):  # a later Numba may keep what it compiles in another way
        run._cache = _cache_of(machine.run, _fingerprint(scope))  # noqa: SLF001 (its own choice of a folder is others')
    found: Run = run
    return found


def _fingerprint(scope: dict[str, Any]) -> str:
    """Return a hash of the code of all functions, of the numbers that they use, and of how they are compiled."""
    codes = [(part.__code__.co_code, part.__code__.co_names, part.__code__.co_consts) for part in (*PARTS, machine.run)]
    numbers = sorted((name, one) for name, one in scope.items() if isinstance(one, int | float))
    members = [*map(repr, Code)]
    return blake2b(repr((codes, numbers, members, OPTIONS)).encode(), digest_size=16).hexdigest()


def _cache_of(function: Callable[..., Any], fingerprint: str) -> Any:
    """Return Numba's cache of a function in the user's cache folder; without it, if that cannot be read or written."""
    from numba.core.caching import CompileResultCacheImpl, FunctionCache
    from numba.core.caching import _CacheLocator as Locator
    from numba.misc.appdirs import user_cache_dir

    class InUsersFolder(Locator):
        """Where Numba keeps the function; checked only when it is written."""

        @classmethod
        def from_function(cls, py_func: Any, py_file: str) -> "InUsersFolder":
            del py_func, py_file
            return cls()

        def get_cache_path(self) -> str:
            return str(user_cache_dir(FOLDER, appauthor=False))  # type: ignore[no-untyped-call]

        def get_source_stamp(self) -> str:
            return fingerprint

        def get_disambiguator(self) -> str:
            return "kernel"

    class Kept(CompileResultCacheImpl):
        _locator_classes = [InUsersFolder]  # type: ignore[list-item]  # noqa: RUF012 (as in its base)

    class KeptIfPossible(FunctionCache):
        """A cache without which everything works, too: a damaged file is as none."""

        _impl_class = Kept

        def load_overload(self, *arguments: Any) -> Any:
            try:
                return super().load_overload(*arguments)  # type: ignore[no-untyped-call]
            except Exception:  # noqa: BLE001 (whatever a damaged file raises)
                with suppress(OSError):
                    self.flush()  # type: ignore[no-untyped-call]
                return None

        def save_overload(self, *arguments: Any) -> None:
            with suppress(OSError):
                super().save_overload(*arguments)  # type: ignore[no-untyped-call]

    return KeptIfPossible(function)  # type: ignore[no-untyped-call]
