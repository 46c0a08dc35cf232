"""What the guide for services shows of ``ctx.http`` and of refusals works as it stands there."""

from __future__ import annotations

import re
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from pydantic import BaseModel

from integrations import errors
from integrations.catalog.context import Ctx
from integrations.catalog.declare import Service
from integrations.catalog.http import Cursor
from integrations.catalog.refusals import Refusals
from integrations.catalog.testing import fake_context
from integrations.errors import RateLimited, RemoteRejected

README = Path(__file__).parents[3] / "services" / "README.md"


class ChannelsList(BaseModel):
    page_token: str | None = None


class Channel(BaseModel):
    name: str


class Channels(BaseModel):
    channels: list[Channel]
    next_page_token: str | None


def shown(beginning: str) -> dict[str, Any]:
    """The names that the block of the page with this beginning makes."""
    blocks = re.findall(r"^```python\n(.*?)^```", README.read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE)
    (block,) = (each for each in blocks if beginning in each)
    service = Service(
        key="slack",
        name="Slack",
        provider="slack",
        color="#4A154B",
        documentation_url="https://docs.slack.dev",
        folder=README.parent,
        scopes={"channels:read": "See channels"},
        hosts=("slack.com",),
    )
    models = {"ChannelsList": ChannelsList, "Channel": Channel, "Channels": Channels}
    names: dict[str, Any] = {
        **vars(errors),
        **models,
        "Ctx": Ctx,
        "Cursor": Cursor,
        "Refusals": Refusals,
        "service": service,
        "READ": "channels:read",
        "samples": SimpleNamespace(CHANNELS={}),
    }
    exec(compile(block, str(README), "exec"), names)  # our own page
    return names


def test_the_operation_follows_the_cursor_to_the_end() -> None:
    list_channels = shown("def list_channels")["list_channels"]
    with fake_context() as ctx:
        for names, cursor in (("ab", "c1"), ("c", "")):
            body = {"channels": [{"name": each} for each in names], "response_metadata": {"next_cursor": cursor}}
            ctx.vendor.will_answer("GET", "/api/conversations.list", body)
        first = list_channels(ctx, ChannelsList())
    assert [each.name for each in first.channels] == ["a", "b", "c"]
    assert first.next_page_token is None
    assert ctx.vendor.requests[1].query == {"limit": ["200"], "cursor": ["c1"]}


def test_the_refusals_are_read_as_the_page_says() -> None:
    refusals = shown("refusals = Refusals(")["refusals"]
    with fake_context(refusals=refusals) as ctx:
        ctx.vendor.will_answer("POST", "/chat.postMessage", {"ok": False, "error": "not_in_channel"})
        ctx.vendor.will_answer("POST", "/chat.postMessage", {"ok": False, "error": "ratelimited"})
        with pytest.raises(RemoteRejected, match=r"not_in_channel\. Invite the app to the channel first\.$"):
            ctx.http.post("/chat.postMessage", json={})
        with pytest.raises(RateLimited) as limited:
            ctx.http.post("/chat.postMessage", json={})
    assert limited.value.about == "method"
