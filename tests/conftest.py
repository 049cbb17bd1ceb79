"""The command line, each command in a process of its own."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

type Cli = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def cli(tmp_path: Path) -> Cli:
    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        """Run a command, without figures unless it asks for them."""
        quick = [] if any(item.startswith(("report=", "-")) for item in arguments) else ["report=none"]
        command = [sys.executable, "-W", "error", "-m", "uncertain_compute", *arguments, *quick]
        return subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False, timeout=120)

    return run
