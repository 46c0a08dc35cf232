"""What a model is writing, as every page that asks sees it."""

from __future__ import annotations

from uuid import uuid4

from integrations.actors import Actor
from integrations.events import hint
from workflows.agents.chat.answers import turns
from workflows.agents.chat.conversations import Speaker
from workflows.agents.chat.speaking import say
from workflows.agents.chat.streaming import HAPPENED, written_so_far
from workflows.models import Chat, Run


def told(run: object, kind: str = "text", turn: int = 1, **more: object) -> None:
    hint(HAPPENED, {"run": str(run), "step": "s", "turn": turn, "kind": kind, **more})


def test_pieces_of_a_turn_are_joined_and_a_call_of_a_tool_ends_them(transactional_db: None) -> None:
    run = uuid4()
    for piece in ("Good ", "morning"):
        told(run, text=piece)
    assert written_so_far([run, uuid4()]) == {run: "Good morning"}
    told(run, turn=2, text="Now")
    assert written_so_far([run]) == {run: "Now"}
    told(run, "tool_call", turn=2, tool="gmail_get_message")
    assert written_so_far([run]) == {}


def test_an_open_message_shows_it_and_an_answered_one_does_not(begun: Chat, operator: Actor) -> None:
    run_id = say(Speaker.of_actor(operator), begun, "Hello", still_may=lambda: None).run_id
    finished = Run.objects.get(pk=run_id).finished_at
    told(run_id, text="Let me look")
    Run.objects.filter(pk=run_id).update(state="running", finished_at=None)
    assert turns(begun, is_staff=False)[0]["writes"] == "Let me look"
    Run.objects.filter(pk=run_id).update(state="succeeded", finished_at=finished or begun.used_at)
    assert turns(begun, is_staff=False)[0]["writes"] is None
