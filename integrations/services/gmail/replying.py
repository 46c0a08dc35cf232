"""Who gets an answer, under which subject, and how it hangs on the message it answers (RFC 5322, 3.6.4)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from integrations.catalog.address_lists import Mailbox, read_addresses
from integrations.catalog.email_addresses import parse_address
from integrations.errors import InputError
from integrations.services.gmail.identities import comparable
from integrations.services.gmail.media import Resource
from integrations.services.gmail.parsing import decoded, labels_of, message_ids

MAX_REFERENCES = 50
NOT_IN_CONVERSATION = frozenset({"DRAFT", "TRASH", "SPAM"})
_ANSWERED = re.compile(r"^\s*re\s*:", re.IGNORECASE)


@dataclass(frozen=True)
class Recipients:
    """To whom an answer goes."""

    to: list[str]
    cc: list[str]


def recipients(
    headers: Mapping[str, str], *, owns: Callable[[str], bool], reply_all: bool, message_id: str
) -> Recipients:
    """The sender, or with ``reply_all`` everybody but ourselves; an answer to our own mail goes where that went.

    Addresses that no mail can be sent to are left out. Raises InputError where it cannot be read who sent the
    message or wants the answers: that is never taken for ourselves.
    """
    writers = _required(headers, "From", message_id)
    sender = _required(headers, "Reply-To", message_id) or writers
    if not sender:
        raise _nobody(message_id, "it has no From header")
    earlier_to, earlier_cc = _sendable(headers, "To"), _sendable(headers, "Cc")
    is_own = bool(writers) and all(owns(each.addr_spec) for each in writers)
    if is_own:
        to = _others(earlier_to, owns) or _others(sender, owns) or _others(earlier_cc, owns)
    else:
        to = _others([*sender, *earlier_to], owns) if reply_all else _others(sender, owns) or _others(writers, owns)
    to = to or _unique(sender)
    cc = _others(earlier_cc, owns, without=to) if reply_all else []
    return Recipients([str(each) for each in to], [str(each) for each in cc])


def beside(addresses: Iterable[str], *, without: Iterable[str]) -> list[str]:
    """The addresses, each once, that are not among the others."""
    seen = {comparable(parse_address(each).addr_spec) for each in without}
    return [str(each) for each in _unique([parse_address(each) for each in addresses], seen=seen)]


def latest_of(messages: Sequence[Resource]) -> Resource | None:
    """The latest message of a conversation that was sent or received; drafts, trash and spam are not part of it.

    Where all was thrown away it is the latest of that, but never a draft.
    """
    written = [each for each in messages if "DRAFT" not in _labels(each)]
    kept = [each for each in written if not NOT_IN_CONVERSATION & _labels(each)]
    found = kept or written
    if not all(each.get("internalDate") for each in found):
        return found[-1]
    # Of two at one moment the later one in the list.
    return max(reversed(found), key=_received, default=None)


def reply_subject(headers: Mapping[str, str]) -> str:
    """The subject with one ``Re:`` before it."""
    subject = decoded(headers.get("subject", "")).strip()
    return subject if _ANSWERED.match(subject) else f"Re: {subject}".strip()


def references(headers: Mapping[str, str]) -> list[str]:
    """The ids of the messages before the answer, oldest first; the first and the latest where there are too many."""
    earlier = message_ids(headers.get("references")) or message_ids(headers.get("in-reply-to"))
    found = list(dict.fromkeys([*earlier, *message_ids(headers.get("message-id"))]))
    return found if len(found) <= MAX_REFERENCES else [found[0], *found[1 - MAX_REFERENCES :]]


def _required(headers: Mapping[str, str], name: str, message_id: str) -> list[Mailbox]:
    """The mailboxes of a header by which answers are addressed. Raises InputError where it has none, but a text."""
    value = headers.get(name.lower(), "")
    found = _sendable(headers, name)
    read = read_addresses(value)
    if not found and (read.unreadable or read.mailboxes):
        raise _nobody(message_id, f"its {name} header {decoded(value)!r} holds no address that mail can be sent to")
    return found


def _nobody(message_id: str, why: str) -> InputError:
    return InputError(
        f"Message {message_id!r} names nobody an answer can go to: {why}. Use send_message with the address instead.",
        field="message_id",
    )


def _sendable(headers: Mapping[str, str], name: str) -> list[Mailbox]:
    found = (_checked(each) for each in read_addresses(headers.get(name.lower(), "")).mailboxes)
    return [each for each in found if each is not None]


def _checked(mailbox: Mailbox) -> Mailbox | None:
    try:
        return Mailbox(decoded(mailbox.display_name), parse_address(mailbox.addr_spec).addr_spec)
    except ValueError:
        return None


def _others(found: Iterable[Mailbox], owns: Callable[[str], bool], *, without: Iterable[Mailbox] = ()) -> list[Mailbox]:
    seen = {comparable(each.addr_spec) for each in without}
    return _unique([each for each in found if not owns(each.addr_spec)], seen=seen)


def _unique(found: Iterable[Mailbox], *, seen: Iterable[str] = ()) -> list[Mailbox]:
    kept = dict.fromkeys(seen, Mailbox("", ""))
    before = len(kept)
    for mailbox in found:
        kept.setdefault(comparable(mailbox.addr_spec), mailbox)
    return list(kept.values())[before:]


def _labels(message: Resource) -> set[str]:
    return set(labels_of(message))


def _received(message: Resource) -> int:
    milliseconds = str(message.get("internalDate") or "")
    return int(milliseconds) if milliseconds.isdecimal() else 0
