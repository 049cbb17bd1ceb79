"""The console on which tables are printed."""

from collections.abc import Iterable

from rich.console import Console, ConsoleOptions, RenderableType
from rich.segment import Segment

from uncertain_compute.wording import escaped

PIPED_WIDTH = 160


class PlainConsole(Console):
    """A console to which texts cannot send commands: control characters are shown as escapes."""

    def render(self, renderable: RenderableType, options: ConsoleOptions | None = None) -> Iterable[Segment]:
        """Yield the segments to print; texts have escapes, rich's own control codes stay."""
        for segment in super().render(renderable, options):
            yield segment if segment.control else segment._replace(text=escaped(segment.text))

    def on_broken_pipe(self) -> None:
        """Let the command decide how to end if the reader is gone; Rich would exit with 1."""
        raise BrokenPipeError


def terminal() -> Console:
    """Return a console on standard output; wide enough for a whole row if that is not a terminal."""
    console = PlainConsole(highlight=False)
    return console if console.is_terminal else PlainConsole(highlight=False, width=PIPED_WIDTH)
