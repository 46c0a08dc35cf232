"""Recalling a conversation and remembering what was said in it, for whoever runs an agent."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Literal
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from integrations.errors import FieldError, InputError, NotFound
from integrations.holders import Customer, Holder
from integrations.payloads.contents import DamagedContent, Payload, keep, load, unsaved
from workflows.agents.memory.forgetting import delete_messages, make_room
from workflows.models import Memory, MemoryMessage

KEPT = timedelta(days=90)
"""After the last use; ``forgetting.prune`` then deletes it."""
LONGEST_KEY = 200
LONGEST_TEXT = 32_000
"""Characters of one message; a longer one is cut, and says so."""
LONGEST_SUMMARY = 8_000
LARGEST_WINDOW = 200
DEFAULT_WINDOW = 20
MOST_MESSAGES = 1_000
"""Of one conversation; the oldest go first."""
CUT = "\n[cut]"


@dataclass(frozen=True)
class Message:
    """One thing that was said."""

    role: Literal["user", "assistant"]
    text: str


@dataclass(frozen=True)
class Recalled:
    """What an agent knows of its conversation: ``messages`` oldest first, and a summary of what was before them."""

    messages: tuple[Message, ...]
    summary: str


@dataclass(frozen=True)
class SummaryWish:
    """What the model should sum up: the summary so far, and the messages that follow it, up to number ``until``."""

    so_far: str
    messages: tuple[Message, ...]
    after: int
    until: int


def recall(holder: Holder, session_key: str, window: int = DEFAULT_WINDOW) -> Recalled:
    """The last messages, ``window`` at most, that the summary has not taken in. Raises InputError.

    Nothing is stored by it: a conversation that has not begun is empty.
    """
    memory = _find(holder, session_key, window)
    if memory is None:
        return Recalled((), "")
    rows = [*_unsummarised(memory).order_by("-number")[:window]]
    return Recalled(_said(reversed(rows)), _summary(memory))


@transaction.atomic
def remember(holder: Holder, session_key: str, messages: Sequence[Message], *, run_id: UUID | None, step: str) -> int:
    """Add what was said; returns how many messages were new. Done again for the same run and step, it adds nothing.

    ``step`` is any text that is the same for the same step: its key, or its id. Raises InputError, and NotFound for a
    customer who is gone or switched off: nothing is remembered of somebody who is being erased.
    """
    _check(session_key, 1)
    _require_present(holder)
    memory = _locked(holder, session_key)
    source = f"{run_id or ''}:{step}"[:200]
    known = {*memory.messages.filter(source=source).values_list("position", flat=True)}
    new = [(position, each) for position, each in enumerate(messages) if position not in known]
    now = timezone.now()
    contents = [unsaved(_cut(each.text), customer_id=holder.customer_id, kept_for=KEPT) for _, each in new]
    Payload.objects.bulk_create(contents)
    MemoryMessage.objects.bulk_create(
        MemoryMessage(
            memory=memory,
            customer_id=holder.customer_id,
            number=memory.last + count,
            role=each.role,
            source=source,
            position=position,
            run_id=run_id,
            content=content,
            at=now,
        )
        for count, ((position, each), content) in enumerate(zip(new, contents, strict=True), start=1)
    )
    memory.last, memory.used_at = memory.last + len(new), now
    memory.save(update_fields=["last", "used_at"])
    delete_messages(memory.messages.filter(number__lte=memory.last - MOST_MESSAGES))
    return len(new)


def summary_due(holder: Holder, session_key: str, window: int = DEFAULT_WINDOW) -> SummaryWish | None:
    """What the model should sum up before the next turn; None while everything fits into the window.

    It is due once the window is full, and leaves half of it: so a conversation is summed up once in half a window of
    messages, and between two summaries the model sees everything that was said. Give its text to ``keep_summary``.
    """
    memory = _find(holder, session_key, window)
    if memory is None:
        return None
    rows = [*_unsummarised(memory).order_by("number")]
    if len(rows) < window:
        return None
    old = rows[: len(rows) - window // 2]
    return SummaryWish(_summary(memory), _said(old), after=memory.summarised, until=old[-1].number)


@transaction.atomic
def keep_summary(holder: Holder, session_key: str, wish: SummaryWish, text: str) -> bool:
    """Store what the model made of a wish; False where another summary was stored meanwhile, which then stays."""
    _require_present(holder)
    memory = _locked(holder, session_key)
    cleaned = text.strip()
    if memory.summarised != wish.after or not cleaned:
        return False
    old = memory.summary_id
    memory.summary = keep(cleaned[:LONGEST_SUMMARY], customer_id=holder.customer_id, kept_for=KEPT)
    memory.summarised = wish.until
    memory.save(update_fields=["summary", "summarised"])
    if old is not None:
        Payload.objects.filter(pk=old).delete()
    return True


def _find(holder: Holder, session_key: str, window: int) -> Memory | None:
    _check(session_key, window)
    found = Memory.objects.select_related("summary")
    return found.filter(customer=holder.of, session_key=session_key).first()


def _locked(holder: Holder, session_key: str) -> Memory:
    rows = Memory.objects.select_for_update(of=("self",))
    found = rows.filter(customer=holder.of, session_key=session_key).first()
    if found is None:
        made, is_new = Memory.objects.get_or_create(
            customer=holder.of, session_key=session_key, defaults={"used_at": timezone.now()}
        )
        if is_new:
            make_room(holder)
        found = rows.get(pk=made.pk)
    return found


def _unsummarised(memory: Memory) -> QuerySet[MemoryMessage]:
    return memory.messages.select_related("content").filter(number__gt=memory.summarised)


def _said(rows: Iterable[MemoryMessage]) -> tuple[Message, ...]:
    """Without what is no longer kept."""
    said = ((row, _text(row.content)) for row in rows)
    return tuple(Message("user" if row.role == "user" else "assistant", text) for row, text in said if text)


def _summary(memory: Memory) -> str:
    return _text(memory.summary)


def _text(content: Payload | None) -> str:
    try:
        return str(load(content)) if content is not None else ""
    except DamagedContent:
        return ""


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST_TEXT else text[: LONGEST_TEXT - len(CUT)] + CUT


def _check(session_key: str, window: int) -> None:
    problems = []
    if not 0 < len(session_key) <= LONGEST_KEY or "\0" in session_key:
        message = f"Give a session key of 1 to {LONGEST_KEY} characters, not {session_key[:40]!r}."
        problems.append(FieldError("memory.session_key", message))
    if not 1 <= window <= LARGEST_WINDOW:
        problems.append(FieldError("memory.window", f"Give a window of 1 to {LARGEST_WINDOW} messages, not {window}."))
    if problems:
        raise InputError(problems[0].message, errors=problems)


def _require_present(holder: Holder) -> None:
    """Raises NotFound for a customer who is gone or switched off."""
    if holder.of is not None and not Customer.objects.filter(pk=holder.of.pk, is_active=True).exists():
        raise NotFound(f"There is no active customer {holder.of.key!r}; nothing is remembered of them.")
