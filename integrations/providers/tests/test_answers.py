"""Reading token answers, wherever a vendor puts what matters."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from integrations.providers.answers import error_word, read_answer, scopes_in, tokens_in
from integrations.providers.consent import Tokens
from integrations.providers.tests.declared import courier

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda below: st.lists(below, max_size=3) | st.dictionaries(st.text(max_size=5), below, max_size=3),
    max_leaves=8,
)


@given(st.dictionaries(st.text(), JSON))
def test_an_object_is_read_as_it_is(answer: dict[str, object]) -> None:
    assert read_answer(json.dumps(answer).encode(), "application/json; charset=utf-8") == answer


@pytest.mark.parametrize("content", [b"", b"[1]", b'"text"', b"<html>", b"\xff", b"[" * 100_000])
def test_what_is_no_object_is_empty(content: bytes) -> None:
    assert read_answer(content) == {}


def test_a_form_is_read_where_the_vendor_says_so() -> None:
    content = b"access_token=gho_1&scope=repo%2Cuser&token_type=bearer"
    form = {"access_token": "gho_1", "scope": "repo,user", "token_type": "bearer"}

    assert read_answer(content, "application/x-www-form-urlencoded; charset=utf-8") == form
    assert read_answer(content, "application/json") == {}


def test_tokens_on_top_and_when_they_end() -> None:
    answer = {"access_token": "a", "refresh_token": "r", "expires_in": "3600", "refresh_token_expires_in": 60}

    assert tokens_in()(answer) == Tokens("a", "r", 3600, 60)


def test_tokens_below_a_name() -> None:
    answer = {"access_token": "xoxb", "authed_user": {"access_token": "xoxp", "token_type": "user"}}

    assert tokens_in("authed_user")(answer) == Tokens("xoxp", "", None, None)


@pytest.mark.parametrize(
    "answer", [{}, {"access_token": ""}, {"access_token": 7}, {"user": None}, {"user": {"access_token": None}}]
)
def test_an_answer_without_an_access_token_is_refused_without_its_content(answer: dict[str, object]) -> None:
    for path in ((), ("user",), ("user", "deeper")):
        with pytest.raises(ValueError, match=r"^the token answer has no access token$"):
            tokens_in(*path)(answer)


@pytest.mark.parametrize("expires_in", [None, 0, -5, "soon", 1.5, "", []])
def test_what_names_no_seconds_never_expires(expires_in: object) -> None:
    assert tokens_in()({"access_token": "a", "refresh_token": 7, "expires_in": expires_in}) == Tokens(
        "a", "", None, None
    )


@pytest.mark.parametrize(
    ("answer", "path", "scopes"),
    [
        ({"scope": "a b"}, ("scope",), ("a", "b")),
        ({"scope": "a,b"}, ("scope",), ("a", "b")),
        ({"scope": "a, b"}, ("scope",), ("a", "b")),
        ({"scopes": ["a", "b", 7]}, ("scopes",), ("a", "b")),
        ({"scope": "bot", "authed_user": {"scope": "search:read"}}, ("authed_user", "scope"), ("search:read",)),
        ({"scope": ""}, ("scope",), None),
        ({"scope": []}, ("scope",), None),
        ({}, ("scope",), None),
        ({"authed_user": "x"}, ("authed_user", "scope"), None),
    ],
)
def test_scopes_in_every_shape(answer: dict[str, object], path: tuple[str, ...], scopes: object) -> None:
    assert scopes_in(*path)(answer) == scopes


def test_what_was_granted_and_asked_for_is_kept_in_our_spelling() -> None:
    oauth2 = courier(scope_names={"mail": "https://courier.example/mail"}).oauth2
    asked = ["mail", "files"]

    assert oauth2.granted({"scope": "https://courier.example/mail other"}, asked) == ("https://courier.example/mail",)
    assert oauth2.granted({}, asked) == ("https://courier.example/mail", "files")


@given(st.text())
def test_a_word_of_refusal_is_short_and_plain(error: str) -> None:
    word = error_word({"error": error})
    assert len(word) <= 64
    assert set(word) <= set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.:-")


@pytest.mark.parametrize(
    ("answer", "word"),
    [
        ({"error": "bad code<"}, "badcode"),
        ({"object": "error", "status": 400, "code": "invalid_grant"}, "invalid_grant"),
        ({"error": "invalid_client", "code": "unauthorized"}, "invalid_client"),
        ({"error": {"a": 1}}, ""),
        ({}, ""),
    ],
)
def test_only_a_text_is_a_word(answer: dict[str, object], word: str) -> None:
    assert error_word(answer) == word
