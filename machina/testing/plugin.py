"""The pytest plugin of this repository: a complete, separate Machina for each test process.

Loaded before pytest-django (`-p machina.testing.plugin` in pyproject.toml), because settings read the environment once.
"""

from __future__ import annotations

from django.conf import settings

from machina.testing.environment import prepare

prepare()

pytest_plugins = [
    "machina.testing.redis_server",
    "machina.testing.database",
    "machina.testing.sandbox",
    "machina.testing.worker",
    "machina.testing.chromium",
]


def pytest_configure() -> None:
    """Hash passwords quickly: tests sign in often, and nobody attacks these hashes."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
