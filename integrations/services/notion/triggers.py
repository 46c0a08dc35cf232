"""New and changed pages, by the times that Notion gives them.

Notion's times are of whole minutes, so a page that is changed twice within one looks the same after both. A change is
therefore handed over when its minute is over: once, with everything that was changed in it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from pydantic import AwareDatetime, BaseModel, Field

from integrations.catalog.context import Ctx
from integrations.catalog.schema import Input, ui
from integrations.catalog.triggers import Poll, PolledEvent
from integrations.services.notion import api, samples
from integrations.services.notion.api import Resource
from integrations.services.notion.models.fields import OptionalId
from integrations.services.notion.models.pages import NotionPage
from integrations.services.notion.parsing import parse_page
from integrations.services.notion.service import READ, service

MINUTE = timedelta(minutes=1)
LOOK_BACK = timedelta(minutes=10)
"""How long Notion's search may take to find what is new."""
AHEAD = timedelta(minutes=2)
"""A time further in the future than this is of a clock that is ahead: its minute is not waited for."""
AT_ONCE = api.PAGE
MOST = 1000
"""Changes that are handed over of one poll; where there are more, the oldest are lost and the trigger says so."""


class NotionPageWatch(Input):
    """Which pages to watch."""

    data_source_id: OptionalId = Field(default=None, json_schema_extra=ui(options="data_sources"))
    """Pages of this data source alone; empty watches every page that is shared with the app."""


class NotionPageChange(NotionPage):
    """A page after a change."""

    is_new: bool = False
    """Whether it was made since the last look."""


class NotionPageCheckpoint(BaseModel):
    """Up to where pages have been handed over."""

    since: AwareDatetime
    """When the last look was."""
    seen: dict[str, str] = {}
    """The time of each page that was handed over lately, by its id."""


@dataclass(frozen=True)
class _Watch:
    """Which time of a page counts, by Notion's name."""

    name: str

    def time_of(self, page: Resource) -> datetime | None:
        try:
            return datetime.fromisoformat(str(page.get(self.name)))
        except ValueError:
            return None


def _changed(page: Resource, since: datetime) -> NotionPageChange:
    parsed = parse_page(page)
    is_new = parsed.created_time is not None and parsed.created_time >= since.replace(second=0, microsecond=0)
    return NotionPageChange(**parsed.model_dump(), is_new=is_new)


CHANGED = _Watch("last_edited_time")
ADDED = _Watch("created_time")


@service.poller(
    event=NotionPageChange,
    checkpoint=NotionPageCheckpoint,
    scopes=[READ],
    price="page_poll",
    sample={**samples.PAGE, "is_new": False},
    example={"data_source_id": samples.SPRINT},
    label="Page changed",
    icon="page",
    every_seconds=60,
)
def page_changed(
    ctx: Ctx, params: NotionPageWatch, checkpoint: NotionPageCheckpoint | None
) -> Poll[NotionPageChange, NotionPageCheckpoint]:
    """Starts with each page that is made or changed.

    Counts from the moment it is switched on. Changes within one minute are one event, which comes when the minute is
    over. Pages in the trash are not told.
    """
    found = _look(ctx, params, checkpoint, CHANGED)
    told = [(key, _changed(page, found.since)) for key, page in found.events]
    events = [PolledEvent[NotionPageChange](delivery_id=key, data=data) for key, data in told]
    return Poll(events=events, checkpoint=found.checkpoint, gap=found.gap)


@service.poller(
    event=NotionPage,
    checkpoint=NotionPageCheckpoint,
    scopes=[READ],
    price="page_poll",
    sample=samples.PAGE,
    example={"data_source_id": samples.SPRINT},
    label="Page added",
    icon="page-plus",
    every_seconds=60,
)
def page_added(
    ctx: Ctx, params: NotionPageWatch, checkpoint: NotionPageCheckpoint | None
) -> Poll[NotionPage, NotionPageCheckpoint]:
    """Starts with each page that is made.

    Counts from the moment it is switched on. A page is told once, and may still be empty then.
    """
    found = _look(ctx, params, checkpoint, ADDED)
    events = [PolledEvent[NotionPage](delivery_id=key, data=parse_page(page)) for key, page in found.events]
    return Poll(events=events, checkpoint=found.checkpoint, gap=found.gap)


@dataclass(frozen=True)
class _Found:
    """Pages with the key of each event, and what they were looked for since."""

    events: list[tuple[str, Resource]]
    since: datetime
    checkpoint: NotionPageCheckpoint
    gap: str | None = None


def _look(ctx: Ctx, params: NotionPageWatch, checkpoint: NotionPageCheckpoint | None, watch: _Watch) -> _Found:
    since = checkpoint.since if checkpoint else ctx.now
    pages, has_more = _pages_since(ctx, params, since - LOOK_BACK, watch)
    times = {str(page.get("id")): moment for page in pages if (moment := watch.time_of(page)) is not None}
    if checkpoint is None:
        seen = {page_id: moment.isoformat() for page_id, moment in times.items()}
        return _Found([], since, NotionPageCheckpoint(since=ctx.now, seen=seen))
    new: list[tuple[str, Resource]] = []
    seen = _still_needed(checkpoint.seen, since - LOOK_BACK)
    waiting: list[datetime] = []
    for page in sorted(pages, key=lambda each: times.get(str(each.get("id")), since)):
        page_id = str(page.get("id"))
        moment = times.get(page_id)
        if moment is None or checkpoint.seen.get(page_id) == moment.isoformat():
            continue
        if watch is CHANGED and not _is_over(moment, ctx.now):
            waiting.append(moment)
            continue
        seen[page_id] = moment.isoformat()
        new.append((f"{page_id}:{moment.isoformat()}", page))
    gap = None
    if has_more:
        gap = f"More than {MOST} pages have changed since {since.isoformat()}; those changed first were not read."
    # What waits for its minute to end lies within the look back of the next poll.
    return _Found(new, since, NotionPageCheckpoint(since=min([ctx.now, *waiting]), seen=seen), gap)


def _is_over(moment: datetime, now: datetime) -> bool:
    return moment + MINUTE <= now or moment > now + AHEAD


def _still_needed(seen: dict[str, str], first: datetime) -> dict[str, str]:
    """Times that another look may meet again."""
    kept = first - MINUTE
    return {page_id: moment for page_id, moment in seen.items() if datetime.fromisoformat(moment) >= kept}


def _pages_since(ctx: Ctx, params: NotionPageWatch, first: datetime, watch: _Watch) -> tuple[list[Resource], bool]:
    """Pages whose time is not before ``first``, the latest first, and whether there are more than could be read."""
    floor = first.replace(second=0, microsecond=0)
    if params.data_source_id:
        question = {
            "filter": {"timestamp": watch.name, watch.name: {"on_or_after": floor.isoformat()}},
            "sorts": [{"timestamp": watch.name, "direction": "descending"}],
        }
        found, token = api.listed(
            ctx,
            "/v1/data_sources/{id}/query",
            {"id": params.data_source_id},
            body=question,
            max_results=AT_ONCE,
            cap=MOST,
            follow=True,
        )
        return [each for each in found if each.get("object") == "page"], token is not None
    return _searched_since(ctx, floor, watch)


def _searched_since(ctx: Ctx, floor: datetime, watch: _Watch) -> tuple[list[Resource], bool]:
    """Search sorts by the last change alone, and a page is never changed before it is made."""
    question = {
        "filter": {"property": "object", "value": "page"},
        "sort": {"timestamp": "last_edited_time", "direction": "descending"},
    }
    found: list[Resource] = []
    token: str | None = None
    while len(found) < MOST:
        page, token = api.listed(ctx, "/v1/search", body=question, max_results=AT_ONCE, page_token=token)
        fresh = [each for each in page if (CHANGED.time_of(each) or floor) >= floor]
        found += [each for each in fresh if (watch.time_of(each) or floor) >= floor]
        if token is None or len(fresh) < len(page):
            return found, False
    return found, token is not None
