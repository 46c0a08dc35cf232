"""E-mail addresses as they may stand in a header."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from integrations.catalog.email_addresses import EmailAddresses, parse_address
from integrations.catalog.lines import is_line

ADDRESSES: TypeAdapter[list[str]] = TypeAdapter(EmailAddresses)


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("ada@example.com", "ada@example.com"),
        ("<ada@example.com>", "ada@example.com"),
        ("Ada Lovelace <ada@example.com>", "Ada Lovelace <ada@example.com>"),
        ('"Lovelace, Ada" <ada@example.com>', '"Lovelace, Ada" <ada@example.com>'),
        ("Jürgen <j@müller.example>", "Jürgen <j@xn--mller-kva.example>"),
        ("=?utf-8?q?J=C3=BCrgen?= <j@x.example>", "Jürgen <j@x.example>"),
        ("ada@x.example <ada@x.example>", "ada@x.example"),
        ("Ada (sales, support) <ada@x.example>", "Ada <ada@x.example>"),
        ('"ada lovelace"@x.example', '"ada lovelace"@x.example'),
        ("ada+bills@x.example", "ada+bills@x.example"),
        ("Ada <ada@straße.example>", "Ada <ada@xn--strae-oqa.example>"),
    ],
)
def test_one_mailbox_is_read(text: str, written: str) -> None:
    assert str(parse_address(text)) == written


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "ada",
        "ada@",
        "@example.com",
        "ada@example.com, grace@example.com",
        "ada@example.com;grace@example.com",
        "Ada <ada@example.com> and more",
        "a b@example.com",
        "a..b@example.com",
        "undisclosed-recipients:;",
        "ü@example.com",
        "Doe, Jane <jane@example.com>",
        "Ada <ada@example.com",
        '"Ada <ada@example.com>',
        "ada@example.com grace@example.com",
        "ada@example..com",
        "ada@example.com.",
        "Ada ada@example.com",
        "ada@exa mple.com",
    ],
)
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"is not one e-mail address|must be written in ASCII"):
        parse_address(text)


@pytest.mark.parametrize(
    "text",
    [
        "ada@example.com\r\nBcc: eve@evil.example",
        "ada@example.com\nBcc: eve@evil.example",
        "Ada\r\nBcc: eve@evil.example <ada@example.com>",
        "ada@example.com\x00",
        "Ada\x1b[2J <ada@example.com>",
        "Ada\u2028Bcc <ada@example.com>",
        "=?utf-8?q?Ada=0D=0ABcc:_eve@evil.example?= <ada@example.com>",
    ],
)
def test_no_address_adds_a_header(text: str) -> None:
    with pytest.raises(ValueError, match=r"line break|CR or LF|not one e-mail address"):
        parse_address(text)
    with pytest.raises(ValidationError):
        ADDRESSES.validate_python([text])
    with pytest.raises(ValidationError):
        ADDRESSES.validate_python(f"{text}, grace@example.com")


@given(st.text(max_size=60))
def test_whatever_is_accepted_is_read_back_from_one_line(text: str) -> None:
    try:
        address = parse_address(text)
    except ValueError:
        return

    assert is_line(str(address))
    assert parse_address(str(address)) == address


@pytest.mark.parametrize(
    ("given_value", "expected"),
    [
        ([], []),
        ("", []),
        ("ada@example.com", ["ada@example.com"]),
        ("Ada <ada@example.com>, grace@example.com", ["Ada <ada@example.com>", "grace@example.com"]),
        ('"Lovelace, Ada" <ada@example.com>', ['"Lovelace, Ada" <ada@example.com>']),
        ("ada@example.com; grace@example.com", ["ada@example.com", "grace@example.com"]),
        ("sales: ada@example.com, grace@example.com;", ["ada@example.com", "grace@example.com"]),
        ([{"email": "ada@example.com", "name": "Ada"}], ["ada@example.com"]),
    ],
)
def test_a_list_also_takes_one_text_and_people_from_earlier_steps(given_value: object, expected: list[str]) -> None:
    assert ADDRESSES.validate_python(given_value) == expected


def test_each_wrong_address_is_named_by_its_place() -> None:
    with pytest.raises(ValidationError) as caught:
        ADDRESSES.validate_python(["ada@example.com", "nobody", "also nobody"])

    assert [error["loc"] for error in caught.value.errors()] == [(1,), (2,)]


@pytest.mark.parametrize(
    "text", ["Doe, Jane <jane@example.com>", "ada@example.com, nobody", "undisclosed-recipients:;"]
)
def test_a_text_that_is_no_list_of_addresses_is_refused_whole(text: str) -> None:
    with pytest.raises(ValidationError, match="is not one e-mail address") as caught:
        ADDRESSES.validate_python(text)

    assert caught.value.errors()[0]["input"] == text
