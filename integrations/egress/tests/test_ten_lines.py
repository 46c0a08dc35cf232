"""What operations of two well-known kinds of JSON API look like: ten lines each, over real HTTP."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest

from integrations.catalog.files import FileRef
from integrations.catalog.http import Cursor, Get, HttpReply, LinkHeader
from integrations.catalog.refusals import Refusals
from integrations.catalog.testing.context import FakeFiles
from integrations.egress.client import Egress
from integrations.egress.http import ServiceHttp
from integrations.egress.tests.conftest import MakePermit, StaticCredential
from integrations.egress.tests.vendor import Vendor, _Handler, ok, status
from integrations.errors import (
    InputError,
    RateLimited,
    ReconnectRequired,
    RemoteRejected,
    RemoteUnavailable,
    ScopeMissing,
)

SLACK = Refusals(
    is_refusal=lambda answer: answer.at("ok") is False,
    word=("error",),
    kinds={
        "ratelimited": RateLimited,
        "missing_scope": ScopeMissing,
        "invalid_auth": ReconnectRequired,
        "internal_error": RemoteUnavailable,
    },
    advice={"not_in_channel": "Invite the app to the channel first."},
)
CURSOR = Cursor("cursor", next="response_metadata.next_cursor")


@dataclass(frozen=True)
class Ctx:
    """What these operations use of a context."""

    http: ServiceHttp
    call_key: str = "call-1"


def post_message(ctx: Ctx, channel_id: str, text: str) -> str:
    """Slack: say something in a channel."""
    sent = ctx.http.post("/chat.postMessage", json={"channel": channel_id, "text": text}).json()
    return str(sent["ts"])


def list_channels(ctx: Ctx, page_token: str | None, cap: int) -> tuple[list[str], str | None]:
    """Slack: the channels of a workspace."""
    channels = ctx.http.pages(
        "GET",
        "/conversations.list",
        query={"limit": 2},
        paging=CURSOR,
        items="channels",
        cap=cap,
        page_token=page_token,
    )
    return [each["name"] for each in channels], channels.next_page_token


def find_names(ctx: Ctx, user_ids: list[str]) -> dict[str, str]:
    """Slack: the names of many people; who is not there has none."""
    replies = ctx.http.gather([Get("/users.info", query={"user": each}) for each in user_ids])
    found = zip(user_ids, replies, strict=True)
    return {each: reply.json()["user"]["name"] for each, reply in found if isinstance(reply, HttpReply)}


def share_file(ctx: Ctx, channel_id: str, file_id: str) -> str:
    """Slack: put a file into a channel."""
    sent = ctx.http.upload("POST", "/files.upload", file_id, field="file", fields={"channels": channel_id}).json()
    return str(sent["file"]["id"])


def list_issues(ctx: Ctx, owner: str, repo: str, cap: int) -> list[int]:
    """GitHub: the open issues of a repository."""
    issues = ctx.http.pages(
        "GET",
        "/repos/{owner}/{repo}/issues",
        path={"owner": owner, "repo": repo},
        query={"state": "open"},
        paging=LinkHeader(),
        items="",
        cap=cap,
    )
    return [each["number"] for each in issues if "pull_request" not in each]


def create_issue(ctx: Ctx, owner: str, repo: str, title: str) -> int:
    """GitHub: open an issue."""
    created = ctx.http.post("/repos/{owner}/{repo}/issues", path={"owner": owner, "repo": repo}, json={"title": title})
    return int(created.json()["number"])


def fetch_archive(ctx: Ctx, owner: str, repo: str) -> FileRef:
    """GitHub: a repository as a file."""
    return ctx.http.download("/repos/{owner}/{repo}/zipball", path={"owner": owner, "repo": repo})


class Slack:
    """As much of Slack as these operations need."""

    channels = ("general", "random", "sales", "support", "ops")

    def __call__(self, handler: _Handler, vendor: Vendor) -> None:
        method, _, text = handler.path.removeprefix("/").partition("?")
        query = dict(part.split("=") for part in text.split("&") if part)
        ok(getattr(self, method.replace(".", "_").lower())(query, vendor))(handler, vendor)

    def chat_postmessage(self, query: dict[str, str], vendor: Vendor) -> Any:
        said = vendor.received[-1].json()
        return {"ok": True, "ts": "1.2"} if said["channel"] == "C1" else {"ok": False, "error": "not_in_channel"}

    def conversations_list(self, query: dict[str, str], vendor: Vendor) -> Any:
        start = int(query.get("cursor", 0))
        end = start + int(query["limit"])
        cursor = str(end) if end < len(self.channels) else ""
        names = [{"name": each} for each in self.channels[start:end]]
        return {"ok": True, "channels": names, "response_metadata": {"next_cursor": cursor}}

    def users_info(self, query: dict[str, str], vendor: Vendor) -> Any:
        user = query["user"]
        return {"ok": False, "error": "user_not_found"} if user == "U0" else {"ok": True, "user": {"name": f"n{user}"}}

    def files_upload(self, query: dict[str, str], vendor: Vendor) -> Any:
        return {"ok": b'name="channels"\r\n\r\nC1' in vendor.received[-1].body, "file": {"id": "F1"}}


@pytest.fixture
def files() -> FakeFiles:
    return FakeFiles()


@pytest.fixture
def slack(egress: Egress, vendor: Vendor, make_permit: MakePermit, files: FakeFiles) -> Ctx:
    vendor.answers(Slack())
    permit = make_permit(effect="write", vendor="Slack", refusals=SLACK, credential=StaticCredential("xoxb-1"))
    return Ctx(ServiceHttp(egress, permit, vendor.url, files))


@pytest.fixture
def github(egress: Egress, vendor: Vendor, make_permit: MakePermit, files: FakeFiles) -> Ctx:
    permit = make_permit(effect="write", vendor="GitHub", credential=StaticCredential("gho-1"))
    return Ctx(ServiceHttp(egress, permit, vendor.url, files))


def test_slack_takes_a_message_or_says_what_to_do_first(slack: Ctx) -> None:
    assert post_message(slack, "C1", "Hi") == "1.2"
    with pytest.raises(RemoteRejected) as refused:
        post_message(slack, "C2", "Hi")
    assert str(refused.value) == "Slack refused: not_in_channel. Invite the app to the channel first."
    assert refused.value.vendor_word == "not_in_channel"


def test_slacks_channels_are_read_on_where_they_stopped(slack: Ctx) -> None:
    first, token = list_channels(slack, None, 3)
    rest, end = list_channels(slack, token, 100)
    assert (first, rest, end) == (["general", "random", "sales"], ["support", "ops"], None)


def test_slacks_people_are_found_at_once_and_who_is_not_there_is_left_out(slack: Ctx, vendor: Vendor) -> None:
    assert find_names(slack, ["U1", "U0", "U2"]) == {"U1": "nU1", "U2": "nU2"}
    assert len(vendor.received) == 3


def test_slack_takes_a_file(slack: Ctx, files: FakeFiles) -> None:
    stored = files.save(b"a,b", filename="a.csv", mime_type="text/csv")
    assert share_file(slack, "C1", stored.file_id) == "F1"


def test_githubs_issues_are_read_over_their_links(github: Ctx, vendor: Vendor) -> None:
    issues = [{"number": 1}, {"number": 2, "pull_request": {}}]
    more = f'<{vendor.url}/repositories/7/issues?state=open&page=2>; rel="next"'
    vendor.answers(ok(issues, link=more), ok([{"number": 3}]))
    assert list_issues(github, "ada", "engine", 100) == [1, 3]
    assert [each.path for each in vendor.received] == [
        "/repos/ada/engine/issues?state=open",
        "/repositories/7/issues?state=open&page=2",
    ]


def test_github_turns_a_write_away_for_a_moment_and_takes_it_then(github: Ctx, vendor: Vendor) -> None:
    limited = status(403, {"message": "You have exceeded a secondary rate limit."}, retry_after="0")
    vendor.answers(limited, status(201, {"number": 4}))
    assert create_issue(github, "ada", "engine", "It stops") == 4
    assert len(vendor.received) == 2


def test_github_says_in_words_what_is_missing(github: Ctx, vendor: Vendor) -> None:
    vendor.answers(
        status(422, {"message": "Validation Failed", "errors": [{"code": "missing_field", "field": "title"}]})
    )
    with pytest.raises(RemoteRejected) as refused:
        create_issue(github, "ada", "engine", "")
    assert str(refused.value) == "GitHub answered 422: Validation Failed."


def test_an_identifier_that_is_none_does_not_reach_github(github: Ctx, vendor: Vendor) -> None:
    with pytest.raises(InputError, match=r"'\.\.' cannot be the repo of anything"):
        create_issue(github, "ada", "..", "x")
    assert vendor.received == []


def test_githubs_archive_becomes_a_file(github: Ctx, vendor: Vendor, files: FakeFiles) -> None:
    vendor.answers(ok(b"PK", content_type="application/zip", content_disposition="attachment; filename=engine.zip"))
    archive = fetch_archive(github, "ada", "engine")
    assert (archive.filename, archive.mime_type) == ("engine.zip", "application/zip")
    assert files.read(archive.file_id)[1] == b"PK"
