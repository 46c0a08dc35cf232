"""Mailed codes: six digits bound to one browser, good for ten minutes and five tries, three mails a link and hour."""

from __future__ import annotations

import secrets
from datetime import timedelta

from django.db import transaction
from django.db.models import F, QuerySet
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac

from integrations.connect import link_states
from integrations.errors import RateLimited
from integrations.models import ConnectLink, LinkCode

LIFETIME = timedelta(minutes=10)
TRIES = 5
MAILS = 3
WINDOW = timedelta(hours=1)


class CodeRefused(Exception):
    """The digits do not open the link. ``reason``: ``wrong``, ``none`` (no code is waiting) or ``taken``."""

    def __init__(self, reason: str, *, tries_left: int = 0) -> None:
        super().__init__(reason)
        self.reason = reason
        self.tries_left = tries_left


@transaction.atomic
def new_code(link: ConnectLink, browser: str) -> str:
    """Six digits for this browser, to be mailed; earlier ones of it end. Raises RateLimited."""
    ConnectLink.objects.select_for_update().get(pk=link.pk)
    now = timezone.now()
    recent = list(link.codes.filter(sent_at__gt=now - WINDOW).order_by("sent_at").values_list("sent_at", flat=True))
    if len(recent) >= MAILS:
        wait = (recent[-MAILS] + WINDOW - now).total_seconds()
        minutes = max(1, round(wait / 60))
        raise RateLimited(
            f"{MAILS} codes were sent within the last hour. Wait {minutes} minutes for the next one.",
            retry_after=max(1.0, wait),
        )
    waiting_codes(link, browser).update(expires_at=now)
    code = f"{secrets.randbelow(1_000_000):06d}"
    LinkCode.objects.create(
        link=link, code_hash=_hashed(link, code), browser_hash=browser, sent_at=now, expires_at=now + LIFETIME
    )
    return code


def has_code(link: ConnectLink, browser: str) -> bool:
    """Whether this browser still has a code to type in."""
    return bool(browser) and waiting_codes(link, browser).exists()


def open_with_code(link: ConnectLink, browser: str, digits: str) -> None:
    """Bind the link to this browser if the digits are right. Raises CodeRefused; a try is used up either way."""
    code = waiting_codes(link, browser).order_by("-sent_at").first() if browser else None
    # The try is counted before the digits are looked at, so that trying in parallel gains nothing.
    if code is None or waiting_codes(link, browser).filter(pk=code.pk).update(tries=F("tries") + 1) != 1:
        raise CodeRefused("none")
    if not constant_time_compare(code.code_hash, _hashed(link, digits)):
        code.refresh_from_db(fields=["tries"])
        raise CodeRefused("wrong", tries_left=TRIES - code.tries)
    with transaction.atomic():
        used = LinkCode.objects.filter(pk=code.pk, used_at=None).update(used_at=Now())
        if not used or not link_states.bind(link, browser):
            raise CodeRefused("taken")


def waiting_codes(link: ConnectLink, browser: str) -> QuerySet[LinkCode]:
    """Codes of this link and browser that can still be used."""
    return link.codes.filter(browser_hash=browser, used_at=None, tries__lt=TRIES, expires_at__gt=Now())


def _hashed(link: ConnectLink, code: str) -> str:
    """Keyed, because six digits are guessed from a plain hash in no time."""
    return salted_hmac("integrations.connect.codes", f"{link.pk}:{code}", algorithm="sha256").hexdigest()
