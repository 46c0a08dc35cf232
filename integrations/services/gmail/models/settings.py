"""Settings of the mailbox: the addresses to send from, and the automatic reply."""

from __future__ import annotations

from typing import Annotated

from pydantic import AwareDatetime, ConfigDict, Field

from integrations.catalog.between import between
from integrations.catalog.paging import Count, NextPageToken
from integrations.catalog.readable import Warnings
from integrations.catalog.schema import BlankIsNone, Input, Output, leads, ui
from integrations.services.gmail.models.sending import BodyType, HeaderLine

OptionalMoment = Annotated[AwareDatetime | None, BlankIsNone]


class MailSendAsList(Input):
    """Nothing to say: all addresses are listed."""


class MailSender(Output):
    """An address that the account may send from."""

    model_config = ConfigDict(json_schema_extra=leads("email", "name", "is_default"))

    email: str
    """The address."""
    name: str = ""
    """The name people see beside it; empty is that of the account."""
    reply_to: str = ""
    """Where answers to it go, if somewhere else."""
    signature: str = ""
    """What Gmail's own pages put below new mail, as HTML."""
    is_primary: bool = False
    """Whether it is the account's own."""
    is_default: bool = False
    """Whether mail goes out from it unless another is named."""
    is_alias: bool = False
    """Whether Gmail takes it for the same person as the account's own address."""
    status: str = "accepted"
    """accepted, or pending until its owner has confirmed it; nothing can be sent from it before."""
    server: str = ""
    """The mail server that its mail goes out by, where that is not Gmail's."""
    warnings: Warnings = []


class MailSenders(Output):
    """All addresses that the account may send from."""

    senders: list[MailSender]
    """The addresses."""
    count: Count
    next_page_token: NextPageToken = None


class MailVacationGet(Input):
    """Nothing to say: there is one automatic reply."""


class MailVacationReply(Output):
    """The automatic reply as it is set."""

    enabled: bool = False
    """Whether mail is answered by itself."""
    subject: str = ""
    """What stands before the subject of the answered mail."""
    body: str = ""
    """What it says."""
    body_type: BodyType = "text"
    """Whether the body is plain text or HTML."""
    start: AwareDatetime | None = None
    """Mail is answered from then on; empty is at once."""
    end: AwareDatetime | None = None
    """Mail is answered until then; empty is until it is switched off."""
    contacts_only: bool = False
    """Whether only people in the account's contacts are answered."""
    domain_only: bool = False
    """Whether only people of the same organisation are answered."""
    warnings: Warnings = []


class MailVacationSet(Input):
    """How the automatic reply is to be; what is not given stays as it is."""

    enabled: bool
    """Answer mail by itself, or stop doing so."""
    subject: HeaderLine | None = Field(default=None, max_length=2000)
    """What stands before the subject of the answered mail; an empty text clears it."""
    body: str | None = Field(default=None, json_schema_extra=ui(widget="textarea"))
    """What it says; an empty text clears it."""
    body_type: BodyType = Field(default="text", json_schema_extra=ui(advanced=True))
    """Whether a new body is plain text or HTML."""
    start: OptionalMoment = Field(
        default=None, examples=["2031-03-07T17:00:00+01:00"], json_schema_extra=ui(widget="datetime", advanced=True)
    )
    """Answer mail from then on, a time with offset; null clears it: at once."""
    end: OptionalMoment = Field(
        default=None, examples=["2031-03-10T08:00:00+01:00"], json_schema_extra=ui(widget="datetime", advanced=True)
    )
    """Answer mail until then, a time with offset; null clears it: until it is switched off."""
    contacts_only: bool | None = Field(default=None, json_schema_extra=ui(advanced=True))
    """Answer only people in the account's contacts."""
    domain_only: bool | None = Field(default=None, json_schema_extra=ui(advanced=True))
    """Answer only people of the same organisation; private accounts have none."""

    @between("end", "start")
    def _ends_after_it_starts(self) -> str | None:
        if self.start is not None and self.end is not None and self.end <= self.start:
            return f"{self.end.isoformat()} is not after start, {self.start.isoformat()}"
        return None
