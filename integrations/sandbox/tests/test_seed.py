"""What the demo accounts hold."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from integrations.sandbox.google.seed.accounts import ensure_demo_accounts
from integrations.sandbox.google.seed.filling import CONTENT, fill
from integrations.sandbox.google.seed.sheets import ORDERS_ID
from integrations.sandbox.models import Account, Event, HistoryRecord, Message
from integrations.sandbox.tests.client import INSIDE, InsideHttp, build, run
from integrations.sandbox.tests.conftest import CALENDAR, DRIVE, MAIL, MakeToken

EMAILS = ["yara.keller@globex.example", "theo.marsh@sandmail.example"]


def fill_everything() -> None:
    ensure_demo_accounts()
    for account in Account.objects.all():
        fill(account, *CONTENT)


@pytest.mark.django_db
def test_everything_is_made_once() -> None:
    for _ in range(2):
        fill_everything()
    assert list(Account.objects.values_list("email", flat=True)) == EMAILS
    assert Message.objects.count() == 17
    assert Event.objects.count() == 18


@pytest.mark.django_db
@pytest.mark.parametrize("email", EMAILS)
def test_content_is_what_the_documents_allow(email: str, make_token: MakeToken) -> None:
    ensure_demo_accounts()
    account = Account.objects.get(email=email)
    token = make_token(account, MAIL, CALENDAR, DRIVE)
    gmail, calendar, drive = (build(name, INSIDE, InsideHttp(token)) for name in ("gmail", "calendar", "drive"))
    listed = run(gmail.users().messages().list(userId="me", includeSpamTrash=True))["messages"]
    for message in listed:
        run(gmail.users().messages().get(userId="me", id=message["id"]))
    for entry in run(calendar.calendarList().list())["items"]:
        run(calendar.events().list(calendarId=entry["id"], singleEvents=True, orderBy="startTime"))
    start = run(gmail.users().getProfile(userId="me"))["historyId"]
    known = {"supportsAllDrives": True, "includeItemsFromAllDrives": True, "corpora": "allDrives"}
    assert len(run(drive.files().list(fields="*", **known))["files"]) == 13
    books = build("sheets", INSIDE, InsideHttp(token)).spreadsheets()
    for file in run(drive.files().list(q="mimeType = 'application/vnd.google-apps.spreadsheet'"))["files"]:
        run(books.get(spreadsheetId=file["id"], includeGridData=True))
    assert len(run(books.values().get(spreadsheetId=ORDERS_ID, range="Stock"))["values"]) == 4
    assert "history" not in run(gmail.users().history().list(userId="me", startHistoryId=start))


@pytest.mark.django_db
def test_mail_is_of_these_days_and_conversations_hold_together() -> None:
    fill_everything()
    newest = Message.objects.order_by("-internal_date").values_list("internal_date", flat=True)[0]
    assert timezone.now() - timedelta(hours=2) < datetime.fromtimestamp(newest / 1000, UTC)
    offer = Message.objects.filter(subject="Offer 2041: sensors for hall 3")
    assert offer.count() == 2
    assert len(set(offer.values_list("thread_id", flat=True))) == 1
    assert not HistoryRecord.objects.exists()


@pytest.mark.django_db
def test_nobody_real_is_named() -> None:
    """Reserved domains only (RFC 2606)."""
    fill_everything()
    texts = json.dumps([*Message.objects.values("payload"), *Event.objects.values("body")])
    addresses = {word.strip('<>",\\') for word in texts.split() if "@" in word}
    assert [address for address in addresses if ".example" not in address] == []
