"""A small service for tests: letters at a post office that speaks plain HTTP."""

from __future__ import annotations

from pathlib import Path

from pydantic import Field

from integrations.catalog.context import Ctx
from integrations.catalog.declare import Limit, Service
from integrations.catalog.options import Option, OptionsPage, OptionsQuery
from integrations.catalog.refusals import Refusals
from integrations.catalog.schema import Input, Output, ui

READ = "https://post.example/auth/read"
SEND = "https://post.example/auth/send"
PRICING = """
source = "https://post.example/prices"
date = 2026-11-01
[letter_send]
cost = "0.0002"
price = "0.01"
[letter_read]
cost = "0.0001"
price = "0.002"
"""


class LetterSend(Input):
    to: str = Field(min_length=1, json_schema_extra=ui(options="load_boxes"))
    """Whom the letter is for."""
    text: str = ""
    """What it says."""
    copies: int = Field(default=1, ge=1)
    """How many."""
    stamps: list[int] = []
    """Values of the stamps."""


class LetterRead(Input):
    letter_id: str = "1"
    """Which letter."""


class Letter(Output):
    letter_id: str
    """Which letter."""
    text: str = ""
    """What it says."""


def post_service(
    folder: Path, *, limits: tuple[Limit, ...] = (), refusals: Refusals | None = None, writes_in_turn: bool = False
) -> Service:
    """A fresh declaration, reached at the api root of the tests' Google app."""
    (folder / "pricing.toml").write_text(PRICING)
    service = Service(
        key="post",
        name="Post",
        provider="google",
        color="#123456",
        documentation_url="https://post.example/docs",
        folder=folder,
        scopes={READ: "Read your letters", SEND: "Send letters as you"},
        hosts=("post.example",),
        limits=limits,
        test_operation="read_letter",
        refusals=refusals or Refusals(),
        writes_in_turn=writes_in_turn,
    )

    @service.operation(effect="read", scopes=[READ], price="letter_read", sample={})
    def read_letter(ctx: Ctx, data: LetterRead) -> Letter:
        """Read a letter."""
        return Letter.model_validate(ctx.http.request("GET", f"/letters/{data.letter_id}").json())

    @service.operation(effect="write", scopes=[SEND], price="letter_send", sample={})
    def send_letter(ctx: Ctx, data: LetterSend) -> Letter:
        """Send a letter."""
        return post(ctx, data)

    def find_letter(ctx: Ctx, data: LetterSend) -> Letter | None:
        found = ctx.http.request("GET", "/letters", query={"key": ctx.call_key}).json()
        return Letter.model_validate(found) if found.get("letter_id") else None

    @service.operation(effect="write", scopes=[SEND], price="letter_send", sample={}, reconcile=find_letter)
    def send_registered(ctx: Ctx, data: LetterSend) -> Letter:
        """Send a letter that can be found again, after looking the address up."""
        ctx.http.request("GET", "/addresses", query={"name": data.to})
        return post(ctx, data)

    @service.operation(effect="write", scopes=[SEND], price="letter_send", sample={})
    def send_and_read(ctx: Ctx, data: LetterSend) -> Letter:
        """Send a letter, then look at it."""
        sent = post(ctx, data)
        return Letter.model_validate(ctx.http.request("GET", f"/letters/{sent.letter_id}").json())

    @service.operation(effect="idempotent_write", scopes=[SEND], price="letter_send", sample={})
    def file_letter(ctx: Ctx, data: LetterSend) -> Letter:
        """File a letter under an id of our own."""
        return Letter.model_validate(ctx.http.request("PUT", f"/letters/{ctx.call_key}", json={}).json())

    @service.operation(effect="destructive", scopes=[SEND], price="letter_send", sample={})
    def burn_letter(ctx: Ctx, data: LetterRead) -> Letter:
        """Burn a letter."""
        ctx.http.request("DELETE", f"/letters/{data.letter_id}")
        return Letter(letter_id=data.letter_id)

    @service.operation(effect="read", scopes=[READ], price="letter_read", sample={})
    def lose_letter(ctx: Ctx, data: LetterRead) -> Letter:
        """Fail in a way that nobody has thought of."""
        raise ZeroDivisionError("the secret 4711")

    @service.operation(effect="read", scopes=[READ], price="letter_read", sample={})
    def misread_letter(ctx: Ctx, data: LetterRead) -> Letter:
        """Return a letter whose text is a number."""
        ctx.http.request("GET", "/letters/1")
        return Letter.model_construct(letter_id="1", text=5)  # type: ignore[arg-type]  # that is the point

    @service.options(scopes=[READ], price="letter_read")
    def load_boxes(ctx: Ctx, query: OptionsQuery) -> OptionsPage:
        street = {"street": query.form["street"]} if "street" in query.form else {}
        found = ctx.http.request("GET", "/boxes", query={"q": query.query, **street}).json()
        return OptionsPage(options=[Option(value=each, label=each.title()) for each in found["boxes"]], next=None)

    return service


def post(ctx: Ctx, data: LetterSend) -> Letter:
    body = {"to": data.to, "text": data.text, "key": ctx.call_key}
    return Letter.model_validate(ctx.http.request("POST", "/letters", json=body).json())
