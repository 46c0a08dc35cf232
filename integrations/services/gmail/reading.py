"""Reading many messages or threads with one request for every fifty, however broken one of them is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from integrations.errors import MachinaError, RemoteRejected, RemoteUnavailable
from integrations.services.gmail.media import Resource
from integrations.services.gmail.models.messages import MailMessage
from integrations.services.gmail.parsing import HEADERS, decode, parse_message, texts_kept_apart, unreadable

BATCH = 50
"""Google takes 100 in a batch and advises 50, above which it answers some of them with 429."""


@dataclass
class Answers:
    """What came back for many requests, in their order; things that no longer exist are in neither."""

    found: dict[str, Resource] = field(default_factory=dict)
    refused: dict[str, MachinaError] = field(default_factory=dict)
    """Single ones that Gmail refuses to give or fails at."""

    def reason(self, request_id: str) -> str:
        """Why one is missing, for its warnings."""
        return f"Gmail does not give it: {self.refused[request_id]}"

    def may_come_later(self, request_id: str) -> bool:
        """Whether Gmail failed, rather than refused."""
        return isinstance(self.refused[request_id], RemoteUnavailable)


def read_messages(gmail: Any, message_ids: Iterable[str], *, message_format: str) -> list[MailMessage]:
    """Messages in the order of their ids; those that were deleted in the meantime are left out.

    One that Gmail does not give, or that cannot be read, comes with no more than its id and a warning.
    """
    ids = list(message_ids)
    return messages_of(gmail, ids, read_answers(gmail, ids, message_format=message_format))


def read_answers(gmail: Any, message_ids: Iterable[str], *, message_format: str) -> Answers:
    """What Gmail gives for these messages."""
    return in_batches(gmail, message_requests(gmail, message_ids, message_format=message_format))


def messages_of(gmail: Any, message_ids: Iterable[str], answers: Answers) -> list[MailMessage]:
    """The messages of these answers in the order of the ids."""
    read = dict(zip(answers.found, parse_all(gmail, list(answers.found.values())), strict=True))
    read |= {each: unreadable({"id": each}, reason=answers.reason(each)) for each in answers.refused}
    return [read[message_id] for message_id in message_ids if message_id in read]


def message_requests(gmail: Any, message_ids: Iterable[str], *, message_format: str) -> dict[str, Any]:
    """Requests for messages by their ids."""
    messages = gmail.users().messages()
    # A list: the client sends a tuple as the text of the tuple.
    shown = list(HEADERS) if message_format == "metadata" else None
    return {
        message_id: messages.get(userId="me", id=message_id, format=message_format, metadataHeaders=shown)
        for message_id in message_ids
    }


def parse_all(gmail: Any, messages: Sequence[Resource]) -> list[MailMessage]:
    """The messages, with the texts that Gmail keeps apart from them."""
    attachments = gmail.users().messages().attachments()
    apart = [(message["id"], text_id) for message in messages for text_id in texts_kept_apart(message)]
    requests = {
        str(number): attachments.get(userId="me", messageId=message_id, id=text_id)
        for number, (message_id, text_id) in enumerate(apart)
    }
    found = in_batches(gmail, requests).found
    fetched = {apart[int(number)][1]: decode(str(body.get("data") or "")) for number, body in found.items()}
    return [parse_message(message, fetched=fetched) for message in messages]


def in_batches(gmail: Any, requests: Mapping[str, Any]) -> Answers:
    """The answers to requests by the ids given to them.

    Raises what concerns the account rather than one thing, such as RateLimited, and RemoteUnavailable where nothing
    was given at all.
    """
    answers: dict[str, Resource] = {}
    errors: dict[str, Exception] = {}

    def collect(request_id: str, answer: Resource | None, error: Exception | None) -> None:
        if answer is not None:
            answers[request_id] = answer
        elif error is not None and not _is_gone(error):
            errors[request_id] = error

    for chunk in _chunks(list(requests.items()), BATCH):
        batch = gmail.new_batch_http_request(callback=collect)
        for request_id, request in chunk:
            batch.add(request, request_id=request_id)
        batch.execute()
        _raise_for_all(errors.values(), anything=bool(answers))
    refused = {request_id: error for request_id, error in errors.items() if isinstance(error, MachinaError)}
    return Answers({each: answers[each] for each in requests if each in answers}, refused)


def _raise_for_all(errors: Iterable[Exception], *, anything: bool) -> None:
    for error in errors:
        is_of_one = isinstance(error, RemoteRejected) or (isinstance(error, RemoteUnavailable) and anything)
        if not is_of_one:
            raise error


def _is_gone(error: Exception) -> bool:
    return isinstance(error, MachinaError) and error.vendor_status == 404


def _chunks(items: Sequence[tuple[str, Any]], size: int) -> Iterable[list[tuple[str, Any]]]:
    rest = iter(items)
    while chunk := list(islice(rest, size)):
        yield chunk
