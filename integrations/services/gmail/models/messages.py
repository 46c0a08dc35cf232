"""Messages: reading, finding, sorting."""

from __future__ import annotations

from typing import Literal

from pydantic import AwareDatetime, ConfigDict, Field

from integrations.catalog.between import between
from integrations.catalog.files import FileRef
from integrations.catalog.identifiers import Identifier
from integrations.catalog.paging import Count, NextPageToken, PageToken, all_pages_field
from integrations.catalog.schema import Input, Output, leads, ui

MessageFormat = Literal["full", "metadata", "minimal", "raw"]
SEARCH_CAP = 500
MODIFY_CAP = 1000


class MailAttachment(Output):
    """A file that hangs on a message."""

    filename: str = ""
    """Name of the file as the sender gave it."""
    mime_type: str = "application/octet-stream"
    """Media type, for example application/pdf."""
    size: int = 0
    """Size in bytes."""
    attachment_id: str | None = None
    """Pass it to get_attachment with the message's id to store the content; valid for a short time."""
    inline: bool = False
    """Whether it is shown inside the text, such as a picture in a signature."""
    content_id: str | None = None
    """By which the HTML text refers to it, as in src="cid:…"."""


class MailMessage(Output):
    """A message of the mailbox; what the vendor left out is empty."""

    model_config = ConfigDict(json_schema_extra=leads("from", "subject", "date", "snippet"))

    message_id: str
    """Gmail's identifier of the message."""
    thread_id: str | None = None
    """Identifier of the conversation it belongs to."""
    from_: str | None = Field(default=None, alias="from")
    """Who sent it, for example Ada Lovelace <ada@example.com>."""
    to: list[str] = []
    """Its recipients."""
    cc: list[str] = []
    """Recipients of a copy."""
    bcc: list[str] = []
    """Recipients of a hidden copy; known only for mail you sent."""
    reply_to: list[str] = []
    """Where its sender wants answers, if somewhere else."""
    subject: str = ""
    """Its subject."""
    date: AwareDatetime | None = None
    """When it was written, by its Date header, else when Gmail received it."""
    received_at: AwareDatetime | None = None
    """When Gmail received it."""
    snippet: str = ""
    """The first words of the text, as plain text."""
    labels: list[str] = []
    """Ids of its labels, for example INBOX and UNREAD."""
    size_estimate: int | None = None
    """About how many bytes it has."""
    body_text: str | None = None
    """The plain text, where the format asked for includes it."""
    body_html: str | None = None
    """The HTML text, where the format asked for includes it."""
    body_calendar: str | None = None
    """The calendar part, such as an invitation (iCalendar), where the format asked for includes it."""
    attachments: list[MailAttachment] = []
    """Files that hang on it, without their content."""
    rfc822_message_id: str | None = None
    """The Message-ID header, which is the same in every mailbox."""
    in_reply_to: str | None = None
    """The Message-ID of the message it answers."""
    references: list[str] = []
    """The Message-IDs of the conversation before it, oldest first."""
    history_id: str | None = None
    """Where the mailbox's history stood when it was last changed."""
    raw: str | None = None
    """The whole message as it travelled (RFC 5322), base64url; only with format raw."""
    warnings: list[str] = []
    """What could not be read in it; the rest of it is there."""


class MailMessageSearch(Input):
    """Which messages to find."""

    query: str = Field(
        default="",
        max_length=2000,
        examples=["from:ada@example.com has:attachment newer_than:7d"],
        json_schema_extra=ui(placeholder="from:ada@example.com is:unread"),
    )
    """What to look for, as in Gmail's search box; empty finds all mail."""
    max_results: int = Field(default=10, ge=1, le=100)
    """How many messages a page has."""
    include_body: bool = False
    """Read text and attachment lists as well, not only senders, subjects and dates."""
    label_ids: list[str] = Field(
        default=[], max_length=20, examples=[["INBOX"]], json_schema_extra=ui(options="labels", advanced=True)
    )
    """Only messages that have all of these labels."""
    include_spam_trash: bool = Field(default=False, json_schema_extra=ui(advanced=True))
    """Look into spam and trash too."""
    page_token: PageToken = None
    all_pages: bool = all_pages_field(SEARCH_CAP)


class MailMessagePage(Output):
    """Messages that were found, newest first."""

    messages: list[MailMessage]
    """The messages of this page."""
    count: Count
    next_page_token: NextPageToken = None


class MailMessageGet(Input):
    """Which message to read."""

    message_id: Identifier = Field(json_schema_extra=ui(options="messages"))
    """Id of the message, from a search or a trigger."""
    format: MessageFormat = "full"
    """How much to read: full with text and attachment list, metadata headers only, minimal labels only, raw source."""


class MailAttachmentGet(Input):
    """Which attachment to store."""

    message_id: Identifier = Field(json_schema_extra=ui(options="messages"))
    """Id of the message it hangs on."""
    attachment_id: Identifier
    """Id of the attachment, from get_message or search_messages with include_body."""
    filename: str = Field(default="", max_length=255, json_schema_extra=ui(advanced=True))
    """Name to store it under; empty keeps the sender's."""


class MailAttachmentFile(FileRef):
    """A stored attachment; pass its file_id on to later steps."""

    message_id: str
    """Id of the message it hung on."""


class Sorted(Input):
    """How mail is sorted: labels put on and taken off, and what stands for some of them."""

    model_config = ConfigDict(
        json_schema_extra={
            "not": {
                "anyOf": [
                    {
                        "properties": {
                            "add_labels": {"maxItems": 0},
                            "remove_labels": {"maxItems": 0},
                            "read": {"const": False},
                            "unread": {"const": False},
                            "star": {"const": False},
                            "archive": {"const": False},
                        }
                    },
                    {
                        "required": ["read", "unread"],
                        "properties": {"read": {"const": True}, "unread": {"const": True}},
                    },
                ]
            }
        }
    )

    add_labels: list[str] = Field(default=[], max_length=100, json_schema_extra=ui(options="labels"))
    """Ids of labels to put on."""
    remove_labels: list[str] = Field(default=[], max_length=100, json_schema_extra=ui(options="labels"))
    """Ids of labels to take off."""
    read: bool = Field(default=False, json_schema_extra=ui(advanced=True))
    """Mark as read."""
    unread: bool = Field(default=False, json_schema_extra=ui(advanced=True))
    """Mark as unread."""
    star: bool = Field(default=False, json_schema_extra=ui(advanced=True))
    """Give a star; to take the star off, remove the label STARRED."""
    archive: bool = Field(default=False, json_schema_extra=ui(advanced=True))
    """Take out of the inbox; to bring it back, add the label INBOX."""

    @property
    def added(self) -> list[str]:
        """All labels to put on, without doubles."""
        switched = [("UNREAD", self.unread), ("STARRED", self.star)]
        return list(dict.fromkeys([*self.add_labels, *(label for label, on in switched if on)]))

    @property
    def removed(self) -> list[str]:
        """All labels to take off, without doubles."""
        switched = [("UNREAD", self.read), ("INBOX", self.archive)]
        return list(dict.fromkeys([*self.remove_labels, *(label for label, on in switched if on)]))

    @between("add_labels", "remove_labels", "read", "unread", "star", "archive")
    def _is_a_change(self) -> str | None:
        both = set(self.added) & set(self.removed)
        if both:
            return f"{', '.join(sorted(both))}: asked to be put on and taken off at once"
        if not self.added and not self.removed:
            return "nothing to change: give labels to add or remove, or one of read, unread, star, archive"
        return None


class _One(Input):
    """Which message is meant."""

    message_id: Identifier = Field(json_schema_extra=ui(options="messages"))
    """Id of the message."""


class MailMessageModify(Sorted, _One):
    """Which message to sort, and how."""


class _Many(Input):
    """Which messages are meant."""

    message_ids: list[Identifier] = Field(min_length=1, max_length=MODIFY_CAP, json_schema_extra=ui(options="messages"))
    """Ids of the messages, from a search; at most 1,000."""


class MailMessagesModify(Sorted, _Many):
    """Which messages to sort, and how."""


class MailMessagesModified(Output):
    """What was asked of many messages at once."""

    message_ids: list[str]
    """Ids of the messages, each once."""
    count: Count
    added_labels: list[str] = []
    """Ids of the labels that were put on."""
    removed_labels: list[str] = []
    """Ids of the labels that were taken off."""


class MailMessageTrash(Input):
    """Which message to throw away."""

    message_id: Identifier = Field(json_schema_extra=ui(options="messages"))
    """Id of the message; Gmail deletes it for good after 30 days in the trash."""


class MailMessageUntrash(Input):
    """Which message to take out of the trash."""

    message_id: Identifier = Field(json_schema_extra=ui(options="messages_in_trash"))
    """Id of the message, from a search with in:trash."""


class MailMessageLabels(Output):
    """A message's labels after a change."""

    message_id: str
    """Id of the message."""
    thread_id: str | None = None
    """Identifier of its conversation."""
    labels: list[str] = []
    """Ids of the labels it has now."""
