"""The script of a page: the modules of this folder as one text, with the model's equations, and the hash of it."""

import base64
import json
import re
from functools import cache
from hashlib import sha256
from pathlib import Path

from uncertain_compute.reporting.live.live_model import LiveModel

MODULES = (
    "operations", "program", "once", "normal", "incomplete", "numbers", "statements", "through", "forms", "beliefs",
    "data", "model", "summary", "words", "curve", "address", "effects", "engine", "texts", "figures", "handles",
    "controls", "choices", "fan", "tornado", "panels", "breakeven", "charts", "answer", "page",
)  # fmt: skip
"""Modules of this folder, each after those that it imports."""

IMPORT = re.compile(r"^import .*?;\n", re.MULTILINE | re.DOTALL)
EXPORT = re.compile(r"^export (?=function|const|class)", re.MULTILINE)


@cache
def modules(names: tuple[str, ...] = MODULES) -> str:
    """Return the modules as one text without imports and exports, as a page holds it: names are unique."""
    texts = [(Path(__file__).parent / f"{name}.mjs").read_text(encoding="utf-8") for name in names]
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
