"""Keys of nodes."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as some

from workflows.engine.keys import keys_of


def keys(*names: str) -> list[str]:
    nodes = [{"id": f"n{at}", "name": name, "type": "desk.read_note"} for at, name in enumerate(names)]
    return [*keys_of(nodes).values()]


def test_a_key_is_made_from_the_name() -> None:
    assert keys("Send report", "Änderung prüfen", "3 days later", "報告", "") == [
        "send_report",
        "anderung_prufen",
        "days_later",
        "read_note",
        "read_note_2",
    ]


@given(some.lists(some.text(max_size=80), max_size=8))
def test_keys_are_unique_and_in_their_grammar(names: list[str]) -> None:
    made = keys(*names)
    assert len({*made}) == len(made)
    assert all(re.fullmatch(r"[a-z][a-z0-9_]{0,63}", key) for key in made)
