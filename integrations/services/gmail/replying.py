"""Who gets an answer, under which subject, and how it hangs on the message it answers (RFC 5322, 3.6.4)."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from integrations.catalog.email_addresses import parse_address
from integrations.services.gmail.parsing import addresses, decoded

MAX_REFERENCES = 50
_MESSAGE_ID = re.compile(r"<[^<>\s]+>")
_ANSWERED = re.compile(r"^\s*re\s*:", re.IGNORECASE)


@dataclass(frozen=True)
class Recipients:
    """To whom an answer goes."""

    to: list[str]
    cc: list[str]


def recipients(headers: Mapping[str, str], *, own: Collection[str], reply_all: bool) -> Recipients:
    """The sender, or with ``reply_all`` everybody but ourselves; an answer to our own mail goes where that went.

    ``own`` are our addresses, bare and in lower case. Addresses that no mail can be sent to are left out.
    """
    sender = _valid(addresses(headers.get("reply-to")) or addresses(headers.get("from")))
    earlier_to, earlier_cc = _valid(addresses(headers.get("to"))), _valid(addresses(headers.get("cc")))
    others = [*sender, *earlier_to] if reply_all else sender
    to = _unique(others, without=own) or _unique(earlier_to, without=()) or _unique(sender, without=())
    cc = _unique(earlier_cc, without={*own, *map(bare, to)}) if reply_all else []
    return Recipients(to, cc)


def reply_subject(headers: Mapping[str, str]) -> str:
    """The subject with one ``Re:`` before it."""
    subject = decoded(headers.get("subject", "")).strip()
    return subject if _ANSWERED.match(subject) else f"Re: {subject}".strip()


def references(headers: Mapping[str, str]) -> list[str]:
    """The ids of the messages before the answer, oldest first; the first and the latest where there are too many."""
    earlier = _MESSAGE_ID.findall(headers.get("references", "")) or _MESSAGE_ID.findall(headers.get("in-reply-to", ""))
    found = list(dict.fromkeys([*earlier, *_MESSAGE_ID.findall(headers.get("message-id", ""))]))
    return found if len(found) <= MAX_REFERENCES else [found[0], *found[1 - MAX_REFERENCES :]]


def bare(address: str) -> str:
    """The address without its name, in lower case, for comparing."""
    return parse_address(address).addr_spec.lower()


def _valid(found: Iterable[str]) -> list[str]:
    return [address for address in found if _is_valid(address)]


def _is_valid(address: str) -> bool:
    try:
        parse_address(address)
    except ValueError:
        return False
    return True


def _unique(found: Iterable[str], *, without: Collection[str]) -> list[str]:
    seen = set(without)
    kept: list[str] = []
    for address in found:
        if bare(address) not in seen:
            seen.add(bare(address))
            kept.append(address)
    return kept
