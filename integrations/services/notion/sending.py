"""Adding blocks in order, and going on after the last one that has arrived when an answer gets lost."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from integrations.catalog.context import Ctx
from integrations.errors import MachinaError, OutcomeUnknown
from integrations.services.notion import api
from integrations.services.notion.api import Resource
from integrations.services.notion.batches import Prepared, batches
from integrations.services.notion.parsing import text_of

Position = Resource
MAY_STILL_HAPPEN = (None, 408, 504)
"""Statuses of an answer, or none at all, after which Notion may still be at work: what is not there now is not sent
again. After any other one it has given up, and what is not there did not happen."""


@dataclass
class Sent:
    """What has arrived so far."""

    top: list[str] = field(default_factory=list)
    """Ids of the blocks of the first level."""
    count: int = 0
    """How many blocks were sent, those within others included."""

    @property
    def last(self) -> str | None:
        return self.top[-1] if self.top else None


def after_block(block_id: str) -> Position:
    return {"type": "after_block", "after_block": {"id": block_id}}


def append(ctx: Ctx, parent_id: str, blocks: Sequence[Resource], position: Position | None = None) -> Sent:
    """Add blocks to a parent, as many requests as it takes, one after the other.

    Raises what Notion refuses with, and then says which block was the last to arrive.
    """
    sent = Sent()
    try:
        _append(ctx, parent_id, blocks, position, sent, sent)
    except MachinaError as error:
        if sent.last is None:
            raise
        there = f"{len(sent.top)} of {len(blocks)} blocks are there, the last is {sent.last}: go on after it."
        said = f"{error.detail} {there}"
        raise type(error)(said, retry_after=error.retry_after, vendor_status=error.vendor_status) from error
    return sent


def _append(
    ctx: Ctx, parent_id: str, blocks: Sequence[Resource], position: Position | None, level: Sent, total: Sent
) -> None:
    for batch in batches(blocks):
        where = after_block(level.last) if level.last else position
        ids = _send(ctx, parent_id, batch, where)
        for prepared, block_id in zip(batch, ids, strict=True):
            total.count += _count(prepared.block)
            level.top.append(block_id)
            if prepared.later:
                _append(ctx, block_id, prepared.later, None, Sent(), total)


def _send(ctx: Ctx, parent_id: str, batch: Sequence[Prepared], position: Position | None) -> list[str]:
    children = [each.block for each in batch]
    body = {"children": children, **({"position": position} if position else {})}
    try:
        made = _made_by(ctx, parent_id, body)
    except OutcomeUnknown as lost:
        # A request is one transaction at Notion: all of its blocks are there or none.
        made = find_arrived(ctx, parent_id, children, position)
        if not made and lost.vendor_status in MAY_STILL_HAPPEN:
            raise
        made = made or _made_by(ctx, parent_id, body)
    if len(made) < len(children):
        raise OutcomeUnknown(f"Notion named {len(made)} of {len(children)} blocks that it was to add.")
    return [str(each.get("id")) for each in made]


def _made_by(ctx: Ctx, parent_id: str, body: Resource) -> list[Resource]:
    answer = api.patch(ctx, "/v1/blocks/{block_id}/children", body, {"block_id": parent_id})
    made = [each for each in answer.get("results") or [] if isinstance(each, dict)]
    return made[: len(body["children"])]


def find_arrived(ctx: Ctx, parent_id: str, blocks: Sequence[Resource], position: Position | None) -> list[Resource]:
    """The blocks of a request whose answer got lost, as they lie in their place now; none if it never arrived.

    They are known by place, kind and words, and by being made after the call was opened.
    """
    there, _ = api.listed(ctx, "/v1/blocks/{block_id}/children", {"block_id": parent_id}, cap=100_000, follow=True)
    kind = (position or {}).get("type", "end")
    if kind == "start":
        candidates = there[: len(blocks)]
    elif kind == "after_block":
        ids = [_bare(each.get("id")) for each in there]
        wanted = _bare((position or {})["after_block"]["id"])
        start = ids.index(wanted) + 1 if wanted in ids else len(there)
        candidates = there[start : start + len(blocks)]
    else:
        candidates = there[-len(blocks) :]
    since = minute_of(ctx.now)
    same = len(candidates) == len(blocks) and all(
        is_same(one, other) and made_at(one) >= since for one, other in zip(candidates, blocks, strict=True)
    )
    return candidates if same else []


def is_same(there: Resource, sent: Resource) -> bool:
    return there.get("type") == sent.get("type") and text_of(there) == text_of(sent)


def minute_of(moment: datetime) -> datetime:
    """Notion's clock shows minutes; one of them is allowed for its being behind ours."""
    return moment.replace(second=0, microsecond=0) - timedelta(minutes=1)


def made_at(block: Resource) -> datetime:
    try:
        return datetime.fromisoformat(str(block.get("created_time")))
    except ValueError:
        return datetime.fromisoformat("1970-01-01T00:00:00+00:00")


def _bare(block_id: object) -> str:
    return str(block_id).replace("-", "").lower()


def _count(block: Resource) -> int:
    inner = block.get(str(block.get("type")))
    children = inner.get("children") if isinstance(inner, dict) else None
    return 1 + sum(_count(each) for each in children or [])
