"""Debian's headless Chromium, which looks at pages that a test wrote."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
FLAGS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
)  # fmt: skip
BEYOND = """() => {
    const held = (one) => {
        for (let up = one; up && up !== document.body; up = up.parentElement)
            if (getComputedStyle(up).overflowX !== 'visible') return true;
        return false;
    };
    return [...document.querySelectorAll('body *')]
        .filter((one) => !held(one) && one.getBoundingClientRect().right > innerWidth + 1)
        .map((one) => one.outerHTML.slice(0, 120));
}"""
"""Elements that go beyond the window and are not in something that scrolls."""


@dataclass
class Opened:
    """A page in the browser, what it said to the console, and what it asked for."""

    page: Page
    said: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)

    @property
    def width(self) -> int:
        """Return how wide the page is, in pixels."""
        return int(self.page.evaluate("document.documentElement.scrollWidth"))

    @property
    def beyond(self) -> list[str]:
        """Return the elements that overflow the window."""
        return list(self.page.evaluate(BEYOND))


@contextmanager
def started() -> Iterator[Browser]:
    """Start a browser with a new, empty profile."""
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        try:
            yield browser
        finally:
            browser.close()


@contextmanager
def opened(browser: Browser, path: Path, width: int = 1280, *, dark: bool = False) -> Iterator[Opened]:
    """Open a file in a window of a width."""
    page = browser.new_page(viewport={"width": width, "height": 800}, color_scheme="dark" if dark else "light")
    found = Opened(page)
    page.on("console", lambda message: found.said.append(message.text))
    page.on("pageerror", lambda error: found.said.append(str(error)))
    page.on("request", lambda request: found.asked.append(request.url))
    try:
        page.goto(path.as_uri())
        yield found
    finally:
        page.close()
