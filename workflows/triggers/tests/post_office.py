"""A service with a trigger, for tests: letters that a test puts into its box, and faults."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from pydantic import BaseModel

from integrations.catalog.context import Ctx
from integrations.catalog.declare import Service
from integrations.catalog.registry import Catalog, using
from integrations.catalog.schema import Input, Output
from integrations.catalog.triggers import Poll, PolledEvent
from workflows.tests.desk import PRICING, SCOPE


class Letter(Output):
    """A letter."""

    number: int
    """Its number."""
    text: str
    """What it says."""


class Box(Input):
    """Which box to look into."""

    box: str = "inbox"
    """Its name."""


class Place(BaseModel):
    """Up to where a box has been read."""

    number: int


class PostOffice:
    """``letters`` are in the box, by number; ``fault`` is raised by a poll, and ``gap`` told by the next one."""

    def __init__(self, folder: Path) -> None:
        self.letters: list[str] = []
        self.fault: Exception | None = None
        self.gap: str | None = None
        self.polls: list[tuple[str, int | None]] = []
        self.service = Service(
            key="post",
            name="Post",
            provider="slack",
            color="#336699",
            documentation_url="https://post.example/docs",
            folder=folder,
            scopes={SCOPE: "read letters"},
            hosts=("post.example",),
        )
        folder.mkdir()
        (folder / "pricing.toml").write_text(PRICING)

        @self.service.poller(
            event=Letter, checkpoint=Place, scopes=[SCOPE], price="call", sample={"number": 1, "text": "a"}
        )
        def new_letter(ctx: Ctx, params: Box, checkpoint: Place | None) -> Poll[Letter, Place]:
            """Starts with each letter."""
            self.polls.append((params.box, checkpoint.number if checkpoint else None))
            if self.fault is not None:
                raise self.fault
            place = Place(number=len(self.letters))
            gap, self.gap = self.gap, None
            if checkpoint is None:
                return Poll(events=[], checkpoint=place)
            return Poll(
                events=[self.event(each) for each in range(checkpoint.number, place.number)], checkpoint=place, gap=gap
            )

        @self.service.receiver("new_letter")
        def letter_received(params: Box, event: Mapping[str, object]) -> PolledEvent[Letter] | None:
            """A letter that is told of when it comes."""
            number = event.get("number")
            return self.event(number) if isinstance(number, int) and event.get("box") == params.box else None

    def event(self, number: int) -> PolledEvent[Letter]:
        letter = Letter(number=number, text=self.letters[number])
        return PolledEvent(delivery_id=f"letter-{number}", data=letter)


@contextmanager
def open_post_office(folder: Path) -> Iterator[PostOffice]:
    """The post office as the whole catalog of this process."""
    office = PostOffice(folder)
    with using(Catalog([office.service])):
        yield office
