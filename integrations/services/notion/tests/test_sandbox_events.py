"""New and changed pages, choices and uploads at the sandbox, over real HTTP."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import httpx
import pytest

from integrations.catalog.options import OptionsQuery
from integrations.errors import InputError
from integrations.sandbox.models import NotionRecord
from integrations.sandbox.notion.seed.content import BACKLOG, HANDBOOK, NOTES, PARAGRAPH, SPRINT, TASKS
from integrations.services.notion import options, uploading
from integrations.services.notion.models.blocks import NotionBlocksAppend
from integrations.services.notion.models.files import NotionFileUploadCreate
from integrations.services.notion.models.pages import NotionPageCreate, NotionPageMove, NotionPageUpdate
from integrations.services.notion.operations.blocks import append_blocks
from integrations.services.notion.operations.files import upload_file
from integrations.services.notion.operations.pages import create_page, trash_page, update_page
from integrations.services.notion.tests.context import NotionContext
from integrations.services.notion.triggers import NotionPageCheckpoint, NotionPageWatch, page_added, page_changed

PATIENCE = 30.0
EVERYTHING = NotionPageWatch()
HERE = NotionPageWatch(data_source_id=SPRINT)
MEGABYTE = 1024 * 1024


@pytest.fixture
def ctx(sandbox: str) -> NotionContext:
    return NotionContext()


def row(ctx: NotionContext, title: str) -> str:
    return create_page(ctx, NotionPageCreate(data_source_id=SPRINT, title=title)).page_id


def minutes_later(ctx: NotionContext, minutes: int) -> None:
    ctx.now = datetime.now(UTC) + timedelta(minutes=minutes)


@pytest.mark.parametrize("watch", [EVERYTHING, HERE])
def test_an_added_page_is_told_once(ctx: NotionContext, watch: NotionPageWatch) -> None:
    row(ctx, "before")
    first = page_added(ctx, watch, None)
    made = row(ctx, "new")
    update_page(ctx, NotionPageUpdate(page_id=made, title="newer"))

    second = page_added(ctx, watch, first.checkpoint)
    third = page_added(ctx, watch, second.checkpoint)

    assert first.events == []
    assert [(each.data.page_id, each.data.title) for each in second.events] == [(made, "newer")]
    assert third.events == []


@pytest.mark.parametrize("watch", [EVERYTHING, HERE])
def test_changes_of_one_minute_are_told_once_when_it_is_over(ctx: NotionContext, watch: NotionPageWatch) -> None:
    first = page_changed(ctx, watch, None)
    made = row(ctx, "one")
    ctx.now = datetime.now(UTC)
    waiting = page_changed(ctx, watch, first.checkpoint)
    update_page(ctx, NotionPageUpdate(page_id=made, title="two"))

    minutes_later(ctx, 1)
    told = page_changed(ctx, watch, waiting.checkpoint)
    minutes_later(ctx, 2)
    again = page_changed(ctx, watch, told.checkpoint)

    assert waiting.events == []
    assert [(each.data.page_id, each.data.title, each.data.is_new) for each in told.events] == [(made, "two", True)]
    assert again.events == []


def test_each_later_change_is_an_event_of_its_own(sandbox: str, ctx: NotionContext) -> None:
    first = page_changed(ctx, HERE, None)
    old = page_changed(ctx, HERE, first.checkpoint)
    some = NotionRecord.objects.filter(account__email=ctx.email, parent_id=SPRINT).earliest("pk").record_id
    update_page(ctx, NotionPageUpdate(page_id=some, title="once"))
    minutes_later(ctx, 1)
    second = page_changed(ctx, HERE, old.checkpoint)
    httpx.post(f"{sandbox}/sandbox/_control/clock", json={"advance_seconds": 180}, timeout=PATIENCE).raise_for_status()
    update_page(ctx, NotionPageUpdate(page_id=some, title="again"))
    minutes_later(ctx, 5)

    third = page_changed(ctx, HERE, second.checkpoint)

    assert [(each.data.title, each.data.is_new) for each in second.events] == [("once", False)]
    assert [each.data.title for each in third.events] == ["again"]
    assert second.events[0].delivery_id != third.events[0].delivery_id


def test_a_clock_that_is_ahead_keeps_nothing_back(sandbox: str, ctx: NotionContext) -> None:
    first = page_changed(ctx, HERE, None)
    httpx.post(f"{sandbox}/sandbox/_control/clock", json={"advance_seconds": 3000}, timeout=PATIENCE).raise_for_status()
    made = row(ctx, "ahead")

    second = page_changed(ctx, HERE, first.checkpoint)

    assert [each.data.page_id for each in second.events] == [made]


def test_content_counts_as_a_change_and_the_trash_does_not(ctx: NotionContext) -> None:
    first = page_changed(ctx, EVERYTHING, None)
    append_blocks(ctx, NotionBlocksAppend(block_id=NOTES, markdown="more"))
    trash_page(ctx, NotionPageMove(page_id=row(ctx, "gone")))
    minutes_later(ctx, 1)

    second = page_changed(ctx, EVERYTHING, first.checkpoint)

    assert [each.data.page_id for each in second.events] == [NOTES]


def test_more_than_can_be_read_is_a_gap(ctx: NotionContext, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("integrations.services.notion.triggers.MOST", 1)
    monkeypatch.setattr("integrations.services.notion.triggers.AT_ONCE", 1)
    since = NotionPageCheckpoint(since=datetime.now(UTC) - timedelta(days=30))

    found = page_added(ctx, HERE, since)

    assert found.gap is not None
    assert "were not read" in found.gap


def test_choices_are_offered(ctx: NotionContext) -> None:
    def values(loader: object, text: str = "") -> dict[str, str]:
        page = loader(ctx, OptionsQuery(query=text))  # type: ignore[operator]
        return {each.value: each.label for each in page.options}

    assert values(options.pages, "handbook") == {HANDBOOK: "Team handbook"}
    assert values(options.data_sources) == {SPRINT: "This sprint", BACKLOG: "Backlog"}
    assert values(options.databases) == {TASKS: "Backlog, This sprint"}
    assert values(options.blocks, "meeting")[PARAGRAPH] == "Meeting notes · We meet every Monday at ten."
    assert "Ada · ada@lab.example" in values(options.users, "ada").values()
    assert values(options.users, "machina") == {}


def test_a_file_is_uploaded_in_one_part_and_stands_in_a_page(sandbox: str, ctx: NotionContext) -> None:
    content = bytes(range(256)) * 4 * 4096 + b"end"
    file = ctx.files.save(content, filename="plan.bin", mime_type="application/octet-stream; charset=binary")

    made = upload_file(ctx, NotionFileUploadCreate(file_id=file.file_id))
    block = {"file": {"type": "file_upload", "file_upload": {"id": made.file_upload_id}}}
    append_blocks(ctx, NotionBlocksAppend(block_id=NOTES, blocks=[block]))

    assert (made.status, made.filename, made.mime_type, made.size) == (
        "uploaded",
        "plan.bin",
        "application/octet-stream",
        len(content),
    )
    record = NotionRecord.objects.filter(account__email=ctx.email, parent_id=NOTES).latest("pk")
    url = record.body["content"]["file"]["url"]
    assert httpx.get(url, timeout=PATIENCE).content == content


def test_a_large_file_is_uploaded_in_parts(sandbox: str, ctx: NotionContext, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uploading, "ONE_PART", 6 * MEGABYTE)
    monkeypatch.setattr(uploading, "PART", 5 * MEGABYTE)
    content = bytes(range(256)) * 4096 * 12
    file = ctx.files.save(content, filename="film.mp4", mime_type="video/mp4")

    made = upload_file(ctx, NotionFileUploadCreate(file_id=file.file_id, filename="launch.mp4"))

    upload = NotionRecord.objects.get(account__email=ctx.email, record_id=made.file_upload_id)
    parts = [bytes(each.content) for each in upload.parts.all()]
    assert [len(each) for each in parts] == [5 * MEGABYTE, 5 * MEGABYTE, 2 * MEGABYTE]
    assert b"".join(parts) == content
    assert (made.status, made.filename, made.size) == ("uploaded", "launch.mp4", len(content))


def test_a_file_at_an_address_is_notions_to_fetch(sandbox: str, ctx: NotionContext) -> None:
    made = upload_file(ctx, NotionFileUploadCreate(url="https://files.globex.example/a/plan.pdf?x=1"))

    assert (made.filename, made.mime_type) == ("plan.pdf", "application/pdf")


def test_an_empty_file_is_refused_before_notion_is_asked(sandbox: str, ctx: NotionContext) -> None:
    file = ctx.files.save(b"", filename="nothing.txt", mime_type="text/plain")

    with pytest.raises(InputError, match=r"'nothing.txt' is empty"):
        upload_file(ctx, NotionFileUploadCreate(file_id=file.file_id))
    assert not NotionRecord.objects.filter(kind="file_upload").exists()
