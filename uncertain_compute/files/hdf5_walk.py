"""Walk through all of an HDF5 file, in a separate process, and print in one line what is wrong with it.

HDF5 is C code that trusts a file: a damaged one can crash it, make it loop or allocate without end. So this is a script
with limits on its memory and time. It imports nothing of this package and no module from the file's folder.
"""

import sys
from collections.abc import Iterator
from contextlib import suppress
from math import prod
from pathlib import Path
from typing import Any, Final

import h5py

MOST_INFLATED: Final = 1032
"""The most bytes that deflate makes of one: two bits can stand for 258 bytes (zlib's "Technical Details")."""

DEFLATE, SHUFFLE, FLETCHER32 = 1, 2, 3
OUR_FILTERS: Final = (DEFLATE, SHUFFLE)
HARMLESS_FILTERS: Final = (DEFLATE, SHUFFLE, FLETCHER32)

NO_VARIABLE: Final = b"This is a netCDF dimension but not a netCDF variable"
"""The name that netCDF gives a dataset that only states a dimension's length; it is never read."""

DEEPEST, MOST_GROUPS = 16, 4096
SLAB: Final = 1024
"""Number of texts that are read at a time."""

MEMORY: Final = 2**31
SECONDS, BYTES_A_SECOND = 10, 10_000_000


class UnsoundError(Exception):
    """Something in the file is wrong."""


class Walk:
    """One walk through a file.

    Attributes
    ----------
    ours
        Whether this program should have written it; other netCDF files may hold more kinds of content.
    declared
        Bytes that its numbers take when they are read.
    texts
        Bytes of its texts, each counted once per reference.
    """

    def __init__(self, path: Path, memory: int, *, ours: bool) -> None:
        """Take a file, the bytes of memory that its content may use, and whether this program wrote it."""
        self.path, self.memory, self.ours = path, memory, ours
        self.size = path.stat().st_size
        self.declared = self.texts = self.groups = 0
        self.seen: set[int] = set()

    def walk(self) -> None:
        """Check everything in the file.

        Raises
        ------
        UnsoundError
            If something is wrong.
        """
        with h5py.File(self.path, "r") as file:
            self._group(file, "", 0)

    def _group(self, group: Any, path: str, depth: int) -> None:
        self.groups += 1
        if depth > DEEPEST or self.groups > MOST_GROUPS:
            raise UnsoundError(f"{path}: more than {DEEPEST} nested groups, or {MOST_GROUPS} in all")
        self._object(group, path or "/")
        for name in group.id:
            below = f"{path}/{name.decode(errors='replace')}"
            if group.id.links.get_info(name).type != h5py.h5l.TYPE_HARD:
                raise UnsoundError(f"{below}: a link to somewhere else")
            found = group[name]
            if isinstance(found, h5py.Group):
                self._group(found, below, depth + 1)
            elif isinstance(found, h5py.Dataset):
                self._object(found, below)
                self._dataset(found, below)
            elif self.ours:
                raise UnsoundError(f"{below}: neither a group nor a variable")

    def _object(self, found: Any, path: str) -> None:
        """Check what groups and datasets have in common: a single name, and attributes."""
        address = h5py.h5o.get_info(found.id).addr
        if address in self.seen:
            raise UnsoundError(f"{path}: a second link to the same object")
        self.seen.add(address)
        for name in found.attrs:
            of = found.attrs.get_id(name)
            if self.ours and name not in ("DIMENSION_LIST", "REFERENCE_LIST") and not _plain(of.dtype):
                raise UnsoundError(f"{path}: attribute {name}: neither numbers nor text")
            self._fits(prod(of.shape) * of.get_type().get_size(), f"{path}: attribute {name}")
            self._count(found.attrs[name], path)

    def _dataset(self, found: Any, path: str) -> None:
        plan = found.id.get_create_plist()
        if plan.get_layout() == h5py.h5d.VIRTUAL or plan.get_external_count():
            raise UnsoundError(f"{path}: its numbers lie in another file")
        filters = [plan.get_filter(number)[0] for number in range(plan.get_nfilters())]
        if unknown := set(filters) - set(OUR_FILTERS if self.ours else HARMLESS_FILTERS):
            raise UnsoundError(f"{path}: packed by filter {min(unknown)}, which this program does not read")
        if self.ours and (found.shape is None or found.maxshape != found.shape or not _plain(found.dtype)):
            raise UnsoundError(f"{path}: neither numbers nor text of a fixed size")
        if NO_VARIABLE in bytes(found.attrs.get("NAME", b"")):
            return
        declared, stored = prod(found.shape or ()) * found.id.get_type().get_size(), found.id.get_storage_size()
        packed = stored * (MOST_INFLATED if DEFLATE in filters else 1)
        self._fits(stored, path)
        if declared > packed:
            raise UnsoundError(f"{path}: declares {declared:,} bytes, but the file has {stored:,} for them")
        self.declared += declared
        if self.declared > self.memory:
            raise UnsoundError(f"{path}: takes {self.declared:,} bytes, but {self.memory:,} of memory are free")
        self._read(found, path)

    def _read(self, found: Any, path: str) -> None:
        """Read a dataset if that can fail: compressed data, and texts, which are stored elsewhere in the file."""
        if found.chunks:
            for part in found.iter_chunks():
                self._count(found[part], path)
        elif found.dtype.kind == "O" and found.ndim:
            for first in range(0, len(found), SLAB):
                self._count(found[first : first + SLAB], path)
        elif found.dtype.kind == "O":
            self._count(found[()], path)

    def _count(self, value: Any, path: str) -> None:
        """Count the bytes of texts: more than the file has are possible only with repeated references."""
        self.texts += sum(map(len, _texts(value)))
        self._fits(self.texts, path)

    def _fits(self, size: int, path: str) -> None:
        if size > self.size:
            raise UnsoundError(f"{path}: takes {size:,} bytes of a file of {self.size:,}")


def _plain(dtype: Any) -> bool:
    """Return whether a type is numeric or text."""
    return dtype.kind in "iufbS" or h5py.check_string_dtype(dtype) is not None


def _texts(value: Any) -> Iterator[bytes | str]:
    match value:
        case bytes() | str():
            yield value
        case _ if getattr(value, "dtype", None) is not None and value.dtype.kind == "O":
            yield from (one for one in value.flat if isinstance(one, bytes | str))


def _limit_this_process(size: int) -> None:
    """Limit this process's memory and CPU time, if the system can."""
    with suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        seconds = SECONDS + size // BYTES_A_SECOND
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))


def main(name: str, memory: str, whose: str) -> None:
    """Walk through a file; if something is wrong, print it and exit with 1."""
    path = Path(name)
    try:
        _limit_this_process(path.stat().st_size)
        Walk(path, int(memory), ours=whose == "ours").walk()
    except Exception as error:  # noqa: BLE001 - whatever HDF5 raises says that it cannot read the file
        said = " ".join(f"{error}".split()) or type(error).__name__
        sys.stdout.write(said.encode("ascii", "replace").decode())
        sys.exit(1)


if __name__ == "__main__":
    main(*sys.argv[1:])
