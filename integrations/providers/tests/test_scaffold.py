"""The folder that `providers new` makes works at once, and the command that makes and checks it."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from integrations.actors import SYSTEM
from integrations.catalog.declare import DeclarationError
from integrations.connect.tokens.oauth_apps import save_app
from integrations.management.commands import providers as command
from integrations.providers import registry
from integrations.providers.guide import problems_of
from integrations.providers.registry import load_provider
from integrations.providers.scaffold import scaffold
from integrations.providers.tests.declared import courier
from integrations.tests.google_account import SERVICES

ROOT = Path(__file__).parents[3]


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A package of its own, which may be imported."""
    folder = tmp_path / "acme_machina"
    folder.mkdir()
    (folder / "__init__.py").write_text('"""Acme."""\n')
    monkeypatch.syspath_prepend(str(tmp_path))
    yield folder
    for name in [name for name in sys.modules if name.partition(".")[0] == "acme_machina"]:
        del sys.modules[name]


def run(*arguments: str) -> str:
    out = StringIO()
    call_command("providers", *arguments, stdout=out, no_color=True)
    return out.getvalue()


def test_it_is_whole(package: Path) -> None:
    scaffold("acme", into=package)
    made = load_provider("acme_machina.acme")

    assert (made.key, made.name, made.folder) == ("acme", "Acme", package / "acme")
    assert list(problems_of(made)) == []


def test_its_own_tests_pass(package: Path) -> None:
    scaffold("acme", into=package)
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "no:django", "acme_machina"]
    paths = os.pathsep.join([str(package.parent), str(ROOT)])
    done = subprocess.run(
        command, cwd=package.parent, env=os.environ | {"PYTHONPATH": paths}, capture_output=True, text=True, check=False
    )

    assert "2 passed" in done.stdout, done.stdout + done.stderr
    assert done.returncode == 0


@pytest.mark.parametrize("key", ["", "Acme", "acme-crm", "../acme", "_acme", "1acme"])
def test_a_key_that_is_no_name_is_refused_and_nothing_is_written(tmp_path: Path, key: str) -> None:
    with pytest.raises(ValueError, match="is no key of a provider"):
        scaffold(key, into=tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_new_says_what_it_wrote_and_what_comes_next(package: Path) -> None:
    printed = run("new", "acme", "--into", str(package)).splitlines()

    assert str(package / "acme" / "provider.py") in printed
    assert printed[-1] == (
        f"Now: pytest {package / 'acme'}, then write its facts and `manage.py providers check acme`."
    )
    assert "from acme_machina.acme.provider import" in (package / "acme/tests/test_provider.py").read_text()


def test_new_makes_a_built_in_folder_and_leaves_others_alone() -> None:
    with pytest.raises(CommandError, match=r"integrations/providers/google exists already"):
        run("new", "google")


def test_check_says_who_is_whole_and_fails_for_who_is_not() -> None:
    assert run("check", "google") == "google: whole\n"
    with registry.using(registry.provider("google"), courier(facts={"color": "blue"})):
        out = StringIO()
        with pytest.raises(CommandError, match=r"^Not whole: courier\.$"):
            call_command("providers", "check", stdout=out, no_color=True)
    assert out.getvalue().splitlines() == [
        "courier: lacks something",
        "  color 'blue' is not of the form #1A73E8",
        "google: whole",
    ]


def test_check_names_the_providers_there_are() -> None:
    known = ", ".join(registry.all_providers())
    with pytest.raises(CommandError, match=rf"There is no provider 'gogle'\. Providers are: {known}\."):
        run("check", "gogle")


def test_a_package_that_cannot_be_declared_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> None:
        raise DeclarationError("Providers declared twice: google. Uninstall one package of each.")

    monkeypatch.setattr(command, "all_providers", broken)
    with pytest.raises(CommandError, match=r"Providers declared twice: google\."):
        run("list")


@pytest.mark.django_db
def test_list_shows_services_callbacks_and_what_has_no_app(settings: Any) -> None:
    settings.PUBLIC_URL = "https://machina.example.com"
    save_app(SYSTEM, provider="google", client_id="c", client_secret="s")
    with registry.using(registry.provider("google"), courier()):
        printed = run("list").splitlines()

    assert printed == [
        "courier  Courier (oauth2)",
        "  no services",
        "  https://machina.example.com/api/courier/callback  no OAuth app",
        "  MACHINA_ENDPOINTS: api_root, authorize_url, revoke_url, token_url, userinfo_url",
        "google  Google (oauth2)",
        f"  {', '.join(SERVICES)}",
        "  https://machina.example.com/api/google/callback",
        "  MACHINA_ENDPOINTS: api_root, authorize_url, issuer, revoke_url, token_url, userinfo_url",
    ]
