"""Runs the page's JavaScript: in Node where it is at hand, else in headless Chromium."""

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

from commands import PATIENCE

from uncertain_compute.reporting.live.script import MODULES, modules

sys.path.append(str(Path(__file__).parents[1]))
NODE = shutil.which("node")


def result_of(code: str, data: Any = None) -> Any:
    """Return what an expression gives, behind the page's modules; it knows ``data``."""
    text = f"{modules(MODULES)}\nconst data = {json.dumps(data)};\n"
    if NODE is None:
        from browser import started

        with started() as browser:
            return browser.new_page().evaluate(f"() => {{ {text} return ({code}); }}")
    said = f"{text}console.log(JSON.stringify({code}));"
    done = subprocess.run([NODE, "-"], input=said, capture_output=True, text=True, check=False, timeout=PATIENCE)
    assert done.returncode == 0, done.stderr[-2000:]
    return json.loads(done.stdout)
