"""What stands in a new account's task lists."""

from __future__ import annotations

import base64
from datetime import datetime, timedelta
from hashlib import sha256
from zoneinfo import ZoneInfo

from integrations.sandbox.models import Account, Task, TaskList


class Notebook:
    """Writes tasks down, due relative to today.

    An id follows from the ``name``, or the title, alone. The same name plays the same part in every account, so that
    what works on one demo account works on all: ``errand`` can be changed, ``second errand`` moved, ``done`` is
    completed, and nobody misses ``obsolete`` or the list of that name.
    """

    def __init__(self, task_list: TaskList, now: datetime) -> None:
        self._list = task_list
        self._now = now
        self._today = now.astimezone(ZoneInfo(task_list.account.time_zone)).date()
        self._count = 0

    def write(self, title: str, days: int | None = None, *, name: str = "", done: bool = False, **more: object) -> Task:
        """A task; ``days`` from today it is due."""
        self._count += 1
        return Task.objects.create(
            task_list=self._list,
            task_id=id_of(f"task {name or title}"),
            rank=self._count,
            title=title,
            due=None if days is None else self._today + timedelta(days=days),
            completed_at=self._now - timedelta(days=1) if done else None,
            updated_at=self._now - timedelta(days=1),
            **more,
        )


def id_of(name: str) -> str:
    """16 letters and digits, as Google makes them."""
    return base64.b32hexencode(sha256(name.encode()).digest()[:10]).decode()


def fill_task_lists(account: Account, now: datetime) -> None:
    """The default list, one more, and one that nobody needs."""
    default = account.task_lists.get(is_default=True)
    if account.hosted_domain:
        _fill_work(Notebook(default, now))
        Notebook(_add_list(account, "Northwind pilot", now, name="project"), now).write("Send the figures", 3)
    else:
        _fill_home(Notebook(default, now))
        Notebook(_add_list(account, "Boat house", now, name="project"), now).write("Order varnish", 12)
    _add_list(account, "Old list", now, name="obsolete")


def _fill_work(book: Notebook) -> None:
    offer = book.write("Write offer 2041", 2, name="errand", notes="Quantity, delivery, price per piece.")
    book.write("Ask Jonas for the price list", 1, name="second errand", parent=offer)
    book.write("Book the hotel in Hamburg", 5, name="third errand")
    book.write("Water the plants in hall 3", 0, name="repeating", is_recurring=True)
    book.write("Comment on the safety sheet", 4, name="assigned", assignment=_assigned("1aSheetOfSafety"))
    book.write("Order toner", done=True, name="done")
    book.write("Return the badge", done=True, is_hidden=True, name="hidden")
    book.write("Call the old supplier", name="obsolete")


def _fill_home(book: Notebook) -> None:
    trip = book.write("Pack for Wales", 9, name="errand", notes="Boots, map, tea.")
    book.write("Buy a new map", 7, name="second errand", parent=trip)
    book.write("Renew the library card", name="third errand")
    book.write("Put out the bins", 1, name="repeating", is_recurring=True)
    book.write("Check the crew list", 3, name="assigned", assignment=_assigned("1aCrewList"))
    book.write("Pay the club fee", done=True, name="done")
    book.write("Fix the bell", done=True, is_hidden=True, name="hidden")
    book.write("Cancel the old phone", name="obsolete")


def _assigned(drive_file_id: str) -> dict[str, object]:
    link = f"https://docs.google.com/document/d/{drive_file_id}/edit"
    return {"linkToTask": link, "surfaceType": "DOCUMENT", "driveResourceInfo": {"driveFileId": drive_file_id}}


def _add_list(account: Account, title: str, now: datetime, *, name: str) -> TaskList:
    return TaskList.objects.create(account=account, list_id=id_of(f"list {name}"), title=title, updated_at=now)
