"""A customer with an account at the sandbox's Google, connected as customers do."""

from integrations.connect.tests.conftest import (  # noqa: F401  # fixtures
    ada,
    app,
    browser,
    globex,
    initech,
    new_link,
    operator,
)
