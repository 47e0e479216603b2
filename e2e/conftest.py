"""Fixtures of the browser journeys: a portal that runs already, and Debian's Chromium.

``dev/test`` starts the portal and says where it is (``SCDL_E2E_URL``); to try a journey by hand on the portal of
``dev/up``: ``SCDL_E2E_URL=http://localhost:5000 dev/python -m pytest --confcutdir=e2e e2e``.
"""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

DESK = {"width": 1280, "height": 900}
PHONE = {"width": 360, "height": 780}

# A slow machine is no failure: what a journey waits for comes when it comes.
expect.set_options(timeout=30_000)

UNSTICK = """document.querySelectorAll('*').forEach(
    element => { if (getComputedStyle(element).position === 'sticky') element.style.position = 'static' })"""


@pytest.fixture(scope="session")
def portal() -> str:
    """The address of the portal, without a slash at the end."""
    url = os.environ.get("SCDL_E2E_URL")
    if not url:
        pytest.skip("SCDL_E2E_URL names no portal: run dev/test without arguments, or dev/lib/journeys")
    return url.rstrip("/")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for all journeys."""
    chromium = os.environ.get("SCDL_CHROMIUM") or shutil.which("chromium")
    if not chromium:
        pytest.fail("No Chromium on this machine (Debian: apt install chromium), and SCDL_CHROMIUM names none.")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-dev-shm-usage"])
        yield browser
        browser.close()


@pytest.fixture
def new_context(browser: Browser, portal: str) -> Iterator[Callable[..., BrowserContext]]:
    """Make a browser window of its own: ``new_context(phone=True, javascript=False)``.

    A page of it that asks another host for anything, or that the server answers with 5xx, fails the test.
    """
    contexts: list[BrowserContext] = []
    offences: list[str] = []

    def make(phone: bool = False, javascript: bool = True, **more: Any) -> BrowserContext:
        context = browser.new_context(
            base_url=portal, viewport=PHONE if phone else DESK, locale="fr-FR", java_script_enabled=javascript, **more
        )
        context.set_default_timeout(60_000)
        context.on(
            "request",
            lambda request: None
            if request.url.startswith((portal, "data:", "blob:", "about:"))
            else offences.append(f"a page asked another host: {request.url}"),
        )
        context.on(
            "response",
            lambda response: offences.append(f"{response.status} {response.url}") if response.status >= 500 else None,
        )
        contexts.append(context)
        return context

    yield make
    for context in contexts:
        context.close()
    assert not offences, "\n".join(offences)


@pytest.fixture
def page(new_context: Callable[..., BrowserContext]) -> Page:
    """A page at desk width, nobody logged in."""
    return new_context().new_page()


@pytest.fixture
def login() -> Callable[[Page, str, str], None]:
    """Log somebody in through the form: ``login(page, name, password)``."""

    def do(page: Page, name: str, password: str) -> None:
        page.goto("/user/login")
        page.fill("input[name=login]", name)
        page.fill("input[name=password]", password)
        page.click("form:has(input[name=password]) button[type=submit]")
        page.wait_for_url(re.compile(r"^(?!.*/user/login).*$"))

    return do


@pytest.fixture
def picture(request: pytest.FixtureRequest) -> Callable[[Page, str], None]:
    """Keep a screenshot of the whole page where ``SCDL_PICTURES`` names a folder; else do nothing."""
    folder = os.environ.get("SCDL_PICTURES")

    def take(page: Page, name: str) -> None:
        if folder:
            Path(folder).mkdir(parents=True, exist_ok=True)
            # A bar that sticks to the window would be drawn across the middle of a whole page.
            page.evaluate(UNSTICK)
            page.screenshot(path=str(Path(folder) / f"{name}.png"), full_page=True)

    return take


@pytest.fixture
def assert_accessible() -> Callable[[Page], None]:
    """Fail on any axe violation, on a page without exactly one h1, or on one that scrolls sideways."""
    from axe_playwright_python.sync_playwright import Axe

    def check(page: Page) -> None:
        found = Axe().run(page).response["violations"]
        told = [f"{v['id']}: {v['help']} — {v['nodes'][0]['html'][:200]}" for v in found]
        assert not told, f"{page.url}\n" + "\n".join(told)
        assert page.locator("h1").count() == 1, f"{page.url} has {page.locator('h1').count()} h1"
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 0, f"{page.url} scrolls sideways by {wide} px"

    return check
