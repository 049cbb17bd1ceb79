"""What a path takes: processor time and memory of a study of 39 assumptions, 9 years, 6 chips and 60 equations.

Each run is in a process of its own: seconds beyond the imports, and the most memory, with draws and with a summary.
"""

import re
import resource
import subprocess
import sys
from time import process_time
from typing import Any

from comparison import console
from rich.table import Table

SIZES = (2**16, 2**18, 2**20)
MOST_SECONDS, MOST_BYTES = 3.0, 600e6
"""For 65,536 draws, of which the bytes include the imports."""

NAME = re.compile(r"\b(?:plain|path|chip|quantity)_\d+\b")
YEARS, CHIPS = 9, 6
PLAIN, ALONG_YEARS, OF_CHIPS, EQUATIONS = 23, 9, 7, 60


HEADLINE = ("quantity_38", "quantity_45")
"""A total by year, and a quantity of each chip in each year."""


def equations() -> str:
    """Return the text of the equations: products, shares of chips, running sums and totals over chips."""
    forms = (
        "{before} * plain_{plain}",
        "{before} * path_{path} / plain_{plain}",
        "{before}.cumsum('year')",
        "np.maximum({before} - path_{path}, 0.0) + plain_{plain}",
        "np.sqrt({before} * plain_{plain})",
        "{before} * chip_{chip} / (chip_{chip}.sum('chip') + plain_{plain})",
        "{before}.sum('chip')",
        "{before} / ({before}.mean('year') + plain_{plain})",
    )
    lines = ["import numpy as np"]
    for number in range(EQUATIONS):
        before = f"quantity_{number - 1}" if number % 20 else "path_0"
        form = forms[number % len(forms)].format(
            before=before, plain=number % PLAIN, path=number % ALONG_YEARS, chip=number % OF_CHIPS
        )
        names = sorted(set(NAME.findall(form)))
        lines += [f"def quantity_{number}({', '.join(names)}):", f"    'A number [1].'\n    return {form}"]
    return "\n".join(lines)


def run(draws: int, keep: str) -> None:
    """Print the seconds beyond the imports and the peak of memory, of one run."""
    import uncertain_compute as uc

    scope: dict[str, Any] = {}
    exec(equations(), scope)  # noqa: S102 (the text above)
    functions = [scope[f"quantity_{number}"] for number in range(EQUATIONS)]
    beliefs: dict[str, Any] = {f"plain_{number}": "1 to 3" for number in range(PLAIN)}
    beliefs |= {
        f"path_{number}": {"value": "1 to 4", "along": "year", "correlation": 0.8} for number in range(ALONG_YEARS)
    }
    chips = [f"chip {number}" for number in range(CHIPS)]
    beliefs |= {f"chip_{number}": {"chip": dict.fromkeys(chips, "1 to 2")} for number in range(OF_CHIPS)}
    start = process_time()
    dimensions: dict[str, Any] = {"year": {"from": 2024, "to": 2023 + YEARS}, "chip": chips}
    study = uc.Study(functions, beliefs, dimensions=dimensions)
    uc.summarize(uc.run(study, draws=draws, keep=keep, targets=HEADLINE))
    peak = 1024 * resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    sys.stdout.write(f"{process_time() - start} {peak} {len(study.columns)}\n")


def paths() -> None:
    """Print a row for each way and size."""
    table = Table("keep", "draws", f"CPU s (at most {MOST_SECONDS:g})", f"MB at most (limit {MOST_BYTES / 1e6:g})")
    for keep in ("draws", "summary"):
        for draws in SIZES if keep == "summary" else SIZES[:1]:
            done = subprocess.run(
                [sys.executable, __file__, str(draws), keep], capture_output=True, text=True, check=True
            )
            seconds, peak, _ = map(float, done.stdout.split())
            table.add_row(keep, f"{draws:,}", f"{seconds:.1f}", f"{peak / 1e6:.0f}")
    console.print(table)


if __name__ == "__main__":
    run(int(sys.argv[1]), sys.argv[2]) if len(sys.argv) > 1 else paths()
