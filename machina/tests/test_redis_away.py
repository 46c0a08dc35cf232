"""Every door without Redis: what needs it says so, and everything else goes on."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.contrib.auth.models import User
from django.test import Client

from integrations.actors import SYSTEM
from integrations.api.keys import create_key
from integrations.connect import expiry
from integrations.models import Connection
from integrations.queue.dispatcher import dispatch
from integrations.queue.sweeper import sweep
from machina.shared_cache import SharedCache
from machina.testing.redis_server import RedisProcess
from workflows.editor.tests.test_page import built as built  # the fixture: the editor's page needs its script

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _away(redis_process: RedisProcess) -> Iterator[None]:
    redis_process.stop()
    yield
    SharedCache.left_alone_until = 0.0


@pytest.mark.parametrize(
    "path",
    [
        *("services/", "operations/", "nodes/", "customers/", "connections/", "calls/", "workflows/", "providers/"),
        *("usage/", "usage/report?from=2026-01-01&to=2026-01-31&group_by=customer"),
    ],
)
def test_what_the_database_knows_is_told_over_rest(path: str) -> None:
    secret = create_key(SYSTEM, "server").secret
    response = Client().get(f"/api/v1/{path}", headers={"authorization": f"Bearer {secret}"})
    assert response.status_code == 200


@pytest.mark.parametrize(
    ("path", "status"),
    [
        *(("/healthz", 200), ("/readyz", 503), ("/accounts/login/", 200), ("/connect/no-such-link/", 404)),
        *(("/api/google/callback?state=x&code=y", 400), ("/api/schema/", 401), ("/admin/", 302)),
    ],
)
def test_no_open_page_fails(path: str, status: int) -> None:
    assert Client(raise_request_exception=False).get(path).status_code == status


@pytest.mark.parametrize("path", ["/", "/admin/", "/admin/integrations/call/", "/api/docs/"])
def test_no_page_of_an_operator_fails(built: None, path: str) -> None:
    client = Client(raise_request_exception=False)
    client.force_login(User.objects.create_superuser("root"))
    assert client.get(path).status_code == 200


def test_the_schedulers_jobs_go_on() -> None:
    Connection.objects.create(provider="google", status="pending", pending_until="2026-01-01T00:00:00Z")
    assert (sweep(), dispatch()) == (0, 0)
    expiry.sweep()
