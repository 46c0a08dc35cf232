"""Mail that is written here: sent, answered with or passed on."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator, BeforeValidator, ConfigDict, Field
from pydantic.config import JsonDict

from integrations.catalog.between import between
from integrations.catalog.email_addresses import EmailAddress, EmailAddresses
from integrations.catalog.identifiers import Identifier
from integrations.catalog.lines import is_line
from integrations.catalog.schema import BlankIsNone, Input, Output, ui

MAX_RECIPIENTS = 500
_SOMEBODY: JsonDict = {"not": {"properties": {"to": {"maxItems": 0}, "cc": {"maxItems": 0}, "bcc": {"maxItems": 0}}}}
BodyType = Literal["text", "html"]


def _one_line(text: str) -> str:
    if not is_line(text):
        raise ValueError("must be one line without control characters")
    return text


def _recipients_problem(to: list[str], cc: list[str], bcc: list[str]) -> str | None:
    count = len(to) + len(cc) + len(bcc)
    if not 1 <= count <= MAX_RECIPIENTS:
        return f"give between 1 and {MAX_RECIPIENTS} recipients in to, cc and bcc together, not {count}"
    return None


def _file_id(value: object) -> object:
    """The id of a file that an earlier step handed over whole."""
    return value["file_id"] if isinstance(value, dict) and "file_id" in value else value


HeaderLine = Annotated[str, AfterValidator(_one_line)]
FileId = Annotated[str, BeforeValidator(_file_id), Field(min_length=1)]


class Written(Input):
    """What every message written here may have, in the order forms show it."""

    body: str = Field(default="", json_schema_extra=ui(widget="textarea"))
    """The text of the message."""
    body_type: BodyType = Field(default="text", json_schema_extra=ui(advanced=True))
    """Whether the body is plain text or HTML; HTML mail also carries a plain text version."""
    cc: EmailAddresses = Field(default=[], json_schema_extra=ui(widget="tags", splits="addresses", advanced=True))
    """Recipients of a copy."""
    bcc: EmailAddresses = Field(default=[], json_schema_extra=ui(widget="tags", splits="addresses", advanced=True))
    """Recipients of a copy that the others do not see."""
    reply_to: EmailAddresses = Field(default=[], json_schema_extra=ui(widget="tags", splits="addresses", advanced=True))
    """Where answers go, if not to the sender."""
    from_: Annotated[EmailAddress | None, BlankIsNone] = Field(
        default=None, alias="from", json_schema_extra=ui(options="send_as", advanced=True)
    )
    """The address to send from: the account's own or one of its aliases; empty is the account's own.

    Without a name it gets the one of Gmail's settings.
    """
    attachments: list[FileId] = Field(default=[], max_length=100, json_schema_extra=ui(widget="files", advanced=True))
    """Ids of files from earlier steps, such as file_id of get_attachment; at most 25 MB in all."""


class _Addressed(Input):
    """Who gets a message, and its subject."""

    to: EmailAddresses = Field(json_schema_extra=ui(widget="tags", splits="addresses", placeholder="ada@example.com"))
    """Recipients."""
    subject: HeaderLine = Field(default="", max_length=2000)
    """Subject line."""


class MailMessageSend(Written, _Addressed):
    """A message to send."""

    model_config = ConfigDict(json_schema_extra=_SOMEBODY)

    @between("to", "cc", "bcc")
    def _has_recipients(self) -> str | None:
        return _recipients_problem(self.to, self.cc, self.bcc)


class _Forwarding(Input):
    """The message that is passed on, and to whom."""

    message_id: Identifier = Field(json_schema_extra=ui(options="messages"))
    """Id of the message to pass on, from a search or a trigger."""
    to: EmailAddresses = Field(json_schema_extra=ui(widget="tags", splits="addresses", placeholder="ada@example.com"))
    """Recipients."""


class MailMessageForward(Written, _Forwarding):
    """A message to pass on, with a word before it; its subject follows."""

    model_config = ConfigDict(json_schema_extra=_SOMEBODY)

    include_attachments: bool = Field(
        default=True, json_schema_extra=ui(advanced=True, show_when={"as_attachment": [False]})
    )
    """Send its files along."""
    as_attachment: bool = Field(default=False, json_schema_extra=ui(advanced=True))
    """Attach the message whole, as it travelled, instead of quoting it."""

    @between("to", "cc", "bcc")
    def _has_recipients(self) -> str | None:
        return _recipients_problem(self.to, self.cc, self.bcc)


class _Answering(Input):
    """The message that is answered."""

    message_id: Identifier = Field(json_schema_extra=ui(options="messages"))
    """Id of the message to answer, from a search or a trigger."""
    reply_all: bool = False
    """Answer everybody who got it, not only its sender."""


class MailMessageReply(Written, _Answering):
    """An answer; subject, recipients and thread follow from the message that is answered."""


class MailSent(Output):
    """A message that Gmail has taken for delivery."""

    message_id: str
    """Gmail's identifier of the sent message."""
    thread_id: str | None = None
    """Identifier of the conversation it belongs to."""
    labels: list[str] = []
    """Ids of its labels."""
