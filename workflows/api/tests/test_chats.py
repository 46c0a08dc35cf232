"""Chats over REST: programs talk to deployments, and links are made and ended."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

import pytest
from django.utils import timezone
from rest_framework.test import APIClient

from integrations.actors import SYSTEM
from integrations.holders import Holder
from integrations.models import Customer
from workflows.agents.approvals.asking import Question, ask
from workflows.agents.chat.speaking import A_MINUTE
from workflows.agents.chat.tests.conftest import Talk, talk, work
from workflows.models import Approval, Chat, ChatLink, ChatTurn, Deployment, Run

__all__ = ["talk"]
CHATS = "/api/v1/chats/"


@pytest.fixture
def deployment(talk: Talk, globex: Customer) -> Deployment:  # that is how pytest hands it over
    return talk(globex)


def begun(client: APIClient, deployment: Deployment) -> str:
    answer = client.post(CHATS, {"deployment": str(deployment.pk)}, format="json")
    assert answer.status_code == 201, answer.content
    return f"{CHATS}{answer.json()['id']}/"


def said(client: APIClient, address: str, **body: Any) -> Any:
    return client.post(f"{address}messages", {"text": "Hello", **body}, format="json")


def test_a_customers_program_talks_and_reads_the_answer(globex_key: APIClient, deployment: Deployment) -> None:
    address = begun(globex_key, deployment)
    taken = [said(globex_key, address, idempotency_key="k") for _ in range(2)]
    assert [(each.status_code, each.json()["number"]) for each in taken] == [(202, 1), (202, 1)]
    assert taken[0].json() == taken[1].json()
    work(Chat.objects.get())
    chat = globex_key.get(address).json()
    assert (chat["customer"], chat["messages"], chat["session_key"]) == ("globex", 1, f"chat:{chat['id']}")
    assert [(each["text"], each["answer"], each["state"]) for each in chat["turns"]] == [
        ("Hello", "You said: Hello", "succeeded")
    ]
    assert [each["id"] for each in globex_key.get(CHATS).json()["results"]] == [chat["id"]]


def test_what_is_wrong_is_said(operator_key: APIClient, deployment: Deployment) -> None:
    address = begun(operator_key, deployment)
    assert said(operator_key, address, text="").status_code == 422
    assert said(operator_key, address, txt="x").json()["errors"][0]["field"] == "txt"
    assert operator_key.post(CHATS, {"deployment": str(uuid4())}, format="json").status_code == 404
    assert ChatTurn.objects.count() == 0


def test_nobody_reads_or_continues_the_chat_of_another_customer(
    globex_key: APIClient, operator_key: APIClient, talk: Talk, initech: Customer
) -> None:
    theirs = talk(initech)
    address = begun(operator_key, theirs)
    assert said(operator_key, address).status_code == 202
    assert globex_key.get(address).status_code == 404
    assert said(globex_key, address).status_code == 404
    assert globex_key.post(CHATS, {"deployment": str(theirs.pk)}, format="json").status_code == 404
    for path in (f"{CHATS}?customer=initech", f"/api/v1/deployments/{theirs.pk}/chat_links/"):
        assert globex_key.get(path).status_code == 404
    assert globex_key.get(CHATS).json()["results"] == []
    assert ChatTurn.objects.count() == 1


def test_a_viewer_sees_that_there_are_chats_and_not_what_they_say(
    vera: APIClient, operator_key: APIClient, deployment: Deployment
) -> None:
    address = begun(operator_key, deployment)
    said(operator_key, address, text="canary")
    assert len(vera.get(CHATS).json()["results"]) == 1
    answer = vera.get(address)
    assert (answer.status_code, b"canary" in answer.content) == (403, False)
    assert said(vera, address).status_code == 403


def test_links_are_made_shown_and_revoked(operator_key: APIClient, deployment: Deployment) -> None:
    path = f"/api/v1/deployments/{deployment.pk}/chat_links/"
    made = operator_key.post(path, {"expires_in": 3600}, format="json")
    assert made.status_code == 201
    assert "/chat/with/" in made.json()["url"]
    [listed] = operator_key.get(path).json()["results"]
    assert listed == {name: value for name, value in made.json().items() if name != "url"}
    address = f"/api/v1/chat_links/{listed['id']}/"
    assert operator_key.post(f"{address}revoke").json()["state"] == "revoked"
    assert operator_key.get(address).json()["state"] == "revoked"
    assert operator_key.post(path, {"expires_in": 5}, format="json").status_code == 422
    assert ChatLink.objects.count() == 1


def test_only_the_operator_lets_a_link_approve(
    globex_key: APIClient, operator_key: APIClient, deployment: Deployment
) -> None:
    links = f"/api/v1/deployments/{deployment.pk}/chat_links/"
    refused = globex_key.post(links, {"may_approve": True}, format="json")
    assert (refused.status_code, refused.json()["errors"][0]["field"]) == (422, "may_approve")
    assert not ChatLink.objects.exists()
    assert globex_key.post(links, {}, format="json").json()["may_approve"] is False
    assert operator_key.post(links, {"may_approve": True}, format="json").json()["may_approve"] is True


def test_a_customers_program_does_not_approve_what_its_own_message_has_led_to(
    globex_key: APIClient, operator_key: APIClient, globex: Customer, deployment: Deployment
) -> None:
    mine = said(globex_key, begun(globex_key, deployment)).json()["run"]
    others = said(operator_key, begun(operator_key, deployment)).json()["run"]
    waiting = [str(asked_in(run, globex).pk) for run in (mine, others)]
    answers = [
        globex_key.post(f"/api/v1/approvals/{each}/answer", {"decision": "approve"}, format="json") for each in waiting
    ]
    assert [each.status_code for each in answers] == [403, 200]
    assert Approval.objects.get(pk=waiting[0]).state == "open"
    answer = operator_key.post(f"/api/v1/approvals/{waiting[0]}/answer", {"decision": "approve"}, format="json")
    assert answer.json()["state"] == "approved"


def asked_in(run: str, customer: Customer) -> Approval:
    """What an agent in the run of a deployment, which acts for nobody, asks before it goes on."""
    return ask(
        Question(
            key=f"agent:{run}",
            operation="gmail.trash_message",
            parameters={"message_id": "m1"},
            holder=Holder.customer(customer),
            asker=SYSTEM,
            source="agent",
            run_id=UUID(run),
        )
    )


def test_a_program_that_speaks_for_many_uses_up_no_customers_share(
    operator_key: APIClient, talk: Talk, globex: Customer, initech: Customer
) -> None:
    address = begun(operator_key, talk(globex))
    for _ in range(A_MINUTE):
        assert said(operator_key, address).status_code == 202
        Run.objects.update(state="succeeded", finished_at=timezone.now())
    assert said(operator_key, address).status_code == 429
    assert said(operator_key, begun(operator_key, talk(initech))).status_code == 202
