"""People and browsers of connect's own tests, and the package that README.md shows, installed."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import Any

import pytest

from integrations.catalog import registry as services
from integrations.connect.tests.conftest import ada, browser, operator, staff_browser
from integrations.egress.tests.vendor import Vendor
from integrations.providers import registry
from integrations.providers.tests.github import GitHub
from integrations.providers.tests.readme import Package, commands

__all__ = ["ada", "browser", "operator", "staff_browser"]


@pytest.fixture(scope="session")
def package(tmp_path_factory: pytest.TempPathFactory) -> Package:
    """The package, made by the commands of the page and by writing what it shows."""
    made = Package(tmp_path_factory.mktemp("machina-github"))
    for command in commands("mkdir"):
        made.run(command)
    made.write()
    made.install()
    made.run("python manage.py services write")
    return made


@pytest.fixture
def installed(package: Package, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """This process has found it among its providers and services."""
    monkeypatch.syspath_prepend(str(package.folder))
    with registry.using(*registry.discover().values()), services.using(services.discover()):
        yield
    for name in [name for name in sys.modules if name.partition(".")[0] == "machina_github"]:
        del sys.modules[name]


@pytest.fixture
def github(installed: None, settings: Any) -> Iterator[GitHub]:
    """GitHub as a live app reaches it."""
    server = Vendor()
    found = GitHub(server)
    settings.MACHINA_ENDPOINTS = {"github": found.endpoints}
    yield found
    server.close()
