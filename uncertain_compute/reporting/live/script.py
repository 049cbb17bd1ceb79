"""The script of a page: its modules as one text, with the model's equations, and the hash of it."""

import base64
import json
import re
from functools import cache
from hashlib import sha256
from pathlib import Path

from uncertain_compute.reporting.live.live_model import LiveModel

MODULES = (
    "engine/operations", "engine/program", "engine/once", "beliefs/normal", "beliefs/incomplete", "beliefs/numbers",
    "beliefs/statements", "beliefs/through", "beliefs/discrete", "beliefs/forms", "beliefs/beliefs", "engine/data",
    "engine/model", "engine/summary", "figures/words", "figures/curve", "page/address", "engine/effects",
    "engine/engine", "beliefs/texts", "figures/figures", "page/handles", "page/controls", "page/choices", "figures/fan",
    "figures/tornado", "figures/panels", "figures/breakeven", "figures/charts", "page/answer", "page/page",
)  # fmt: skip
"""Modules of the folder `modules`, each after those that it imports."""

IMPORT = re.compile(r"^import .*?;\n", re.MULTILINE | re.DOTALL)
EXPORT = re.compile(r"^export (?=function|const|class)", re.MULTILINE)


@cache
def modules(names: tuple[str, ...] = MODULES) -> str:
    """Return the modules as one text without imports and exports, as a page holds it: names are unique."""
    texts = [(Path(__file__).parent / "modules" / f"{name}.mjs").read_text(encoding="utf-8") for name in names]
    return "".join(EXPORT.sub("", IMPORT.sub("", text)) for text in texts)


def script(model: LiveModel) -> str:
    """Return the script of a page."""
    return f'"use strict";\n{modules()}{model.code}start(compute, computeAll);\n'


def hash_of(text: str) -> str:
    """Return a script's hash as a content security policy names it."""
    return f"sha256-{base64.b64encode(sha256(text.encode()).digest()).decode()}"


def json_for_html(model: LiveModel) -> str:
    """Return a model's data as JSON that no HTML parser takes for a tag."""
    text = json.dumps(model.data, ensure_ascii=True, allow_nan=False, separators=(",", ":"))
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")
