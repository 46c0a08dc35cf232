"""CSV and JSON, read and written without losing anything."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from integrations.catalog.evidence import LARGE
from integrations.catalog.testing import FakeContext
from integrations.errors import PayloadTooLarge
from integrations.services.data.cells import escaped, is_risky, unescaped
from integrations.services.data.tests.conftest import Run

quick = settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
Refused = Callable[..., dict[str, str]]
CELLS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=12) | st.sampled_from(
    ["=1+1", "'=1", "-5", "+49 40", "a\r\nb", "a\rb", "\u2028", '"', "007", "1234567890123456", " x ", "@cmd", "\ufeff"]
)
NAMES = st.text("abcxyz_", min_size=1, max_size=5)


def kept(ctx: FakeContext, content: bytes) -> str:
    return ctx.files.save(content, filename="t.csv", mime_type="text/csv").file_id


@quick
@given(
    names=st.lists(NAMES, min_size=1, max_size=4, unique=True),
    data=st.data(),
    delimiter=st.sampled_from(["comma", "semicolon", "tab", "pipe"]),
    line_end=st.sampled_from(["crlf", "lf"]),
    mark=st.booleans(),
)
def test_what_was_written_is_read_again(
    run: Run, ctx: FakeContext, names: list[str], data: Any, delimiter: str, line_end: str, mark: bool
) -> None:
    rows = data.draw(st.lists(st.fixed_dictionaries(dict.fromkeys(names, CELLS)), max_size=5))
    columns = [{"field": name} for name in names]
    file = run("make_csv", items=rows, columns=columns, delimiter=delimiter, line_end=line_end, byte_order_mark=mark)[
        "file"
    ]
    again = run("parse_csv", file_id=file, delimiter=delimiter)

    assert again["columns"] == names
    assert again["items"] == [row for row in rows if len(names) > 1 or row[names[0]] != ""] or again["items"] == rows


@given(text=CELLS)
def test_no_text_becomes_a_formula_and_all_come_back(text: str) -> None:
    assert unescaped(escaped(text)) == text
    assert not escaped(text).startswith(("=", "@", "\t", "\r"))
    assert is_risky(text) is (escaped(text) != text)


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("=1+1", "'=1+1"),
        ("-2+3", "'-2+3"),
        ("+cmd|' /C calc'!A0", "'+cmd|' /C calc'!A0"),
        ("@SUM(1)", "'@SUM(1)"),
        (" =1", "' =1"),
        ("\uff1d1", "'\uff1d1"),
        ("-12.50", "-12.50"),
        ("+49", "+49"),
        ("a=b", "a=b"),
    ],
)
def test_only_what_may_be_a_formula_is_marked(run: Run, text: str, written: str) -> None:
    made = run("make_csv", items=[{"a": text}], filename=None)["text"]

    assert next(csv.reader(io.StringIO(made.partition("\r\n")[2], newline=""))) == [written]
    assert run("make_csv", items=[{"a": "=1"}], filename=None, formulas="keep")["text"] == "a\r\n=1\r\n"


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_lines_end_in_any_way(run: Run, end: str) -> None:
    found = run("parse_csv", text=f'a,b{end}1,"x{end}y"{end}{end}2,z')

    assert found["items"] == [{"a": "1", "b": f"x{end}y"}, {"a": "2", "b": "z"}]
    assert found["warnings"] == []


@pytest.mark.parametrize(
    ("text", "delimiter"),
    [
        ("a;b\n1,5;2", ";"), ("a\tb,c\td\n1\t2\t3", "\t"), ("a|b\n1|2", "|"), ("a,b\n1,2", ","), ("a\n1", ","),
        ("", ","),
        ('"x;y",b\n"1;2",3', ","),
    ],
)  # fmt: skip
def test_the_delimiter_is_found_out(run: Run, text: str, delimiter: str) -> None:
    assert run("parse_csv", text=text)["delimiter"] == delimiter


@pytest.mark.parametrize(
    ("content", "charset", "read_by"),
    [
        ("name\nGrüße".encode(), None, "utf-8"),
        ("name\nGrüße".encode("utf-8-sig"), None, "utf-8-sig"),
        ("name\nGrüße".encode("utf-16"), None, "utf-16"),
        ("name\nGrüße".encode("cp1252"), None, "windows-1252"),
        ("name\nGrüße".encode("cp850"), "cp850", "cp850"),
    ],
)
def test_the_charset_is_found_out_or_told(
    run: Run, ctx: FakeContext, content: bytes, charset: str | None, read_by: str
) -> None:
    found = run("parse_csv", file_id=kept(ctx, content), **({"charset": charset} if charset else {}))

    assert (found["items"], found["charset"]) == ([{"name": "Grüße"}], read_by)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("12", 12), ("-1.5", -1.5), ("1.50", "1.50"), ("007", "007"), ("1e5", "1e5"),
        ("1234567890123456", "1234567890123456"),
        ("true", True), ("FALSE", False), ("yes", "yes"), ("0", 0), ("NaN", "NaN"), ("+5", "+5"),
    ],
)  # fmt: skip
def test_only_what_loses_nothing_is_converted(run: Run, text: str, value: object) -> None:
    assert run("parse_csv", text=f"a,b\n{text},x", convert=True)["items"][0]["a"] == value
    assert run("parse_csv", text=f"a,b\n{text},x")["items"][0]["a"] == text


def test_empty_fields_are_told_apart_from_none(run: Run) -> None:
    text = 'a,b\n,x\n"",y'
    assert [each["a"] for each in run("parse_csv", text=text)["items"]] == ["", ""]
    assert [each["a"] for each in run("parse_csv", text=text, empty="null")["items"]] == [None, None]
    assert run("parse_csv", text=text, empty="leave_out")["items"] == [{"b": "x"}, {"b": "y"}]


def test_odd_rows_and_columns_are_named(run: Run) -> None:
    found = run("parse_csv", text="a,,a\n1,2\n1,2,3,4\n")

    assert found["columns"] == ["a", "column_2", "a_2"]
    assert found["items"] == [{"a": "1", "column_2": "2"}, {"a": "1", "column_2": "2", "a_2": "3", "more": ["4"]}]
    assert found["warnings"] == [
        "There are several columns 'a'; one was called 'a_2'.",
        "Row 2 has 2 fields, fewer than the 3 columns.",
        "Row 3 has 4 fields, more than the 3 columns.",
    ]


def test_a_table_is_read_in_parts(run: Run) -> None:
    text = "# made today\na\n1\n2\n3\n"
    first = run("parse_csv", text=text, skip_rows=1, max_items=2)
    rest = run("parse_csv", text=text, skip_rows=1, max_items=2, skip=2)
    bare = run("parse_csv", text="1,2\n3,4", has_header=False, columns=["x"])

    assert ([each["a"] for each in first["items"]], first["has_more"]) == (["1", "2"], True)
    assert ([each["a"] for each in rest["items"]], rest["has_more"]) == (["3"], False)
    assert bare["items"] == [{"x": "1", "column_2": "2"}, {"x": "3", "column_2": "4"}]


def test_too_much_is_refused_with_what_to_do(run: Run, refused: Refused, ctx: FakeContext) -> None:
    many = kept(ctx, b"a\n" + b"1\n" * 100_001)
    assert refused("parse_csv", file_id=many) == {
        "max_items": "It has more than 100,000 rows. Read it in parts, with max_items and skip."
    }
    assert run("parse_csv", file_id=many, max_items=100_000)["has_more"] is True
    assert list(refused("parse_csv", text="a" * 1_000_001, delimiter="comma")) == ["text"]
    assert list(refused("parse_csv", text="," * 1001)) == ["text"]
    assert list(refused("parse_csv", file_id=many, charset="klingon")) == ["charset"]
    assert list(refused("parse_csv")) == ["text"]
    assert refused("make_csv", items=[{"a": 1}, "b"]) == {
        "items.1": "items[1] is no object, so it has no columns. Make objects of the items with map_fields before."
    }
    assert list(refused("make_csv", items=[{f"c{number}": 1 for number in range(1001)}])) == ["columns"]


def test_columns_of_nested_fields_and_others_are_written(run: Run) -> None:
    items = [{"a": {"b": "x"}, "n": 1.5, "t": True, "l": [1, "é"], "z": None}, {"new": 2}]
    assert run("make_csv", items=items, filename=None)["text"] == (
        'a,n,t,l,z,new\r\n"{""b"": ""x""}",1.5,true,"[1, ""é""]",,\r\n,,,,,2\r\n'
    )
    columns = [{"field": "a.b", "header": "B"}, {"field": "l[0]"}]
    text = run("make_csv", items=items, filename=None, columns=columns, header=True, line_end="lf", quote_all=True)[
        "text"
    ]
    assert text == '"B","l[0]"\n"x","1"\n"",""\n'
    assert run("make_csv", items=[], filename=None)["text"] == ""


def test_a_large_table_goes_through_a_file(run: Run, ctx: FakeContext) -> None:
    items = [{"id": "1234567890123456", "text": "x" * 400}] * 10_500
    made = run("make_csv", items=items)

    assert made["file"]["size"] > LARGE
    assert run("parse_csv", file_id=made["file"])["count"] == made["count"] == 10_500


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53) + 1, 2**53 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | CELLS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(CELLS, inner, max_size=4),
    max_leaves=10,
)


@quick
@given(value=JSON, pretty=st.booleans(), ascii_only=st.booleans())
def test_json_comes_back_as_it_was(run: Run, value: Any, pretty: bool, ascii_only: bool) -> None:
    text = run("make_json", value=value, pretty=pretty, ascii_only=ascii_only)["text"]
    again = run("parse_json", text=text)

    assert (again["value"], again["warnings"]) == (value, [])
    assert json.dumps(again["value"]) == json.dumps(value)


@pytest.mark.parametrize(
    ("text", "value", "words"),
    [
        ("9007199254740993", "9007199254740993", "Whole numbers of more than 15 digits"),
        ("-9007199254740991", -9007199254740991, ""),
        ("0.1", 0.1, ""),
        ("1.10", 1.1, ""),
        ("0.12345678901234567891", "0.12345678901234567891", "Numbers with more digits"),
        ("1e400", "1e400", "Numbers with more digits"),
        ("NaN", "NaN", "NaN is no JSON; it became the text 'NaN'"),
        ('{"a": 1, "a": 2}', {"a": 2}, "An object has the name 'a' several times"),
        ("\ufeff[]", [], ""),
    ],
)
def test_no_digit_gets_lost(run: Run, text: str, value: object, words: str) -> None:
    found = run("parse_json", text=text)

    assert found["value"] == value
    assert type(found["value"]) is type(value)
    assert "".join(found["warnings"]).startswith(words)
    assert bool(found["warnings"]) is bool(words)


def test_numbers_are_rounded_only_if_asked(run: Run) -> None:
    assert run("parse_json", text="[12345678901234567890]", long_numbers="number")["value"] == [12345678901234567890]


def test_lines_of_json_are_read_and_written(run: Run, refused: Refused) -> None:
    text = run("make_json", value=[{"b": 1, "a": "é"}, 2], format="json_lines", sort_names=True)["text"]
    assert text == '{"a":"é","b":1}\n2\n'
    assert run("parse_json", text=f"\r\n{text}\r", format="json_lines")["value"] == [{"a": "é", "b": 1}, 2]
    assert refused("parse_json", text="1\n{", format="json_lines")["text"].startswith(
        "Line 2 is no JSON at line 1, column 2:"
    )
    assert refused("make_json", value={}, format="json_lines") == {
        "format": "Only a list can be written as lines. Choose json."
    }


def test_what_is_no_json_is_refused_with_its_place(refused: Refused) -> None:
    assert refused("parse_json", text='{"a": 1,\n "b": }') == {
        "text": "It is no JSON at line 2, column 7: expecting value, near ' 1,\\n \"b\": }'. Correct it there."
    }
    assert list(refused("parse_json", text="  ")) == ["text"]
    assert "nested" in refused("parse_json", text="[" * 40 + "]" * 40)["text"]
    assert "nested" in refused("parse_json", text="[" * 200_000)["text"]


def test_large_json_goes_through_a_file(run: Run, ctx: FakeContext) -> None:
    value = ["x" * 1000] * 4200
    file = run("make_json", value=value, filename="a.json")["file"]

    assert file["size"] > LARGE
    assert run("parse_json", file_id=file)["value"] == value
    too_large = ctx.files.save(b" " * (16 * 1024 * 1024 + 1), filename="b.json", mime_type="application/json")
    with pytest.raises(PayloadTooLarge, match=r"'b\.json' has 16 MB; 16 MB can be read at once"):
        run("parse_json", file_id=too_large.file_id)
