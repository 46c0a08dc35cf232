"""`GET /api/v1/providers/` and the guide's routes of each provider."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from rest_framework.test import APIClient

from integrations.actors import SYSTEM
from integrations.catalog.registry import catalog
from integrations.connect.tokens.oauth_apps import save_app
from integrations.models import Customer, OAuthApp
from integrations.providers import registry
from integrations.providers.tests.declared import courier


@pytest.fixture(autouse=True)
def providers() -> Any:
    """Google with its services, and one without any."""
    with registry.using(registry.provider("google"), courier()) as found:
        yield found


def make_app(provider: str = "google", customer: Customer | None = None, **facts: Any) -> OAuthApp:
    given = {"environment": "live", "client_id": f"app-{OAuthApp.objects.count()}", "client_secret": "s", **facts}
    return save_app(SYSTEM, provider=provider, customer=customer, **given)


def configured(client: APIClient) -> dict[str, bool]:
    return {each["key"]: each["is_configured"] for each in client.get("/api/v1/providers/").json()["results"]}


def test_every_provider_is_shown_with_what_connecting_takes(operator_key: APIClient) -> None:
    make_app("courier")
    answer = operator_key.get("/api/v1/providers/").json()

    assert answer == {
        "results": [
            {
                "key": "courier",
                "name": "Courier",
                "icon_url": "/static/providers/courier/icon.svg",
                "credential": "oauth2",
                "fields": [],
                "base_url": None,
                "services": ["courier"],  # by its own key, for requests of anybody's choice
                "is_configured": True,
            },
            {
                "key": "google",
                "name": "Google",
                "icon_url": "/static/providers/google/icon.svg",
                "credential": "oauth2",
                "fields": [],
                "base_url": None,
                "services": [each.key for each in catalog().services.values() if each.provider == "google"],
                "is_configured": False,
            },
        ],
        "next": None,
    }


def test_a_customers_own_app_configures_it_for_that_customer_alone(
    operator_key: APIClient, globex_key: APIClient, globex: Customer, initech: Customer
) -> None:
    make_app("google", globex)
    make_app("courier", initech)

    assert configured(globex_key) == {"courier": False, "google": True}
    assert configured(operator_key) == {"courier": False, "google": False}


def test_the_operators_app_configures_it_for_everyone(operator_key: APIClient, globex_key: APIClient) -> None:
    make_app("google")

    assert configured(globex_key)["google"]
    assert configured(operator_key)["google"]


def test_several_apps_without_a_default_configure_nothing(operator_key: APIClient, globex_key: APIClient) -> None:
    make_app(is_default=False)
    assert configured(operator_key)["google"]
    make_app(is_default=False)
    assert not configured(operator_key)["google"]
    assert not configured(globex_key)["google"]
    make_app()
    assert configured(operator_key)["google"]


def test_an_app_of_a_sandbox_that_is_off_configures_nothing(operator_key: APIClient, settings: Any) -> None:
    make_app(environment="sandbox")
    assert configured(operator_key)["google"]
    settings.MACHINA_SANDBOX = False
    assert not configured(operator_key)["google"]


@pytest.mark.django_db
def test_many_apps_cost_no_more_queries(operator_key: APIClient, django_assert_num_queries: Any) -> None:
    operator_key.get("/api/v1/providers/")
    with CaptureQueriesContext(connection) as few:
        operator_key.get("/api/v1/providers/")
    for number in range(5):
        make_app("courier" if number % 2 else "google")
    with django_assert_num_queries(len(few.captured_queries)):
        operator_key.get("/api/v1/providers/")


def test_nobody_is_told_anything(client: APIClient, db: None) -> None:
    assert client.get("/api/v1/providers/").status_code == 401


def test_a_provider_without_services_has_its_routes_too(operator_key: APIClient) -> None:
    assert operator_key.get("/api/courier/status").json() == {"connected": False, "accounts": []}
    assert operator_key.post("/api/courier/logout").json() == {"success": True, "revoked": []}


def test_an_unknown_provider_lists_those_there_are(operator_key: APIClient) -> None:
    for answer in (operator_key.get("/api/acme/status"), operator_key.post("/api/acme/logout")):
        assert answer.status_code == 404
        assert answer.json()["detail"] == "There is no provider 'acme'. Providers are: courier, google."
