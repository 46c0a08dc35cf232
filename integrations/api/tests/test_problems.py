"""Errors are problem+json with the contract's codes, for every way a request can be wrong."""

from __future__ import annotations

from base64 import b64encode

import pytest
from django.db import InterfaceError, OperationalError
from django.db.backends.utils import CursorWrapper
from rest_framework.test import APIClient

from integrations.models import Customer


def test_without_a_key_or_session_it_is_401_and_says_how_to_sign_in(db: None) -> None:
    answer = APIClient().get("/api/v1/customers/")
    assert answer.status_code == 401
    assert answer["Content-Type"] == "application/problem+json"
    assert answer["WWW-Authenticate"] == 'Bearer realm="Machina"'
    assert answer.json() == {
        "type": "urn:machina:error:unauthenticated",
        "title": "Sign in first",
        "status": 401,
        "code": "unauthenticated",
        "detail": "Sign in, or send an API key as: Authorization: Bearer mk_…",
    }


@pytest.mark.parametrize("address", ["/api/schema/", "/api/docs/"])
def test_what_speaks_yaml_or_html_refuses_in_json(db: None, address: str) -> None:
    answer = APIClient().get(address)
    assert (answer.status_code, answer["Content-Type"]) == (401, "application/problem+json")
    assert answer.json()["code"] == "unauthenticated"


def test_a_post_without_its_slash_is_not_found_and_not_led_to_a_list(operator_key: APIClient) -> None:
    answer = operator_key.post("/api/v1/customers", {"key": "globex", "name": "Globex"}, format="json")
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


@pytest.mark.parametrize("header", ["Bearer mk_unknown", "Bearer ", "Basic YTpi", "mk_raw"])
def test_a_wrong_authorization_header_is_401(db: None, header: str) -> None:
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=header)
    answer = client.get("/api/v1/customers/")
    assert (answer.status_code, answer.json()["code"]) == (401, "unauthenticated")


def test_all_wrong_fields_are_listed_at_once(operator_key: APIClient) -> None:
    body = {"key": "Not A Slug", "email": "nobody", "colour": "red", "expected_accounts": ["a@b.example", "x"]}
    answer = operator_key.post("/api/v1/customers/", body, format="json")
    assert answer.status_code == 422
    assert answer.json()["code"] == "input_error"
    fields = {each["field"] for each in answer.json()["errors"]}
    assert fields == {"key", "name", "email", "colour", "expected_accounts.1"}
    assert not Customer.objects.exists()


def test_whose_account_it_is_is_asked_for_beside_all_other_errors(operator_key: APIClient) -> None:
    body = {"connection": "x", "params": [], "colour": "red"}
    answer = operator_key.post("/api/v1/operations/gmail.list_labels/run", body, format="json")
    assert answer.status_code == 422
    fields = {each["field"] for each in answer.json()["errors"]}
    assert fields == {"customer", "connection", "params", "colour"}


def test_everything_wrong_anywhere_in_the_body_is_told_at_once(operator_key: APIClient) -> None:
    body = {
        "connection": "x",
        "idempotency_key": "k" * 500,
        "colour": "red",
        "params": {"order_by": "start", "single_events": False, "max_results": 0, "calendar_id": "..", "shade": 1},
    }
    answer = operator_key.post("/api/v1/operations/google_calendar.list_events/run", body, format="json")
    assert (answer.status_code, answer.json()["code"]) == (422, "input_error")
    fields = {each["field"] for each in answer.json()["errors"]}
    of_the_body, of_the_arguments = {"customer", "connection", "idempotency_key", "colour"}, {"order_by", "max_results"}
    assert fields == of_the_body | of_the_arguments | {"calendar_id", "shade"}


@pytest.mark.parametrize(
    "body",
    [
        {"account_mode": "owner", "customer": ""},
        {"account_mode": "owner", "customer": "globex"},
        {"account_mode": "customer", "customer": None},
        {"customer": ""},
        {"account_mode": None},
        {},
    ],
)
def test_an_account_holder_that_is_not_clear_is_an_input_error(operator_key: APIClient, body: object) -> None:
    answer = operator_key.post("/api/v1/operations/gmail.list_labels/run", body, format="json")
    assert (answer.status_code, answer.json()["code"]) == (422, "input_error")


@pytest.mark.parametrize("connection", [5, True, [], "x"])
@pytest.mark.parametrize("address", ["/api/v1/operations/gmail.list_labels/run", "/api/google/logout"])
def test_an_id_is_text_and_nothing_else(operator_key: APIClient, address: str, connection: object) -> None:
    whose = {} if address.endswith("logout") else {"account_mode": "owner"}
    answer = operator_key.post(address, {**whose, "connection": connection}, format="json")
    assert answer.status_code == 422
    assert [each["field"] for each in answer.json()["errors"]] == ["connection"]


def test_broken_json_is_an_input_error(operator_key: APIClient) -> None:
    answer = operator_key.post("/api/v1/customers/", "{", content_type="application/json")
    assert (answer.status_code, answer.json()["code"]) == (422, "input_error")


def test_an_unknown_address_under_the_api_is_a_problem_too(operator_key: APIClient) -> None:
    answer = operator_key.get("/api/v1/customers/nobody/")
    assert answer.status_code == 404
    assert answer.json()["code"] == "not_found"
    assert "'nobody'" in answer.json()["detail"]


def test_a_wrong_method_is_405(operator_key: APIClient) -> None:
    answer = operator_key.delete("/api/v1/customers/")
    assert (answer.status_code, answer.json()["code"]) == (405, "method_not_allowed")


@pytest.mark.parametrize("limit", ["0", "201", "-1", "many", "٣"])
def test_a_wrong_limit_names_the_value(operator_key: APIClient, limit: str) -> None:
    answer = operator_key.get("/api/v1/customers/", {"limit": limit})
    assert answer.status_code == 422
    assert answer.json()["errors"] == [{"field": "limit", "message": f"{limit!r} is not a number from 1 to 200."}]


def test_a_limit_of_thousands_of_digits_is_an_input_error(operator_key: APIClient) -> None:
    answer = operator_key.get("/api/v1/customers/", {"limit": "1" * 5000})
    assert answer.status_code == 422
    assert [each["field"] for each in answer.json()["errors"]] == ["limit"]


@pytest.mark.parametrize(
    "inside",
    [b"\xff", b"p=nonsense", b"p=2026-11-23", b"p=2026-11-23 10:00:00", b"p=0001-01-01 00:00:00+23:00", b"p=", b"o=-1"],
)
def test_a_wrong_cursor_is_an_input_error(operator_key: APIClient, inside: bytes) -> None:
    answer = operator_key.get("/api/v1/customers/", {"cursor": b64encode(inside).decode()})
    assert (answer.status_code, answer.json()["code"]) == (422, "input_error")


@pytest.mark.parametrize(
    "metadata", ['{"a": 1e999}', '{"a": -1e999}', r'{"a": ["\ud800"]}', r'{"\udc00": 1}', '{"a": NaN}']
)
def test_what_is_no_json_is_refused_wherever_it_stands(operator_key: APIClient, metadata: str) -> None:
    body = f'{{"key": "globex", "name": "Globex", "metadata": {metadata}}}'
    answer = operator_key.post("/api/v1/customers/", body, content_type="application/json")
    assert (answer.status_code, answer.json()["code"]) == (422, "input_error")
    assert not Customer.objects.exists()


def test_an_unknown_field_with_half_a_character_is_an_input_error(operator_key: APIClient) -> None:
    answer = operator_key.post("/api/v1/customers/", r'{"\ud800": 1}', content_type="application/json")
    assert (answer.status_code, answer.json()["code"]) == (422, "input_error")


def test_a_session_without_csrf_token_changes_nothing(staff: APIClient) -> None:
    answer = staff.post("/api/v1/customers/", {"key": "globex", "name": "Globex"}, format="json")
    assert (answer.status_code, answer.json()["code"]) == (403, "permission_denied")
    assert not Customer.objects.exists()


@pytest.mark.parametrize(
    "address",
    [
        "/api/v1/customers/%00/",
        "/api/v1/customers/%00/links/",
        "/api/v1/customers/?search=%00",
        "/api/v1/connections/?customer=%00",
        "/api/v1/connections/?provider=%00",
        "/api/v1/connections/?status=%00",
        "/api/v1/usage/?operation=%00",
        "/api/v1/usage/?service=%00",
        "/api/v1/usage/?customer=%00",
        "/api/v1/usage/report?customer=%00",
        "/api/v1/runs/?customer=%00",
        "/api/v1/runs/?state=%00",
        "/api/google/status?customer=%00",
    ],
)
def test_a_nul_in_an_address_finds_nothing(operator_key: APIClient, address: str) -> None:
    answer = operator_key.get(address)
    assert answer.status_code in {200, 404, 422}
    assert not answer.json().get("results")


@pytest.mark.parametrize("away", [OperationalError, InterfaceError])
def test_a_database_that_is_away_is_worth_another_try(
    operator_key: APIClient, monkeypatch: pytest.MonkeyPatch, away: type[Exception]
) -> None:
    def execute(*_: object) -> None:
        raise away("terminating connection due to administrator command")

    with monkeypatch.context() as patch:
        patch.setattr(CursorWrapper, "execute", execute)
        answer = operator_key.get("/api/v1/customers/")
    assert (answer.status_code, answer["Retry-After"], answer.json()["code"]) == (503, "1", "remote_unavailable")
    assert "administrator" not in answer.content.decode()
