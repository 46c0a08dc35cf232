"""How many mails may leave: counted for each link, recipient and customer, in rows that parallel requests queue for.

Every mail to people outside goes through here, kind by kind, so that many of one kind never keep back another.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.utils.crypto import salted_hmac

from integrations.errors import RateLimited
from integrations.models import MailCount

HOUR, DAY = 3_600, 86_400


@dataclass(frozen=True)
class Limit:
    """So many in any hour, and so many in any day."""

    an_hour: int
    a_day: int

    def wait(self, sent: list[float], now: float) -> float:
        """Seconds until one more may leave; 0 for now."""
        waits = [
            sent[-amount] + window - now
            for amount, window in ((self.an_hour, HOUR), (self.a_day, DAY))
            if len(sent) >= amount
        ]
        return max([0.0, *waits])


ABOUT, RECIPIENT, CUSTOMER = Limit(3, 10), Limit(10, 30), Limit(20, 60)
"""About one thing, such as a link; to one mailbox; and about all things of one customer."""


@dataclass(frozen=True)
class Stamp:
    """A mail that has been counted and may leave."""

    recipient: str
    keys: tuple[str, ...]
    at: float


def take(kind: str, recipient: str, *, about: UUID | str | None = None, customer_id: UUID | None = None) -> Stamp:
    """Count a mail that is about to leave. ``about`` is what it is sent for; by default who gets it. A text is for whom
    a recipient's mails count together, such as the network that asks: what one has used up is no other's.

    Raises RateLimited; then nothing was counted.
    """
    limits = _limits(kind, recipient, about, customer_id)
    with transaction.atomic():
        MailCount.objects.bulk_create([MailCount(key=key) for key in sorted(limits)], ignore_conflicts=True)
        rows = list(MailCount.objects.select_for_update().filter(pk__in=limits).order_by("pk"))
        now = time.time()
        for row in rows:
            row.sent = sorted(each for each in row.sent if each > now - DAY)
        wait = max(limits[row.key].wait(row.sent, now) for row in rows)
        if wait > 0:
            long = f"{wait / HOUR:.0f} hours" if wait > 2 * HOUR else f"{max(1, round(wait / 60))} minutes"
            raise RateLimited(
                f"Enough of these mails went to this address lately. Look into the mailbox, or wait {long}.",
                retry_after=wait,
            )
        for row in rows:
            row.sent.append(now)
            row.save()
    return Stamp(recipient, tuple(limits), now)


@contextmanager
def stamped(
    kind: str, recipient: str, *, about: UUID | str | None = None, customer_id: UUID | None = None
) -> Iterator[Stamp]:
    """Count the mail that the body sends; a body that fails has sent none. Raises RateLimited before it runs."""
    stamp = take(kind, recipient, about=about, customer_id=customer_id)
    try:
        yield stamp
    except BaseException:
        give_back(stamp)
        raise


@transaction.atomic
def give_back(stamp: Stamp) -> None:
    """The mail did not leave after all."""
    for row in MailCount.objects.select_for_update().filter(pk__in=stamp.keys).order_by("pk"):
        if stamp.at in row.sent:
            row.sent.remove(stamp.at)
            row.save()


def _limits(kind: str, recipient: str, about: UUID | str | None, customer_id: UUID | None) -> Mapping[str, Limit]:
    mailbox = _hashed(recipient.strip().casefold())
    named = _hashed(f"{mailbox} {about}") if isinstance(about, str) else about or mailbox
    limits = {f"{kind}:about:{named}": ABOUT, f"{kind}:to:{mailbox}": RECIPIENT}
    return limits if customer_id is None else {**limits, f"{kind}:customer:{customer_id}": CUSTOMER}


def _hashed(text: str) -> str:
    return salted_hmac("integrations.connect.postage", text, algorithm="sha256").hexdigest()
