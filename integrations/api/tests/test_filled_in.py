"""Keys over REST: what is asked for, connecting with it, replacing it, and that it is in no answer."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.contrib.auth.models import User
from django.core.cache import cache
from pytest_django import Settings
from rest_framework.test import APIClient

from integrations.acting import actor_of_user
from integrations.api.socket import KINDS, OauthLogin, ProviderMessage
from integrations.connect.tests import keys
from integrations.connect.tests.keys import MODEL_KEY, THEO_KEY, YARA_KEY
from integrations.connect.tokens import grants
from integrations.egress.tests.vendor import Vendor
from integrations.models import Connection, Customer, Grant

URL = "/api/v1/connections/"


@pytest.fixture
def vendor(settings: Settings, tmp_path: Path) -> Iterator[Vendor]:
    cache.clear()
    vendor = Vendor()
    vendor.answers(keys.known_by_key())
    settings.MACHINA_ENDPOINTS = {each: {"api_root": vendor.url} for each in ("parcel", "models", "desk")}
    with keys.declared(tmp_path):
        yield vendor
    vendor.close()


@pytest.fixture(autouse=True)
def _declared(vendor: Vendor) -> None: ...


def connect(client: APIClient, key: str = YARA_KEY, **body: Any) -> Any:
    given = {"customer": "globex", "provider": "parcel", "fields": {"key": key}, **body}
    return client.post(URL, {name: value for name, value in given.items() if value is not None}, format="json")


def test_what_a_provider_asks_for_is_listed(operator_key: APIClient) -> None:
    listed = {each["key"]: each for each in operator_key.get("/api/v1/providers/").json()["results"]}

    assert {key: each["credential"] for key, each in listed.items()} == {
        "books": "basic",
        "desk": "api_key",
        "forge": "api_key",
        "google": "oauth2",
        "maps": "api_key",
        "models": "api_key",
        "parcel": "api_key",
        "striped": "basic",
        "weather": "none",
    }
    assert listed["models"]["fields"] == [
        {
            "name": "key",
            "label": "API key",
            "help": "",
            "example": "sk-example-1234",
            "pattern": "sk-[A-Za-z0-9-]{8,}",
            "secret": True,
            "required": True,
        },
        {
            "name": "organization",
            "label": "Organization",
            "help": "",
            "example": "",
            "pattern": "[!-~]+",
            "secret": False,
            "required": False,
        },
    ]
    assert listed["weather"]["fields"] == []
    assert {key: each["base_url"] is not None for key, each in listed.items() if each["credential"] == "api_key"} == {
        "desk": False,
        "forge": True,
        "maps": False,
        "models": False,
        "parcel": False,
    }
    assert all(each["is_configured"] for key, each in listed.items() if key != "google")


def test_the_operator_connects_a_customers_account_and_no_answer_has_the_key(
    operator_key: APIClient, globex: Customer
) -> None:
    made = connect(operator_key, label="Parcels")

    assert made.status_code == 201
    assert made.json() | {"connected_at": None} == {
        "id": str(Connection.objects.get().pk),
        "customer": "globex",
        "provider": "parcel",
        "services": ["parcel_api"],
        "email": "yara.keller@globex.example",
        "name": "Yara Keller",
        "label": "Parcels",
        "base_url": "",
        "status": "active",
        "status_reason": "",
        "scopes": [],
        "expires_at": None,
        "last_used_at": None,
        "connected_at": None,
        "is_default": True,
        "revocation": None,
    }
    listed = operator_key.get(URL).content + operator_key.get(f"{URL}{made.json()['id']}/").content
    assert YARA_KEY.encode() not in made.content + listed


def test_the_owners_own_account_is_named_as_such(operator_key: APIClient) -> None:
    assert connect(operator_key, customer=None).status_code == 422
    assert connect(operator_key, customer=None, account_mode="owner").json()["customer"] is None


def test_everything_that_is_wrong_is_said_at_once_by_the_names_that_were_used(
    operator_key: APIClient, vendor: Vendor
) -> None:
    body = {
        "provider": "models",
        "fields": {"key": "wrong canary", "organisation": "x"},
        "base_url": "https://x.example",
        "label": "x" * 121,
        "status": "active",
    }
    answer = operator_key.post(URL, body, format="json")

    assert (answer.status_code, answer.json()["code"]) == (422, "input_error")
    assert sorted(each["field"] for each in answer.json()["errors"]) == [
        "base_url",
        "customer",
        "fields.key",
        "fields.organisation",
        "label",
        "status",
    ]
    assert b"wrong canary" not in answer.content
    assert vendor.received == []


@pytest.mark.parametrize("fields", [None, "text", [], {"key": None}, {"key": 5}, {"key": ["a"]}, {"key": {"a": 1}}])
def test_fields_of_another_form_are_refused(operator_key: APIClient, globex: Customer, fields: Any) -> None:
    body = {"customer": "globex", "provider": "parcel", "fields": fields}
    answer = operator_key.post(URL, body, format="json")
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] in ("fields", "fields.key")


def test_a_wrong_key_is_refused_at_its_field(operator_key: APIClient, globex: Customer) -> None:
    answer = connect(operator_key, "wrong-key-canary")
    assert answer.status_code == 422
    assert answer.json()["errors"] == [{"field": "fields.key", "message": "Parcel does not accept this API key."}]
    assert not Connection.objects.exists()


def test_a_customers_key_connects_for_itself_alone(
    globex_key: APIClient, globex: Customer, initech: Customer, vendor: Vendor
) -> None:
    assert connect(globex_key, THEO_KEY).json()["status"] == "pending"
    assert connect(globex_key, customer="initech").status_code == 404
    assert connect(globex_key, customer=None, account_mode="owner").status_code == 404
    assert len(vendor.received) == 1


def test_a_credential_is_replaced_by_another_of_the_same_account(
    globex_key: APIClient, operator_key: APIClient, globex: Customer, vendor: Vendor
) -> None:
    made = connect(operator_key).json()
    vendor.answers(keys.known_by_key({"yara-key-renewed": keys.YARA, THEO_KEY: keys.THEO}))
    address = f"{URL}{made['id']}/credential"
    replaced = globex_key.put(address, {"fields": {"key": "yara-key-renewed"}}, format="json")
    other = operator_key.put(address, {"fields": {"key": THEO_KEY}}, format="json")

    assert (replaced.status_code, replaced.json()["id"]) == (200, made["id"])
    assert (other.status_code, other.json()["code"]) == (409, "conflict")
    assert "yara-key-renewed" in grants.open_access(Grant.objects.get())
    body = {"fields": {"key": THEO_KEY}, "other_account": True}
    assert globex_key.put(address, body, format="json").status_code == 403
    assert operator_key.put(address, body, format="json").json()["name"] == "Theo Marsh"


def test_what_is_wrong_with_a_replacement_is_said_at_once(
    operator_key: APIClient, globex: Customer, vendor: Vendor
) -> None:
    made = connect(operator_key, MODEL_KEY, provider="models").json()
    body = {"fields": {"key": "pk", "organization": "a b"}, "base_url": "https://x.example", "label": "x"}
    answer = operator_key.put(f"{URL}{made['id']}/credential", body, format="json")
    assert sorted(each["field"] for each in answer.json()["errors"]) == [
        "base_url",
        "fields.key",
        "fields.organization",
        "label",
    ]
    assert len(vendor.received) == 1


def test_another_customers_credential_is_not_there(
    globex_key: APIClient, operator_key: APIClient, initech: Customer, vendor: Vendor
) -> None:
    made = connect(operator_key, customer="initech").json()
    answer = globex_key.put(f"{URL}{made['id']}/credential", {"fields": {"key": YARA_KEY}}, format="json")
    assert (answer.status_code, Grant.objects.get().version, len(vendor.received)) == (404, 1, 1)


def test_what_was_connected_by_consent_has_none_to_replace(
    operator_key: APIClient, globex: Customer, make_connection: Any
) -> None:
    made = make_connection(globex)
    answer = operator_key.put(f"{URL}{made.pk}/credential", {"fields": {"key": YARA_KEY}}, format="json")
    assert (answer.status_code, answer.json()["code"]) == (409, "conflict")


def test_a_key_cannot_be_refreshed_and_is_tested_like_any_account(operator_key: APIClient, globex: Customer) -> None:
    made = connect(operator_key).json()
    answer = operator_key.post(f"{URL}{made['id']}/refresh")
    assert (answer.status_code, answer.json()["code"]) == (409, "conflict")
    assert "does not expire" in answer.json()["detail"]


def test_the_socket_leads_to_the_form(staff: APIClient, globex: Customer) -> None:
    user = User.objects.get()
    login = ProviderMessage("parcel", KINDS[0])
    url = login.answer(actor_of_user(user), staff.session.session_key or "", OauthLogin(customer_id="globex")).url  # type: ignore[attr-defined]  # of this kind
    opened = staff.get(urlsplit(url).path)
    assert (login.name, opened.status_code) == ("parcel_oauth_login", 302)
    assert opened["Location"].startswith("/connect/fill-in/")


def test_whoever_an_operation_without_an_account_is_for_is_named(operator_key: APIClient) -> None:
    answer = operator_key.post("/api/v1/operations/weather_api.read_parcel/run", {"params": {}}, format="json")
    assert (answer.status_code, [each["field"] for each in answer.json()["errors"]]) == (422, ["customer"])


def test_the_catalog_says_who_needs_an_account(operator_key: APIClient) -> None:
    needs = {each["key"]: each["account"] for each in operator_key.get("/api/v1/operations/").json()["results"]}
    assert needs["weather_api.read_parcel"] == "none"
    assert needs["parcel_api.read_parcel"] == "required"
    assert needs["parcel_api.look_up"] == "optional"
    schema = operator_key.get("/api/schema/?format=json").json()["paths"]
    asked = {
        key: schema[f"/api/v1/operations/{key}/run"]["post"]["requestBody"]["content"]["application/json"]["schema"]
        for key in needs
    }
    assert {key for key, each in asked.items() if "connection" not in each["properties"]} == {"weather_api.read_parcel"}
    assert all(each["anyOf"] for each in asked.values())
