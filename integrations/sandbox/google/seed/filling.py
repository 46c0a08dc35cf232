"""Fills an account when something of it is looked at first: most people of a test, and of a demo, look at one thing."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

from django.db import transaction

from integrations.sandbox import clock
from integrations.sandbox.google.seed.calendar import fill_calendars
from integrations.sandbox.google.seed.drive import fill_drive
from integrations.sandbox.google.seed.mail import fill_mailbox
from integrations.sandbox.google.seed.people import fill_contact_book
from integrations.sandbox.google.seed.sheets import fill_spreadsheets
from integrations.sandbox.google.seed.tasks import fill_task_lists
from integrations.sandbox.models import Account

Fill = Callable[[Account, datetime], None]

CONTENT: Mapping[str, tuple[Fill, ...]] = {
    "gmail": (fill_mailbox,),
    "calendar": (fill_calendars,),
    "drive": (fill_drive, fill_spreadsheets),
    "tasks": (fill_task_lists,),
    "people": (fill_contact_book,),
}
"""By the name of the API; spreadsheets lie in the Drive."""
LIES_IN = {"sheets": "drive"}


def fill(account: Account, *apis: str) -> None:
    """Put in what the account should have in these APIs and has not yet."""
    wanted = {LIES_IN.get(api, api) for api in apis}
    if wanted.isdisjoint(account.unfilled):
        return
    with transaction.atomic():
        locked = Account.objects.select_for_update().get(pk=account.pk)
        for name in sorted(wanted.intersection(locked.unfilled)):
            for each in CONTENT[name]:
                each(locked, clock.now())
        locked.unfilled = [name for name in locked.unfilled if name not in wanted]
        locked.save(update_fields=["unfilled"])
    account.refresh_from_db()  # a mailbox that came along with it counts its changes
