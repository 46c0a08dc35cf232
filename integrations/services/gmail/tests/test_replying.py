"""Whom an answer goes to, and how it hangs on its message."""

from __future__ import annotations

import pytest

from integrations.catalog.address_lists import Mailbox
from integrations.errors import InputError
from integrations.services.gmail.identities import Identities, identities_of
from integrations.services.gmail.replying import Recipients, latest_of, recipients, references, reply_subject

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
        ({"from": "grace@acme.example <grace@acme.example>"}, False, Recipients(["grace@acme.example"], [])),
        ({"from": "Grace (sales, EMEA) <g@acme.example>"}, False, Recipients(["Grace <g@acme.example>"], [])),
        ({"from": "Hopper, Grace <g@acme.example>"}, False, Recipients(['"Hopper, Grace" <g@acme.example>'], [])),
        (
            {"from": "g@acme.example", "to": "ada@globex.example; bob@globex.example; c@acme.example"},
            True,
            Recipients(["g@acme.example", "bob@globex.example", "c@acme.example"], []),
        ),
        (
            {"from": "g@acme.example", "to": "undisclosed-recipients:;", "cc": "t: ada@globex.example, d@acme.x;"},
            True,
            Recipients(["g@acme.example"], ["d@acme.x"]),
        ),
        (
            {"from": "Ada <ada+shop@globex.example>", "to": "Grace <grace@acme.example>, Sales@globex.example"},
            False,
            Recipients(["Grace <grace@acme.example>"], []),
        ),
        (
            {"from": "ada@globex.example", "to": "g@acme.example", "cc": "G@acme.example, h@acme.example"},
            True,
            Recipients(["g@acme.example"], ["h@acme.example"]),
        ),
        (
            {"from": "ada@globex.example", "to": "ada@globex.example", "reply-to": "Customer <c@y.example>"},
            False,
            Recipients(["Customer <c@y.example>"], []),
        ),
        (
            {"from": "ada@globex.example", "to": "ada@globex.example", "cc": "bob@globex.example"},
            False,
            Recipients(["bob@globex.example"], []),
        ),
        (
            {"from": "g@acme.example", "reply-to": "ada+lost@globex.example"},
            False,
            Recipients(["g@acme.example"], []),
        ),
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
    "headers",
    [
        {"from": "nobody", "to": "ada@globex.example"},
        {"from": "Mailer <>", "to": "ada@globex.example"},
        {"from": "grace@", "to": "ada@globex.example, bob@globex.example"},
        {"from": "grace@acme.example", "reply-to": "see the signature"},
        {"from": "grüße@acme.example"},
        {"to": "grace@acme.example"},
        {},
    ],
)
@pytest.mark.parametrize("reply_all", [True, False])
def test_a_sender_that_cannot_be_read_is_refused_and_never_taken_for_us(
    headers: dict[str, str], reply_all: bool
) -> None:
    with pytest.raises(InputError, match="Message 'm-1' names nobody an answer can go to: it"):
        recipients(headers, owns=OWN.owns, reply_all=reply_all, message_id="m-1")


@pytest.mark.parametrize(
    ("address", "is_own"),
    [
        ("ada@globex.example", True),
        ("ADA@Globex.example", True),
        ("ada+bills@globex.example", True),
        ("sales@globex.example", True),
        ("a.d.a@globex.example", False),
        ("ada@acme.example", False),
        ("a.d.a.moss+x@googlemail.com", True),
        ("adamoss@gmail.com", True),
        ("ada.m0ss@gmail.com", False),
    ],
)
def test_own_addresses(address: str, is_own: bool) -> None:
    known = Identities((*OWN.mailboxes, Mailbox("", "Ada.Moss@gmail.com")))

    assert known.owns(address) is is_own


@pytest.mark.parametrize(
    ("wanted", "sender"),
    [
        (None, "Ada Moss <ada@globex.example>"),
        ("sales@globex.example", "Sales <sales@globex.example>"),
        ("SALES@globex.example", "Sales <SALES@globex.example>"),
        ("Desk <sales@globex.example>", "Desk <sales@globex.example>"),
        ("desk@globex.example", "Ada Moss <desk@globex.example>"),
        ("soon@globex.example", "soon@globex.example"),
    ],
)
def test_mail_is_sent_under_the_names_of_the_settings(wanted: str | None, sender: str) -> None:
    settings: list[dict[str, object]] = [
        {"sendAsEmail": "Ada@globex.example", "displayName": "Ada Moss", "isPrimary": True},
        {"sendAsEmail": "sales@globex.example", "displayName": "Sales", "verificationStatus": "accepted"},
        {"sendAsEmail": "desk@globex.example", "displayName": "", "verificationStatus": "accepted"},
        {"sendAsEmail": "soon@globex.example", "displayName": "Soon", "verificationStatus": "pending"},
        {},
    ]

    assert identities_of(settings, own="ada@globex.example").sender(wanted) == sender


def in_thread(message_id: str, *labels: str, at: int | None = None) -> dict[str, object]:
    return {"id": message_id, "labelIds": list(labels), "internalDate": at and str(at)}


@pytest.mark.parametrize(
    ("messages", "latest"),
    [
        ([in_thread("a", at=1), in_thread("b", at=2)], "b"),
        ([in_thread("b", at=2), in_thread("a", at=1)], "b"),
        ([in_thread("a", at=1), in_thread("b", at=1)], "b"),
        ([in_thread("a"), in_thread("b", at=1)], "b"),
        ([in_thread("a", "INBOX", at=1), in_thread("b", "DRAFT", at=2)], "a"),
        ([in_thread("a", "SENT", at=1), in_thread("b", "TRASH", at=2), in_thread("c", "SPAM", at=3)], "a"),
        ([in_thread("a", "TRASH", at=1), in_thread("b", "TRASH", "DRAFT", at=2)], "a"),
    ],
)
def test_the_latest_message_was_sent_or_received(messages: list[dict[str, object]], latest: str) -> None:
    assert (latest_of(messages) or {})["id"] == latest


@pytest.mark.parametrize("messages", [[], [in_thread("a", "DRAFT", at=1)]])
def test_drafts_alone_are_no_conversation(messages: list[dict[str, object]]) -> None:
    assert latest_of(messages) is None


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
