"""The pages of chats: staff who are signed in, and a customer's person in the one browser that opened the link."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from integrations.actors import Actor
from integrations.errors import InputError, NotFound
from integrations.holders import Holder
from integrations.models import Customer
from workflows.agents.approvals.asking import Question, ask
from workflows.agents.chat.links import CreatedChatLink, create_chat_link, free_chat_link, revoke_chat_link
from workflows.agents.chat.tests.conftest import Talk, work
from workflows.conftest import MakeStaff
from workflows.models import Approval, Chat, ChatLink, ChatTurn, Deployment, Run


def path_of(created: CreatedChatLink) -> str:
    return "/chat/with/" + created.url.rsplit("/chat/with/", 1)[1]


def send(client: Client, base: str, text: str = "Hello", key: str = "k") -> Any:
    return client.post(f"{base}say", {"text": text, "key": key}, content_type="application/json")


@pytest.fixture
def deployment(talk: Talk, globex: Customer) -> Deployment:
    return talk(globex)


@pytest.fixture
def link(deployment: Deployment, operator: Actor) -> CreatedChatLink:
    return create_chat_link(operator, deployment.pk)


def opened(link: CreatedChatLink) -> tuple[Client, str]:
    """A browser that has opened the link, and the conversation it has begun."""
    client = Client()
    client.post(path_of(link))
    page = client.post(f"/chat/link/{link.link.pk}/new")
    chat = Chat.objects.get(speaker=f"link:{link.link.pk}")
    assert page["Location"] == f"/chat/link/{link.link.pk}/?c={chat.pk}"
    return client, f"/chat/link/{link.link.pk}/{chat.pk}/"


def test_staff_talk_and_read_the_answer(ada: Client, talk: Talk) -> None:
    deployment = talk()
    page = ada.get(f"/chat/{deployment.pk}/").content.decode()
    assert "Ask me." in page
    assert "What is on today?" in page
    assert Chat.objects.count() == 0
    base = ada.post(f"/chat/{deployment.pk}/new")["Location"]
    assert send(ada, base, "<b>Hi</b>").status_code == 202
    work(Chat.objects.get())
    [turn] = ada.get(f"{base}turns").json()["turns"]
    assert (turn["state"], turn["answer"]) == ("succeeded", "You said: <b>Hi</b>")
    assert ada.get(f"{base}turns?after=1").json() == {"turns": []}
    shown = ada.get(base)
    assert "<b>Hi" not in shown.content.decode()
    assert shown["Cache-Control"] == "no-store"


def test_without_script_a_form_sends_the_message(ada: Client, talk: Talk) -> None:
    base = ada.post(f"/chat/{talk().pk}/new")["Location"]
    answer = ada.post(f"{base}say", {"text": "Hello", "back": "https://evil.example/"})
    assert (answer.status_code, answer["Location"]) == (302, base)
    assert ChatTurn.objects.count() == 1


def test_who_is_not_staff_or_may_not_operate_gets_nothing(talk: Talk, make_staff: MakeStaff) -> None:
    deployment = talk()
    chat = Chat.objects.create(deployment=deployment, speaker="staff:1", used_at=timezone.now())
    nobody, vera = Client(), Client()
    vera.force_login(make_staff("vera", "viewer"))
    base = f"/chat/{deployment.pk}/{chat.pk}/"
    assert nobody.get(base)["Location"].startswith("/accounts/login/")
    assert vera.get(base).status_code == 403
    assert [send(each, base).status_code for each in (nobody, vera)] == [401, 403]
    assert [each.get(f"{base}turns").status_code for each in (nobody, vera)] == [401, 403]
    assert Run.objects.count() == 0


def test_a_colleague_does_not_see_ones_conversation(ada: Client, talk: Talk, make_staff: MakeStaff) -> None:
    base = ada.post(f"/chat/{talk().pk}/new")["Location"]
    send(ada, base, "canary")
    other = Client()
    other.force_login(make_staff("bob", "operator"))
    assert other.get(base).status_code == 404
    assert other.get(f"{base}turns").status_code == 404
    assert send(other, base, key="2").status_code == 404


def test_a_link_changes_nothing_until_its_button_is_pressed(link: CreatedChatLink) -> None:
    scanner = Client()
    scanner.head(path_of(link))
    page = scanner.get(path_of(link))
    assert page.status_code == 200
    assert "Globex GmbH" in page.content.decode()
    assert page["Referrer-Policy"] == "no-referrer"
    assert "machina_chat" not in page.cookies
    assert (ChatLink.objects.get().bound_at, Chat.objects.count()) == (None, 0)


def test_a_customer_talks_in_the_browser_that_opened_the_link(link: CreatedChatLink) -> None:
    client, base = opened(link)
    assert client.cookies["machina_chat"]["httponly"]
    assert send(client, base).status_code == 202
    work(Chat.objects.get())
    assert client.get(f"{base}turns").json()["turns"][0]["answer"] == "You said: Hello"
    run = Run.objects.get()
    assert (run.customer, run.source) == (link.link.customer, "chat")
    assert "Hello" in client.get(f"/chat/link/{link.link.pk}/").content.decode()


def test_another_browser_gets_nothing_even_with_the_address(link: CreatedChatLink) -> None:
    _, base = opened(link)
    thief = Client()
    for page in (thief.get(path_of(link)), thief.post(path_of(link))):
        assert page.status_code == 410
        assert "already in use" in page.content.decode()
    thief.cookies["machina_chat"] = "guessed"
    assert thief.get(f"/chat/link/{link.link.pk}/").status_code == 404
    assert thief.get(f"{base}turns").status_code == 404
    assert send(thief, base).status_code == 404
    assert Run.objects.count() == 0


def test_of_two_browsers_at_once_one_gets_the_link(link: CreatedChatLink) -> None:
    answers = [Client().post(path_of(link)).status_code for _ in range(2)]
    assert answers == [302, 410]


@pytest.mark.parametrize("how", ["revoked", "expired", "customer off", "deployment paused"])
def test_a_link_that_has_ended_ends_for_its_own_browser_too(link: CreatedChatLink, operator: Actor, how: str) -> None:
    client, base = opened(link)
    if how == "revoked":
        revoke_chat_link(operator, link.link.pk)
    elif how == "expired":
        ChatLink.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    elif how == "customer off":
        Customer.objects.update(is_active=False)
    else:
        Deployment.objects.update(is_active=False, paused_at=timezone.now())
    assert send(client, base).status_code == 404
    assert client.get(f"/chat/link/{link.link.pk}/").status_code == 404
    assert client.post(f"/chat/link/{link.link.pk}/new").status_code == 404
    assert Run.objects.count() == 0


def test_a_freed_link_is_opened_by_another_browser_and_lost_to_the_first(
    link: CreatedChatLink, operator: Actor
) -> None:
    client, base = opened(link)
    free_chat_link(operator, link.link.pk)
    assert Client().post(path_of(link)).status_code == 302
    assert send(client, base).status_code == 404


def test_a_link_sees_no_conversation_of_another_link(
    link: CreatedChatLink, deployment: Deployment, operator: Actor
) -> None:
    client, base = opened(link)
    send(client, base, "canary")
    second = create_chat_link(operator, deployment.pk)
    other, _ = opened(second)
    chat_id = base.rstrip("/").rsplit("/", 1)[1]
    for address in (base, f"/chat/link/{second.link.pk}/{chat_id}/"):
        assert other.get(f"{address}turns").status_code == 404
        assert send(other, address, key="2").status_code == 404
    assert other.get(f"/chat/link/{second.link.pk}/?c={chat_id}").status_code == 404
    assert ChatTurn.objects.count() == 1


def test_links_are_for_customers_and_made_by_who_may(
    talk: Talk, deployment: Deployment, operator: Actor, globex_actor: Actor, initech: Customer
) -> None:
    with pytest.raises(InputError, match="is the owner's"):
        create_chat_link(operator, talk().pk)
    with pytest.raises(InputError, match="90 days"):
        create_chat_link(operator, deployment.pk, expires_in=timedelta(days=91))
    with pytest.raises(NotFound):
        create_chat_link(globex_actor, talk(initech).pk)
    assert ChatLink.objects.count() == 0
    token = create_chat_link(operator, deployment.pk).url.rstrip("/").rsplit("/", 1)[1]
    assert token not in json.dumps(list(ChatLink.objects.values()), default=str)


def asked(deployment: Deployment, operator: Actor, run: Run) -> Approval:
    made = ask(
        Question(
            key=uuid4().hex,
            holder=Holder.whose(deployment.customer),
            asker=operator,
            operation="gmail.trash_message",
            parameters={"message_id": "m1"},
            source="agent",
            run_id=run.pk,
        )
    )
    Run.objects.filter(pk=run.pk).update(state="waiting", finished_at=None)
    return made


@pytest.mark.parametrize(("may_approve", "status", "state"), [(True, 200, "approved"), (False, 403, "open")])
def test_a_customer_answers_what_is_asked_where_the_operator_allows_it(
    deployment: Deployment, operator: Actor, may_approve: bool, status: int, state: str
) -> None:
    link = create_chat_link(operator, deployment.pk, may_approve=may_approve)
    client, base = opened(link)
    send(client, base)
    approval = asked(deployment, operator, Run.objects.get())
    [turn] = client.get(f"{base}turns").json()["turns"]
    assert [each["id"] for each in turn["approvals"]] == [str(approval.pk)]
    answer = client.post(f"{base}approvals/{approval.pk}", {"decision": "approve"}, content_type="application/json")
    assert answer.status_code == status, answer.content
    approval.refresh_from_db()
    assert approval.state == state


def test_what_another_conversation_asks_is_not_answered_here(
    link: CreatedChatLink, deployment: Deployment, operator: Actor, ada: Client
) -> None:
    create = create_chat_link(operator, deployment.pk, may_approve=True)
    client, base = opened(create)
    theirs = ada.post(f"/chat/{deployment.pk}/new")["Location"]
    send(ada, theirs)
    approval = asked(deployment, operator, Run.objects.get())
    answer = client.post(f"{base}approvals/{approval.pk}", {"decision": "approve"}, content_type="application/json")
    assert answer.status_code == 404
    approval.refresh_from_db()
    assert approval.state == "open"
    done = ada.post(f"{theirs}approvals/{approval.pk}", {"decision": "refuse"}, content_type="application/json")
    assert done.json() == {"state": "refused"}


def test_a_message_needs_the_token_against_forgery(link: CreatedChatLink) -> None:
    client, base = opened(link)
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = client.cookies
    assert send(strict, base).status_code == 403
    assert Run.objects.count() == 0


@pytest.mark.parametrize("body", ["[", "[]", '{"text": 7}', '{"text": ""}', "{}", "x" * 70_000])
def test_a_body_that_cannot_be_read_is_an_input_error(ada: Client, talk: Talk, body: str) -> None:
    base = ada.post(f"/chat/{talk().pk}/new")["Location"]
    answer = ada.post(f"{base}say", body, content_type="application/json")
    assert (answer.status_code, answer.json()["code"]) == (422, "input_error")
    assert Run.objects.count() == 0


@pytest.mark.parametrize("key", ["\ud800", "a\0", "x" * 101])
def test_a_key_that_cannot_be_kept_is_an_input_error(ada: Client, talk: Talk, key: str) -> None:
    base = ada.post(f"/chat/{talk().pk}/new")["Location"]
    assert send(ada, base, key=key).status_code == 422
    assert ChatTurn.objects.count() == 0
