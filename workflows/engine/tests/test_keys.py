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


def test_a_key_of_its_own_is_kept_and_not_made_for_another() -> None:
    nodes = [{"id": "a", "name": "Mail"}, {"id": "b", "name": "Send", "key": "mail"}, {"id": "c", "name": "Mail"}]
    assert keys_of(nodes) == {"a": "mail_2", "b": "mail", "c": "mail_3"}


def test_words_that_expressions_use_otherwise_are_not_made_to_keys() -> None:
    assert keys("If", "If", "Trigger", "Item", "in") == ["if_1", "if_2", "trigger_1", "item_1", "in_1"]


def test_five_thousand_nodes_of_one_name_get_their_keys_in_one_go() -> None:
    assert keys(*["Send"] * 5_000)[-1] == "send_5000"
