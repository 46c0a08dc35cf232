"""Birthdays with and without a year."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from integrations.services.google_contacts import birthdays

BIRTHDAY = TypeAdapter(birthdays.Birthday)


@pytest.mark.parametrize("text", ["1985-12-10", "--12-10", "--02-29", "2000-02-29"])
def test_a_birthday_is_taken_as_it_is_written(text: str) -> None:
    assert BIRTHDAY.validate_python(text) == text


@pytest.mark.parametrize("text", ["", "10.12.1985", "1985-12", "--12-32", "1985-02-29", "1985-12-10T00:00", "-12-10"])
def test_what_is_no_birthday_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(ValidationError, match="is no birthday; write 1985-12-10, or --12-10 without a year"):
        BIRTHDAY.validate_python(text)


@given(st.dates(), st.booleans())
def test_a_birthday_comes_back_as_it_was_sent(day: date, is_known: bool) -> None:
    text = day.isoformat() if is_known else f"--{day:%m-%d}"
    assert birthdays.read(birthdays.sent(BIRTHDAY.validate_python(text))) == text


@pytest.mark.parametrize(
    ("told", "text"),
    [
        ({"year": 1985}, "1985"),
        ({"year": 1985, "month": 12}, "1985-12"),
        ({"year": 0, "month": 12, "day": 10}, "--12-10"),
        ({}, None),
        ({"year": "1985"}, None),
        (None, None),
        ("1985", None),
    ],
)
def test_as_much_is_read_as_google_knows(told: object, text: str | None) -> None:
    assert birthdays.read(told) == text
