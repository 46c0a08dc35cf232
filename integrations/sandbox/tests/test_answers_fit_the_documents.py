"""Every implemented method is called once over real HTTP, and its answer held against Google's document."""

from __future__ import annotations

from typing import Any

import pytest
from googleapiclient.http import MediaInMemoryUpload

from integrations.sandbox.google.calendar.handlers import HANDLERS as CALENDAR
from integrations.sandbox.google.drive.handlers import HANDLERS as DRIVE
from integrations.sandbox.google.gmail.handlers import HANDLERS as GMAIL
from integrations.sandbox.google.resource import Resource
from integrations.sandbox.google.sheets.handlers import HANDLERS as SHEETS
from integrations.sandbox.models import Account
from integrations.sandbox.tests.client import run
from integrations.sandbox.tests.mails import mail, raw


class Tour:
    """Runs requests, and remembers which methods they were."""

    def __init__(self) -> None:
        self.seen: set[str] = set()

    def __call__(self, request: Any) -> Resource:
        self.seen.add(request.methodId)
        return run(request)


@pytest.mark.django_db(transaction=True)
def test_every_gmail_method_answers_as_its_document_says(live_gmail: Any) -> None:
    tour, users = Tour(), live_gmail.users()
    messages, labels, threads, drafts = users.messages(), users.labels(), users.threads(), users.drafts()
    start = tour(users.getProfile(userId="me"))["historyId"]

    label = tour(labels.create(userId="me", body={"name": "Projects"}))
    tour(
        labels.patch(
            userId="me", id=label["id"], body={"color": {"textColor": "#ffffff", "backgroundColor": "#16a766"}}
        )
    )
    tour(labels.update(userId="me", id=label["id"], body={"name": "Work"}))
    tour(labels.get(userId="me", id=label["id"]))
    assert len(tour(labels.list(userId="me"))["labels"]) == 15

    sent = tour(
        messages.send(userId="me", body=raw(mail(html="<p>Good morning.</p>", attachment=("a.bin", b"\x00\x01"))))
    )
    full = tour(messages.get(userId="me", id=sent["id"]))
    attachment_id = full["payload"]["parts"][1]["body"]["attachmentId"]
    tour(messages.attachments().get(userId="me", messageId=sent["id"], id=attachment_id))
    for style in ("metadata", "minimal", "raw"):
        tour(messages.get(userId="me", id=sent["id"], format=style))
    inserted = tour(messages.insert(userId="me", body=raw(mail()) | {"labelIds": ["INBOX"]}))
    imported = tour(messages.import_(userId="me", body=raw(mail())))
    tour(messages.modify(userId="me", id=sent["id"], body={"addLabelIds": ["STARRED"]}))
    tour(messages.batchModify(userId="me", body={"ids": [sent["id"]], "addLabelIds": [label["id"]]}))
    tour(messages.list(userId="me", q="hello", labelIds=["SENT"]))
    tour(messages.trash(userId="me", id=inserted["id"]))
    tour(messages.untrash(userId="me", id=inserted["id"]))

    tour(threads.list(userId="me"))
    tour(threads.get(userId="me", id=sent["threadId"]))
    tour(threads.modify(userId="me", id=sent["threadId"], body={"removeLabelIds": ["STARRED"]}))
    tour(threads.trash(userId="me", id=sent["threadId"]))
    tour(threads.untrash(userId="me", id=sent["threadId"]))

    draft = tour(drafts.create(userId="me", body={"message": raw(mail())}))
    tour(drafts.update(userId="me", id=draft["id"], body={"message": raw(mail(subject="Better"))}))
    tour(drafts.get(userId="me", id=draft["id"]))
    tour(drafts.list(userId="me"))
    tour(drafts.send(userId="me", body={"id": draft["id"]}))
    second = tour(drafts.create(userId="me", body={"message": raw(mail())}))
    tour(drafts.delete(userId="me", id=second["id"]))

    tour(messages.delete(userId="me", id=inserted["id"]))
    tour(messages.batchDelete(userId="me", body={"ids": [imported["id"]]}))
    tour(threads.delete(userId="me", id=sent["threadId"]))
    tour(labels.delete(userId="me", id=label["id"]))
    assert len(tour(users.history().list(userId="me", startHistoryId=start))["history"]) > 10
    tour(users.settings().sendAs().list(userId="me"))
    tour(users.settings().sendAs().get(userId="me", sendAsEmail="ada@lab.example"))
    tour(users.settings().updateVacation(userId="me", body={"enableAutoReply": True, "responseSubject": "Away"}))
    tour(users.settings().getVacation(userId="me"))

    assert tour.seen == set(GMAIL)


@pytest.mark.django_db(transaction=True)
def test_every_calendar_method_answers_as_its_document_says(live_calendar: Any) -> None:
    tour, events, calendars = Tour(), live_calendar.events(), live_calendar.calendars()
    tour(live_calendar.colors().get())
    tour(live_calendar.settings().list())
    tour(live_calendar.settings().get(setting="timezone"))

    other = tour(calendars.insert(body={"summary": "Other"}))["id"]
    tour(calendars.get(calendarId=other))
    tour(calendars.patch(calendarId=other, body={"description": "Second"}))
    tour(calendars.update(calendarId=other, body={"summary": "Another"}))
    entries = live_calendar.calendarList()
    assert len(tour(entries.list())["items"]) == 2
    tour(entries.get(calendarId="primary"))
    tour(entries.patch(calendarId=other, body={"colorId": "3", "summaryOverride": "Mine"}))
    tour(entries.update(calendarId=other, body={"hidden": True}))

    rules = live_calendar.acl()
    ben = {"role": "reader", "scope": {"type": "user", "value": "ben@elsewhere.example"}}
    rule = tour(rules.insert(calendarId=other, body=ben))["id"]
    tour(rules.get(calendarId=other, ruleId=rule))
    tour(rules.patch(calendarId=other, ruleId=rule, body={"role": "writer"}))
    tour(rules.update(calendarId=other, ruleId=rule, body=ben))
    assert len(tour(rules.list(calendarId=other))["items"]) == 2
    tour(rules.delete(calendarId=other, ruleId=rule))

    noon = {"dateTime": "2030-03-04T12:00:00+01:00", "timeZone": "Europe/Berlin"}
    one = {"dateTime": "2030-03-04T13:00:00+01:00", "timeZone": "Europe/Berlin"}
    body = {
        "summary": "Lunch",
        "start": noon,
        "end": one,
        "attendees": [{"email": "ada@lab.example"}, {"email": "ben@elsewhere.example"}],
        "recurrence": ["RRULE:FREQ=DAILY;COUNT=3"],
        "conferenceData": {"createRequest": {"requestId": "r1"}},
    }
    event = tour(events.insert(calendarId="primary", body=body, conferenceDataVersion=1))
    days = tour(events.instances(calendarId="primary", eventId=event["id"]))["items"]
    tour(events.patch(calendarId="primary", eventId=days[1]["id"], body={"summary": "Late lunch"}))
    tour(events.get(calendarId="primary", eventId=days[2]["id"]))
    tour(events.get(calendarId="primary", eventId=days[1]["id"]))
    tour(events.list(calendarId="primary", singleEvents=True, orderBy="startTime"))
    tour(events.list(calendarId="primary"))
    tour(
        events.update(calendarId="primary", eventId=event["id"], body={"summary": "Dinner", "start": noon, "end": one})
    )
    tour(events.move(calendarId="primary", eventId=event["id"], destination=other))
    tour(events.import_(calendarId="primary", body={"iCalUID": "x@y", "start": noon, "end": one}))
    quick = tour(events.quickAdd(calendarId="primary", text="Tea tomorrow 4pm"))
    window = {"timeMin": "2030-03-01T00:00:00Z", "timeMax": "2030-04-01T00:00:00Z", "items": [{"id": "primary"}]}
    assert len(tour(live_calendar.freebusy().query(body=window))["calendars"]["primary"]["busy"]) == 1

    tour(events.delete(calendarId="primary", eventId=quick["id"]))
    deleted = tour(events.list(calendarId="primary", showDeleted=True))["items"]
    assert "cancelled" in {event["status"] for event in deleted}
    tour(calendars.clear(calendarId="primary"))
    tour(calendars.delete(calendarId=other))

    assert tour.seen == set(CALENDAR)


@pytest.mark.django_db(transaction=True)
def test_every_drive_method_answers_as_its_document_says(live_drive: Any) -> None:
    Account.objects.update(hosted_domain="lab.example")
    tour, files, drives = Tour(), live_drive.files(), live_drive.drives()
    permissions, changes = live_drive.permissions(), live_drive.changes()
    known, everything = {"supportsAllDrives": True}, {"fields": "*"}
    tour(live_drive.about().get(**everything))
    start = tour(changes.getStartPageToken())["startPageToken"]

    (file_id,) = tour(files.generateIds(count=1))["ids"]
    media = MediaInMemoryUpload(b"One", mimetype="text/plain", resumable=True)
    body = {"id": file_id, "name": "a.txt", "description": "A", "starred": True, "properties": {"one": "1"}}
    tour(files.create(body=body, media_body=media, **everything))
    tour(files.get(fileId=file_id, **everything))
    tour(files.update(fileId=file_id, body={"name": "b.txt"}, **everything))
    tour(files.copy(fileId=file_id, body={"name": "copy"}, **everything))
    document = {"name": "d", "mimeType": "application/vnd.google-apps.document"}
    note = tour(files.create(body=document, media_body=media, **everything))
    tour.seen.add("drive.files.export")  # its answer is content
    assert files.export(fileId=note["id"], mimeType="text/plain").execute() == b"One"
    assert len(tour(files.list(pageSize=2, **everything))["files"]) == 2

    body = {"type": "user", "role": "reader", "emailAddress": "mara@northwind.example"}
    given = tour(permissions.create(fileId=file_id, body=body, **everything))["id"]
    tour(permissions.create(fileId=file_id, body={"type": "anyone", "role": "reader"}, **everything))
    tour(permissions.create(fileId=file_id, body={"type": "domain", "role": "reader", "domain": "lab.example"}))
    tour(permissions.get(fileId=file_id, permissionId=given, **everything))
    tour(permissions.update(fileId=file_id, permissionId=given, body={"role": "writer"}, **everything))
    assert len(tour(permissions.list(fileId=file_id, **everything))["permissions"]) == 4
    tour(permissions.delete(fileId=file_id, permissionId=given))

    team = tour(drives.create(requestId="r1", body={"name": "Team"}, **everything))["id"]
    tour(drives.get(driveId=team, **everything))
    tour(drives.update(driveId=team, body={"name": "Squad"}, **everything))
    tour(drives.hide(driveId=team, **everything))
    tour(drives.unhide(driveId=team, **everything))
    assert len(tour(drives.list(**everything))["drives"]) == 1
    minutes = tour(files.create(body={"name": "m", "parents": [team]}, **known, **everything))["id"]
    tour(permissions.list(fileId=minutes, **known, **everything))

    tour(files.delete(fileId=minutes, **known))
    tour(files.update(fileId=note["id"], body={"trashed": True}, **everything))
    tour(files.emptyTrash())
    told = tour(changes.list(pageToken=start, includeItemsFromAllDrives=True, **known, **everything))["changes"]
    assert [each["removed"] for each in told].count(True) == 2
    tour(drives.delete(driveId=team))

    assert tour.seen == set(DRIVE)


@pytest.mark.django_db(transaction=True)
def test_every_sheets_method_answers_as_its_document_says(live_sheets: Any) -> None:
    tour, books = Tour(), live_sheets.spreadsheets()
    values, metadata = books.values(), books.developerMetadata()
    note = {"metadataKey": "made by", "metadataValue": "a test", "visibility": "DOCUMENT"}
    book = tour(books.create(body={"properties": {"title": "Book"}, "developerMetadata": [note]}))["spreadsheetId"]
    other = tour(books.create(body={}))["spreadsheetId"]
    entered = {"valueInputOption": "USER_ENTERED", "spreadsheetId": book}
    rows = {"values": [["Day", "Share"], ["2026-03-09", "5%"]]}
    tour(values.update(range="A1:B2", body=rows, includeValuesInResponse=True, **entered))
    row = {"values": [["2026-03-10", True]]}
    tour(values.append(range="A1:B2", body=row, insertDataOption="INSERT_ROWS", **entered))
    tour(values.get(spreadsheetId=book, range="Sheet1", valueRenderOption="UNFORMATTED_VALUE"))
    tour(values.batchGet(spreadsheetId=book, ranges=["A1:A2", "B:B"]))
    many = {"valueInputOption": "RAW", "data": [{"range": "D1", "values": [["x"]]}]}
    tour(values.batchUpdate(spreadsheetId=book, body=many))
    tour(values.clear(spreadsheetId=book, range="D1", body={}))
    tour(values.batchClear(spreadsheetId=book, body={"ranges": ["D1"]}))
    cell = {"userEnteredValue": {"boolValue": True}}
    requests: list[Resource] = [
        {"addSheet": {"properties": {"title": "Second", "tabColor": {"red": 1}}}},
        {"addNamedRange": {"namedRange": {"name": "Days", "range": {"sheetId": 0, "endColumnIndex": 1}}}},
        {"createDeveloperMetadata": {"developerMetadata": {**note, "location": {"sheetId": 0}}}},
        {"appendDimension": {"sheetId": 0, "dimension": "ROWS", "length": 5}},
        {"appendCells": {"sheetId": 0, "fields": "*", "rows": [{"values": [cell]}]}},
        {"updateSpreadsheetProperties": {"properties": {"title": "Renamed"}, "fields": "title"}},
    ]
    body = {"requests": requests, "includeSpreadsheetInResponse": True}
    made = tour(books.batchUpdate(spreadsheetId=book, body=body))
    named = made["replies"][1]["addNamedRange"]["namedRange"]["namedRangeId"]
    tour(books.batchUpdate(spreadsheetId=book, body={"requests": [{"deleteNamedRange": {"namedRangeId": named}}]}))
    assert made["updatedSpreadsheet"]["properties"]["title"] == "Renamed"
    lookup = {"dataFilters": [{"developerMetadataLookup": {"metadataKey": "made by"}}]}
    found = tour(metadata.search(spreadsheetId=book, body=lookup))["matchedDeveloperMetadata"]
    tour(metadata.get(spreadsheetId=book, metadataId=found[0]["developerMetadata"]["metadataId"]))
    tour(books.get(spreadsheetId=book, includeGridData=True))
    tour(books.sheets().copyTo(spreadsheetId=book, sheetId=0, body={"destinationSpreadsheetId": other}))

    assert tour.seen == set(SHEETS)
