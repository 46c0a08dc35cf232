"""SECURITY 15: after whole journeys no token, secret, code or link address is anywhere but sealed."""

from __future__ import annotations

import logging
from collections.abc import Callable
from uuid import uuid4

import pytest
import redis
from django.apps import apps
from django.contrib.sessions.models import Session
from django.urls import reverse

from integrations.actors import SYSTEM, Actor
from integrations.connect.accounts import disconnect
from integrations.connect.accounts.filled_in import add_account, replace_credential
from integrations.connect.links.links import CreatedLink, create_link
from integrations.connect.tests import keys
from integrations.connect.tests.conftest import (
    THEO,
    YARA,
    Browser,
    StartLogin,
    bind,
    connect_by_link,
    credential_of,
)
from integrations.connect.tests.keys import THEO_KEY, YARA_KEY, encoded, known_by_key
from integrations.connect.tokens import grants
from integrations.egress.tests.vendor import Vendor
from integrations.execution import door
from integrations.execution.outcome import Outcome
from integrations.holders import Holder
from integrations.models import Connection, Customer, Grant

NewLink = Callable[..., CreatedLink]


def everything_stored() -> str:
    """All rows of all tables but the sandbox's, which stands for Google's own, and what the sessions say decoded."""
    models = [model for model in apps.get_models() if model._meta.app_label != "sandbox"]
    rows = [str(row) for model in models for row in model._default_manager.values()]
    return "\n".join([*rows, *(str(session.get_decoded()) for session in Session.objects.all())])


def test_secrets_are_stored_sealed_and_said_nowhere(
    start_login: StartLogin,
    staff_browser: Browser,
    new_link: NewLink,
    browser: Browser,
    initech: Customer,
    redis_server: redis.Redis,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    created = new_link(initech)
    pages = [staff_browser.consent(start_login(), YARA), connect_by_link(browser, created.url, THEO)]
    tokens = {text for grant in Grant.objects.all() for text in (grants.open_access(grant), grants.open_refresh(grant))}
    credential = credential_of(Connection.objects.get(customer=None))
    assert credential.rejected(credential.token())
    tokens |= {grants.open_access(grant) for grant in Grant.objects.all()}
    disconnect.disconnect(SYSTEM, Connection.objects.get(customer=None))

    secrets = tokens | {"sandbox-google-secret", created.url.rstrip("/").rpartition("/")[2]}
    stored = everything_stored()
    in_redis = b"".join(redis_server.dump(key) or b"" for key in redis_server.scan_iter())
    assert len(secrets) == 7
    for secret in secrets:
        assert secret not in stored
        assert secret.encode() not in in_redis
        assert secret not in caplog.text
        assert not any(secret.encode() in page.content for page in pages)


def test_filled_in_credentials_are_stored_sealed_and_said_nowhere(
    operator: Actor,
    globex: Customer,
    vendor: Vendor,
    browser: Browser,
    staff_browser: Browser,
    redis_server: redis.Redis,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """By a link, by a program, tried wrongly, used, echoed by the vendor, refused, and replaced."""
    caplog.set_level(logging.DEBUG)
    url = create_link(operator, globex, ["parcel_api"]).url
    listed = bind(browser, url).request["PATH_INFO"]
    form = str(browser.press(listed, action="connect", provider="parcel")["Location"])
    pages = [browser.open(form), browser.press(form, key="wrong-key-canary"), browser.press(form, key=YARA_KEY)]
    pages.append(browser.open(listed))
    books = add_account(operator, Holder.owner(), "books", fields={"username": "ada", "password": THEO_KEY})
    outcomes = [call("parcel", Holder.customer(globex), operator), call("books", Holder.owner(), operator)]
    vendor.answers(known_by_key({"theo-key-renewed": keys.THEO}))
    outcomes += [call("parcel", Holder.customer(globex), operator), call("books", Holder.owner(), operator)]
    replace_credential(operator, books, fields={"username": "ada", "password": "theo-key-renewed"}, other_account=True)
    pages += [
        staff_browser.open(address)
        for address in (
            "/api/v1/connections/",
            f"/api/v1/calls/{outcomes[-1].call_id}/",
            "/admin/integrations/connection/",
            f"/admin/integrations/connection/{books.pk}/change/",
            reverse("admin:integrations_connection_replace_credential", args=[books.pk]),
            "/admin/integrations/auditevent/",
        )
    ]

    assert [page.status_code for page in pages] == [200, 422, 302, *[200] * 7]
    assert [outcome.state for outcome in outcomes] == ["succeeded", "succeeded", "failed", "failed"]
    assert Connection.objects.filter(status_reason="access_refused").count() == 1
    stored = everything_stored()
    in_redis = b"".join(redis_server.dump(key) or b"" for key in redis_server.scan_iter())
    secrets = ["wrong-key-canary", YARA_KEY, THEO_KEY, "theo-key-renewed"]
    for secret in (*secrets, *(encoded(each) for each in secrets)):
        assert secret not in stored
        assert secret.encode() not in in_redis
        assert secret not in caplog.text
        assert secret not in str(outcomes)
        assert not any(secret.encode() in page.content for page in pages)


def call(provider: str, holder: Holder, actor: Actor) -> Outcome:
    return door.execute(
        f"{provider}_api.read_parcel", {}, holder=holder, call_key=uuid4().hex, actor=actor, source="workflow"
    )
