"""Events that a vendor sends: nothing is read before the signature, and only the app's own accounts hear of them."""

from __future__ import annotations

import hashlib
import hmac
import json
import time
from typing import Any
from uuid import uuid4

import pytest

from integrations.actors import SYSTEM
from integrations.connect.tokens import rotation
from integrations.connect.tokens.oauth_apps import open_signing_secret, save_app
from integrations.errors import InputError, NotFound, Unauthenticated
from integrations.execution.app_events import AppEvent, Challenge, receive
from integrations.models import AuditEvent, Connection, Customer, Grant, OAuthApp

SECRET = "the-signing-secret-of-slack"
EVENT = {"type": "event_callback", "team_id": "T1", "event_id": "Ev1", "event": {"type": "message", "ts": "1.2"}}


@pytest.fixture
def app(db: None) -> OAuthApp:
    return save_app(SYSTEM, provider="slack", client_id="1.2", client_secret="s", signing_secret=SECRET)


def signed(body: object, *, secret: str = SECRET, at: float | None = None) -> tuple[dict[str, str], bytes]:
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    stamp = str(int(at or time.time()))
    signature = hmac.new(secret.encode(), f"v0:{stamp}:".encode() + raw, hashlib.sha256).hexdigest()
    return {"x-slack-request-timestamp": stamp, "x-slack-signature": f"v0={signature}"}, raw


def connection(app: OAuthApp, account: str, customer: Customer | None = None) -> Connection:
    grant = Grant.objects.create(oauth_app=app, account_id=account)
    values: dict[str, Any] = {"status": "active", "provider": app.provider, "oauth_app": app, "grant": grant}
    return Connection.objects.create(customer=customer, account_id=account, **values)


def test_an_event_reaches_the_accounts_of_its_workspace_made_with_this_app(app: OAuthApp, acme: Customer) -> None:
    other = save_app(SYSTEM, provider="slack", client_id="3.4", client_secret="s", signing_secret=SECRET)
    mine = {connection(app, "T1").pk, connection(app, "T1", acme).pk, connection(app, "T1/U7").pk}
    connection(app, "T2")
    connection(app, "T11")
    connection(other, "T1")

    received = receive("slack", app.pk, *signed(EVENT))

    assert isinstance(received, AppEvent)
    assert (received.event, set(received.connections)) == (EVENT["event"], mine)


def test_a_challenge_is_answered_only_if_it_is_signed(app: OAuthApp) -> None:
    asked = {"type": "url_verification", "challenge": "3eZbrw1aB10"}
    assert receive("slack", app.pk, *signed(asked)) == Challenge("3eZbrw1aB10")
    with pytest.raises(Unauthenticated):
        receive("slack", app.pk, *signed(asked, secret="another"))


@pytest.mark.parametrize("age", [-400, 400])
def test_what_was_signed_at_another_time_is_refused(app: OAuthApp, age: int) -> None:
    with pytest.raises(Unauthenticated, match="signed too long ago"):
        receive("slack", app.pk, *signed(EVENT, at=time.time() + age))


def test_no_signature_where_the_vendor_signs_is_refused(app: OAuthApp) -> None:
    with pytest.raises(Unauthenticated):
        receive("slack", app.pk, {}, json.dumps(EVENT).encode())


@pytest.mark.parametrize("body", [b"{", b"[]", b"[" * 100_000, b"\xff"])
def test_what_is_signed_and_no_object_is_an_input_error(app: OAuthApp, body: bytes) -> None:
    with pytest.raises(InputError):
        receive("slack", app.pk, *signed(body))


def test_what_is_no_event_is_nothing(app: OAuthApp) -> None:
    assert receive("slack", app.pk, *signed({"type": "app_rate_limited", "team_id": "T1"})) is None


def test_apps_without_a_signing_secret_and_other_providers_are_not_there(app: OAuthApp) -> None:
    without = save_app(SYSTEM, provider="slack", client_id="5.6", client_secret="s")
    for provider, app_id in (("slack", without.pk), ("google", app.pk), ("nobody", app.pk), ("slack", uuid4())):
        with pytest.raises(NotFound):
            receive(provider, app_id, *signed(EVENT, secret=""))


def test_the_signing_secret_is_sealed_kept_turned_and_told_nobody(app: OAuthApp, settings: Any) -> None:
    save_app(SYSTEM, provider="slack", client_id="1.2", client_secret=None, name="Renamed")
    app.refresh_from_db()
    assert SECRET not in app.signing_secret_sealed
    settings.ENCRYPTION_KEYS = [("fresh", bytes(range(32))), *settings.ENCRYPTION_KEYS]
    assert rotation.rotate(lambda: None).failed == []
    app.refresh_from_db()
    assert (app.signing_secret_sealed[:9], open_signing_secret(app)) == ("v1.fresh.", SECRET)
    told = AuditEvent.objects.order_by("pk").values_list("after", flat=True)
    assert [each.get("signing_secret_changed") for each in told] == [True, None]
    assert SECRET not in json.dumps(list(told))
