"""The pytest plugin of this repository: a complete, separate Machina for each test process.

Loaded before pytest-django (`-p machina.testing` in pyproject.toml), because settings read the environment once.
"""

from machina.testing import environment

environment.prepare()

pytest_plugins = [
    "machina.testing.environment",
    "machina.testing.redis_server",
    "machina.testing.database",
    "machina.testing.sandbox",
    "machina.testing.worker",
]
