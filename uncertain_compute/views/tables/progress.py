"""Show progress to a user who waits at a terminal for more than a second."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Timer
from types import TracebackType
from typing import Self

from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

PATIENCE = 1.0
"""Seconds before progress is shown."""


class Stages:
    """A progress bar on standard error for the stage of a job; it disappears when the job ends."""

    def __init__(self, *, shown: bool) -> None:
        """Start hidden; ``shown`` allows a bar, which also needs a terminal."""
        self.bars = Progress(
            SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn(),
            console=Console(stderr=True), transient=True,
        )  # fmt: skip
        self.shown = shown and self.bars.console.is_terminal
        self.timer = Timer(PATIENCE, self.bars.start)
        self.timer.daemon = True
        self.name = ""
        self.stage = self.bars.add_task(self.name, total=None)

    def __enter__(self) -> Self:
        """Start waiting."""
        if self.shown:
            self.timer.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Remove the bar."""
        self.timer.cancel()
        if self.shown:
            self.timer.join()
            self.bars.stop()

    def say(self, stage: str) -> None:
        """Start the next stage, whose duration is unknown."""
        self.name = stage
        self.bars.remove_task(self.stage)
        self.stage = self.bars.add_task(stage, total=None)

    def tell(self, share: float, said: str = "", /) -> None:
        """Show what share of the stage is done, with words on it."""
        self.bars.update(
            self.stage, description=f"{self.name}: {said}" if said else self.name, total=1.0, completed=share
        )

    @contextmanager
    def aside(self) -> Iterator[None]:
        """Hide the bar while another program shows its own."""
        self.__exit__(None, None, None)
        self.shown = False
        yield
