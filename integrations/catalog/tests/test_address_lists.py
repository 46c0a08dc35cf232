"""Address lists as mail has them, read alike on every Python."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from integrations.catalog.address_lists import AddressList, Mailbox, read_addresses

letters = st.text(st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"]), max_size=30)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a@x.example <a@x.example>", ["a@x.example"]),
        ("'a@x.example' <A@x.example>", ["A@x.example"]),
        ('"a@x.example" <b@y.example>', ['"a@x.example" <b@y.example>']),
        ("Ada (sales, support) <a@x.example>", ["Ada <a@x.example>"]),
        ("Ada (one (two, three), four) <a@x.example> (five)", ["Ada <a@x.example>"]),
        ("a@x.example (Ada Moss)", ["Ada Moss <a@x.example>"]),
        ("a@x.example; b@y.example", ["a@x.example", "b@y.example"]),
        ("a@x.example,, ;b@y.example,", ["a@x.example", "b@y.example"]),
        ("Team: a@x.example, B <b@y.example>;, c@z.example", ["a@x.example", "B <b@y.example>", "c@z.example"]),
        ("undisclosed-recipients:;", []),
        ("undisclosed-recipients: ;, a@x.example", ["a@x.example"]),
        ('"Doe, John" <j@x.example>', ['"Doe, John" <j@x.example>']),
        ("Doe, John <j@x.example>, b@y.example", ['"Doe, John" <j@x.example>', "b@y.example"]),
        ("Doe, Jane, PhD <j@x.example>", ['"Doe, Jane, PhD" <j@x.example>']),
        ("=?utf-8?q?Doe=2C_J?= =?utf-8?q?ane?= <j@x.example>", ['"Doe, Jane" <j@x.example>']),
        ("=?utf-8?Q?Doe,_Jane?= <j@x.example>", ['"Doe, Jane" <j@x.example>']),
        ('"=?utf-8?q?J=C3=BCrgen?=" <j@x.example>', ["Jürgen <j@x.example>"]),
        ("Dr. Ada Moss <a@x.example>", ['"Dr. Ada Moss" <a@x.example>']),
        ('"Ada \\"Countess\\" Moss" <a@x.example>', ['"Ada \\"Countess\\" Moss" <a@x.example>']),
        ('"john doe"@x.example', ['"john doe"@x.example']),
        ("<@relay.example,@other.example:a@x.example>", ["a@x.example"]),
        ("<mailto:a@x.example>", ["a@x.example"]),
        ("Ada < a@x.example >", ["Ada <a@x.example>"]),
        ("a@[192.0.2.1]", ["a@[192.0.2.1]"]),
        ("Ada a@x.example", ["Ada <a@x.example>"]),
        ("a@x.example b@y.example", ["a@x.example", "b@y.example"]),
        ("Ada <a@x.example> Bob <b@y.example>", ["Ada <a@x.example>", "Bob <b@y.example>"]),
        ("Ada <a@x.example, Bob <b@y.example>", ["Ada <a@x.example>", "Bob <b@y.example>"]),
        ('"Ada <a@x.example>', ["Ada <a@x.example>"]),
        ("Ada (sales <a@x.example>", ["Ada sales <a@x.example>"]),
        ("", []),
        (" , ;", []),
    ],
)
def test_every_mailbox_is_found(text: str, expected: list[str]) -> None:
    found = read_addresses(text)

    assert [str(each) for each in found.mailboxes] == expected
    assert found.unreadable == ()


@pytest.mark.parametrize(
    ("text", "mailboxes", "unreadable"),
    [
        ("nobody", [], ["nobody"]),
        ("Mailer <>", [], ["Mailer <>"]),
        ("nobody, a@x.example", ["a@x.example"], ["nobody"]),
        ("Ada <nobody>, a@x.example", ["a@x.example"], ["Ada <nobody>"]),
        ("a@, @x.example", [], ["a@", "@x.example"]),
        ("ada @ x.example", [], ["ada @ x.example"]),
    ],
)
def test_what_holds_no_address_is_said(text: str, mailboxes: list[str], unreadable: list[str]) -> None:
    found = read_addresses(text)

    assert [each.addr_spec for each in found.mailboxes] == mailboxes
    assert list(found.unreadable) == unreadable
    assert not found.is_regular


@pytest.mark.parametrize(
    "text", ["(" * 50_000, '<"' * 25_000, '"a' * 25_000, "=?" * 25_000, "a@" * 25_000, "a," * 25_000, "a." * 25_000]
)
def test_no_header_takes_long(text: str) -> None:
    assert isinstance(read_addresses(text), AddressList)


@given(st.text(st.sampled_from('ab@.<>()[]:;,"\\=?_ \n\t'), max_size=60))
def test_any_text_is_read(text: str) -> None:
    for mailbox in read_addresses(text).mailboxes:
        assert read_addresses(mailbox.addr_spec).mailboxes[0].addr_spec == mailbox.addr_spec


@given(st.lists(letters, min_size=1, max_size=4))
def test_what_is_written_is_what_is_read(names: list[str]) -> None:
    written = [Mailbox(" ".join(name.split()), f"m{number}@x.example") for number, name in enumerate(names)]

    assert list(read_addresses(", ".join(map(str, written))).mailboxes) == written
