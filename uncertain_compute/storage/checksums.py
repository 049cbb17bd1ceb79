"""The checksums of a folder's files, in a file that ``sha256sum -c SHA256SUMS`` reads."""

import re
from collections.abc import Iterable, Iterator, Mapping
from hashlib import file_digest, sha256
from pathlib import Path

from uncertain_compute.errors import UncertainComputeError
from uncertain_compute.files.writing import write_whole

SUMS = "SHA256SUMS"
LINE = re.compile(r"([0-9a-f]{64}) [ *](.+)")
MOST_BYTES = 2**22


def write_checksums(folder: Path) -> None:
    """Write the checksums of all files in a folder, except in sub-folders that have their own.

    It comes last: files written later would differ from their checksums.
    """
    _write(folder, {_name(one, folder): _digest(one) for one in _files_in(folder)})


def with_checksums(folder: Path, contents: Mapping[Path, bytes]) -> dict[Path, bytes]:
    """Return files that are about to be written to a folder, with an updated checksum file if it has one.

    Other files keep their recorded checksums, even if they have changed since.
    """
    kept = checksums_in(folder)
    if kept is None:
        return {**contents}
    renewed = {_name(path, folder): sha256(content).hexdigest() for path, content in contents.items()}
    return {**contents, folder / SUMS: _as_written(kept | renewed)}


def renew_checksums(folder: Path, paths: Iterable[Path]) -> None:
    """Update the checksums of some files in a folder's checksum file."""
    _write(folder, (checksums_in(folder) or {}) | {_name(path, folder): _digest(path) for path in paths})


def checksums_in(folder: Path) -> dict[str, str] | None:
    """Return the checksums of a folder's files, by name; None if it has no checksum file.

    Raises
    ------
    UncertainComputeError
        If a line is not a checksum.
    """
    path = folder / SUMS
    if not path.is_file():
        return None
    if path.stat().st_size > MOST_BYTES:
        raise UncertainComputeError(f"{path}: has more than {MOST_BYTES:,} bytes, so it is not a list of checksums")
    sums: dict[str, str] = {}
    for number, line in enumerate(path.read_text(encoding="utf-8", errors="replace").splitlines(), 1):
        found = LINE.fullmatch(line)
        if not found:
            raise UncertainComputeError(f"{path}: line {number} is not a checksum with the name of a file")
        sums[found[2].removeprefix("./")] = found[1]
    return sums


def differing_files(folder: Path, sums: Mapping[str, str]) -> list[str]:
    """Return the names of the files that exist but differ from their checksums."""
    there = {_name(path, folder): path for path in _files_in(folder)}
    return [name for name, digest in sums.items() if name in there and _digest(there[name]) != digest]


def _files_in(folder: Path) -> Iterator[Path]:
    """Yield the files in a folder that get checksums, sorted; links that lead out of it are not followed."""
    for path in sorted(folder.iterdir()):
        if path.name == SUMS or (path.is_symlink() and path.is_dir()):
            continue
        if path.is_file():
            yield path
        elif path.is_dir() and not (path / SUMS).exists():
            yield from _files_in(path)


def _name(path: Path, folder: Path) -> str:
    return path.relative_to(folder).as_posix()


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()


def _write(folder: Path, sums: Mapping[str, str]) -> None:
    write_whole(folder / SUMS, lambda unfinished: unfinished.write_bytes(_as_written(sums)))


def _as_written(sums: Mapping[str, str]) -> bytes:
    return "".join(f"{digest}  {name}\n" for name, digest in sorted(sums.items())).encode()
