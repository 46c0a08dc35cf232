"""Files at the sandbox: three requests up, one down, and never whole in memory."""

from __future__ import annotations

import hashlib

import pytest

from integrations.errors import RemoteRejected
from integrations.sandbox.models import SlackFile, SlackTeam
from integrations.services.slack.models.files import SlackFileGet, SlackFileUpload
from integrations.services.slack.operations.files import get_file, upload_file
from integrations.services.slack.samples import GENERAL, PROJECT, THREAD
from integrations.services.slack.tests.account import SlackAccount
from integrations.services.slack.tests.context import SlackContext

LARGE = 5 * 1024 * 1024


@pytest.fixture
def ctx(sandbox: str) -> SlackContext:
    return SlackContext()


def test_a_large_file_goes_up_and_comes_back_the_same(ctx: SlackContext) -> None:
    content = b"0123456789abcdef" * (LARGE // 16)
    stored = ctx.files.save(content, filename="large.bin", mime_type="application/octet-stream")

    sent = upload_file(ctx, SlackFileUpload(channel_id=GENERAL, file_id=stored.file_id, title="Large"))
    got = get_file(ctx, SlackFileGet(slack_file_id=sent.slack_file_id))

    assert (sent.filename, sent.title, sent.size, sent.channel_ids) == ("large.bin", "Large", LARGE, [GENERAL])
    assert (got.filename, got.size, got.slack_file_id) == ("large.bin", LARGE, sent.slack_file_id)
    assert hashlib.sha256(ctx.files.read(got.file_id)[1]).digest() == hashlib.sha256(content).digest()


def test_it_takes_three_requests(sandbox: str, redis_server: object) -> None:
    account = SlackAccount(sandbox)
    account.run(
        "upload_file",
        channel_id=GENERAL,
        content="a,b\n",
        filename="numbers.csv",
        comment="**Numbers** for <!channel>",
        thread_ts=THREAD,
    )
    steps = ("files.getUploadURLExternal", "upload", "files.completeUploadExternal")
    counts = {each: account.count(each) for each in steps}

    assert set(counts.values()) == {1}
    answer = account.run("get_thread", channel_id=GENERAL, thread_ts=THREAD)["messages"][-1]
    assert answer["mrkdwn"] == "*Numbers* for @channel"
    assert [(each["filename"], each["mime_type"]) for each in answer["files"]] == [("numbers.csv", "text/csv")]


def test_a_text_becomes_a_file_of_that_name(ctx: SlackContext) -> None:
    sent = upload_file(ctx, SlackFileUpload(content="Hello"))
    assert (sent.filename, sent.size, sent.channel_ids) == ("message.txt", 5, [])


@pytest.mark.parametrize(
    ("step", "code"),
    [
        ("files.getUploadURLExternal", "remote_rejected"),
        ("upload", "remote_rejected"),
        ("files.completeUploadExternal", "outcome_unknown"),
    ],
)
def test_a_refusal_of_any_step_is_told(sandbox: str, redis_server: object, step: str, code: str) -> None:
    account = SlackAccount(sandbox)
    account.misbehave(step, error="file_uploads_disabled", status=400)

    error = account.error("upload_file", channel_id=GENERAL, content="x")

    assert (error["code"], "file_uploads_disabled" in error["detail"]) == (code, True)
    assert account.run("get_channel_history", channel_id=GENERAL, max_results=1)["messages"][0]["files"] == []


def test_where_the_app_is_not_nothing_is_shared(ctx: SlackContext) -> None:
    with pytest.raises(RemoteRejected, match="channel_not_found"):
        upload_file(ctx, SlackFileUpload(channel_id="C0NOWHERE01", content="x"))
    made = SlackTeam.objects.get(domain="globex").conversations.get(channel_id=PROJECT)
    made.members.remove(*made.members.exclude(bot_id=""))
    with pytest.raises(RemoteRejected, match="not in 'project-pilot'"):
        upload_file(ctx, SlackFileUpload(channel_id=PROJECT, content="x"))
    assert not SlackFile.objects.filter(name="message.txt").exists()
