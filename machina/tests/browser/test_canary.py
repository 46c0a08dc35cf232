"""Attack: after connecting, running, failing and refreshing, the opened tokens are looked for in every place."""

from __future__ import annotations

import json
from collections.abc import Iterator

import httpx
import pytest
import redis

from machina.testing.person import Person
from machina.testing.stack import Stack

pytestmark = pytest.mark.browser

OPEN_ALL = (
    "import json\n"
    "from integrations.connect.tokens import grants, oauth_apps\n"
    "from integrations.models import Grant, OAuthApp\n"
    "held = [secret for grant in Grant.objects.exclude(access_sealed='')"
    " for secret in (grants.open_access(grant), grants.open_refresh(grant))]\n"
    "print(json.dumps(held + [oauth_apps.open_secret(app) for app in OAuthApp.objects.all()]))"
)
PAGES = (
    "/admin/",
    "/admin/integrations/connection/",
    "/admin/integrations/oauthapp/",
    "/admin/integrations/auditevent/",
    "/admin/integrations/budget/",
    "/admin/integrations/call/",
    "/admin/integrations/webhookdelivery/",
    "/admin/integrations/usageline/",
    "/api/v1/budgets/",
    "/api/v1/calls/",
    "/api/v1/connections/",
    "/api/v1/webhook_endpoints/",
    "/api/v1/usage/",
    "/api/v1/runs/",
    "/api/google/status",
    "/metrics",
)


def test_tokens_lie_nowhere_in_the_clear(stack: Stack) -> None:
    person = Person(stack)
    stack.manage(
        "oauth_app", "set", "google", "--environment", "sandbox", "--client-id", "sandbox-canary",
        "--client-secret", "sandbox-canary-secret",
    )  # fmt: skip
    person.connect_owner("google", ["gmail", "google_calendar"])
    secrets = _secrets(stack)
    for operation, parameters in _work():
        person.ask("execute_node", node_id="n", node_type=operation, parameters=parameters, account_mode="owner")
    rule = {"provider": "google", "method": "gmail.users.labels.list", "times": 1, "status": 401}
    httpx.post(f"{stack.sandbox_url}/sandbox/_control/rules", json=rule).raise_for_status()
    person.ask("execute_node", node_id="n", node_type="gmail.list_labels", parameters={}, account_mode="owner")
    secrets |= _secrets(stack)
    assert len(secrets) >= 4
    for place, content in _places(stack, person):
        found = [secret[:6] for secret in secrets if secret.encode() in content]
        assert found == [], f"an opened secret lies in {place}"
    person.close()


def _secrets(stack: Stack) -> set[str]:
    return {secret for secret in json.loads(stack.manage("shell", "-v", "0", "-c", OPEN_ALL)) if secret}


def _work() -> Iterator[tuple[str, dict[str, object]]]:
    yield "gmail.list_labels", {}
    yield "gmail.search_messages", {"query": "in:inbox", "include_body": True}
    yield "gmail.get_message", {"message_id": "there-is-no-such-message"}
    yield "google_calendar.list_events", {}


def _places(stack: Stack, person: Person) -> Iterator[tuple[str, bytes]]:
    for file in stack.data_dir.rglob("*"):
        if file.is_file():
            yield file.name, file.read_bytes()
    with redis.Redis(unix_socket_path=str(stack.data_dir / "valkey.sock")) as store:
        for key in store.scan_iter():
            yield f"Redis {key!r}", key + (store.dump(key) or b"")
    yield "socket frames", json.dumps(person.frames).encode()
    for page in PAGES:
        yield page, person.http.get(page).content
