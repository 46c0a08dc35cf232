"""Customers over REST: created, listed by keyset, changed, and kept apart."""

from __future__ import annotations

import pytest
from rest_framework.test import APIClient

from integrations.models import ConnectLink, Customer


def test_a_customer_is_created_and_shown(operator_key: APIClient) -> None:
    body = {
        "key": "globex",
        "name": "Globex GmbH",
        "email": "office@globex.example",
        "domain": "globex.example",
        "expected_accounts": ["ceo@globex.example"],
        "metadata": {"plan": "gold"},
    }
    answer = operator_key.post("/api/v1/customers/", body, format="json")
    assert answer.status_code == 201
    assert answer.json() == {**body, "any_account": False, "is_active": True, "time_zone": "UTC"}
    assert operator_key.get("/api/v1/customers/globex/").json() == answer.json()


def test_a_taken_key_is_a_conflict(operator_key: APIClient, globex: Customer) -> None:
    answer = operator_key.post("/api/v1/customers/", {"key": "globex", "name": "Another"}, format="json")
    assert (answer.status_code, answer.json()["code"]) == (409, "conflict")
    assert Customer.objects.get().name == "Globex GmbH"


def test_a_public_mail_domain_is_refused(operator_key: APIClient, globex: Customer) -> None:
    answer = operator_key.patch("/api/v1/customers/globex/", {"domain": "gmail.com"}, format="json")
    assert answer.status_code == 422
    assert [each["field"] for each in answer.json()["errors"]] == ["domain"]
    assert Customer.objects.get().domain == ""


def test_only_given_fields_change(operator_key: APIClient, globex: Customer) -> None:
    answer = operator_key.patch("/api/v1/customers/globex/", {"name": "Globex SE"}, format="json")
    assert answer.status_code == 200
    stored = Customer.objects.get()
    assert (stored.name, stored.email) == ("Globex SE", "office@globex.example")


def test_lists_are_walked_by_their_next_address(operator_key: APIClient, db: None) -> None:
    for number in range(5):
        Customer.objects.create(key=f"c{number}", name=f"Customer {number}")
    seen: list[str] = []
    address: str | None = "/api/v1/customers/?limit=2"
    while address:
        page = operator_key.get(address).json()
        seen += [each["key"] for each in page["results"]]
        address = page["next"]
    assert seen == ["c4", "c3", "c2", "c1", "c0"]


def test_search_looks_in_key_name_and_email(operator_key: APIClient, globex: Customer, initech: Customer) -> None:
    found = operator_key.get("/api/v1/customers/", {"search": "INITECH.ex"}).json()["results"]
    assert [each["key"] for each in found] == ["initech"]


def test_a_customers_key_sees_only_that_customer(globex_key: APIClient, globex: Customer, initech: Customer) -> None:
    listed = globex_key.get("/api/v1/customers/").json()["results"]
    assert [each["key"] for each in listed] == ["globex"]
    assert globex_key.get("/api/v1/customers/initech/").status_code == 404
    answer = globex_key.patch("/api/v1/customers/initech/", {"name": "Mine"}, format="json")
    assert answer.status_code == 404
    assert Customer.objects.get(key="initech").name == "Initech"


def test_a_customers_key_cannot_change_how_accounts_are_proved(globex_key: APIClient, globex: Customer) -> None:
    for change in (
        {"email": "attacker@evil.example"},
        {"domain": "evil.example"},
        {"expected_accounts": ["attacker@evil.example"]},
        {"any_account": True},
    ):
        answer = globex_key.patch("/api/v1/customers/globex/", change, format="json")
        assert (answer.status_code, answer.json()["code"]) == (403, "permission_denied")
    stored = Customer.objects.get()
    assert (stored.email, stored.domain, stored.expected_accounts, stored.any_account) == (
        "office@globex.example",
        "",
        [],
        False,
    )


@pytest.mark.parametrize(
    "metadata",
    ['{"a": "\\u0000"}', '{"\\u0000": 1}', '{"a": "' + "x" * 65_536 + '"}'],
    ids=["nul", "nul in a key", "too large"],
)
def test_metadata_that_cannot_be_kept_is_refused_at_its_field(operator_key: APIClient, metadata: str) -> None:
    body = f'{{"key": "globex", "name": "Globex", "domain": "gmail.com", "metadata": {metadata}}}'
    answer = operator_key.post("/api/v1/customers/", body, content_type="application/json")
    assert answer.status_code == 422
    assert [each["field"] for each in answer.json()["errors"]] == ["domain", "metadata"]
    assert not Customer.objects.exists()


def test_metadata_may_speak_of_a_nul(operator_key: APIClient) -> None:
    body = {"key": "globex", "name": "Globex", "metadata": {"a": "\\u0000", "b": "\u00e9\U0001f600"}}
    answer = operator_key.post("/api/v1/customers/", body, format="json")
    assert (answer.status_code, answer.json()["metadata"]) == (201, body["metadata"])


def test_everything_wrong_with_a_link_is_told_at_once(operator_key: APIClient, globex: Customer) -> None:
    body = {"services": ["nope", "gmail", "none"], "expires_in": 5, "verification": "x"}
    answer = operator_key.post("/api/v1/customers/globex/links/", body, format="json")
    assert answer.status_code == 422
    fields = [each["field"] for each in answer.json()["errors"]]
    assert sorted(fields) == ["expires_in", "services", "services", "verification"]
    assert not ConnectLink.objects.exists()


def test_a_customer_has_a_time_zone_by_area_and_city(operator_key: APIClient, globex: Customer) -> None:
    address = "/api/v1/customers/globex/"
    assert operator_key.get(address).json()["time_zone"] == "UTC"
    changed = operator_key.patch(address, {"time_zone": "Europe/Berlin"}, format="json").json()
    assert changed["time_zone"] == "Europe/Berlin"
    wrong = operator_key.patch(address, {"time_zone": "CEST"}, format="json")
    assert [each["field"] for each in wrong.json()["errors"]] == ["time_zone"]
