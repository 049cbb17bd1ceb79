"""What a page costs: seconds and bytes of the default run's report.html, beyond the run itself.

Commands are timed in pairs, one with report=none and one with report=html, each in a process of its own.
"""

import sys
from pathlib import Path
from statistics import median
from subprocess import DEVNULL, run
from tempfile import TemporaryDirectory
from time import perf_counter

from comparison import console
from rich.table import Table

PAIRS = 7
MOST_SECONDS, MOST_BYTES = 3.0, 3_000_000


def page() -> None:
    """Print what the default run's page adds to it."""
    with TemporaryDirectory() as folder:
        pairs = [(_seconds(folder, "none"), _seconds(folder, "html")) for _ in range(PAIRS)]
        size = (Path(folder) / "runs" / "latest" / "report.html").stat().st_size
    added = median(html - none for none, html in pairs)
    table = Table("run s", "with page s", f"added s (at most {MOST_SECONDS:g})", f"bytes (at most {MOST_BYTES:,})")
    table.add_row(*(f"{median(part):.2f}" for part in zip(*pairs, strict=True)), f"{added:.2f}", f"{size:,}")
    console.print(table)


def _seconds(folder: str, report: str) -> float:
    start = perf_counter()
    run([sys.executable, "-m", "uncertain_compute", f"report={report}"], cwd=folder, stdout=DEVNULL, check=True)
    return perf_counter() - start


if __name__ == "__main__":
    page()
