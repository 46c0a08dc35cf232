"""The check of providers: what stops a start, each with its name and what to do."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.core.checks import ERROR, run_checks

from integrations import checks
from integrations.catalog.declare import DeclarationError
from integrations.catalog.registry import Catalog, using
from integrations.connect.tests import keys
from integrations.providers import registry
from integrations.providers.tests.declared import courier
from integrations.providers.tests.filled_in import WEATHER
from integrations.services.gmail.service import service as gmail


def found() -> list[tuple[str | None, str]]:
    messages = run_checks(tags=[checks.PROVIDERS])
    assert {each.level for each in messages} <= {ERROR}
    return [(each.id, each.msg) for each in messages]


def test_the_shipped_providers_have_nothing_to_mend() -> None:
    assert found() == []


def test_a_provider_that_is_not_whole_is_named() -> None:
    google = registry.provider("google")
    with registry.using(google, courier(facts={"color": "blue"})):
        assert found() == [("integrations.P001", "courier: color 'blue' is not of the form #1A73E8")]


def test_addresses_that_no_provider_has_are_named(settings: Any) -> None:
    settings.MACHINA_ENDPOINTS = {"google": {"api_root": "http://127.0.0.1:9"}, "gogle": {}}
    words = f"MACHINA_ENDPOINTS names the provider 'gogle'. Providers are: {', '.join(registry.all_providers())}."
    assert found() == [("integrations.P002", words)]


def test_a_service_of_an_unknown_provider_is_named() -> None:
    lost = replace(gmail, provider="acme")
    with using(Catalog([lost], providers=["google"])):
        ((number, message),) = found()

    assert number == "integrations.P003"
    assert message.startswith("The service 'gmail' is not offered, because there is no provider 'acme'. Install")
    assert "`manage.py providers new acme`" in message


def test_an_account_that_nobody_can_connect_is_named(tmp_path: Path) -> None:
    google = registry.provider("google")
    with registry.using(google, WEATHER), using(Catalog([keys.service_of(WEATHER, tmp_path, account="required")])):
        assert found() == [
            ("integrations.P004", f"weather_api.{name} needs an account, and Weather asks nobody for one.")
            for name in ("read_parcel", "look_up")
        ]
    with registry.using(google, WEATHER), using(Catalog([keys.service_of(WEATHER, tmp_path)])):
        assert found() == []


def test_a_package_that_cannot_be_declared_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> None:
        raise DeclarationError("Providers declared twice: google. Uninstall one package of each.")

    monkeypatch.setattr(checks, "all_providers", broken)
    assert found() == [("integrations.P000", "Providers declared twice: google. Uninstall one package of each.")]


def test_broken_services_are_left_to_their_own_check(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> None:
        raise DeclarationError("acme.service must define `service = Service(…)`, not None")

    monkeypatch.setattr(checks, "catalog", broken)
    assert found() == []
