"""The demo data: complete after one run, unchanged by a second, and refused where it is not wanted."""

from __future__ import annotations

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from pytest_django import Settings

from integrations.connect.tokens.oauth_apps import open_secret
from integrations.models import Customer, OAuthApp
from machina.demo import read_login
from machina.demo.data import SANDBOX_APPS

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_folder(settings: Settings, tmp_path: Path) -> None:
    settings.DATA_DIR = tmp_path


def demo() -> str:
    out = StringIO()
    call_command("demo", stdout=out)
    return out.getvalue()


def test_demo_makes_operator_customers_and_the_apps_of_the_sandbox() -> None:
    said = demo()
    login = read_login()
    assert login is not None
    assert said.splitlines()[-1] == f"3 demo customers made. Sign in as demo with password {login.password}"
    assert list(Customer.objects.order_by("key").values_list("key", "email", "domain")) == [
        ("acme-tools", "wile@acme-tools.example", "acme-tools.example"),
        ("globex", "yuki@globex.example", "globex.example"),
        ("initech", "bill@initech.example", "initech.example"),
    ]
    apps = OAuthApp.objects.order_by("provider")
    assert {app.provider: (app.environment, app.client_id, app.is_default) for app in apps} == {
        provider: ("sandbox", f"sandbox-{provider}", True) for provider in SANDBOX_APPS
    }
    assert [open_secret(app) for app in apps] == [f"sandbox-{app.provider}-secret" for app in apps]


def test_a_second_run_changes_nothing() -> None:
    demo()
    Customer.objects.filter(key="globex").update(name="Renamed")
    before = (list(Customer.objects.values()), list(OAuthApp.objects.values()), read_login())
    assert demo().startswith("0 demo customers made.")
    assert (list(Customer.objects.values()), list(OAuthApp.objects.values()), read_login()) == before


def test_an_app_that_is_already_the_default_stays_it() -> None:
    OAuthApp.objects.create(provider="google", client_id="real", environment="live", is_default=True)
    demo()
    assert OAuthApp.objects.get(provider="google", is_default=True).client_id == "real"
    assert not OAuthApp.objects.get(client_id="sandbox-google").is_default


def test_without_the_sandbox_there_is_no_app_for_it(settings: Settings) -> None:
    settings.MACHINA_SANDBOX = False
    demo()
    assert not OAuthApp.objects.exists()


def test_demo_data_is_refused_outside_demo_mode(settings: Settings) -> None:
    settings.MACHINA_DEMO = False
    with pytest.raises(CommandError, match="MACHINA_DEMO is off"):
        demo()
    assert not Customer.objects.exists()
    assert read_login() is None
