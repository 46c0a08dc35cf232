"""Reading many messages or threads with one request for every fifty."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import islice
from typing import Any

from integrations.errors import MachinaError
from integrations.services.gmail.models.messages import MailMessage
from integrations.services.gmail.parsing import HEADERS, parse_message
from integrations.services.gmail.source import Resource

BATCH = 50
"""Google takes 100 in a batch and advises 50, above which it answers some of them with 429."""


def read_messages(gmail: Any, message_ids: Iterable[str], *, message_format: str) -> list[MailMessage]:
    """Messages in the order of their ids; those that were deleted in the meantime are left out."""
    messages = gmail.users().messages()
    # A list: the client sends a tuple as the text of the tuple.
    shown = list(HEADERS) if message_format == "metadata" else None
    requests = {
        message_id: messages.get(userId="me", id=message_id, format=message_format, metadataHeaders=shown)
        for message_id in message_ids
    }
    return [parse_message(message) for message in in_batches(gmail, requests)]


def in_batches(gmail: Any, requests: Mapping[str, Any]) -> list[Resource]:
    """The answers in the order of the requests, without those to things that no longer exist.

    Raises the first other error of any of them.
    """
    answers: dict[str, Resource] = {}
    errors: list[Exception] = []

    def collect(request_id: str, answer: Resource | None, error: Exception | None) -> None:
        if answer is not None:
            answers[request_id] = answer
        elif error is not None and not _is_gone(error):
            errors.append(error)

    for chunk in _chunks(list(requests.items()), BATCH):
        batch = gmail.new_batch_http_request(callback=collect)
        for request_id, request in chunk:
            batch.add(request, request_id=request_id)
        batch.execute()
        if errors:
            raise errors[0]
    return [answers[request_id] for request_id in requests if request_id in answers]


def _is_gone(error: Exception) -> bool:
    return isinstance(error, MachinaError) and error.vendor_status == 404


def _chunks(items: Sequence[tuple[str, Any]], size: int) -> Iterable[list[tuple[str, Any]]]:
    rest = iter(items)
    while chunk := list(islice(rest, size)):
        yield chunk
