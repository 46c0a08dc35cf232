"""A small service that the catalog's tests declare things on."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from pydantic import BaseModel, Field

from integrations.catalog.context import Ctx
from integrations.catalog.declare import Limit, Service
from integrations.catalog.options import Option, OptionsPage, OptionsQuery
from integrations.catalog.schema import Input, Output, ui
from integrations.catalog.triggers import Poll

READ, WRITE, EVERYTHING = "post.read", "post.write", "post.all"
PRICING = """
source = "https://post.example/prices"
date = 2026-01-31
cost = "0.0005"

[letter_send]
price = "0.001"

[letter_poll]
cost = "0"
price = "0"
"""


class Stamp(Output):
    """What a letter carries."""

    value: int = 0
    """Cents."""


class Letter(Output):
    """A letter."""

    letter_id: str
    """Its identifier."""
    from_: str | None = Field(default=None, alias="from")
    """Who wrote it."""
    stamps: list[Stamp] = []
    """What it carries."""


class LetterSend(Input):
    """A letter to send."""

    to: str = Field(json_schema_extra=ui(options="people"))
    """Who gets it."""
    body: str | None = Field(default=None, json_schema_extra=ui(widget="textarea", advanced=True))
    """What it says."""
    speed: Literal["slow", "fast"] = "slow"
    """How it travels."""
    from_: str | None = Field(default=None, alias="from", json_schema_extra=ui(options="people"))
    """Who sends it."""


class LetterFilter(Input):
    """Which letters count."""

    from_: str | None = Field(default=None, alias="from", json_schema_extra=ui(options="people"))
    """Only letters of this person."""


class LetterCheckpoint(BaseModel):
    """The last letter seen."""

    letter_id: str


def post_service(folder: Path, **facts: object) -> Service:
    """A fresh service with one operation, one loader and one trigger; its folder gets prices."""
    (folder / "pricing.toml").write_text(PRICING, encoding="utf-8")
    given = {
        "key": "post",
        "name": "Post",
        "provider": "mail_house",
        "color": "#112233",
        "documentation_url": "https://post.example/docs",
        "folder": folder,
        "scopes": {READ: "Read your letters", WRITE: "Send letters"},
        "covers": {EVERYTHING: (READ, WRITE)},
        "hosts": ("post.example",),
        "limits": (Limit(amount=10, seconds=1, per="connection"),),
        **facts,
    }
    service = Service(**given)  # type: ignore[arg-type]  # a test overrides any fact

    @service.operation(
        effect="write",
        scopes=[WRITE],
        price="letter_send",
        sample={"letter_id": "7", "from": "Ada"},
        example={"to": "ada", "body": "How are you?"},
    )
    def send_letter(ctx: Ctx, data: LetterSend) -> Letter:
        """Send a letter.

        At most one
        at a time.

        Not on Sundays.
        """
        return Letter(letter_id=data.to)

    @service.options(scopes=[READ], price="letter_poll")
    def people(ctx: Ctx, query: OptionsQuery) -> OptionsPage:
        """People who have an address."""
        return OptionsPage(options=[Option(value="ada", label="Ada")])

    @service.poller(
        event=Letter, checkpoint=LetterCheckpoint, scopes=[READ], price="letter_poll", sample={"letter_id": "7"}
    )
    def new_letter(
        ctx: Ctx, params: LetterFilter, checkpoint: LetterCheckpoint | None
    ) -> Poll[Letter, LetterCheckpoint]:
        """Starts with each letter."""
        return Poll(events=[], checkpoint=LetterCheckpoint(letter_id="7"))

    return service
