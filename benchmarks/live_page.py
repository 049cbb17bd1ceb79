"""How fast a page follows a belief: milliseconds from a handle's move to the new picture, and until the page is open.

Measured in headless Chromium, of each shipped study: the first uncertain belief's upper handle is moved by the arrow
keys, with nothing unfolded and with what drives the first target in sight.
"""

import shutil
import subprocess
import sys
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from comparison import console
from playwright.sync_api import Browser, sync_playwright
from rich.table import Table

RUNS = {
    "sora": [],
    "sora expert high": ["priors=expert", "+scenario=high"],
    "video": ["model=video"],
    "video expert": ["model=video", "priors=expert"],
    "video_path": ["model=video_path"],
    "video_path expert": ["model=video_path", "priors=expert"],
    "llm_serving": ["model=llm_serving"],
    "llm_path expert": ["model=llm_path", "priors=expert"],
}
MOVES, MOST_MOVE, MOST_OPEN = 50, 50.0, 1000.0
MOVE = """async (moves) => {
    const handle = document.querySelector('#live-beliefs [role=slider]');
    const milliseconds = [];
    for (let move = 0; move < moves; move++) {
        const start = performance.now();
        handle.focus();
        const key = move % 2 ? 'ArrowLeft' : 'ArrowRight';
        handle.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true }));
        await new Promise((done) => requestAnimationFrame(() => { document.body.offsetHeight; done(); }));
        milliseconds.push(performance.now() - start);
    }
    return milliseconds;
}"""
OPENED = "() => performance.getEntriesByType('navigation')[0].loadEventEnd"


def live_pages() -> None:
    """Print how long each page takes to open and to follow a move."""
    table = Table(
        "page", f"open ms (at most {MOST_OPEN:g})", f"move ms (at most {MOST_MOVE:g})", "with drivers shown ms"
    )
    with TemporaryDirectory() as folder, sync_playwright() as play:
        browser = play.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"])
        for name, words in RUNS.items():
            page = _written(words, Path(folder) / name)
            table.add_row(name, *(f"{one:.0f}" for one in _measured(browser, page)))
        browser.close()
    console.print(table)


def _written(words: list[str], folder: Path) -> Path:
    command = [sys.executable, "-m", "uncertain_compute", *words, f"hydra.run.dir={folder}", "output=json"]
    subprocess.run(command, stdout=subprocess.DEVNULL, check=True)
    return folder / "report.html"


def _measured(browser: Browser, path: Path) -> tuple[float, float, float]:
    page = browser.new_page(viewport={"width": 1280, "height": 800})
    page.goto(path.as_uri(), wait_until="load")
    page.wait_for_timeout(500)
    opened = page.evaluate(OPENED)
    moved = median(page.evaluate(MOVE, MOVES))
    page.locator(".live-panel details summary").first.click()
    shown = median(page.evaluate(MOVE, MOVES))
    page.close()
    return opened, moved, shown


if __name__ == "__main__":
    live_pages()
