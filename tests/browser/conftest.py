"""A real browser on a server of its own; every page is watched for errors and for strangers."""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass, field
from urllib.parse import urlparse

import pytest

import laborspace

pytest.importorskip("fastapi", reason="needs the extra serve")
pytest.importorskip("playwright", reason="needs playwright, of the extra dev")
CHROMIUM = shutil.which("chromium")
# WebGL without a graphics card, and what the browser says of its speed.
SOFTWARE, SLOW = "--enable-unsafe-swiftshader", "GPU stall due to ReadPixels"


def pytest_collection_modifyitems(items):
    """Mark what is in this folder, and skip it where there is no browser."""
    for item in items:
        if "browser" in item.path.parts[-2:-1]:
            item.add_marker("browser")
            if CHROMIUM is None:
                item.add_marker(pytest.mark.skip(reason="needs chromium: apt-get install chromium"))


@dataclass
class Site:
    """A page and what happened on it."""

    page: object
    url: str
    errors: list[str] = field(default_factory=list)
    strangers: list[str] = field(default_factory=list)

    def open(self, state=""):
        """Go to a state and wait for its answers."""
        self.page.goto("about:blank")  # else only the hash changes, which loads nothing
        self.page.goto(f"{self.url}/{state}")
        return self.settled()

    def settled(self):
        """Wait until nothing is being worked on."""
        self.page.wait_for_selector("#footer p")
        self.page.wait_for_timeout(50)
        self.page.wait_for_selector("[aria-busy]", state="detached", timeout=120_000)
        return self.page

    def hash(self):
        return urlparse(self.page.url).fragment


@pytest.fixture(scope="session")
def served():
    from serving import start

    os.environ.pop("LABORSPACE_SPACE", None)
    try:
        laborspace.load()
    except laborspace.FormatError:
        pytest.skip("this checkout has no bundled space")
    running = start("--timeout", "120")  # machines that run tests may be busy
    yield running.url
    running.stop()


@pytest.fixture(scope="session")
def space():
    return laborspace.load(threads=1)


@pytest.fixture(scope="module")  # not longer: its event loop would be in the way of other tests
def browser():
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", SOFTWARE]
        )
        yield opened
        opened.close()


def watched(page, url):
    """Return a page whose errors and requests are noted."""
    site = Site(page, url)
    page.set_default_timeout(30_000)

    def note(said):
        if said.type in ("error", "warning") and SLOW not in said.text:
            site.errors.append(said.text)

    def check(asked):
        where = urlparse(asked.url)
        if where.scheme not in ("blob", "data", "about") and where.hostname != "127.0.0.1":
            site.strangers.append(asked.url)

    page.on("console", note)
    page.on("pageerror", lambda error: site.errors.append(str(error)))
    page.on("request", check)
    return site


def checked(site):
    """Assert that nothing went wrong but what a test expects, and that nobody else was asked."""
    assert not site.strangers
    expected = getattr(site, "expected", "")
    assert not [each for each in site.errors if not expected or expected not in each]


@pytest.fixture
def new_site(browser, served):
    """Return a function that opens a fresh window; all are checked when the test is over."""
    opened = []

    def make(width=1440, height=900, *, color_scheme="light", reduced_motion=None):
        context = browser.new_context(
            viewport={"width": width, "height": height},
            color_scheme=color_scheme,
            reduced_motion=reduced_motion,
            accept_downloads=True,
        )
        site = watched(context.new_page(), served)
        opened.append((context, site))
        return site

    yield make
    for context, site in opened:
        context.close()
        checked(site)


@pytest.fixture(scope="module")
def visitor(browser):
    """Return somebody who asks several questions, and so has the files of the page already."""
    context = browser.new_context(viewport={"width": 1440, "height": 900}, accept_downloads=True)
    yield context
    context.close()


@pytest.fixture
def site(visitor, served):
    """Return a new page of the same visitor."""
    own = watched(visitor.new_page(), served)
    yield own
    own.page.close()
    checked(own)
