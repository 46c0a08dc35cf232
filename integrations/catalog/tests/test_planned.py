"""What a new service is to do, said in a word for each operation."""

from __future__ import annotations

import pytest

from integrations.catalog.glyphs import known_glyphs
from integrations.catalog.planned import _ICON_OF_PART, _ICONS, Planned, checked, planned, plural, singular


@pytest.mark.parametrize(
    ("text", "effect", "part"),
    [
        ("list_notes", "read", "list"),
        ("search_notes", "read", "search"),
        ("get_note", "read", "get"),
        ("find_note", "read", "get"),
        ("create_note", "write", "create"),
        ("send_note", "write", "create"),
        ("update_note", "idempotent_write", "update"),
        ("delete_note", "destructive", "delete"),
        ("create_note:idempotent_write", "idempotent_write", "update"),
        ("archive_note : destructive", "destructive", "delete"),
        ("list_notes:write", "write", "create"),
    ],
)
def test_the_verb_says_the_effect_unless_somebody_does(text: str, effect: str, part: str) -> None:
    operation = planned(text)

    assert (operation.effect, operation.part) == (effect, part)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "'' is no name of an operation; write verb_noun"),
        ("notes", "'notes' is no name of an operation"),
        ("List_notes", "is no name of an operation"),
        ("list-notes", "is no name of an operation"),
        ("list_notes:", "'' is no effect; write one of read, idempotent_write, write, destructive"),
        ("list_notes:reading", "'reading' is no effect"),
        ("get_class", "Python has another use for 'class'; take another noun"),
        ("list_lists:read", None),
        ("list_list", "Python has another use for 'list'"),
    ],
)
def test_what_cannot_be_written_is_refused_by_name(text: str, words: str | None) -> None:
    if words is None:
        assert planned(text).name == "list_lists"
        return
    with pytest.raises(ValueError, match=words):
        planned(text)


def test_one_operation_is_not_written_twice_and_the_profile_is_there_anyway() -> None:
    one = planned("get_note")

    assert checked([planned("get_profile"), one]) == [one]
    with pytest.raises(ValueError, match="'get_note' is asked for twice"):
        checked([one, planned("get_note:write")])


@pytest.mark.parametrize(
    "names", [("list_note", "get_note_list"), ("update_profile",), ("search_notes", "list_notes_search")]
)
def test_two_models_of_one_name_are_refused(names: tuple[str, ...]) -> None:
    with pytest.raises(ValueError, match="Two models would be called"):
        checked([planned(name) for name in names])


@pytest.mark.parametrize(
    ("one", "many"),
    [
        ("note", "notes"),
        ("entry", "entries"),
        ("day", "days"),
        ("box", "boxes"),
        ("address", "addresses"),
        ("status", "statuses"),
    ],
)
def test_nouns_have_a_plural(one: str, many: str) -> None:
    assert plural(one) == many
    assert (singular(many), singular(one)) == (one, one)


def test_every_verb_has_a_glyph_that_there_is() -> None:
    assert {*_ICONS.values(), *_ICON_OF_PART.values()} <= set(known_glyphs())
    assert Planned("bless_note", "write").icon == "plus"
