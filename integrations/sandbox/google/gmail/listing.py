"""What messages.list, threads.list and drafts.list have in common: which messages match, newest first."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, QuerySet

from integrations.sandbox.google.call import ApiCall
from integrations.sandbox.google.errors import GoogleError, invalid
from integrations.sandbox.google.gmail.access import mailbox_of
from integrations.sandbox.google.gmail.mailbox import labels_of
from integrations.sandbox.google.gmail.resources import is_metadata_only
from integrations.sandbox.google.gmail.search import Search
from integrations.sandbox.models import Message

MOST_RESULTS = 500
HIDDEN = {"SPAM", "TRASH"}


def matching_messages(call: ApiCall) -> QuerySet[Message]:
    """The messages that `q`, `labelIds` and `includeSpamTrash` ask for."""
    query = call.parameters.text("q")
    if query and is_metadata_only(call.scopes):
        raise GoogleError(403, "forbidden", "Metadata scope does not support 'q' parameter")
    mailbox = mailbox_of(call)
    search = Search(query, call.now)
    messages = mailbox.messages.filter(search.condition())
    label_ids = call.parameters.texts("labelIds")
    for label in labels_of(mailbox.pk, label_ids):
        messages = messages.filter(labels=label)
    hides = not (call.parameters.flag("includeSpamTrash") or search.names_trash_or_spam)
    if hides and not HIDDEN & set(label_ids):
        hidden = Message.labels.through.objects.filter(message_id=OuterRef("pk"), label__label_id__in=HIDDEN)
        messages = messages.filter(~Exists(hidden))
    return messages.order_by("-internal_date", "-pk")


def page_size(call: ApiCall) -> int:
    """`maxResults`, at most 500. Raises 400 for 0."""
    size = call.parameters.number("maxResults", default=100)
    if size < 1:
        raise invalid("Invalid maxResults", location="maxResults")
    return min(size, MOST_RESULTS)
