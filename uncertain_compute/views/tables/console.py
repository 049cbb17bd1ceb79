"""Where tables are printed."""

from collections.abc import Iterable

from rich.console import Console, ConsoleOptions, RenderableType
from rich.segment import Segment

from uncertain_compute.wording import escaped

PIPED_WIDTH = 160


class PlainConsole(Console):
    """A console to which no text can give commands: what stands for one in a text is shown as an escape."""

    def render(self, renderable: RenderableType, options: ConsoleOptions | None = None) -> Iterable[Segment]:
        """Give the segments of what is printed, save for rich's own control codes with escapes in their text."""
        for segment in super().render(renderable, options):
            yield segment if segment.control else segment._replace(text=escaped(segment.text))

    def on_broken_pipe(self) -> None:
        """Leave it to the command how to end where nobody reads on; Rich would exit with 1."""
        raise BrokenPipeError


def terminal() -> Console:
    """Return standard output; wide enough for a whole row where it is not a terminal."""
    console = PlainConsole(highlight=False)
    return console if console.is_terminal else PlainConsole(highlight=False, width=PIPED_WIDTH)
