"""Print a command's result as one line of JSON for other programs."""

import json
import sys
from collections.abc import Mapping
from math import inf, isfinite
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd


def print_json(words: Mapping[str, Any], tables: "Mapping[str, pd.DataFrame]") -> None:
    """Print words, and each table as a list of its rows; infinity becomes ``inf``, what is no number null."""
    rows = {
        name: [{str(column): _plain(value) for column, value in row.items()} for row in table.to_dict("records")]
        for name, table in tables.items()
    }
    sys.stdout.write(f"{json.dumps({**words, 'tables': rows}, allow_nan=False)}\n")


def _plain(value: Any) -> Any:
    plain = value.item() if hasattr(value, "item") else value
    if isinstance(plain, float) and plain == inf:
        return f"{inf}"
    return None if isinstance(plain, float) and not isfinite(plain) else plain
