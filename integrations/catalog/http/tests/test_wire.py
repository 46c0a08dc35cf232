"""How paths, queries and bodies are written."""

from __future__ import annotations

from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from integrations.catalog.http.wire import body, checked_path, filled, query_text
from integrations.errors import InputError


@pytest.mark.parametrize(
    ("template", "values", "path"),
    [
        ("/users/{user_id}/repos", {"user_id": "ada"}, "/users/ada/repos"),
        ("/users/{user_id}", {"user_id": 7}, "/users/7"),
        ("/projects/{name}", {"name": "group/machina"}, "/projects/group%2Fmachina"),
        ("/contents/{+file}", {"file": "docs/a b.md"}, "/contents/docs/a%20b.md"),
        ("/a/{x}/{y}", {"x": "?#%&=", "y": "ü"}, "/a/%3F%23%25%26%3D/%C3%BC"),
        ("/a/{x}:{x}", {"x": "{y}"}, "/a/%7By%7D:%7By%7D"),
    ],
)
def test_values_are_escaped_segment_by_segment(template: str, values: dict[str, object], path: str) -> None:
    assert filled(template, values) == path
    assert checked_path(path) == path


@pytest.mark.parametrize("blank", ["{x}", "{+x}"])
@pytest.mark.parametrize(
    "value", ["", ".", "..", "a/../b", "a/./b", "a//b", "/a", "a/", "a\nb", "a\x00", "\x7f", "a\\b"]
)
def test_a_value_that_would_make_it_another_path_is_refused(blank: str, value: str) -> None:
    with pytest.raises(InputError, match="cannot be the x of anything") as refused:
        filled(f"/a/{blank}", {"x": value})
    assert [each.field for each in refused.value.errors] == ["x"]


@pytest.mark.parametrize("values", [{}, {"y": "1"}, {"x": "1", "y": "2"}])
def test_values_that_do_not_match_the_blanks_are_a_mistake(values: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"'/a/\{x\}' has the blanks \['x'\]"):
        filled("/a/{x}", values)


@pytest.mark.parametrize("value", [None, True, 1.5, ["a"]])
def test_a_value_that_is_no_identifier_is_a_mistake(value: object) -> None:
    with pytest.raises(TypeError, match="text or a whole number for 'x'"):
        filled("/a/{x}", {"x": value})


@given(st.text(min_size=1))
def test_a_value_stays_one_segment_and_arrives_as_it_was(value: str) -> None:
    try:
        path = checked_path(filled("/a/{x}/b", {"x": value}))
    except (InputError, UnicodeEncodeError):  # lone surrogates are no text
        return
    first, a, segment, b = path.split("/")
    assert (first, a, unquote(segment), b) == ("", "a", value, "b")


def test_a_blank_that_was_not_filled_does_not_leave() -> None:
    with pytest.raises(InputError, match="is not a path of this service"):
        checked_path("/users/{user_id}")


def test_a_query_leaves_out_none_repeats_lists_and_says_true() -> None:
    query = {"a": 1, "b": [True, "ü", None], "c": None, "d": "", "e": ("x", "y")}
    assert query_text(query) == "?a=1&b=true&b=%C3%BC&d=&e=x&e=y"
    assert query_text({"a": None}) == query_text({}) == ""


def test_a_form_is_written_as_a_query_is() -> None:
    assert body(None, {"a": "b c", "more": True, "none": None}, None) == (
        b"a=b+c&more=true",
        {"content-type": "application/x-www-form-urlencoded"},
    )
