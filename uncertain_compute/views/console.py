"""Where tables are printed."""

from rich.console import Console

PIPED_WIDTH = 160


def terminal() -> Console:
    """Return standard output; wide enough for a whole row where it is not a terminal."""
    console = Console(highlight=False)
    return console if console.is_terminal else Console(highlight=False, width=PIPED_WIDTH)
