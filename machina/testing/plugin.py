"""The pytest plugin of this repository: a complete, separate Machina for each test process.

Loaded before pytest-django (`-p machina.testing.plugin` in pyproject.toml), because settings read the environment once.
"""

from __future__ import annotations

import gc
import os
import re
from uuid import UUID

import hypothesis
from django.conf import settings

from machina.testing.environment import prepare

prepare()

UUID_TEXT = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")

pytest_plugins = [
    "integrations.catalog.testing.recording.plugin",
    "machina.testing.redis_server",
    "machina.testing.database",
    "machina.testing.joined_updates",
    "machina.testing.sandbox",
    "machina.testing.worker",
    "machina.testing.chromium",
]


def pytest_configure() -> None:
    """Hash passwords quickly, since tests sign in often and nobody attacks these hashes; and time no test.

    A busy machine would otherwise fail properties that hold, for how long an example took to make or to try.
    """
    hypothesis.settings.register_profile(
        "untimed", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
    )
    hypothesis.settings.load_profile("untimed")
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    os.environ["PUBLIC_URL"] = "http://localhost"  # for processes that tests start: `testserver` is no name to them


def pytest_collection_finish() -> None:
    """Look for garbage seldom, and never among the tests themselves: a third of the time went into that."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)


def pytest_make_parametrize_id(val: object) -> str | None:
    """Name a case by what is constant in it: test processes share the cases only if they find the same names."""
    if isinstance(val, bytes):  # may hold a time, as gzip's head does
        return "bytes"
    if isinstance(val, str | UUID) and UUID_TEXT.search(str(val)):
        return UUID_TEXT.sub("uuid", str(val))
    return None
