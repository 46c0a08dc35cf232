"""Rich text within Notion's limits."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from integrations.services.notion.rich_text import MOST_UNITS, fitted, pieces, plain, text_items, units

TEXT = st.text(st.sampled_from("ab é😀𝄞\n"), max_size=60)


@given(TEXT, st.integers(2, 9))
def test_pieces_say_the_whole_and_end_between_characters(text: str, most: int) -> None:
    parts = list(pieces(text, most))

    assert "".join(parts) == text
    assert all(0 < units(part) <= most for part in parts)
    # No piece could have taken the first character of the next one.
    assert all(units(one + two[0]) > most for one, two in pairwise(parts))


@given(TEXT)
def test_units_are_those_of_utf_16(text: str) -> None:
    assert units(text) == len(text.encode("utf-16-le")) // 2


@pytest.mark.parametrize(
    ("text", "lengths"),
    [
        ("", []),
        ("x" * 2000, [2000]),
        ("x" * 2001, [2000, 1]),
        ("😀" * 1000, [2000]),
        ("😀" * 1001, [2000, 2]),
        ("x" + "😀" * 1000, [1999, 2]),
    ],
)
def test_a_text_is_divided_at_two_thousand_utf_16_units(text: str, lengths: list[int]) -> None:
    items = text_items(text, {"bold": True}, "https://x.example/")

    assert [units(item["text"]["content"]) for item in items] == lengths
    assert all(item["annotations"] == {"bold": True} for item in items)
    assert all(item["text"]["link"] == {"url": "https://x.example/"} for item in items)


def test_neighbours_of_one_look_are_one_and_others_stay_apart() -> None:
    bold = {"annotations": {"bold": True, "italic": False}}
    told = {"type": "text", "text": {"content": "a", "link": None}, "plain_text": "a", "href": None}
    items: list[dict[str, Any]] = [
        told,
        {"type": "text", "text": {"content": "b"}},
        {"type": "text", "text": {"content": "c"}, **bold},
        {"type": "text", "text": {"content": "d"}, "annotations": {"bold": True}},
        {"type": "equation", "equation": {"expression": "x"}},
        {"type": "text", "text": {"content": "e", "link": {"url": "https://x.example/"}}},
    ]

    joined = fitted(items)

    assert [plain([item]) for item in joined] == ["ab", "cd", "x", "e"]
    assert plain(joined) == plain(items)


def test_what_was_given_too_long_is_divided() -> None:
    (first, second) = fitted([{"type": "text", "text": {"content": "x" * 2500}, "annotations": {"code": True}}])

    assert (len(first["text"]["content"]), len(second["text"]["content"])) == (MOST_UNITS, 500)
    assert first["annotations"] == second["annotations"] == {"code": True}


@pytest.mark.parametrize("items", [None, "text", [], [None, 7], [{"type": "hologram"}], {"text": {}}])
def test_what_is_no_rich_text_says_nothing(items: object) -> None:
    assert plain(items) == ""
