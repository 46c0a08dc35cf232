"""Where a Chromium is found for browser tests: Playwright's own, or the system's."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
INSTALL = "Install one: apt-get install chromium, or: .venv/bin/playwright install chromium"


def find_chromium() -> str | None:
    """The path of an executable, or None."""
    with sync_playwright() as playwright:
        own = playwright.chromium.executable_path
    if Path(own).exists():
        return own
    return next((path for name in NAMES if (path := shutil.which(name))), None)


@pytest.fixture(scope="session")
def chromium_path() -> str:
    """A missing browser skips the test on somebody's machine, and fails it where CI=true."""
    path = find_chromium()
    if path is None:
        miss = pytest.fail if os.environ.get("CI", "").lower() in ("1", "true") else pytest.skip
        miss(f"There is no Chromium. {INSTALL}")
    return path


def main() -> int:
    """Print where Chromium is; the status tells whether there is one."""
    path = find_chromium()
    sys.stdout.write(f"{path or 'no Chromium'}\n")
    return 0 if path else 1


if __name__ == "__main__":
    sys.exit(main())
