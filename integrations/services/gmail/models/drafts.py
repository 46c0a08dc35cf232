"""Drafts: messages that are kept for later."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import ConfigDict, Field

from integrations.catalog.email_addresses import EmailAddress, EmailAddresses
from integrations.catalog.identifiers import Identifier
from integrations.catalog.paging import Count, NextPageToken, PageToken, all_pages_field
from integrations.catalog.schema import BlankIsNone, Input, Output, leads, ui
from integrations.services.gmail.models.sending import BodyType, FileId, HeaderLine, Written

DRAFT_CAP = 200


class _Drafted(Input):
    """Who a draft is for, as far as that is known yet."""

    to: EmailAddresses = Field(
        default=[], json_schema_extra=ui(widget="tags", splits="addresses", placeholder="ada@example.com")
    )
    """Recipients; they can be added later. In a conversation, whoever its latest message asks to answer."""
    subject: HeaderLine = Field(default="", max_length=2000)
    """Subject line."""


class MailDraftCreate(Written, _Drafted):
    """A message to keep as a draft."""

    thread_id: Annotated[Identifier | None, BlankIsNone] = Field(
        default=None, json_schema_extra=ui(options="threads", advanced=True)
    )
    """Id of the conversation it continues; its subject has to be the same."""


class MailDraftSend(Input):
    """Which draft to send."""

    draft_id: Identifier = Field(json_schema_extra=ui(options="drafts"))
    """Id of the draft, from create_draft or list_drafts."""


class MailDraftUpdate(Input):
    """Changes of a draft; what is not given stays as it is."""

    draft_id: Identifier = Field(json_schema_extra=ui(options="drafts"))
    """Id of the draft, from create_draft or list_drafts."""
    subject: HeaderLine | None = Field(default=None, max_length=2000)
    """Subject line; an empty text clears it."""
    body: str | None = Field(default=None, json_schema_extra=ui(widget="textarea"))
    """The text of the message, instead of the one it has; an empty text clears it."""
    body_type: Annotated[BodyType | None, BlankIsNone] = Field(default=None, json_schema_extra=ui(advanced=True))
    """Whether the body is plain text or HTML. Empty: a new body is plain text. Without a new body it is turned."""
    to: EmailAddresses | None = Field(
        default=None, json_schema_extra=ui(widget="tags", splits="addresses", advanced=True)
    )
    """All recipients, instead of those it has; an empty list leaves none."""
    cc: EmailAddresses | None = Field(
        default=None, json_schema_extra=ui(widget="tags", splits="addresses", advanced=True)
    )
    """All recipients of a copy; an empty list leaves none."""
    bcc: EmailAddresses | None = Field(
        default=None, json_schema_extra=ui(widget="tags", splits="addresses", advanced=True)
    )
    """All recipients of a copy that the others do not see; an empty list leaves none."""
    reply_to: EmailAddresses | None = Field(
        default=None, json_schema_extra=ui(widget="tags", splits="addresses", advanced=True)
    )
    """Where answers go; an empty list is to the sender."""
    from_: Annotated[EmailAddress | None, BlankIsNone] = Field(
        default=None, alias="from", json_schema_extra=ui(options="send_as", advanced=True)
    )
    """The address to send from: the account's own or one of its aliases."""
    attachments: list[FileId] | None = Field(
        default=None, max_length=100, json_schema_extra=ui(widget="files", advanced=True)
    )
    """Ids of all files that hang on it, instead of those it has; an empty list takes them off."""


class MailDraftDelete(Input):
    """Which draft to delete."""

    draft_id: Identifier = Field(json_schema_extra=ui(options="drafts"))
    """Id of the draft, from create_draft or list_drafts."""


class MailDraftDeleted(Output):
    """A draft that is gone."""

    draft_id: str
    """Id it had."""
    deleted: Literal[True] = True
    """It is deleted now."""


class MailDraftList(Input):
    """Which drafts to list."""

    query: str = Field(
        default="",
        max_length=2000,
        examples=["to:mara@northwind.example"],
        json_schema_extra=ui(placeholder="to:ada@example.com"),
    )
    """What to look for, as in Gmail's search box; empty lists all drafts."""
    max_results: int = Field(default=10, ge=1, le=100)
    """How many drafts a page has."""
    page_token: PageToken = None
    all_pages: bool = all_pages_field(DRAFT_CAP)


class MailDraft(Output):
    """A draft that Gmail keeps."""

    model_config = ConfigDict(json_schema_extra=leads("subject", "to", "snippet"))

    draft_id: str
    """Pass it to send_draft, update_draft or delete_draft."""
    message_id: str | None = None
    """Identifier of the message in the draft; it changes when the draft is edited or sent."""
    thread_id: str | None = None
    """Identifier of the conversation it belongs to."""
    to: list[str] = []
    """Its recipients so far."""
    cc: list[str] = []
    """Recipients of a copy."""
    bcc: list[str] = []
    """Recipients of a hidden copy."""
    subject: str = ""
    """Its subject."""
    snippet: str = ""
    """The first words of its text, where Gmail tells them."""
    warnings: list[str] = []
    """What could not be read in it."""


class MailDrafts(Output):
    """Drafts that were found, latest first."""

    drafts: list[MailDraft]
    """The drafts of this page."""
    count: Count
    next_page_token: NextPageToken = None
