"""A service for tests: operations without any vendor, which a test can hold up, fail and count."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import cast

from integrations.catalog.context import Ctx
from integrations.catalog.declare import Service
from integrations.catalog.registry import Catalog, using
from integrations.catalog.schema import Input, Output
from integrations.errors import RemoteRejected
from integrations.execution.context import CallContext

PRICING = """
[call]
cost = "0.0005"
price = "0.0010"
source = "https://desk.example/prices"
date = 2026-01-01
"""
SCOPE = "https://desk.example/all"


class DeskNote(Output):
    """What came of it."""

    text: str
    """The text given, doubled."""


class DeskNoteRead(Input):
    """What to double."""

    text: str
    """Any text."""


class Desk:
    """The service with its switches: ``gate`` holds calls up while it is clear, ``during`` is raised in them,
    ``on_call`` is called.

    ``fails_writes`` refuses what would be written. ``sends`` lets a write say that a request is about to leave, as
    egress does.
    """

    def __init__(self, folder: Path) -> None:
        self.gate = threading.Event()
        self.gate.set()
        self.begun = threading.Event()
        self.during: type[BaseException] | None = None
        self.sends = False
        self.fails_writes = False
        self.on_call: Callable[[], object] | None = None
        self.calls = 0
        self.service = Service(
            key="desk",
            name="Desk",
            provider="google",
            color="#336699",
            documentation_url="https://desk.example/docs",
            folder=folder,
            scopes={SCOPE: "use the desk"},
            hosts=("desk.example",),
        )
        folder.mkdir()
        (folder / "pricing.toml").write_text(PRICING)
        sample = {"text": "aa"}

        @self.service.operation(effect="read", scopes=[SCOPE], price="call", sample=sample)
        def read_note(ctx: Ctx, data: DeskNoteRead) -> DeskNote:
            """Double a text."""
            return self._double(data)

        @self.service.operation(effect="write", scopes=[SCOPE], price="call", sample=sample)
        def write_note(ctx: Ctx, data: DeskNoteRead) -> DeskNote:
            """Double a text, for good."""
            if self.fails_writes:
                raise RemoteRejected("The desk writes nothing down today.", vendor_status=400)
            if self.sends:
                cast(CallContext, ctx).traffic.on_writing()
            return self._double(data)

        @self.service.operation(effect="destructive", scopes=[SCOPE], price="call", sample=sample)
        def burn_note(ctx: Ctx, data: DeskNoteRead) -> DeskNote:
            """Burn a text, which nobody can undo."""
            return self._double(data)

        @self.service.operation(effect="read", scopes=[SCOPE], price="call", sample=sample)
        def refuse_note(ctx: Ctx, data: DeskNoteRead) -> DeskNote:
            """Refuse any text."""
            raise RemoteRejected(f"The desk does not take {data.text!r}.", vendor_status=400)

        @self.service.operation(effect="read", scopes=[SCOPE], price="call", sample=sample)
        def misread_note(ctx: Ctx, data: DeskNoteRead) -> DeskNote:
            """Return a text that is a number."""
            return DeskNote.model_construct(text=5)  # type: ignore[arg-type]  # that is the point

    def _double(self, data: DeskNoteRead) -> DeskNote:
        self.calls += 1
        self.begun.set()
        if self.on_call is not None:
            self.on_call()
        assert self.gate.wait(20)
        if self.during is not None:
            raise self.during
        return DeskNote(text=data.text * 2)


@contextmanager
def open_desk(folder: Path) -> Iterator[Desk]:
    """The desk as the whole catalog of this process."""
    desk = Desk(folder)
    with using(Catalog([desk.service])):
        yield desk
    desk.gate.set()
