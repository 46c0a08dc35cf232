"""Whose mailbox a browser has proved to read: by a mailed code, for half an hour; and what it may see and end so."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from integrations.actors import Actor
from integrations.connect import mailed_codes
from integrations.connect.mailed_codes import LIFETIME, CodeRefused
from integrations.connect.states import Status
from integrations.models import Connection, Customer, MailboxCode

SEEN_FOR = timedelta(minutes=30)


def is_known(address: str) -> bool:
    """Whether it is the contact of a customer or the address of a connected account: strangers are never mailed."""
    return bool(address) and (_customers(address).exists() or _own(address).exists())


@transaction.atomic
def new_code(address: str, browser: str) -> str:
    """Six digits to be mailed, for this browser; earlier ones of it end.

    An unknown address gets a code as well, which nobody is mailed, so that nothing tells the two apart.
    """
    now, known_as = timezone.now(), _plain(address) or address
    mailed_codes.replace(MailboxCode.objects.all(), browser, now)
    code = mailed_codes.draw()
    hashed = mailed_codes.hashed("mailbox", code)
    MailboxCode.objects.create(
        address=known_as, code_hash=hashed, browser_hash=browser, sent_at=now, expires_at=now + LIFETIME
    )
    return code


def asked_for(browser: str) -> str:
    """The address for which this browser has a code to type in; empty without one."""
    code = mailed_codes.waiting(MailboxCode.objects.all(), browser).order_by("-expires_at").first() if browser else None
    return code.address if code else ""


def open_with_code(browser: str, digits: str) -> None:
    """Show this browser what is connected, if the digits are right. Raises CodeRefused; a try is used up."""
    if not mailed_codes.use(mailed_codes.tried(MailboxCode.objects.all(), browser, "mailbox", digits)):
        raise CodeRefused("none")


def remember(address: str, browser: str) -> None:
    """The browser has just proved, by the code of a link, that its person reads this mailbox."""
    now = timezone.now()
    MailboxCode.objects.create(address=_plain(address), browser_hash=browser, sent_at=None, expires_at=now, used_at=now)


def forget(browser: str) -> None:
    """The person has seen enough: this browser shows nothing any more."""
    MailboxCode.objects.filter(browser_hash=browser).update(browser_hash="")


def proved_by(browser: str) -> str:
    """The mailbox that this browser has proved last; empty when that is too long ago."""
    if not browser:
        return ""
    proved = MailboxCode.objects.filter(browser_hash=browser, used_at__gt=timezone.now() - SEEN_FOR)
    return proved.order_by("-used_at").values_list("address", flat=True).first() or ""


def connections_of(address: str) -> QuerySet[Connection]:
    """What the reader of this mailbox may see and end: all of a customer whose contact it is, and his own account."""
    if not address:
        return Connection.objects.none()
    theirs = Q(customer__in=_customers(address)) | Q(pk__in=_own(address))
    found = Connection.objects.filter(theirs, customer__isnull=False).exclude(status=Status.REVOKED)
    return found.select_related("customer").order_by("customer__name", "provider", "-connected_at", "pk")


def actor_of_mailbox(address: str, customer: Customer) -> Actor:
    """Whoever reads this mailbox, confined to one customer and without any right."""
    return Actor(kind="link", id="mailbox", label=f"mailbox {address}", customer_id=customer.pk)


def _customers(address: str) -> QuerySet[Customer]:
    """A switched-off customer's contact sees nothing of it."""
    return Customer.objects.filter(_is(address), is_active=True)


def _own(address: str) -> QuerySet[Connection]:
    """Accounts of which the vendor says that this is their address, whoever they are connected for."""
    found = Connection.objects.filter(_is(address), email_verified=True, customer__isnull=False)
    return found.exclude(status=Status.REVOKED)


def _is(address: str) -> Q:
    """Equal apart from case, in ASCII alone: other letters fold into ASCII ones that they are not."""
    return Q(email__iexact=_plain(address), email__regex=r"^[!-~]+$")


def _plain(address: str) -> str:
    return address.strip().lower() if address.isascii() else ""
