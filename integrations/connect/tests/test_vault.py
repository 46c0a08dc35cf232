"""The vault, with any text in any place."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from integrations.connect.tokens.vault import VaultError, key_of, open_sealed, seal

OLD, NEW = ("old", b"o" * 32), ("new", b"n" * 32)
PLACE: dict[str, Any] = {"table": "grant", "row": uuid4(), "column": "refresh"}
names = st.text(min_size=1, max_size=20)


@given(text=st.text(max_size=500), table=names, row=names, column=names)
def test_what_is_sealed_opens_in_its_place(text: str, table: str, row: str, column: str) -> None:
    assert open_sealed(seal(text, table=table, row=row, column=column), table=table, row=row, column=column) == text


@given(place=st.tuples(names, names, names), other=st.tuples(names, names, names))
def test_it_opens_in_no_other_place(place: tuple[str, str, str], other: tuple[str, str, str]) -> None:
    sealed = seal("token", table=place[0], row=place[1], column=place[2])
    moved = {"table": other[0], "row": other[1], "column": other[2]}

    assert (place == other) == _opens(sealed, moved)


@given(data=st.data())
def test_a_changed_character_is_noticed(data: st.DataObject) -> None:
    sealed = seal("token", **PLACE)
    at = data.draw(st.integers(min_value=0, max_value=len(sealed) - 3))
    other = data.draw(st.characters(codec="ascii").filter(lambda char: char != sealed[at]))

    assert not _opens(sealed[:at] + other + sealed[at + 1 :], PLACE)


def test_no_other_writing_of_the_same_bytes_is_taken() -> None:
    sealed = next(each for each in iter(lambda: seal("token", **PLACE), "") if "-" in each)

    assert not _opens(sealed.replace("-", "+"), PLACE)
    assert not _opens(f"{sealed}=", PLACE)


def test_the_same_text_never_looks_the_same() -> None:
    assert seal("token", **PLACE) != seal("token", **PLACE)


def test_a_secret_names_the_key_it_is_sealed_with(settings: Any) -> None:
    settings.ENCRYPTION_KEYS = [NEW, OLD]
    sealed = seal("token", **PLACE)

    assert key_of(sealed) == "new"
    assert sealed.startswith("v1.new.")
    assert "token" not in sealed


def test_old_secrets_open_as_long_as_their_key_is_there(settings: Any) -> None:
    settings.ENCRYPTION_KEYS = [OLD]
    sealed = seal("token", **PLACE)
    settings.ENCRYPTION_KEYS = [NEW, OLD]
    assert open_sealed(sealed, **PLACE) == "token"

    settings.ENCRYPTION_KEYS = [NEW]
    with pytest.raises(VaultError, match="the key 'old', which is not in ENCRYPTION_KEYS"):
        open_sealed(sealed, **PLACE)


def test_a_wrong_key_says_so_and_shows_neither_key_nor_text(settings: Any) -> None:
    settings.ENCRYPTION_KEYS = [("main", b"a" * 32)]
    sealed = seal("token", **PLACE)
    settings.ENCRYPTION_KEYS = [("main", b"b" * 32)]
    with pytest.raises(VaultError, match="not those it was sealed with") as raised:
        open_sealed(sealed, **PLACE)

    assert "token" not in str(raised.value)
    assert "bbbb" not in str(raised.value)
    assert raised.value.__cause__ is None


@pytest.mark.parametrize("value", ["", "plain", "v1.test.", "v1.test.???", "v2.test.AAAA", "v1.test.é"])
def test_what_is_not_sealed_is_refused(value: str) -> None:
    with pytest.raises(VaultError, match=r"not a sealed value|does not open"):
        open_sealed(value, **PLACE)


def _opens(sealed: str, place: dict[str, Any]) -> bool:
    try:
        open_sealed(sealed, **place)
    except VaultError:
        return False
    return True
