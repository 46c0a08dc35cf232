"""SECURITY 15: after whole journeys no token, secret, code or link address is anywhere but sealed."""

from __future__ import annotations

import logging
from collections.abc import Callable

import pytest
import redis
from django.apps import apps
from django.contrib.sessions.models import Session

from integrations.actors import SYSTEM
from integrations.connect.accounts import disconnect
from integrations.connect.links.links import CreatedLink
from integrations.connect.tests.conftest import THEO, YARA, Browser, StartLogin, connect_by_link, credential_of
from integrations.connect.tokens import grants
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
