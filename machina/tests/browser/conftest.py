"""A running Machina for all browser tests, and people with browsers of their own."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from machina.testing.stack import Stack, running

ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
)
PATIENCE_MS = 15_000
"""The first call of a fresh stack loads what it needs, on a machine that other stories share."""
NewProfile = Callable[[], BrowserContext]


@pytest.fixture(scope="session")
def stack() -> Iterator[Stack]:
    with running() as started:
        yield started


@pytest.fixture(scope="session")
def browser(chromium_path: str) -> Iterator[Browser]:
    expect.set_options(timeout=PATIENCE_MS)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=chromium_path, args=list(ARGUMENTS))
        yield chromium
        chromium.close()


@pytest.fixture
def new_profile(browser: Browser, stack: Stack) -> Iterator[NewProfile]:
    """Opens separate browser profiles; a script error or a blocked resource in any of them fails the test."""
    faults: list[str] = []
    contexts: list[BrowserContext] = []

    def open_profile() -> BrowserContext:
        context = browser.new_context(base_url=stack.url, viewport={"width": 1440, "height": 900})
        context.set_default_timeout(PATIENCE_MS)
        context.on("weberror", lambda error: faults.append(str(error.error)))
        context.on("console", lambda line: faults.append(line.text) if "Content Security Policy" in line.text else None)
        contexts.append(context)
        return context

    yield open_profile
    for context in contexts:
        context.close()
    assert faults == []


@pytest.fixture
def operator(new_profile: NewProfile, stack: Stack) -> Page:
    """A signed-in operator on the list of workflows."""
    page = new_profile().new_page()
    page.goto("/accounts/login/")
    user, password = stack.login
    page.get_by_label("User name or e-mail").fill(user)
    page.get_by_label("Password", exact=True).fill(password)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url("**/")
    return page


@pytest.fixture
def customer(new_profile: NewProfile) -> Page:
    """Somebody else's browser, signed in nowhere."""
    return new_profile().new_page()
