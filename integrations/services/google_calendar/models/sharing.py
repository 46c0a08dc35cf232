"""Making a calendar, and letting others see it."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import ConfigDict, Field

from integrations.catalog.between import between
from integrations.catalog.email_addresses import parse_address
from integrations.catalog.identifiers import Identifier
from integrations.catalog.readable import Warnings
from integrations.catalog.schema import BlankIsNone, Input, Output, ui
from integrations.catalog.zones import OptionalZone

Role = Literal["none", "free_busy", "reader", "writer", "owner"]
Audience = Literal["person", "group", "domain", "everybody"]
VENDOR_ROLES = {
    "none": "none",
    "free_busy": "freeBusyReader",
    "reader": "reader",
    "writer": "writer",
    "owner": "owner",
}
VENDOR_AUDIENCES = {"person": "user", "group": "group", "domain": "domain", "everybody": "default"}


def _problem_of_address(text: str) -> str | None:
    try:
        parse_address(text)
    except ValueError as error:
        return str(error)
    return None


def _problem_of_domain(text: str) -> str | None:
    domain = text.lower()
    is_one = "." in domain and "[" not in domain and _problem_of_address(f"a@{domain}") is None
    return None if is_one and domain.isascii() else f"{text!r} is not a domain name; write for example globex.example"


class CalendarCreate(Input):
    """A calendar to make."""

    name: str = Field(min_length=1, max_length=254)
    """What it is called."""
    description: str = Field(default="", max_length=8192, json_schema_extra=ui(widget="textarea"))
    """What it is for."""
    time_zone: OptionalZone = Field(default=None, json_schema_extra=ui(options="time_zones"))
    """The zone it is kept in; empty is that of the account."""
    location: str = Field(default="", max_length=1024, json_schema_extra=ui(advanced=True))
    """Where it belongs to, in words."""


class CalendarMade(Output):
    """A calendar that was made."""

    calendar_id: str
    """Identifier of the calendar."""
    name: str = ""
    """What it is called."""
    description: str = ""
    """What it is for."""
    location: str = ""
    """Where it belongs to, in words."""
    time_zone: str | None = None
    """The zone it is kept in."""
    owner: str | None = None
    """Address of who owns it, where Google tells it."""
    meeting_types: list[str] = []
    """Which meetings its events can have, for example hangoutsMeet."""
    accepts_by_itself: bool = False
    """Of a room: whether it accepts invitations by itself."""
    etag: str | None = None
    """Changes with every change of it."""
    warnings: Warnings = []


class CalendarShare(Input):
    """Who may do what with a calendar."""

    model_config = ConfigDict(
        json_schema_extra={
            "not": {
                "anyOf": [
                    {
                        "properties": {
                            "audience": {"enum": ["person", "group", "domain"]},
                            "share_with": {"enum": ["", None]},
                        }
                    },
                    {
                        "required": ["audience", "share_with"],
                        "properties": {
                            "audience": {"const": "everybody"},
                            "share_with": {"type": "string", "minLength": 1},
                        },
                    },
                ]
            }
        }
    )

    calendar_id: Identifier = Field(json_schema_extra=ui(options="calendars"))
    """Id of the calendar to share; primary is the account's own."""
    share_with: Annotated[str | None, BlankIsNone] = Field(
        default=None,
        max_length=320,
        examples=["grace@acme.example"],
        json_schema_extra=ui(show_when={"audience": ["person", "group", "domain"]}),
    )
    """Address of the person or group, or the domain of the organisation."""
    role: Role = "reader"
    """What they may do: see when it is busy, read it, write in it, or own and share it. none takes the right away."""
    audience: Audience = Field(default="person", json_schema_extra=ui(advanced=True))
    """With whom: a person, a mailing group, all people of an organisation, or everybody, which makes it public."""
    send_notification: bool = Field(default=True, json_schema_extra=ui(advanced=True))
    """Have Google tell them by e-mail; nobody is told of a right that is taken away."""

    @property
    def scope(self) -> dict[str, str]:
        """With whom, as Google names them."""
        kind = {"type": VENDOR_AUDIENCES[self.audience]}
        if self.audience in ("person", "group"):
            return {**kind, "value": parse_address(self.share_with or "").addr_spec}
        return {**kind, "value": (self.share_with or "").lower()} if self.audience == "domain" else kind

    @between("share_with", "audience")
    def _names_them(self) -> str | None:
        wanted = {"person": "the address of the person", "group": "the address of the group"}
        if self.audience == "everybody":
            return "everybody has no address; leave it out" if self.share_with else None
        if not self.share_with:
            return f"give {wanted.get(self.audience, 'the domain of the organisation, such as globex.example')}"
        return _problem_of_address(self.share_with) if self.audience in wanted else _problem_of_domain(self.share_with)


class CalendarShared(Output):
    """A right that others have now."""

    calendar_id: str
    """The calendar."""
    rule_id: str
    """Google's identifier of the right."""
    audience: str
    """person, group, domain or everybody."""
    shared_with: str = ""
    """The address or domain; empty where it is everybody."""
    role: str
    """What they may do: none, free_busy, reader, writer, owner, or Google's own word for something else."""
    etag: str | None = None
    """Changes with every change of it."""
    warnings: Warnings = []
