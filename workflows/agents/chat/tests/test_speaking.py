"""Messages: each is one run whose output is the answer; who may send them, and how many."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from integrations.actors import SYSTEM, Actor
from integrations.erasing import erase
from integrations.errors import Conflict, InputError, NotFound, PermissionDenied, RateLimited
from integrations.models import Customer
from integrations.payloads.contents import load
from workflows.agents.chat.answers import answer_in, turns
from workflows.agents.chat.conversations import Speaker, begin, find_deployment, get_chat, own_chat
from workflows.agents.chat.forgetting import prune
from workflows.agents.chat.speaking import say
from workflows.agents.chat.tests.conftest import Talk, work
from workflows.models import Chat, ChatTurn, Deployment, Run
from workflows.tests.desk import Desk


def allowed() -> None:
    """The speaker has lost nothing."""


def test_a_message_is_answered_with_the_output_of_its_run(begun: Chat, operator: Actor) -> None:
    turn = say(Speaker.of_actor(operator), begun, " Hello ", still_may=allowed)
    work(begun)
    [told] = turns(begun, is_staff=True)
    assert (told["number"], told["text"], told["state"], told["answer"]) == (1, "Hello", "succeeded", "You said: Hello")
    run = Run.objects.get(pk=turn.run_id)
    assert (run.source, run.deployment_id, run.lane) == ("chat", begun.deployment_id, "interactive")


def test_what_the_workflow_is_told_of_a_message(begun: Chat, operator: Actor) -> None:
    turn = say(Speaker.of_actor(operator), begun, "Hello", still_may=allowed)
    run = Run.objects.select_related("input").get(pk=turn.run_id)
    assert run.input is not None
    message = load(run.input)
    assert message == {
        "text": "Hello",
        "session_key": f"chat:{begun.pk}",
        "turn": 1,
        "sender": "staff",
        "sent_at": turn.at.isoformat(),
    }


def test_the_same_key_is_the_same_message_and_starts_one_run(begun: Chat, operator: Actor) -> None:
    speaker = Speaker.of_actor(operator)
    sent = [say(speaker, begun, "Hello", key="k", still_may=allowed) for _ in range(3)]
    assert len({each.run_id for each in sent}) == 1
    assert (Run.objects.count(), ChatTurn.objects.count()) == (1, 1)


def test_the_next_message_waits_for_the_answer(begun: Chat, operator: Actor) -> None:
    speaker = Speaker.of_actor(operator)
    Run.objects.filter(pk=say(speaker, begun, "One", still_may=allowed).run_id).update(
        state="running", finished_at=None
    )
    with pytest.raises(Conflict, match="still being answered"):
        say(speaker, begun, "Two", still_may=allowed)
    assert ChatTurn.objects.count() == 1


@pytest.mark.parametrize("text", ["", "  \n", "\0", "x" * 8_001])
def test_a_message_has_some_text_and_not_too_much(begun: Chat, operator: Actor, text: str) -> None:
    with pytest.raises(InputError):
        say(Speaker.of_actor(operator), begun, text, still_may=allowed)
    assert Run.objects.count() == 0


def test_a_flood_of_messages_is_held_back_over_all_conversations(
    begun: Chat, operator: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("workflows.agents.chat.speaking.A_MINUTE", 2)
    speaker = Speaker.of_actor(operator)
    for text in ("One", "Two"):
        say(speaker, begun, text, still_may=allowed)
        work(begun)
    other = begin(speaker, begun.deployment)
    with pytest.raises(RateLimited) as caught:
        say(speaker, other, "Three", still_may=allowed)
    assert caught.value.wait == 15
    ChatTurn.objects.update(at=timezone.now() - timedelta(minutes=2))
    say(speaker, other, "Three", still_may=allowed)


def test_what_is_paused_or_switched_off_takes_no_message(talk: Talk, operator: Actor, globex: Customer) -> None:
    deployment = talk(globex)
    speaker = Speaker.of_actor(operator)
    chat = begin(speaker, deployment)
    Deployment.objects.update(is_active=False, paused_at=timezone.now())
    with pytest.raises(NotFound):
        say(speaker, chat, "Hello", still_may=allowed)
    Deployment.objects.update(is_active=True, paused_at=None)
    Customer.objects.update(is_active=False)
    with pytest.raises(NotFound):
        say(speaker, chat, "Hello", still_may=allowed)
    assert Run.objects.count() == 0


def test_a_right_that_was_lost_meanwhile_is_seen(begun: Chat, operator: Actor) -> None:
    def lost() -> None:
        raise PermissionDenied("gone")

    with pytest.raises(PermissionDenied):
        say(Speaker.of_actor(operator), begun, "Hello", still_may=lost)
    assert (Run.objects.count(), ChatTurn.objects.count()) == (0, 0)


def test_nobody_talks_in_or_finds_somebody_elses_conversation(
    talk: Talk, operator: Actor, globex_actor: Actor, globex: Customer, initech: Customer
) -> None:
    chat = begin(Speaker.of_actor(operator), talk(initech))
    stranger = Speaker.of_actor(globex_actor)
    for attempt in (
        lambda: own_chat(stranger, chat.pk),
        lambda: get_chat(globex_actor, chat.pk),
        lambda: find_deployment(globex_actor, chat.deployment_id),
        lambda: say(stranger, chat, "Hello", still_may=allowed),
    ):
        with pytest.raises(NotFound):
            attempt()
    assert Run.objects.count() == 0


def test_a_viewer_does_not_chat(talk: Talk, viewer: Actor) -> None:
    with pytest.raises(PermissionDenied):
        find_deployment(viewer, talk().pk)


def test_a_failure_is_told_to_staff_in_words_and_to_customers_without(desk: Desk, begun: Chat, operator: Actor) -> None:
    turn = say(Speaker.of_actor(operator), begun, "Hello", still_may=allowed)
    Run.objects.filter(pk=turn.run_id).update(
        state="failed", reason="The mailbox of somebody else is full.", finished_at=timezone.now()
    )
    [staff], [customer] = turns(begun, is_staff=True), turns(begun, is_staff=False)
    assert staff["error"] == "The mailbox of somebody else is full."
    assert customer["error"] == "That could not be answered. Try again, or write it in another way."


@pytest.mark.parametrize(
    ("output", "text"),
    [
        ("Yes.", "Yes."),
        ({"output": "Yes.", "messages": [], "usage": {}}, "Yes."),
        ({"answer": "Yes.", "sources": ["a"]}, "Yes."),
        ({"output": {"free": True}, "messages": []}, '{\n  "free": true\n}'),
        (None, ""),
        (7, "7"),
    ],
)
def test_the_text_of_an_answer_is_found_in_what_a_run_puts_out(output: object, text: str) -> None:
    assert answer_in(output) == text


def test_with_its_customer_a_conversation_is_erased(talk: Talk, operator: Actor, globex: Customer) -> None:
    chat = begin(Speaker.of_actor(operator), talk(globex))
    say(Speaker.of_actor(operator), chat, "Hello", still_may=allowed)
    erase.go_on(erase.begin(SYSTEM, globex, confirm="globex").pk)
    assert (Chat.objects.count(), ChatTurn.objects.count(), Run.objects.count()) == (0, 0, 0)


def test_what_was_not_used_for_long_is_forgotten_with_its_contents(begun: Chat, operator: Actor) -> None:
    say(Speaker.of_actor(operator), begun, "Hello", still_may=allowed)
    Chat.objects.update(used_at=timezone.now() - timedelta(days=91))
    fresh = begin(Speaker.of_actor(operator), begun.deployment)
    assert prune() == 1
    assert (Chat.objects.get(), ChatTurn.objects.count()) == (fresh, 0)
