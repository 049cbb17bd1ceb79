"""The command line, each command in a process of its own."""

from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import pytest
from commands import done

type Cli = Callable[..., CompletedProcess[str]]


@pytest.fixture
def cli(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Cli:
    def run(*arguments: str) -> CompletedProcess[str]:
        """Run a command, without figures unless it asks for them."""
        quick = [] if any(item.startswith("report=") for item in arguments) else ["report=none"]
        return done([*arguments, *quick], tmp_path, tmp_path_factory.mktemp("said"))

    return run
