"""What the doctor says about providers; it never dies of what it is asked to find."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from integrations import audit
from integrations.actors import SYSTEM
from integrations.billing.chain.sealing import seal
from integrations.catalog.registry import Catalog, using
from integrations.connect.tests import keys
from integrations.models import Customer
from integrations.providers.registry import all_providers
from integrations.services.gmail.service import service as gmail
from machina.doctor import records
from machina.up.checks import check_providers


def said() -> str:
    out = StringIO()
    try:
        call_command("doctor", stdout=out, stderr=out, no_color=True)
    except (CommandError, SystemExit) as error:
        out.write(str(error))
    return out.getvalue()


@pytest.mark.django_db
def test_each_provider_is_named_with_its_callback(settings: Any) -> None:
    settings.PUBLIC_URL = "https://machina.example.com"
    examined = said()

    assert f"Providers: {', '.join(all_providers())}." in examined
    assert "https://machina.example.com/api/google/callback" in examined


@pytest.mark.django_db
def test_a_service_of_an_unknown_provider_is_a_finding_and_no_crash() -> None:
    with using(Catalog([replace(gmail, provider="acme")], providers=["google"])):
        examined = said()

    assert "there is no provider 'acme'" in examined
    assert "NoReverseMatch" not in examined


@pytest.mark.django_db
def test_a_service_whose_provider_nobody_checked_is_no_crash_either() -> None:
    with using(Catalog([replace(gmail, provider="acme")])):
        assert "acme has no OAuth app." in said()


@pytest.mark.django_db
def test_what_requests_may_reach_besides_the_internet_is_listed(settings: Any) -> None:
    assert "may reach" not in said()
    settings.MACHINA_ALLOW_PRIVATE = frozenset({"http://127.0.0.1:11434", "http://10.0.0.7"})
    assert "Requests of workflows may reach http://10.0.0.7, http://127.0.0.1:11434." in said()


@pytest.mark.django_db
def test_a_provider_of_keys_is_asked_for_no_app(tmp_path: Path) -> None:
    with keys.declared(tmp_path):
        assert "has no OAuth app" not in said()


@pytest.mark.django_db
def test_unknown_addresses_are_a_finding(settings: Any) -> None:
    settings.MACHINA_ENDPOINTS = {"google": {"upload_root": "http://127.0.0.1:9"}}
    examined = said()

    assert "MACHINA_ENDPOINTS gives 'google' the address 'upload_root'. It has: api_root, authorize_url" in examined
    assert "Correct MACHINA_ENDPOINTS." in examined


def test_up_refuses_to_start_with_addresses_that_nobody_has(settings: Any) -> None:
    check_providers()
    settings.MACHINA_ENDPOINTS = {"gogle": {"api_root": "http://127.0.0.1:9"}}
    known = ", ".join(all_providers())
    with pytest.raises(CommandError, match=rf"names the provider 'gogle'\. Providers are: {known}\. Correct MACHINA"):
        check_providers()


def test_up_refuses_to_start_with_a_service_that_cannot_be_connected() -> None:
    with (
        using(Catalog([replace(gmail, provider="acme")], providers=["google"])),
        pytest.raises(CommandError, match="there is no provider 'acme'"),
    ):
        check_providers()


@pytest.mark.django_db
def test_a_redis_without_a_password_is_noted(settings: Any) -> None:
    settings.REDIS_BROKER_URL = "redis://queues.example:6379/0"
    assert "REDIS_BROKER_URL has no password: who reaches queues.example" in said()
    settings.REDIS_BROKER_URL = "redis://broker:secret@queues.example:6379/0"
    assert "has no password" not in said()


@pytest.mark.django_db
def test_a_ledger_that_nobody_seals_is_a_finding(
    monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Path
) -> None:
    settings.DATA_DIR = tmp_path  # where heads are kept
    audit.record(SYSTEM, "test.made", Customer.objects.create(key="globex", name="Globex"))
    assert "has not been sealed" not in said()  # there is time left for it

    monkeypatch.setattr(records, "SEALED_WITHIN", timedelta(0))
    examined = said()
    assert "The audit log has not been sealed since" in examined
    assert "The usage ledger has not been sealed" not in examined

    seal()
    assert "has not been sealed" not in said()
