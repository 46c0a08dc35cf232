"""A message: kept once, and answered by a run that starts in the same transaction. Nothing waits meanwhile."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

from django.db import transaction
from django.utils import timezone

from integrations import gate
from integrations.errors import Conflict, InputError, NotFound, RateLimited
from integrations.payloads.contents import keep
from workflows.agents.chat.conversations import Speaker, chat_trigger
from workflows.models import Chat, ChatTurn, Run
from workflows.triggers.starting import start

LONGEST_TEXT = 8_000
LONGEST_KEY = 100
KEPT = timedelta(days=90)
MOST_TURNS = 1_000
A_MINUTE, AN_HOUR = 10, 120
"""Messages that one speaker sends in that time, over all conversations of the same customer: a program may speak for
many, of whom none uses up what the others have."""


def say(speaker: Speaker, chat: Chat, text: str, *, key: str = "", still_may: Callable[[], None]) -> ChatTurn:
    """Keep the message and start the run that answers it; the same key again is the same message.

    ``still_may`` raises where the speaker has lost the right meanwhile; it is asked under the conversation's lock.
    Raises InputError, Conflict while an answer is under way, RateLimited, NotFound where the chat is switched off.
    """
    said, chosen = _checked(text, key)
    gate.require_open()
    with transaction.atomic():
        locked = Chat.objects.select_for_update(of=("self",)).select_related("deployment__customer")
        stored = locked.filter(pk=chat.pk, speaker=speaker.key).first()
        if stored is None:
            raise NotFound(f"There is no conversation {str(chat.pk)!r} of yours.")
        still_may()
        trigger = chat_trigger(stored.deployment)
        known = stored.turns.filter(key=chosen).first()
        if known is not None:
            return known
        _require_room(speaker, stored)
        now, run_id = timezone.now(), uuid4()
        stored.last, stored.used_at = stored.last + 1, now
        stored.save(update_fields=["last", "used_at"])
        message = {
            "text": said,
            "session_key": stored.session_key,
            "turn": stored.last,
            "sender": speaker.sender,
            "sent_at": now.isoformat(),
        }
        start(trigger, message, run_id=run_id, is_waited_for=True)
        content = keep(said, customer_id=stored.customer_id, kept_for=KEPT)
        return stored.turns.create(
            customer_id=stored.customer_id, number=stored.last, key=chosen, text=content, run_id=run_id, at=now
        )


def _checked(text: str, key: str) -> tuple[str, str]:
    cleaned = text.replace("\0", "").strip()
    if not 0 < len(cleaned) <= LONGEST_TEXT:
        raise InputError(f"Write 1 to {LONGEST_TEXT:,} characters, not {len(cleaned):,}.", field="text")
    if len(key) > LONGEST_KEY or not (key.isprintable() or not key):
        raise InputError(f"Give a key of up to {LONGEST_KEY} printable characters.", field="idempotency_key")
    return cleaned, key or uuid4().hex


def _require_room(speaker: Speaker, chat: Chat) -> None:
    last = chat.turns.order_by("-number").first()
    if last is not None and Run.objects.filter(pk=last.run_id, state__in=Run.OPEN).exists():
        raise Conflict("The last message is still being answered. Wait for the answer.")
    if chat.last >= MOST_TURNS:
        raise Conflict(f"A conversation has up to {MOST_TURNS:,} messages. Begin a new one.")
    theirs = ChatTurn.objects.filter(chat__speaker=speaker.key, customer=chat.deployment.customer)
    now = timezone.now()
    for most, span in ((A_MINUTE, 60), (AN_HOUR, 3600)):
        if theirs.filter(at__gt=now - timedelta(seconds=span)).count() >= most:
            raise RateLimited(f"That were {most} messages in a short time. Wait a little.", retry_after=span / 4)
