"""What agents remember, for whom, how much of it, and how it is forgotten."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from integrations.actors import SYSTEM, Actor
from integrations.erasing import erase
from integrations.erasing.export import export
from integrations.errors import InputError, MachinaError, NotFound, PermissionDenied
from integrations.holders import Holder
from integrations.models import Customer, Payload
from workflows.agents.memory import forgetting
from workflows.agents.memory.forgetting import erase_memory, prune
from workflows.agents.memory.remembering import (
    LONGEST_TEXT,
    Message,
    keep_summary,
    recall,
    remember,
    summary_due,
)
from workflows.models import Memory, MemoryMessage

RUN = uuid4()
OWNER = Holder.owner()
pytestmark = pytest.mark.django_db(transaction=True)


def talk(holder: Holder, count: int, *, key: str = "a", begin: int = 1) -> None:
    """So many turns: a question and an answer each."""
    for turn in range(begin, begin + count):
        said = [Message("user", f"q{turn}"), Message("assistant", f"a{turn}")]
        remember(holder, key, said, run_id=RUN, step=f"agent:{turn}")


def texts(holder: Holder, window: int = 20, key: str = "a") -> str:
    return " ".join(each.text for each in recall(holder, key, window).messages)


def test_the_last_messages_come_back_in_their_order(db: None) -> None:
    talk(OWNER, 3)
    assert texts(OWNER) == "q1 a1 q2 a2 q3 a3"
    assert texts(OWNER, 3) == "a2 q3 a3"
    assert [each.role for each in recall(OWNER, "a", 2).messages] == ["user", "assistant"]
    assert recall(OWNER, "never", 5).messages == ()
    assert Memory.objects.count() == 1


def test_a_step_that_is_done_again_is_remembered_once() -> None:
    said = [Message("user", "q"), Message("assistant", "a")]
    counts = [
        remember(OWNER, "a", said[:1], run_id=RUN, step="s"),
        *(remember(OWNER, "a", said, run_id=RUN, step="s") for _ in range(2)),
    ]
    assert counts == [1, 1, 0]
    assert texts(OWNER) == "q a"
    assert remember(OWNER, "a", said, run_id=uuid4(), step="s") == 2


def test_nobody_remembers_what_another_holder_was_told(globex: Customer, initech: Customer) -> None:
    holders = [OWNER, Holder.customer(globex), Holder.customer(initech)]
    for number, holder in enumerate(holders, start=1):
        talk(holder, 1, begin=number)
    assert [texts(each) for each in holders] == ["q1 a1", "q2 a2", "q3 a3"]
    assert {each.customer_id for each in Payload.objects.all()} == {None, globex.pk, initech.pk}


def test_a_full_window_is_summed_up_and_half_of_it_stays() -> None:
    talk(OWNER, 2)
    assert summary_due(OWNER, "a", 6) is None
    talk(OWNER, 1, begin=3)
    wish = summary_due(OWNER, "a", 6)
    assert wish is not None
    assert (wish.so_far, " ".join(each.text for each in wish.messages)) == ("", "q1 a1 q2")
    assert keep_summary(OWNER, "a", wish, "They asked one and two.")
    assert (recall(OWNER, "a", 6).summary, texts(OWNER, 6)) == ("They asked one and two.", "a2 q3 a3")
    talk(OWNER, 2, begin=4)
    again = summary_due(OWNER, "a", 6)
    assert again is not None
    assert (again.so_far, " ".join(each.text for each in again.messages)) == ("They asked one and two.", "a2 q3 a3 q4")


def test_of_two_summaries_of_the_same_messages_the_first_stays() -> None:
    talk(OWNER, 3)
    wish = summary_due(OWNER, "a", 4)
    assert wish is not None
    assert [keep_summary(OWNER, "a", wish, text) for text in ("first", "second")] == [True, False]
    assert recall(OWNER, "a", 4).summary == "first"


def test_what_is_too_long_is_cut_and_says_so() -> None:
    remember(OWNER, "a", [Message("user", "x" * (LONGEST_TEXT + 1))], run_id=None, step="s")
    [message] = recall(OWNER, "a").messages
    assert (len(message.text), message.text[-6:]) == (LONGEST_TEXT, "\n[cut]")


@pytest.mark.parametrize(
    ("key", "window", "field"),
    [
        ("", 5, "session_key"),
        ("x" * 201, 5, "session_key"),
        ("a\0", 5, "session_key"),
        ("a", 0, "window"),
        ("a", 201, "window"),
    ],
)
def test_wrong_keys_and_windows_are_refused(key: str, window: int, field: str) -> None:
    with pytest.raises(InputError) as caught:
        recall(OWNER, key, window)
    assert [each.field for each in caught.value.errors] == [f"memory.{field}"]


def test_a_conversation_keeps_its_last_messages_and_a_holder_its_last_conversations(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("workflows.agents.memory.remembering.MOST_MESSAGES", 4)
    monkeypatch.setattr(forgetting, "MOST_MEMORIES", 2)
    talk(OWNER, 3)
    assert (texts(OWNER), MemoryMessage.objects.count(), Payload.objects.count()) == ("q2 a2 q3 a3", 4, 4)
    for key in ("b", "c"):
        talk(OWNER, 1, key=key)
    assert {*Memory.objects.values_list("session_key", flat=True)} == {"b", "c"}
    assert Payload.objects.count() == 4


def test_what_was_not_used_for_long_is_forgotten_with_its_contents() -> None:
    talk(OWNER, 2)
    talk(OWNER, 1, key="fresh")
    Memory.objects.filter(session_key="a").update(used_at=timezone.now() - timedelta(days=91))
    assert prune() == 1
    assert (Memory.objects.get().session_key, Payload.objects.count()) == ("fresh", 2)


def test_who_may_operate_erases_his_own_and_nobody_elses(
    operator: Actor, viewer: Actor, globex_actor: Actor, globex: Customer, initech: Customer
) -> None:
    talk(Holder.customer(globex), 1)
    talk(Holder.customer(initech), 1)
    theirs = Memory.objects.get(customer=initech)
    with pytest.raises(NotFound):
        erase_memory(globex_actor, theirs.pk)
    with pytest.raises(PermissionDenied):
        erase_memory(viewer, theirs.pk)
    assert Memory.objects.count() == 2
    erase_memory(operator, theirs.pk)
    assert (Memory.objects.get().customer, Payload.objects.filter(customer=initech).count()) == (globex, 0)


def test_an_erased_customer_leaves_no_memory_and_gets_none(globex: Customer) -> None:
    holder = Holder.customer(globex)
    talk(holder, 3)
    wish = summary_due(holder, "a", 4)
    assert wish is not None
    keep_summary(holder, "a", wish, "sum")
    erasure = erase.begin(SYSTEM, globex, confirm="globex")
    with pytest.raises(MachinaError):
        talk(holder, 1, begin=9)
    erase.go_on(erasure.pk)
    assert (Memory.objects.count(), MemoryMessage.objects.count(), Payload.objects.count()) == (0, 0, 0)


def test_an_export_has_what_is_remembered(globex: Customer) -> None:
    talk(Holder.customer(globex), 1)
    document = "".join(export(SYSTEM, globex))
    assert '"session_key": "a"' in document
    assert '"memory_messages": [' in document
    assert '"content": "q1"' in document
