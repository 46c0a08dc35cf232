"""A file goes from vendor to vendor as a reference, through the one door: mail, Drive, Slack, and back to Drive."""

from __future__ import annotations

import pytest

from integrations.execution.files import CustomerFiles
from integrations.services.slack.samples import GENERAL
from integrations.services.slack.tests.account import SlackAccount
from integrations.tests.google_account import GoogleAccount

pytestmark = pytest.mark.django_db(transaction=True)


def content_of(file_id: str) -> bytes:
    return CustomerFiles(None).read(file_id)[1]


def test_an_attachment_goes_by_way_of_drive_to_slack_and_back(sandbox: str, redis_server: object) -> None:
    google, slack = GoogleAccount(sandbox, "yara.keller@globex.example"), SlackAccount(sandbox)
    (mail,) = google.run("gmail.search_messages", query="subject:pilot figures", include_body=True)["messages"]
    attached = mail["attachments"][0]

    fetched = google.run("gmail.get_attachment", message_id=mail["message_id"], attachment_id=attached["attachment_id"])
    stored = google.run("google_drive.upload_file", file_id=fetched["file_id"])
    loaded = google.run("google_drive.download_file", file_id=stored["file_id"])
    sent = slack.run("upload_file", channel_id=GENERAL, file_id=loaded["file_id"])
    got = slack.run("get_file", slack_file_id=sent["slack_file_id"])
    again = google.run("google_drive.upload_file", file_id=got["file_id"], name="From Slack.csv")

    assert content_of(got["file_id"]) == content_of(fetched["file_id"]) != b""
    assert (sent["filename"], sent["channel_ids"]) == ("pilot-figures.csv", [GENERAL])
    assert (again["name"], again["size"]) == ("From Slack.csv", stored["size"])
