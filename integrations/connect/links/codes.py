"""Codes that prove who opened a connect link: the right one binds the link to the browser that asked for it."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from integrations.connect import link_states, mailed_codes
from integrations.connect.accounts import mailboxes
from integrations.connect.mailed_codes import LIFETIME, CodeRefused
from integrations.models import ConnectLink, LinkCode


@transaction.atomic
def new_code(link: ConnectLink, browser: str) -> str:
    """Six digits for this browser, to be mailed; earlier ones of it end."""
    link_states.locked(link)
    now = timezone.now()
    mailed_codes.replace(link.codes.all(), browser, now)
    code = mailed_codes.draw()
    hashed = mailed_codes.hashed(str(link.pk), code)
    LinkCode.objects.create(link=link, code_hash=hashed, browser_hash=browser, sent_at=now, expires_at=now + LIFETIME)
    return code


def has_code(link: ConnectLink, browser: str) -> bool:
    """Whether this browser still has a code to type in."""
    return bool(browser) and mailed_codes.waiting(link.codes.all(), browser).exists()


def open_with_code(link: ConnectLink, browser: str, digits: str) -> None:
    """Bind the link to this browser if the digits are right. Raises CodeRefused; a try is used up either way.

    Whoever read the mail may see what is connected for that address, too.
    """
    code = mailed_codes.tried(link.codes.all(), browser, str(link.pk), digits)
    with transaction.atomic():
        if not mailed_codes.use(code) or not link_states.bind(link, browser):
            raise CodeRefused("taken")
        mailboxes.remember(link.customer.email, browser)
