"""The right to a call is read again when it runs, and when a request that changes something leaves."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.utils import timezone

from integrations.actors import SYSTEM, Actor
from integrations.api import keys
from integrations.connect.tokens import refresh
from integrations.egress.tests.vendor import Vendor, ok, status
from integrations.execution import door, traffic
from integrations.execution.claims import Claim, mark_sent
from integrations.execution.tests.conftest import LETTER, PARAMS, Execute
from integrations.holders import Holder
from integrations.models import ApiKey, Call, Connection, Customer, Grant
from integrations.providers.consent import Tokens

pytestmark = pytest.mark.django_db


def switch_off_the_operator() -> None:
    User.objects.update(is_active=False)


def take_his_group() -> None:
    User.objects.get().groups.clear()


def switch_off_the_customer() -> None:
    Customer.objects.update(is_active=False)


LOSSES = [
    (switch_off_the_operator, "permission_denied"),
    (take_his_group, "permission_denied"),
    (switch_off_the_customer, "not_connected"),
]


@pytest.mark.parametrize(("lose", "code"), LOSSES)
@pytest.mark.parametrize("operation", ["post.read_letter", "post.send_letter"])
def test_what_was_lost_before_it_runs_keeps_it_from_running(
    vendor: Vendor, operator: Actor, connection: Connection, operation: str, lose: Callable[[], None], code: str
) -> None:
    params = PARAMS if "send" in operation else {}
    holder = Holder.whose(connection.customer)
    call = door.submit(operation, params, call_key="k", actor=operator, source="api", holder=holder)
    lose()
    door.run_call(call.pk)
    call.refresh_from_db()
    assert call.error is not None
    assert (call.state, call.error["code"], call.sent_at) == ("failed", code, None)
    assert vendor.received == []


@pytest.mark.parametrize(("lose", "code"), LOSSES)
def test_what_was_lost_while_it_ran_keeps_a_write_from_leaving(
    vendor: Vendor,
    connection: Connection,
    execute: Execute,
    monkeypatch: pytest.MonkeyPatch,
    lose: Callable[[], None],
    code: str,
) -> None:
    def lose_and_mark(claim: Claim) -> None:
        lose()
        mark_sent(claim)

    monkeypatch.setattr(traffic, "mark_sent", lose_and_mark)
    outcome = execute("post.send_letter")
    assert outcome.error is not None
    assert (outcome.state, outcome.error["code"]) == ("failed", code)
    assert (vendor.received, Call.objects.get().sent_at) == ([], None)


def lose_the_account() -> None:
    Connection.objects.update(status="revoked")


@pytest.fixture
def during_refresh(monkeypatch: pytest.MonkeyPatch) -> Callable[[Callable[[], None]], None]:
    """Do something while the provider renews the access, which it then does."""

    def arrange(change: Callable[[], None]) -> None:
        def exchange(*args: object, **kwargs: object) -> Tokens:
            change()
            return Tokens("renewed", "", 3600, None)

        monkeypatch.setattr(refresh, "exchange_refresh_token", exchange)

    return arrange


@pytest.mark.parametrize("is_refused", [False, True])
@pytest.mark.parametrize("operation", ["post.read_letter", "post.send_letter"])
@pytest.mark.parametrize(("lose", "code"), [*LOSSES, (lose_the_account, "not_connected")])
def test_what_was_lost_while_the_access_was_renewed_keeps_any_request_from_leaving(
    vendor: Vendor,
    connection: Connection,
    execute: Execute,
    during_refresh: Callable[[Callable[[], None]], None],
    operation: str,
    lose: Callable[[], None],
    code: str,
    is_refused: bool,
) -> None:
    if is_refused:
        vendor.answers(status(401, {}), ok(LETTER))
    else:
        Grant.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    during_refresh(lose)
    outcome = execute(operation, PARAMS if "send" in operation else {})
    assert outcome.error is not None
    assert (outcome.state, outcome.error["code"]) == ("failed", code)
    assert len(vendor.received) == int(is_refused)


def test_an_access_that_was_renewed_is_used_where_nothing_was_lost(
    vendor: Vendor, connection: Connection, execute: Execute, during_refresh: Callable[[Callable[[], None]], None]
) -> None:
    Grant.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    during_refresh(lambda: None)
    assert execute("post.read_letter", {}).state == "succeeded"
    assert [each.headers["authorization"] for each in vendor.received] == ["Bearer renewed"]


def test_a_key_that_has_ended_runs_nothing_more(vendor: Vendor, acme: Customer, connection: Connection) -> None:
    secret = keys.create_key(SYSTEM, "server", customer=acme).secret
    holder = Holder.customer(acme)
    actor = keys.actor_of_key(secret)
    call = door.submit("post.read_letter", {}, call_key="k", actor=actor, source="api", holder=holder)
    ApiKey.objects.update(revoked_at=timezone.now())
    door.run_call(call.pk)
    call.refresh_from_db()
    assert call.error is not None
    assert (call.state, call.error["code"], vendor.received) == ("failed", "permission_denied", [])


def test_what_became_of_a_sent_write_is_found_out_whoever_asked_for_it(
    vendor: Vendor, operator: Actor, connection: Connection
) -> None:
    holder = Holder.whose(connection.customer)
    call = door.submit("post.send_registered", PARAMS, call_key="k", actor=operator, source="api", holder=holder)
    Call.objects.update(sent_at=timezone.now())
    switch_off_the_operator()
    door.run_call(call.pk)
    call.refresh_from_db()
    assert (call.state, [each.method for each in vendor.received]) == ("succeeded", ["GET"])
