"""Write files completely or not at all."""

import errno
import os
import platform
import re
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

NOT_IN_NAMES = re.compile(r"[^\w.,=+\[\] -]+|\s+")
MOST_LETTERS = 120
HOST = re.sub(r"\W", "-", platform.node())


def file_name(text: str) -> str:
    """Return a text as the name of a file or a folder, with a dash for each character that is not allowed."""
    return NOT_IN_NAMES.sub("-", text).strip("-.")[:MOST_LETTERS]


def fail_unless_room(path: Path, size: int) -> None:
    """Raise before a file is begun that does not fit on the disk.

    Raises
    ------
    OSError
        If fewer bytes are free in its folder; the error names the file, as those of libraries do not.
    """
    if shutil.disk_usage(path.parent).free < size:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(path))


def write_whole(path: Path, write: Callable[[Path], object]) -> Path:
    """Write a file under a temporary name, rename it once it is complete, and return its path."""
    unfinished = _unfinished(path)
    try:
        with naming(path):
            write(unfinished)
            unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)
    return path


def write_text(path: Path, text: str) -> Path:
    """Write a text file completely or not at all; return its path."""
    return write_whole(path, lambda unfinished: unfinished.write_text(text, encoding="utf-8"))


def write_together(files: Mapping[Path, bytes]) -> list[Path]:
    """Write files under temporary names, rename them once all are complete, and return their paths."""
    unfinished: dict[Path, Path] = {}
    try:
        for path, content in files.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            unfinished[path] = _unfinished(path)
            with naming(path):
                unfinished[path].write_bytes(content)
        for path, whole in unfinished.items():
            whole.replace(path)
    finally:
        for one in unfinished.values():
            one.unlink(missing_ok=True)
    return [*files]


def unfinished_name() -> str:
    """Return the prefix of this process's temporary names, which tells whose they are if it is killed."""
    return f".unfinished-{HOST}-{os.getpid()}"


def _unfinished(path: Path) -> Path:
    """Return the temporary name of a file, where nothing exists yet: writing would follow a link."""
    unfinished = path.with_name(f"{unfinished_name()}-{path.name}")
    unfinished.unlink(missing_ok=True)
    return unfinished


@contextmanager
def filled(folder: Path) -> Iterator[Path]:
    """Yield a hidden folder for files, which go to a folder once all of them are complete."""
    folder.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(prefix=f"{unfinished_name()}-", dir=folder) as hidden:
        yield Path(hidden)
        for path in sorted(Path(hidden).iterdir()):
            path.replace(folder / path.name)


@contextmanager
def naming(path: Path) -> Iterator[None]:
    """Add the file's name to an error of the disk."""
    try:
        yield
    except OSError as error:
        if error.errno is not None and error.filename is None:
            error.filename = str(path)
        raise
