"""Finding providers: folders, installed packages, and others for a while."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from integrations.catalog.declare import DeclarationError
from integrations.errors import NotFound
from integrations.providers import registry
from integrations.providers.tests.declared import NOTION, SLACK, courier


@pytest.fixture
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An installed package with one provider, whose module a test writes."""
    package = tmp_path / "tools_machina"
    package.mkdir()
    (package / "__init__.py").write_text('"""Acme."""\n')
    metadata = tmp_path / "tools_machina-1.0.dist-info"
    metadata.mkdir()
    (metadata / "METADATA").write_text("Metadata-Version: 2.1\nName: acme-machina\nVersion: 1.0\n")
    (metadata / "entry_points.txt").write_text("[machina.providers]\nacme = tools_machina\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    for name in ("tools_machina", "tools_machina.provider"):
        monkeypatch.delitem(sys.modules, name, raising=False)
    return package / "provider.py"


def test_built_in_folders_are_found() -> None:
    assert registry.discover()["google"].name == "Google"


def test_an_installed_package_is_found(installed: Path) -> None:
    installed.write_text("from integrations.providers.tests.declared import courier\nprovider = courier()\n")
    found = registry.discover()

    assert list(found) == sorted([*registry.all_providers(), "courier"])
    assert found["courier"].name == "Courier"


def test_a_package_that_declares_no_provider_is_refused(installed: Path) -> None:
    installed.write_text("provider = 'acme'\n")
    with pytest.raises(
        DeclarationError, match=r"tools_machina\.provider must define `provider = Provider\(…\)`, not 'acme'"
    ):
        registry.discover()


def test_two_providers_of_one_key_are_refused() -> None:
    with pytest.raises(DeclarationError, match=r"Providers declared twice: courier\. Uninstall one"):
        registry.by_key([courier(), SLACK, courier()])


def test_others_for_a_while() -> None:
    before = registry.all_providers()
    with registry.using(SLACK, NOTION) as found:
        assert registry.all_providers() == found == {"notionlike": NOTION, "slacklike": SLACK}
        with pytest.raises(NotFound, match=r"There is no provider 'google'\. Providers are: notionlike, slacklike\."):
            registry.provider("google")
    assert registry.all_providers() is before


def test_discovered_once() -> None:
    assert registry.all_providers() is registry.all_providers()
    assert registry.provider("google") is registry.all_providers()["google"]
