"""Whom an answer goes to, and how it hangs on its message."""

from __future__ import annotations

import pytest

from integrations.catalog.address_lists import Mailbox
from integrations.services.gmail.identities import Identities
from integrations.services.gmail.replying import Recipients, recipients, references, reply_subject

OWN = Identities((Mailbox("Ada", "ada@globex.example"), Mailbox("Sales", "sales@globex.example")))
RECEIVED = {
    "from": "Grace <grace@acme.example>",
    "to": "Ada <ada@globex.example>, Bob <bob@globex.example>",
    "cc": "carol@acme.example, SALES@globex.example, bob@globex.example",
}


@pytest.mark.parametrize(
    ("headers", "reply_all", "expected"),
    [
        (RECEIVED, False, Recipients(["Grace <grace@acme.example>"], [])),
        (
            RECEIVED,
            True,
            Recipients(["Grace <grace@acme.example>", "Bob <bob@globex.example>"], ["carol@acme.example"]),
        ),
        ({**RECEIVED, "reply-to": "list@acme.example"}, False, Recipients(["list@acme.example"], [])),
        ({"from": "ada@globex.example", "to": "grace@acme.example"}, False, Recipients(["grace@acme.example"], [])),
        ({"from": "ada@globex.example", "to": "grace@acme.example"}, True, Recipients(["grace@acme.example"], [])),
        ({"from": "ada@globex.example", "to": "ada@globex.example"}, False, Recipients(["ada@globex.example"], [])),
        (
            {"from": "Grace <grace@acme.example>", "to": "GRACE@acme.example"},
            True,
            Recipients(["Grace <grace@acme.example>"], []),
        ),
    ],
)
def test_recipients(headers: dict[str, str], reply_all: bool, expected: Recipients) -> None:
    assert recipients(headers, owns=OWN.owns, reply_all=reply_all, message_id="m-1") == expected


@pytest.mark.parametrize(
    ("subject", "expected"),
    [
        ("Invoice", "Re: Invoice"),
        ("Re: Invoice", "Re: Invoice"),
        ("RE:Invoice", "RE:Invoice"),
        ("Regarding", "Re: Regarding"),
        ("=?utf-8?q?Gr=C3=BC=C3=9Fe?=", "Re: Grüße"),
        ("", "Re:"),
    ],
)
def test_the_subject_gets_one_re(subject: str, expected: str) -> None:
    assert reply_subject({"subject": subject}) == expected


def test_references_end_with_the_answered_message() -> None:
    headers = {"references": "<1@x> <2@x>", "in-reply-to": "<0@x>", "message-id": "<3@x>"}

    assert references(headers) == ["<1@x>", "<2@x>", "<3@x>"]
    assert references({"in-reply-to": "<0@x>", "message-id": "<3@x>"}) == ["<0@x>", "<3@x>"]
    assert references({"message-id": "<3@x>"}) == ["<3@x>"]
    assert references({}) == []


def test_only_message_ids_are_taken_over() -> None:
    headers = {"references": "<1@x>\r\nBcc: eve@evil.example <2@x y>", "message-id": "<3@x>"}

    assert references(headers) == ["<1@x>", "<3@x>"]


def test_a_long_thread_keeps_its_first_and_its_latest() -> None:
    headers = {"references": " ".join(f"<{number}@x>" for number in range(200)), "message-id": "<200@x>"}
    found = references(headers)

    assert len(found) == 50
    assert (found[0], found[1], found[-1]) == ("<0@x>", "<152@x>", "<200@x>")
