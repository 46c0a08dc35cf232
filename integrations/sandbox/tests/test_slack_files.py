"""Files at the sandbox's Slack: three requests in, one out."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

import pytest
from django.test import Client

from integrations.sandbox.models import SlackFilePart
from integrations.sandbox.slack.seed import GENERAL, REPORT, REPORT_TEXT
from integrations.sandbox.slack.transfer import PIECE
from integrations.sandbox.tests.slack import THEO, Web, install

pytestmark = pytest.mark.django_db


@pytest.fixture
def bot(db: None) -> Web:
    return Web(install()["access_token"])


def announced(bot: Web, length: int) -> tuple[str, str]:
    told = bot.works("files.getUploadURLExternal", filename="notes.txt", length=length)
    return urlsplit(told["upload_url"]).path, told["file_id"]


def send(path: str, content: bytes) -> Any:
    return Client().generic("POST", path, content, "application/octet-stream")


def fetch(address: str, token: str) -> bytes:
    answer: Any = Client().get(urlsplit(address).path, headers={"Authorization": f"Bearer {token}"})
    return b"".join(answer.streaming_content) if answer.streaming else answer.content


def test_a_file_is_announced_sent_and_completed(bot: Web) -> None:
    content = b"line\n" * (PIECE // 4)
    path, file_id = announced(bot, len(content))
    assert bot.fails("files.completeUploadExternal", files=[{"id": file_id}]) == "file_not_found"
    assert send(path, content).content == f"OK - {len(content)}".encode()
    assert bot.fails("files.info", file=file_id) == "file_not_found"
    done = bot.works(
        "files.completeUploadExternal",
        files=[{"id": file_id, "title": "Notes"}],
        channel_id=GENERAL,
        initial_comment="Here they are",
    )["files"][0]
    assert (done["title"], done["size"], done["mimetype"]) == ("Notes", len(content), "text/plain")
    assert SlackFilePart.objects.filter(file__file_id=file_id).count() == 2
    newest = bot.works("conversations.history", channel=GENERAL)["messages"][0]
    assert (newest["text"], newest["files"][0]["id"]) == ("Here they are", file_id)
    assert fetch(done["url_private_download"], bot.token) == content
    assert send(path, content).status_code == 404


@pytest.mark.parametrize(("sent", "status"), [(b"abc", 400), (b"abcdef", 413)])
def test_what_arrives_has_to_be_as_long_as_announced(bot: Web, sent: bytes, status: int) -> None:
    path, file_id = announced(bot, 4)
    assert send(path, sent).status_code == status
    assert bot.fails("files.completeUploadExternal", files=[{"id": file_id}]) == "file_not_found"


def test_refusals_of_files(bot: Web) -> None:
    assert bot.fails("files.getUploadURLExternal", filename="a", length=0) == "missing_argument"
    too_large = bot.fails("files.getUploadURLExternal", filename="a", length=2**31)
    assert too_large == "file_upload_size_restricted"
    path, file_id = announced(bot, 3)
    send(path, b"abc")
    nowhere = bot.fails("files.completeUploadExternal", files=[{"id": file_id}], channel_id="C0NOWHERE")
    assert nowhere == "channel_not_found"
    assert bot.works("files.completeUploadExternal", files=[{"id": file_id}])["files"][0]["is_public"] is False


def test_nobody_else_reads_a_file(bot: Web) -> None:
    address = bot.works("files.info", file=REPORT)["file"]["url_private"]
    assert fetch(address, bot.token) == REPORT_TEXT
    assert b"Sign in" in fetch(address, "xoxb-unknown")
    assert fetch(address, install(THEO)["access_token"]) == b"file_not_found"
    assert bot.works("files.list", channel=GENERAL)["files"][0]["id"] == REPORT
