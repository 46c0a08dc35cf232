"""The mailbox itself: its labels, conversations and profile."""

from __future__ import annotations

from typing import Literal

from pydantic import AwareDatetime, ConfigDict, Field

from integrations.catalog.identifiers import Identifier
from integrations.catalog.paging import Count, NextPageToken, PageToken, all_pages_field
from integrations.catalog.schema import Input, Output, leads, ui
from integrations.services.gmail.models.messages import MailMessage

THREAD_CAP = 200


class MailProfileGet(Input):
    """Nothing to say: the profile is that of the account."""


class MailProfile(Output):
    """The mailbox in numbers."""

    email: str
    """Its address."""
    messages_total: int | None = None
    """How many messages it has."""
    threads_total: int | None = None
    """How many conversations it has."""
    history_id: str | None = None
    """Where its history stands."""


class MailLabelList(Input):
    """Nothing to say: all labels are listed."""


class MailLabel(Output):
    """A label: one of Gmail's own, such as INBOX, or one of the person's."""

    model_config = ConfigDict(json_schema_extra=leads("name", "type"))

    label_id: str
    """Identifier of the label."""
    name: str
    """What the person reads."""
    type: str = "user"
    """Whether Gmail made it (system) or the person (user)."""


class MailLabels(Output):
    """All labels of the mailbox."""

    labels: list[MailLabel]
    """The labels."""
    count: Count
    next_page_token: NextPageToken = None


class MailLabelCreate(Input):
    """A label to make."""

    name: str = Field(min_length=1, max_length=225, examples=["Invoices/2026"])
    """Its name; a slash puts it under another label."""
    show_in_label_list: Literal["always", "unread", "never"] = Field(
        default="always", json_schema_extra=ui(advanced=True)
    )
    """When Gmail lists it at the side: always, only with unread mail, or never."""
    show_in_message_list: bool = Field(default=True, json_schema_extra=ui(advanced=True))
    """Whether Gmail shows it beside the subjects of messages."""


class MailLabelDelete(Input):
    """Which label to delete."""

    label_id: Identifier = Field(json_schema_extra=ui(options="own_labels"))
    """Id of the label, from list_labels; Gmail's own cannot be deleted."""


class MailLabelDeleted(Output):
    """A label that is gone."""

    label_id: str
    """Id it had."""
    deleted: Literal[True] = True
    """It is deleted now."""


class MailThreadGet(Input):
    """Which conversation to read."""

    thread_id: Identifier = Field(json_schema_extra=ui(options="threads"))
    """Id of the conversation, from a message or a search."""
    format: Literal["full", "metadata", "minimal"] = "full"
    """How much of each message: full with text and attachment list, metadata headers only, minimal labels only."""


class MailThread(Output):
    """A conversation with its messages."""

    thread_id: str
    """Identifier of the conversation."""
    messages: list[MailMessage] = []
    """Its messages, oldest first."""
    count: Count
    snippet: str = ""
    """The first words of it, where Gmail tells them."""
    history_id: str | None = None
    """Where the mailbox's history stood when it was last changed."""


class MailThreadSearch(Input):
    """Which conversations to find."""

    query: str = Field(
        default="",
        max_length=2000,
        examples=["subject:invoice older_than:30d"],
        json_schema_extra=ui(placeholder="subject:invoice is:unread"),
    )
    """What to look for, as in Gmail's search box; empty finds all conversations."""
    max_results: int = Field(default=10, ge=1, le=50)
    """How many conversations a page has."""
    label_ids: list[str] = Field(
        default=[], max_length=20, examples=[["INBOX"]], json_schema_extra=ui(options="labels", advanced=True)
    )
    """Only conversations with a message that has all of these labels."""
    include_spam_trash: bool = Field(default=False, json_schema_extra=ui(advanced=True))
    """Look into spam and trash too."""
    page_token: PageToken = None
    all_pages: bool = all_pages_field(THREAD_CAP)


class MailThreadSummary(Output):
    """A conversation in a list."""

    model_config = ConfigDict(json_schema_extra=leads("subject", "participants", "last_message_at", "message_count"))

    thread_id: str
    """Identifier of the conversation."""
    subject: str = ""
    """Subject of its first message."""
    snippet: str = ""
    """The first words of its latest message."""
    participants: list[str] = []
    """Everybody who wrote in it."""
    labels: list[str] = []
    """Ids of the labels that any of its messages has."""
    message_count: int = 0
    """How many messages it has."""
    last_message_at: AwareDatetime | None = None
    """When its latest message was received."""
    last_message_id: str | None = None
    """Id of its latest message, for reply_to_message; drafts, trash and spam are not answered."""
    warnings: list[str] = []
    """What could not be read in its messages."""


class MailThreadPage(Output):
    """Conversations that were found, latest first."""

    threads: list[MailThreadSummary]
    """The conversations of this page."""
    count: Count
    next_page_token: NextPageToken = None
