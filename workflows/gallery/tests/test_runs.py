"""Every template runs in the sandbox as it stands, once its variables are set, and does what it says."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from integrations.payloads.contents import load
from integrations.services.gmail.samples import WITH_ATTACHMENT
from integrations.services.google_drive.samples import FOLDER, REPORT
from integrations.services.notion.samples import HANDBOOK
from workflows.gallery.tests.conftest import Stage, steps_of

GENERAL = "C0GENERAL01"
SPREADSHEET = "1Tw-VuE3WtLvptpDUKqeIyp2NeCLTpdrF"
MONDAY = {"scheduled_at": "2026-12-07T08:00:00+00:00", "fired_at": "2026-12-07T08:00:01+00:00", "missed": 0}


def said(stage: Stage) -> str:
    """The newest message of the channel."""
    found: list[dict[str, Any]] = stage.call("slack.get_channel_history", channel_id=GENERAL)["messages"]
    return str(max(found, key=lambda each: each["sent_at"])["text"])


def test_attachments_are_filed_listed_and_told(stage: Stage) -> None:
    deployment = stage.deploy(
        "gmail.file_attachments", folder_id=FOLDER, spreadsheet_id=SPREADSHEET, channel_id=GENERAL
    )
    sheet = stage.call("google_sheets.create_spreadsheet", title="Files")
    stage.call(
        "google_sheets.write_range", spreadsheet_id=sheet["spreadsheet_id"], range="A1:B1", values=[["name", "link"]]
    )
    deployment.variables["spreadsheet_id"] = sheet["spreadsheet_id"]
    deployment.save()
    mail = stage.call("gmail.get_message", message_id=WITH_ATTACHMENT)
    names = [each["filename"] for each in mail["attachments"]]
    run = stage.run(deployment, mail)
    assert set(steps_of(run).values()) == {"succeeded"}
    rows = stage.call("google_sheets.read_range", spreadsheet_id=sheet["spreadsheet_id"], range="A1:B9")["values"]
    assert [row[0] for row in rows] == ["name", *names]
    filed = stage.call("google_drive.list_files", folder_id=FOLDER, name=names[0])["files"]
    assert filed[0]["link"] == rows[1][1]
    assert said(stage).replace("\\", "") == f"A file from {mail['from']}: {mail['subject']}"


def test_the_weekly_report_goes_to_whom_the_deployment_names(stage: Stage) -> None:
    deployment = stage.deploy(
        "google_sheets.weekly_report", spreadsheet_id=SPREADSHEET, recipient="boss@globex.example", range="Orders!A1:C4"
    )
    run = stage.run(deployment, MONDAY)
    assert steps_of(run) == dict.fromkeys(["monday", "figures", "any", "report"], "succeeded")
    [found] = stage.call("gmail.search_messages", query="in:sent subject:Weekly", include_body=True)["messages"]
    figures = stage.call("google_sheets.read_range", spreadsheet_id=SPREADSHEET, range="Orders!A1:C4")["values"]
    assert (found["to"], found["subject"]) == (["boss@globex.example"], "Weekly report: week of 7 December 2026")
    assert found["body_text"].split() == " ".join(" ".join(row) for row in figures).split()


def test_there_is_no_report_without_rows(stage: Stage) -> None:
    deployment = stage.deploy(
        "google_sheets.weekly_report", spreadsheet_id=SPREADSHEET, recipient="x@globex.example", range="Orders!A1:C1"
    )
    assert steps_of(stage.run(deployment, MONDAY))["report"] == "skipped"


def test_tomorrows_agenda_is_posted(stage: Stage) -> None:
    deployment = stage.deploy("google_calendar.agenda_to_slack", channel_id=GENERAL)
    start = datetime.now(UTC).replace(hour=12, minute=0, second=0, microsecond=0) + timedelta(days=1)
    stage.call(
        "google_calendar.create_event",
        title="Visit of Northwind",
        start=start.isoformat(),
        end=(start + timedelta(hours=1)).isoformat(),
    )
    run = stage.run(deployment, MONDAY)
    assert set(steps_of(run).values()) == {"succeeded"}
    assert said(stage).startswith("**Tomorrow**")
    assert "Visit of Northwind" in said(stage)


def test_who_fills_in_the_form_becomes_a_contact(stage: Stage) -> None:
    deployment = stage.deploy("google_contacts.form_to_contact", channel_id=GENERAL)
    body = {"first_name": "Ines", "last_name": "Rothko", "email": "ines@printshop.example", "message": "Call me."}
    call = {"method": "POST", "headers": {}, "query": {}, "body": body, "received_at": "2026-12-01T09:00:00+00:00"}
    run = stage.run(deployment, call)
    assert steps_of(run)["thanks"] == "succeeded"
    [contact] = stage.call("google_contacts.search_contacts", query="Rothko")["contacts"]
    assert (contact["name"], contact["notes"]) == ("Ines Rothko", "Call me.")
    assert said(stage) == "New contact: Ines Rothko, ines@printshop.example"
    refused = steps_of(stage.run(deployment, {**call, "body": {"first_name": "Ines"}}))
    assert (refused["refuse"], refused["contact"]) == ("succeeded", "skipped")


def test_starred_mail_becomes_a_task_that_is_due_tomorrow(stage: Stage) -> None:
    deployment = stage.deploy("google_tasks.starred_mail_to_task")
    mail = stage.call("gmail.get_message", message_id=WITH_ATTACHMENT)
    run = stage.run(deployment, mail)
    assert steps_of(run) == {"mail": "succeeded", "task": "succeeded"}
    tasks = stage.call("google_tasks.list_tasks")["tasks"]
    [made] = [each for each in tasks if each["title"] == mail["subject"]]
    assert made["due"] == str((run.created_at + timedelta(days=1)).date())
    assert made["notes"].startswith(f"From {mail['from']}")


def test_a_page_with_a_date_becomes_an_event(stage: Stage) -> None:
    deployment = stage.deploy("notion.page_to_calendar")
    page = {"title": "Launch", "url": "https://www.notion.so/launch", "properties": {"Due": {"start": "2031-03-04"}}}
    assert steps_of(stage.run(deployment, page))["event"] == "succeeded"
    events = stage.call("google_calendar.list_events", start="2031-03-03", end="2031-03-06")["events"]
    [made] = [each for each in events if each["title"] == "Launch"]
    assert (made["start"], made["end"], made["description"]) == ("2031-03-04", "2031-03-05", page["url"])
    undated = stage.run(deployment, {**page, "properties": {"Due": None}})
    assert steps_of(undated)["event"] == "skipped"


def test_an_address_that_does_not_answer_raises_the_alarm(stage: Stage) -> None:
    deployment = stage.deploy("http.watch_an_address", url="https://127.0.0.1/", channel_id=GENERAL)
    ended = steps_of(stage.run(deployment, MONDAY))
    assert (ended["alarm"], ended["well"]) == ("succeeded", "skipped")
    assert said(stage).startswith("https://127.0.0.1/ is not well: ")


def test_an_address_that_answers_is_left_in_peace(stage: Stage) -> None:
    deployment = stage.deploy("http.watch_an_address", url="https://echo.machina.example/orders", channel_id=GENERAL)
    ended = steps_of(stage.run(deployment, MONDAY))
    assert (ended["well"], ended["alarm"]) == ("succeeded", "skipped")


def test_changes_of_a_calendar_are_told_in_their_own_words(stage: Stage) -> None:
    deployment = stage.deploy("slack.changed_events", channel_id=GENERAL)
    event = {"title": "Review", "start": "2026-12-09T10:00:00+01:00"}
    told = []
    for change in ("created", "updated", "deleted"):
        assert "succeeded" in steps_of(stage.run(deployment, {**event, "change": change})).values()
        told.append(said(stage))
    assert told == [
        "New: **Review**, 2026-12-09T10:00:00+01:00",
        "Changed: **Review**, 2026-12-09T10:00:00+01:00",
        "Cancelled: Review",
    ]


def test_a_new_file_becomes_a_page(stage: Stage) -> None:
    deployment = stage.deploy("google_drive.new_files_to_notion", parent_page_id=HANDBOOK)
    file = stage.call("google_drive.get_file", file_id=REPORT)
    run = stage.run(deployment, {**file, "change": "created"})
    assert steps_of(run) == {"file": "succeeded", "page": "succeeded"}
    found = stage.call("notion.search", query=file["name"])
    assert file["name"] in [each["title"] for each in found["results"]]


def test_paid_orders_are_added_up_by_city(stage: Stage) -> None:
    orders: list[dict[str, Any]] = [
        {"paid": True, "total": "10.50", "customer": {"city": "Bonn"}},
        {"paid": True, "total": "9.50", "customer": {"city": "Bonn"}},
        {"paid": True, "total": "30.00", "customer": {"city": "Kiel"}},
        {"paid": False, "total": "99.00", "customer": {"city": "Bonn"}},
    ]
    run = stage.start("data.revenue_by_city", {"orders": orders})
    assert run.output is not None
    output: Any = load(run.output)
    items = output["items"]
    assert [(each["city"], each["orders"], float(each["revenue"])) for each in items] == [
        ("Kiel", 1, 30.0),
        ("Bonn", 2, 20.0),
    ]
