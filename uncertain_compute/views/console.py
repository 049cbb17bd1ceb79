"""Where tables are printed."""

from rich.console import Console

PIPED_WIDTH = 160


class Output(Console):
    """Standard output, whose reader may go away."""

    def on_broken_pipe(self) -> None:
        """Leave it to the command how to end; Rich would exit with 1."""
        raise BrokenPipeError


def terminal() -> Console:
    """Return standard output; wide enough for a whole row where it is not a terminal."""
    console = Output(highlight=False)
    return console if console.is_terminal else Output(highlight=False, width=PIPED_WIDTH)
