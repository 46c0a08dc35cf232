"""Six digits that are mailed: bound to one browser, good for ten minutes and five tries."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from typing import TypeVar

from django.db.models import F, QuerySet
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac

from integrations.models.link import MailedCode

LIFETIME = timedelta(minutes=10)
TRIES = 5

CodeT = TypeVar("CodeT", bound=MailedCode)


class CodeRefused(Exception):
    """The digits open nothing. ``reason``: ``wrong``, ``none`` (no code is waiting) or ``taken``."""

    def __init__(self, reason: str, *, tries_left: int = 0) -> None:
        super().__init__(reason)
        self.reason = reason
        self.tries_left = tries_left


def draw() -> str:
    """Six digits."""
    return f"{secrets.randbelow(1_000_000):06d}"


def hashed(purpose: str, code: str) -> str:
    """Keyed, because six digits are guessed from a plain hash in no time."""
    return salted_hmac("integrations.connect.codes", f"{purpose}:{code}", algorithm="sha256").hexdigest()


def waiting(codes: QuerySet[CodeT], browser: str) -> QuerySet[CodeT]:
    """Those of this browser that can still be used."""
    return codes.filter(browser_hash=browser, used_at=None, tries__lt=TRIES, expires_at__gt=Now())


def replace(codes: QuerySet[CodeT], browser: str, now: datetime) -> None:
    """The browser's earlier codes end: a new one is about to be sent."""
    waiting(codes, browser).update(expires_at=now)


def tried(codes: QuerySet[CodeT], browser: str, purpose: str, digits: str) -> CodeT:
    """The browser's newest code if these are its digits. Raises CodeRefused; a try is used up either way.

    The code is still to be marked as used, by ``use``.
    """
    usable = waiting(codes, browser)
    code = usable.order_by("-expires_at").first() if browser else None
    # The try is counted before the digits are looked at, so that trying in parallel gains nothing.
    if code is None or usable.filter(pk=code.pk).update(tries=F("tries") + 1) != 1:
        raise CodeRefused("none")
    if not constant_time_compare(code.code_hash, hashed(purpose, digits)):
        code.refresh_from_db(fields=["tries"])
        raise CodeRefused("wrong", tries_left=TRIES - code.tries)
    return code


def use(code: MailedCode) -> bool:
    """Whether this caller, of all who typed it in at once, is the one that counts."""
    return type(code)._default_manager.filter(pk=code.pk, used_at=None).update(used_at=timezone.now()) == 1


def typed(text: str) -> str:
    """The digits as a person writes them, without spaces and hyphens."""
    return "".join(text.split()).replace("-", "")


def in_words(refusal: CodeRefused) -> str:
    """What to say to the person who typed them."""
    if refusal.reason == "none":
        return "There is no code to check any more. Send a new one."
    if refusal.reason == "taken":
        return "This link is already in use in another browser."
    left = refusal.tries_left
    more = f"You have {left} {'try' if left == 1 else 'tries'} left." if left else "Send a new code."
    return f"That is not the code we sent. {more}"
