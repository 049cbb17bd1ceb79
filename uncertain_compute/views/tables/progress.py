"""What is being done, for whoever waits at a terminal for more than a second."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Timer
from types import TracebackType
from typing import Self

from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

PATIENCE = 1.0
"""Seconds before anything is shown."""


class Stages:
    """A bar on standard error for the stage that a job is in; it goes when the job ends."""

    def __init__(self, *, shown: bool) -> None:
        """Wait; ``shown`` is whether to show anything at all, which needs a terminal too."""
        self.bars = Progress(
            SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn(),
            console=Console(stderr=True), transient=True,
        )  # fmt: skip
        self.shown = shown and self.bars.console.is_terminal
        self.timer = Timer(PATIENCE, self.bars.start)
        self.timer.daemon = True
        self.stage = self.bars.add_task("", total=None)

    def __enter__(self) -> Self:
        """Begin to wait."""
        if self.shown:
            self.timer.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Take the bar away."""
        self.timer.cancel()
        if self.shown:
            self.timer.join()
            self.bars.stop()

    def say(self, stage: str) -> None:
        """Name the next stage, of which nobody knows how long it takes."""
        self.bars.reset(self.stage, description=stage, total=None, start=True)

    def tell(self, share: float) -> None:
        """Say what share of the stage is done."""
        self.bars.update(self.stage, total=1.0, completed=share)

    @contextmanager
    def aside(self) -> Iterator[None]:
        """Step aside for another's bar."""
        self.__exit__(None, None, None)
        self.shown = False
        yield
