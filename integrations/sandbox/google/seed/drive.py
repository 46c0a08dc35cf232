"""What lies in a new Drive."""

from __future__ import annotations

from datetime import datetime, timedelta

from integrations.sandbox.google.drive.ids import id_of
from integrations.sandbox.google.drive.resources import permission_id_of
from integrations.sandbox.google.drive.store import add_item, add_shared_drive
from integrations.sandbox.google.drive.types import DOCUMENT, FOLDER, SPREADSHEET
from integrations.sandbox.models import Account, CloudDrive, DriveGrant, DriveItem

GUEST = "mara@northwind.example"


class Shelf:
    """Puts files into a Drive.

    A file's id follows from its part alone. The same part is played by a file of every account, so that what works on
    one demo account works on all: ``folder`` and ``archive`` are folders, ``report`` has bytes, ``document`` and
    ``table`` are of Google's own types, ``draft`` can be moved and changed, ``trashed`` lies in the trash, ``unneeded``
    may go there, ``shared`` is shared with a guest, nobody misses ``obsolete``; ``minutes`` lies in the shared drive
    ``team``.
    """

    def __init__(self, cloud: CloudDrive, now: datetime) -> None:
        self._cloud = cloud
        self._now = now
        self.root = cloud.items.get(file_id=cloud.root_id)

    def folder(self, part: str, name: str, *, parent: DriveItem | None = None, days_ago: int = 30) -> DriveItem:
        return self._add(part, name, FOLDER, parent, days_ago)

    def file(
        self, part: str, name: str, mime_type: str, text: str, *, parent: DriveItem | None = None, days_ago: int = 3
    ) -> DriveItem:
        return self._add(part, name, mime_type, parent, days_ago, content=text.encode())

    def shared_drive(self, name: str, role: str) -> DriveItem:
        """Its root folder."""
        made_at = self._now - timedelta(days=200)
        drive = add_shared_drive(self._cloud, f"0A{id_of('team')[:17]}", name, made_at, role=role)
        return drive.items.get(is_root=True)

    def _add(
        self, part: str, name: str, mime_type: str, parent: DriveItem | None, days_ago: int, **more: object
    ) -> DriveItem:
        at = self._now - timedelta(days=days_ago)
        folder = parent or self.root
        return add_item(self._cloud, folder, name=name, mime_type=mime_type, now=at, file_id=id_of(part), **more)


def fill_drive(account: Account, now: datetime) -> None:
    """The files of a company's or a private account."""
    shelf = Shelf(account.cloud_drive, now)
    if account.hosted_domain:
        _fill_work(shelf)
    else:
        _fill_home(shelf)
    _give_away(shelf, now)


def _fill_work(shelf: Shelf) -> None:
    pilot = shelf.folder("folder", "Pilot hall 3")
    shelf.folder("archive", "Archive", days_ago=400)
    table = "site,readings,gaps\nHall 1,14400,0\nHall 2,14391,9\n"
    shelf.file("report", "pilot-figures.csv", "text/csv", table, parent=pilot)
    minutes = "Pilot review\n\n42 of 50 sites report without gaps.\nNext: check the two red rows.\n"
    shelf.file("document", "Pilot review", DOCUMENT, minutes, parent=pilot, days_ago=1)
    shelf.file("table", "Sensors", SPREADSHEET, "Sensor,Hall,Price\nT-100,3,49.90\nT-200,3,79.00\n", days_ago=6)
    shelf.file("draft", "Offer 2041 draft.txt", "text/plain", "150 sensors, delivery within three weeks.\n")
    shelf.file("shared", "Delivery plan.txt", "text/plain", "Week 11: hall 3.\n", days_ago=8)
    shelf.file("unneeded", "Offer 2041 old.txt", "text/plain", "120 sensors.\n", days_ago=20)
    shelf.file("trashed", "Notes of January.txt", "text/plain", "Ask Ines about receipts.\n", days_ago=60)
    shelf.file("obsolete", "Export of 2019.csv", "text/csv", "year,total\n2019,11\n", days_ago=900)
    team = shelf.shared_drive("Team Operations", "organizer")
    shelf.file("minutes", "Minutes of the week.txt", "text/plain", "Release 4.2 goes out.\n", parent=team, days_ago=2)


def _fill_home(shelf: Shelf) -> None:
    trip = shelf.folder("folder", "Wales")
    shelf.folder("archive", "Old things", days_ago=400)
    shelf.file("report", "costs.csv", "text/csv", "what,pounds\ntrain,84\nhostel,120\n", parent=trip)
    shelf.file("document", "Packing list", DOCUMENT, "Boots\nMap\nRain coat\n", parent=trip, days_ago=1)
    shelf.file("table", "Rowing times", SPREADSHEET, "Date,Minutes\n2026-02-01,41\n2026-02-08,39\n", days_ago=6)
    shelf.file("draft", "Letter to the club.txt", "text/plain", "Is there a locker free from May on?\n")
    shelf.file("shared", "Boat house keys.txt", "text/plain", "Lena has one.\n", days_ago=8)
    shelf.file("unneeded", "Letter to the club (1).txt", "text/plain", "Is there\n", days_ago=20)
    shelf.file("trashed", "Shopping.txt", "text/plain", "Bread\n", days_ago=60)
    shelf.file("obsolete", "Timetable 2019.txt", "text/plain", "7:20\n", days_ago=900)
    club = shelf.shared_drive("Harbour Rowing Club", "writer")
    shelf.file("minutes", "Spring cleaning.txt", "text/plain", "Brushes are in the shed.\n", parent=club, days_ago=2)


def _give_away(shelf: Shelf, now: datetime) -> None:
    """Share one file, and throw another one away."""
    items = shelf.root.cloud.items
    DriveGrant.objects.create(
        item=items.get(file_id=id_of("shared")),
        permission_id=permission_id_of(GUEST),
        kind="user",
        role="reader",
        email=GUEST,
    )
    items.filter(file_id=id_of("trashed")).update(is_trashed=True, trashed_at=now)
