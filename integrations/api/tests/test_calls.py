"""The call log: who asked for what, and why it was refused; without a charge, and without what was said."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.contrib.auth.models import Group, User
from django.db import IntegrityError, connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from rest_framework.test import APIClient

from integrations.api.tests.conftest import MakeConnection
from integrations.billing import ledger
from integrations.billing.tests.conftest import metered
from integrations.execution import forgetting, refusals
from integrations.models import Call, Customer, Grant, OAuthApp, Payload, UsageLine
from integrations.payloads.contents import keep

SECRET = "the secret words of a mail"
LOG = "/api/v1/calls/"
RUN = "/api/v1/operations/gmail.send_message/run"
OWNER = {"account_mode": "owner", "params": {"to": ["a@globex.example"], "subject": SECRET, "text": SECRET}}


def log(client: APIClient, **filters: str) -> list[dict[str, Any]]:
    answer = client.get(LOG, filters)
    assert answer.status_code == 200, answer.json()
    rows: list[dict[str, Any]] = answer.json()["results"]
    return rows


def owner_account(make_connection: MakeConnection) -> None:
    """An account that has a token and has allowed nothing."""
    app = OAuthApp.objects.get()
    grant = Grant.objects.create(oauth_app=app, account_id="a", access_sealed="x", refresh_sealed="y")
    make_connection(None, is_default=True, scopes=[], grant=grant)


def call(customer: Customer | None, state: str = "succeeded", **fields: Any) -> Call:
    given = {"scope": "x", "call_key": uuid4().hex, "operation": "gmail.list_labels", "actor_label": "ada", **fields}
    return Call.objects.create(customer=customer, is_owner=customer is None, state=state, **given)


def test_a_refused_call_says_who_asked_for_what_and_why_not(operator_key: APIClient, globex: Customer) -> None:
    asked = {"customer": "globex", "params": OWNER["params"], "idempotency_key": "k1"}
    refused = operator_key.post(RUN, asked, format="json")
    assert refused.json()["code"] == "not_connected"
    (row,) = log(operator_key, state="failed")
    assert {name: row[name] for name in ("operation", "customer", "actor", "source", "state", "refused")} == {
        "operation": "gmail.send_message",
        "customer": "globex",
        "actor": "api_key:operator",
        "source": "api",
        "state": "failed",
        "refused": True,
    }
    assert row["error"] == {"code": "not_connected", "detail": refused.json()["detail"]}
    assert (row["request_count"], row["started_at"], row["execution_time"]) == (0, None, 0)
    assert operator_key.get(f"{LOG}{row['id']}/").json()["error"]["code"] == "not_connected"
    assert not UsageLine.objects.exists()
    assert not Payload.objects.exists()


def test_refused_choices_say_so_as_well(operator_key: APIClient, globex: Customer) -> None:
    asked = {"customer": "globex", "query": SECRET}
    refused = operator_key.post("/api/v1/operations/gmail.modify_message/options/add_labels", asked, format="json")
    assert refused.json()["code"] == "not_connected"
    (row,) = log(operator_key, refused="true")
    assert (row["operation"], row["customer"], row["source"]) == ("gmail.modify_message", "globex", "options")
    assert SECRET not in str(row)


Ask = Callable[[APIClient], Any]
REFUSALS: dict[str, tuple[str, Ask]] = {
    "an unknown operation": (
        "not_found",
        lambda client: client.post("/api/v1/operations/gmail.no_such/run", OWNER, format="json"),
    ),
    "an unknown customer": ("not_found", lambda client: client.post(RUN, {"customer": "nobody"}, format="json")),
    "nobody's account": ("input_error", lambda client: client.post(RUN, {"params": {}}, format="json")),
    "a wrong field": (
        "input_error",
        lambda client: client.post(RUN, {**OWNER, "params": {SECRET: SECRET, "to": [SECRET]}}, format="json"),
    ),
    "a body that is no JSON": (
        "input_error",
        lambda client: client.post(RUN, f'{{"{SECRET}', content_type="application/json"),
    ),
    "an account that is not there": (
        "not_found",
        lambda client: client.post(RUN, {**OWNER, "connection": str(uuid4())}, format="json"),
    ),
}


@pytest.mark.parametrize("kind", REFUSALS)
def test_each_kind_of_refusal_leaves_a_trace_that_repeats_nothing(
    kind: str, operator_key: APIClient, make_connection: MakeConnection
) -> None:
    owner_account(make_connection)
    code, ask = REFUSALS[kind]
    assert ask(operator_key).json()["code"] == code
    (row,) = log(operator_key)
    assert (row["error"]["code"], row["refused"]) == (code, True)
    assert SECRET not in str(list(Call.objects.values()))
    assert not UsageLine.objects.exists()


def test_a_wrong_input_names_the_fields_alone(operator_key: APIClient, make_connection: MakeConnection) -> None:
    owner_account(make_connection)
    operator_key.post(RUN, {**OWNER, "params": {SECRET: SECRET, "to": [SECRET]}}, format="json")
    (row,) = log(operator_key)
    assert {each["field"] for each in row["error"]["errors"]} == {"to", "a field it does not have"}


def test_a_missing_permission_is_traced_and_the_same_key_can_be_used_again(
    operator_key: APIClient, make_connection: MakeConnection
) -> None:
    owner_account(make_connection)
    address, asked = "/api/v1/operations/gmail.list_labels/run", {"account_mode": "owner", "idempotency_key": "once"}
    assert operator_key.post(address, asked, format="json").json()["code"] == "scope_missing"
    (row,) = log(operator_key, refused="true")
    assert "connect_url" not in row["error"]
    assert not Call.objects.filter(call_key="once").exists()


def test_staff_without_the_right_leave_a_trace(db: None, operator_key: APIClient) -> None:
    user = User.objects.create_user("vera", is_staff=True)
    user.groups.add(Group.objects.get(name="viewer"))
    client = APIClient()
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert client.post(RUN, OWNER, format="json").status_code == 403
    (row,) = log(operator_key)
    assert (row["actor"], row["error"]["code"]) == ("staff:vera", "permission_denied")


def test_a_key_nobody_knows_leaves_none(db: None) -> None:
    client = APIClient(HTTP_AUTHORIZATION="Bearer mk_nobody")
    assert client.post(RUN, OWNER, format="json").status_code == 401
    assert not Call.objects.exists()


def test_a_customers_key_sees_its_own_refusals_and_not_who_else_asked(
    globex_key: APIClient, operator_key: APIClient, globex: Customer, initech: Customer
) -> None:
    globex_key.post(RUN, {"customer": "initech"}, format="json")
    operator_key.post(RUN, {"customer": "initech"}, format="json")
    mine, theirs = call(globex), call(initech)
    rows = log(globex_key)
    assert {row["id"] for row in rows} >= {str(mine.pk)}
    assert str(theirs.pk) not in {row["id"] for row in rows}
    assert {row["customer"] for row in rows} == {"globex"}
    assert {row["actor"] for row in rows} == {None}
    assert globex_key.get(LOG, {"customer": "initech"}).status_code == 404


def test_one_actor_leaves_so_many_traces_a_minute(
    operator_key: APIClient, globex_key: APIClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(refusals, "A_MINUTE", 3)
    for _ in range(5):
        assert operator_key.post(RUN, {"customer": "nobody"}, format="json").status_code == 404
    globex_key.post(RUN, {}, format="json")
    assert len(log(operator_key)) == 4


def test_traces_are_forgotten_after_some_months(operator_key: APIClient) -> None:
    operator_key.post(RUN, {"customer": "nobody"}, format="json")
    kept = call(None)
    Call.objects.update(finished_at=timezone.now() - timedelta(days=91))
    forgetting.forget()
    assert list(Call.objects.all()) == [kept]


def test_the_database_keeps_no_content_of_a_refused_call(db: None) -> None:
    with pytest.raises(IntegrityError):
        call(None, "failed", is_refused=True, error={"code": "x", "detail": "x"}, requests=1)


def test_the_list_is_filtered(operator_key: APIClient, globex: Customer, make_connection: MakeConnection) -> None:
    account, run_id = make_connection(globex), uuid4()
    told = {"code": "rate_limited", "detail": "The quota of the day is used up."}
    old = call(globex, "failed", created_at=timezone.now() - timedelta(days=2), connection=account, error=told)
    new = call(None, "cancelled", operation="gmail.send_message", run_id=run_id, actor_label="bertha")
    call(globex, "succeeded", kind="options")
    filters = {
        "state=failed": [old],
        "state=cancelled": [new],
        "customer=globex": [old],
        "operation=gmail.send_message": [new],
        f"connection={account.pk}": [old],
        f"run={run_id}": [new],
        "q=SEND_mess": [new],
        "q=quota": [old],
        "q=Bertha": [new],
        f"q={old.pk}": [old],
        f"q={run_id}": [new],
        "q=nothing like it": [],
        f"until={(timezone.now() - timedelta(hours=1)).isoformat().replace('+', '%2B')}": [old],
        "refused=true": [],
        "refused=false": [new, old],
        f"since={(timezone.now() - timedelta(hours=1)).isoformat().replace('+', '%2B')}": [new],
        f"since={(timezone.now() - timedelta(days=3)).isoformat()}": [new, old],
        "": [new, old],
    }
    for query, rows in filters.items():
        found = operator_key.get(f"{LOG}?{query}").json()["results"]
        assert [each["id"] for each in found] == [str(row.pk) for row in rows], query


def test_every_wrong_filter_is_named_at_once(operator_key: APIClient) -> None:
    wrong = {"state": "broken", "since": "soon", "until": "later", "refused": "maybe", "connection": "7", "run": "mine"}
    answer = operator_key.get(LOG, wrong)
    assert answer.status_code == 422
    assert {each["field"] for each in answer.json()["errors"]} == set(wrong)


@pytest.mark.parametrize("since", ["0001-01-01T00:00:00+23:00", "9999-12-31T23:59:59-23:00", "2026-02-30", "\0"])
def test_a_time_that_is_none_is_refused(operator_key: APIClient, since: str) -> None:
    assert operator_key.get(LOG, {"since": since}).status_code == 422


def test_a_page_takes_the_same_queries_for_many(operator_key: APIClient, globex: Customer) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert operator_key.get(LOG).status_code == 200
        return len(captured)

    call(globex)
    queries()
    few = queries()
    for _ in range(5):
        call(globex)
    assert queries() == few


@pytest.mark.parametrize("kind", ["operation", "options", "probe"])
def test_a_loader_of_choices_and_a_test_are_named_as_such(operator_key: APIClient, globex: Customer, kind: str) -> None:
    made = call(globex, kind=kind, operation="gmail.labels")
    assert operator_key.get(f"{LOG}{made.pk}/").json()["kind"] == kind


def test_a_call_tells_what_the_vendor_was_asked_and_what_it_used(
    operator_key: APIClient, globex_key: APIClient, globex: Customer
) -> None:
    asked = {"method": "GET", "host": "gmail.googleapis.com", "path": "/gmail/v1/users/{userId}/labels", "status": 200}
    kept = {**asked, "duration": 12, "attempt": 2, "sent": 0}
    made = call(globex, requests=1, exchanges=[kept], actor_kind="staff")
    ledger.record_call(replace(metered(customer_id=globex.pk), call_id=made.pk))
    for client, sees_who in ((operator_key, "staff:ada"), (globex_key, None)):
        row = client.get(f"{LOG}{made.pk}/").json()
        assert row["requests"] == [{**kept, "problem": "", "count": 1, "in_batch": False}]
        assert (row["request_count"], row["actor"]) == (1, sees_who)
        assert ("cost" in row["usage"]) == (sees_who is not None)


def test_what_a_call_was_asked_takes_the_right_to_read_contents(globex_key: APIClient, globex: Customer) -> None:
    made = call(globex, params=keep({"text": SECRET}, customer_id=globex.pk))
    viewer = APIClient()
    user = User.objects.create_user("vera", is_staff=True)
    user.groups.add(Group.objects.get(name="viewer"))
    viewer.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert globex_key.get(f"{LOG}{made.pk}/").json()["params"] == {"text": SECRET}
    hidden = viewer.get(f"{LOG}{made.pk}/").json()
    assert hidden["params"] is None
    assert hidden["withheld"].startswith("Hidden: 'vera' lacks")
    assert SECRET not in str(hidden)


@pytest.mark.parametrize("name", ["connection", "run"])
def test_a_filter_by_another_customers_thing_finds_nothing_and_says_so(
    globex_key: APIClient, initech: Customer, make_connection: MakeConnection, name: str
) -> None:
    theirs = call(initech, connection=make_connection(initech), run_id=uuid4())
    foreign = {"connection": theirs.connection_id, "run": theirs.run_id}[name]
    assert globex_key.get(LOG, {name: str(foreign)}).status_code == 404
    assert log(globex_key, q=str(theirs.pk)) == []


def test_a_customer_does_not_find_calls_by_who_asked(globex_key: APIClient, globex: Customer) -> None:
    call(globex, actor_label="bertha")
    assert log(globex_key, q="bertha") == []
