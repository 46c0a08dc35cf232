"""How long a message may be, and where a long one is parted."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from integrations.errors import InputError
from integrations.services.slack.moments import is_message_id, moment_of, second_of, written
from integrations.services.slack.texts import length, one_message, several_messages, shown


def test_exactly_40_000_characters_are_one_message() -> None:
    assert one_message("x" * 40_000)
    with pytest.raises(InputError, match="40,001 characters"):
        one_message("x" * 40_001)


def test_what_counts_is_the_text_as_slack_gets_it() -> None:
    """An ampersand is five characters there, and an emoji two of JavaScript's."""
    assert length(shown("&" * 8001, "markdown", notify_everyone=False)) == 40_005
    assert length("😀" * 20_001) == 40_002


def test_parts_end_at_lines_then_at_words() -> None:
    assert several_messages("one two\nthree four five", longest=22) == ["one two\nthree", "four five"]


def test_code_that_is_parted_stays_code() -> None:
    code = "```\n" + "\n".join(f"line {number}" for number in range(20)) + "\n```"
    parts = several_messages(code, longest=60)

    assert len(parts) > 2
    assert all(part.startswith("```") and part.endswith("```") for part in parts)


@given(st.text(alphabet="ab <>&`\n😀", max_size=600), st.integers(min_value=40, max_value=120))
def test_nothing_gets_lost_and_no_part_is_too_long(text: str, longest: int) -> None:
    parts = several_messages(text, longest=longest)

    assert all(length(part) <= longest for part in parts)
    kept = [character for part in parts for character in part if character not in " \n`"]
    assert kept == [character for character in text if character not in " \n`"]


def test_moments_keep_each_of_their_six_digits() -> None:
    """As floats the last ones would be lost."""
    ts = "1790003600.000101"
    assert moment_of(ts) == datetime(2026, 9, 21, 15, 13, 20, 101, tzinfo=UTC)
    assert written(datetime(2026, 9, 21, 15, 13, 20, 101, tzinfo=UTC)) == ts
    assert [is_message_id(each) for each in (ts, "1790003600", "1790003600.", "x.1", "")] == [True, *[False] * 4]
    assert moment_of(1790003600.000101) is None


@pytest.mark.parametrize(
    ("text", "seconds"), [("+30m", 1800), ("+2h", 7200), ("+1d", 86_400), ("2026-01-01T01:00:00+01:00", 0)]
)
def test_a_time_or_a_while(text: str, seconds: int) -> None:
    now = datetime(2026, 1, 1, tzinfo=UTC)
    assert second_of(text, now) - int(now.timestamp()) == seconds
