"""Events that a vendor sends by itself: proved, kept once, for each deployment that listens, beside what polls find."""

from __future__ import annotations

import hashlib
import hmac
import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from integrations.actors import SYSTEM
from integrations.connect.tokens.oauth_apps import save_app
from integrations.models import Connection, Customer, Grant, OAuthApp
from workflows.models import Deployment, InboxEvent, Poller, Run
from workflows.tests.desk import SCOPE
from workflows.triggers import polling
from workflows.triggers.registration import sync
from workflows.triggers.tests.conftest import Deploy
from workflows.triggers.tests.post_office import PostOffice, open_post_office

pytestmark = pytest.mark.django_db(transaction=True)

SECRET = "the-signing-secret"


@pytest.fixture
def office(tmp_path: Path) -> Iterator[PostOffice]:
    with open_post_office(tmp_path / "post") as office:
        office.letters += ["first"]
        yield office


@pytest.fixture
def app(transactional_db: None) -> OAuthApp:
    return save_app(SYSTEM, provider="slack", client_id="1.2", client_secret="s", signing_secret=SECRET)


@pytest.fixture
def listening(deploy: Deploy, office: PostOffice, app: OAuthApp) -> Any:
    """A deployment that listens to letters of a workspace, and has fixed the state before."""

    def make(customer: Customer, account: str = "T1", box: str = "inbox") -> Deployment:
        grant = Grant.objects.get_or_create(oauth_app=app, account_id=account)[0]
        values: dict[str, Any] = {"status": "active", "scopes": [SCOPE], "connected_at": timezone.now()}
        Connection.objects.get_or_create(
            customer=customer, provider="slack", oauth_app=app, grant=grant, account_id=account, defaults=values
        )
        node = {"id": "post", "type": "post.new_letter", "parameters": {"box": box}}
        deployment = deploy(node, customer=customer)
        sync(deployment)
        poll()
        return deployment

    return make


def poll() -> None:
    for poller in Poller.objects.all():
        Poller.objects.update(not_before=None)
        polling.take_turn(poller.pk)


def send(app: OAuthApp, body: object, *, secret: str = SECRET, after: float = 0, **headers: Any) -> Any:
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    stamp = str(int(time.time() + after))
    signature = hmac.new(secret.encode(), f"v0:{stamp}:".encode() + raw, hashlib.sha256).hexdigest()
    signed = {"x-slack-request-timestamp": stamp, "x-slack-signature": f"v0={signature}", **headers}
    client = Client(raise_request_exception=False)
    address = f"/hooks/apps/slack/{app.pk}/"
    return client.post(address, raw, content_type="application/json", headers=signed)


def told(number: int = 0, team: str = "T1", box: str = "inbox") -> dict[str, object]:
    event = {"number": number, "box": box}
    return {"type": "event_callback", "team_id": team, "event_id": f"Ev{number}", "event": event}


def test_the_challenge_is_answered(app: OAuthApp) -> None:
    answer = send(app, {"type": "url_verification", "challenge": "3eZbrw1aB10"})
    assert (answer.status_code, answer.content) == (200, b"3eZbrw1aB10")
    assert answer["Content-Type"].startswith("text/plain")


def test_an_event_starts_the_runs_of_all_who_listen_and_a_second_try_none(
    listening: Any, app: OAuthApp, globex: Customer, initech: Customer
) -> None:
    mine = {listening(globex).pk, listening(globex).pk, listening(initech).pk}
    listening(globex, account="T2")
    listening(initech, box="archive")
    for attempt in range(3):
        retry: dict[str, Any] = {"x-slack-retry-num": str(attempt)}
        assert send(app, told(), **retry).status_code == 200
    events = InboxEvent.objects.select_related("trigger")
    assert {each.trigger.deployment_id for each in events} == mine
    assert [each.state for each in events] == ["started"] * 3
    assert Run.objects.count() == 3


def test_what_was_told_is_not_found_again_by_a_poll_nor_the_other_way(
    listening: Any, app: OAuthApp, office: PostOffice, globex: Customer
) -> None:
    listening(globex)
    office.letters += ["second", "third"]
    send(app, told(1))
    poll()
    send(app, told(2))
    assert sorted(InboxEvent.objects.values_list("delivery_id", flat=True)) == ["letter-1", "letter-2"]
    assert Run.objects.count() == 2


@pytest.mark.parametrize(
    ("how", "status"),
    [
        ({"secret": "wrong"}, 401),
        ({"after": -400}, 401),
        ({"after": 400}, 401),
        ({"x-slack-signature": ""}, 401),
    ],
)
def test_a_wrong_or_old_signature_starts_nothing(
    listening: Any, app: OAuthApp, globex: Customer, how: dict[str, Any], status: int
) -> None:
    listening(globex)
    assert send(app, told(), **how).status_code == status
    assert not InboxEvent.objects.exists()


def test_another_apps_secret_is_wrong_and_its_workspace_is_not_ours(
    listening: Any, app: OAuthApp, globex: Customer
) -> None:
    listening(globex)
    other = save_app(SYSTEM, provider="slack", client_id="3.4", client_secret="s", signing_secret="another")
    assert send(app, told(), secret="another").status_code == 401
    assert send(other, told(), secret="another").status_code == 200
    assert not InboxEvent.objects.exists()


def test_a_replayed_request_starts_nothing_more(listening: Any, app: OAuthApp, globex: Customer) -> None:
    listening(globex)
    assert [send(app, told(), after=-200).status_code for _ in range(3)] == [200] * 3
    assert Run.objects.count() == 1


def test_unknown_apps_other_methods_and_no_json_are_refused(app: OAuthApp, client: Client) -> None:
    nobody = client.post("/hooks/apps/slack/00000000-0000-4000-8000-000000000000/", b"{}", content_type="x/y")
    assert (nobody.status_code, nobody["Content-Type"]) == (404, "application/problem+json")
    assert client.get(f"/hooks/apps/slack/{app.pk}/").status_code == 405
    assert client.post(f"/hooks/apps/google/{app.pk}/", b"{}", content_type="x/y").status_code == 404
    assert send(app, b"[" * 100_000).status_code == 422


def test_who_is_paused_or_has_not_begun_hears_nothing(
    listening: Any, app: OAuthApp, globex: Customer, initech: Customer, office: PostOffice
) -> None:
    paused = listening(globex)
    Deployment.objects.filter(pk=paused.pk).update(is_active=False, paused_at=timezone.now())
    pending = listening(initech)
    pending.triggers.update(state="pending")
    assert send(app, told()).status_code == 200
    assert not InboxEvent.objects.exists()
