"""Workbooks: what goes in comes out, and what others have written is read as far as it can be."""

from __future__ import annotations

import base64
import io
import os
import zipfile
from collections.abc import Callable, Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from integrations.catalog.evidence import LARGE
from integrations.catalog.testing import FakeContext
from integrations.errors import PayloadTooLarge
from integrations.services.data import workbooks
from integrations.services.data.cells import letters
from integrations.services.data.samples import READ_XLSX_ASKED
from integrations.services.data.tests.conftest import Run

quick = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
Refused = Callable[..., dict[str, str]]
TEXTS = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=10).filter(
    lambda text: "\ufffe" not in text and "\uffff" not in text
) | st.sampled_from(
    [
        "=1+1",
        "-2",
        "+49",
        "@a",
        "#N/A",
        "_x0041_",
        "x005F_",
        " a ",
        "a\nb",
        "1234567890123456",
        "007",
        "TRUE",
        "2026-03-02",
    ]
)
CELLS = st.none() | st.booleans() | st.integers(-(10**15) + 1, 10**15 - 1) | TEXTS | st.sampled_from([0.1, 1e-7, -2.5])
CONTENT_TYPES, SHEET = "[Content_Types].xml", "xl/s.xml"


def kept(ctx: FakeContext, content: bytes, name: str = "a.xlsx") -> str:
    return ctx.files.save(content, filename=name, mime_type="application/octet-stream").file_id


def book_of(rows: list[list[Any]], *, is_1904: bool = False) -> bytes:
    book = openpyxl.Workbook()
    if is_1904:
        book.epoch = CALENDAR_MAC_1904
    sheet = book.create_sheet("Rows", 0)
    for row in rows:
        sheet.append(row)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def with_parts(parts: Mapping[str, str | bytes]) -> bytes:
    """The sample's workbook with some of its parts replaced, or more of them."""
    source = zipfile.ZipFile(io.BytesIO(base64.b64decode(str(READ_XLSX_ASKED["content_base64"]))))
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as made:
        for name in source.namelist():
            made.writestr(name, parts.get(name, source.read(name)))
        for name in parts.keys() - set(source.namelist()):
            made.writestr(name, parts[name])
    return buffer.getvalue()


def with_cells(cells: str) -> bytes:
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    return with_parts({SHEET: f'<worksheet xmlns="{main}"><sheetData>{cells}</sheetData></worksheet>'})


@quick
@given(rows=st.lists(st.fixed_dictionaries({"a": CELLS, "b": CELLS}), min_size=1, max_size=6))
def test_what_was_written_is_read_again(run: Run, rows: list[dict[str, Any]]) -> None:
    again = run("read_xlsx", file_id=run("write_xlsx", items=rows)["file"])

    expected = [row for row in rows if row["a"] is not None or row["b"] is not None]
    assert again["items"] == expected
    kinds = [[[type(row[name]) for name in "ab"] for row in rows] for rows in (again["items"], expected)]
    assert kinds[0] == kinds[1]


def test_no_text_becomes_a_formula_an_error_or_a_number(run: Run, ctx: FakeContext) -> None:
    texts = ["=HYPERLINK(1)", "+1+1", "-1-1", "@SUM(1)", "#REF!", "1234567890123456", "0012", "1.50"]
    file = run("write_xlsx", items=[{"t": text} for text in texts])["file"]
    sheet = openpyxl.load_workbook(io.BytesIO(ctx.files.stored[file["file_id"]][1]))["Sheet1"]
    cells = [row[0] for row in sheet.iter_rows(min_row=2)]

    assert [(cell.value, cell.data_type) for cell in cells] == [(text, "s") for text in texts]
    assert [bool(cell.quotePrefix) for cell in cells] == [True] * 5 + [False] * 3


def test_long_numbers_become_texts(run: Run) -> None:
    made = run("write_xlsx", items=[{"id": 1234567890123456}, {"id": 123456789012345}])
    again = run("read_xlsx", file_id=made["file"])

    assert [each["id"] for each in again["items"]] == ["1234567890123456", 123456789012345]
    assert made["warnings"] == ["Numbers of more than 15 digits in id are texts, so that none gets lost."]


def test_numbers_and_moments_are_made_where_a_column_says_so(run: Run, ctx: FakeContext) -> None:
    items = [
        {"n": "12.50", "d": "2026-03-02", "t": "2026-03-02T23:30:00Z"},
        {"n": "007", "d": "soon", "t": "2026-07-02T09:00:00+02:00"},
        {"n": "1234567890.1234567", "d": "1899-12-31", "t": "2026-03-02T09:00:00"},
    ]
    columns = [{"field": "n", "kind": "number"}, {"field": "d", "kind": "date"}, {"field": "t", "kind": "date_time"}]
    made = run("write_xlsx", items=items, columns=columns, time_zone="Europe/Berlin")
    sheet = openpyxl.load_workbook(io.BytesIO(ctx.files.stored[made["file"]["file_id"]][1]))["Sheet1"]

    assert [cell.value for cell in sheet[1]] == ["n", "d", "t (Europe/Berlin)"]
    assert [cell.value for cell in sheet[2]] == [12.5, datetime(2026, 3, 2), datetime(2026, 3, 3, 0, 30)]
    assert run("read_xlsx", file_id=made["file"])["items"] == [
        {"n": 12.5, "d": "2026-03-02", "t (Europe/Berlin)": "2026-03-03T00:30:00"},
        {"n": "007", "d": "soon", "t (Europe/Berlin)": "2026-07-02T09:00:00"},
        {"n": "1234567890.1234567", "d": "1899-12-31", "t (Europe/Berlin)": "2026-03-02T09:00:00"},
    ]
    assert made["warnings"] == [
        "Times are shown by the clocks of Europe/Berlin, as their columns say.",
        "items.1.n is '007', which is no number or would lose digits; it is a text.",
        "items.1.d is 'soon', which no date of Excel is; it is a text.",
        "items.2.n is '1234567890.1234567', which is no number or would lose digits; it is a text.",
        "items.2.d is '1899-12-31', which no date of Excel is; it is a text.",
    ]


@pytest.mark.parametrize("is_1904", [False, True])
def test_days_and_times_are_read_in_both_calendars(run: Run, ctx: FakeContext, is_1904: bool) -> None:
    values = [
        date(2026, 3, 2),
        datetime(2026, 3, 2, 9, 30),
        datetime(2026, 3, 2),
        time(9, 30),
        timedelta(hours=26, minutes=5),
    ]
    found = run("read_xlsx", file_id=kept(ctx, book_of([["a", "b", "c", "d", "e"], values], is_1904=is_1904)))

    assert list(found["items"][0].values()) == [
        "2026-03-02",
        "2026-03-02T09:30:00",
        "2026-03-02T00:00:00",
        "09:30:00",
        "26:05:00",
    ]
    assert found["warnings"] == []


def test_empty_errors_and_numbers_that_are_none_are_told_apart(run: Run, ctx: FakeContext) -> None:
    cells = """
        <row r="1"><c t="inlineStr"><is><t>a</t></is></c><c r="B1" t="str"><v>b</v></c><c r="C1"><v>3</v></c></row>
        <row r="2"><c r="A2"><v>NaN</v></c><c r="C2" t="e"><v>#N/A</v></c></row>
        <row r="4"><c r="A4"><f>1+1</f></c><c r="B4" t="str"><f>""</f><v></v></c><c r="C4" t="b"><v>1</v></c></row>
        <row r="5"><c><v>1.25E1</v></c><c><v>0.30000000000000004</v></c><c t="d"><v>2026-03-02</v></c></row>"""
    found = run("read_xlsx", file_id=kept(ctx, with_cells(cells)))

    assert found["columns"] == ["a", "b", "3"]
    assert found["items"] == [
        {"a": "NaN", "b": None, "3": "#N/A"},
        {"a": None, "b": None, "3": True},
        {"a": 12.5, "b": 0.3, "3": "2026-03-02"},
    ]
    assert [words.split(",")[0] for words in found["warnings"]] == [
        "A2 holds 'NaN'",
        "Cells hold errors of the spreadsheet",
        "1 cells have formulas without a result",
    ]
    left_out = run("read_xlsx", file_id=kept(ctx, with_cells(cells)), empty="leave_out")["items"]
    assert left_out[1] == {"3": True}


def test_long_numbers_of_others_are_texts_and_told(run: Run, ctx: FakeContext) -> None:
    numbers = ("1", "1.2345678901234567E+17", "1234567890123450")
    cells = "".join(f"<row><c><v>{number}</v></c></row>" for number in numbers)
    found = run("read_xlsx", file_id=kept(ctx, with_cells(cells)))

    assert [each["1"] for each in found["items"]] == ["123456789012345670", "1234567890123450"]
    said = "Column A has numbers of more than 15 digits, of which the spreadsheet has kept only the first 15;"
    assert found["warnings"] == [f"{said} they are texts here."]


def test_shared_texts_lose_nothing(run: Run, ctx: FakeContext) -> None:
    """As Excel keeps texts; openpyxl's own reader loses x005F_ wherever it stands in one."""
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    cells = "".join(f'<row><c t="s"><v>{index}</v></c></row>' for index in (2, 0, 1, 3))
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
    source = zipfile.ZipFile(io.BytesIO(base64.b64decode(str(READ_XLSX_ASKED["content_base64"]))))
    types = source.read(CONTENT_TYPES).decode()
    book = with_parts(
        {
            CONTENT_TYPES: types.replace("</Types>", f'<Override PartName="/xl/t.xml" ContentType="{kind}"/></Types>'),
            "xl/t.xml": f'<sst xmlns="{main}"><si><t>order x005F_7</t></si><si><t>_x005F_x0041_</t></si>'
            "<si><t>a</t></si>"
            "<si><r><t>two </t></r><r><t>runs</t></r><rPh><t>said</t></rPh></si></sst>",
            SHEET: f'<worksheet xmlns="{main}"><sheetData>{cells}</sheetData></worksheet>',
        }
    )

    found = run("read_xlsx", file_id=kept(ctx, book))["items"]
    assert [each["a"] for each in found] == ["order x005F_7", "_x0041_", "two runs"]


def test_a_sheet_is_chosen_and_read_in_parts(run: Run, refused: Refused, ctx: FakeContext) -> None:
    more = [{"name": "Prices", "items": [{"p": 1}, {"p": 2}, {"p": 3}]}]
    made = run("write_xlsx", items=[{"a": 1}], more_sheets=more)
    first = run("read_xlsx", file_id=made["file"], sheet="Prices", max_items=2)
    rest = run("read_xlsx", file_id=made["file"], sheet="Prices", max_items=2, skip=2)

    assert (made["count"], made["sheets"], first["sheets"]) == (4, ["Sheet1", "Prices"], ["Sheet1", "Prices"])
    assert ([each["p"] for each in first["items"]], first["has_more"]) == ([1, 2], True)
    assert ([each["p"] for each in rest["items"]], rest["has_more"]) == ([3], False)
    assert run("read_xlsx", file_id=made["file"], has_header=False)["items"] == [{"A": "a"}, {"A": 1}]
    assert run("read_xlsx", file_id=made["file"], sheet="Prices", skip_rows=2)["columns"] == ["2"]
    assert refused("read_xlsx", file_id=made["file"], sheet="Nope") == {
        "sheet": "There is no sheet 'Nope'. Sheets are: Sheet1, Prices."
    }


def test_cells_beyond_the_header_are_kept(run: Run, ctx: FakeContext) -> None:
    found = run("read_xlsx", file_id=kept(ctx, book_of([["a", None, "a"], [1, 2, 3, None, 5]])))

    assert found["items"] == [{"a": 1, "column_2": 2, "a_2": 3, "D": None, "E": 5}]
    assert found["warnings"][-1] == "There are cells beyond the header, such as in column E."


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"name;total", "That is no Excel workbook (.xlsx)."),
        (b"", "That is no Excel workbook (.xlsx)."),
        (b"\xd0\xcf\x11\xe0 old", "The workbook has a password, or is of the old kind (.xls)."),
        (with_parts({SHEET: "<worksheet><sheetData><row>"}), "The workbook is damaged."),
        (with_parts({CONTENT_TYPES: "<Types/>"}), "The workbook is damaged."),
        (with_parts({SHEET: '<!DOCTYPE x [<!ENTITY a "aa">]><x>&a;</x>'}), "The workbook defines entities"),
        (with_cells('<row><c t="s"><v>7</v></c></row>'), "The workbook is damaged."),
        (with_cells("<row r='x'><c><v>7</v></c></row>"), "The workbook is damaged."),
    ],
)
def test_what_is_no_workbook_is_refused(refused: Refused, ctx: FakeContext, content: bytes, words: str) -> None:
    found = refused("read_xlsx", file_id=kept(ctx, content))

    assert list(found) == ["file_id"]
    assert found["file_id"].startswith(words)


def test_a_bomb_is_refused_before_it_unpacks(run: Run, ctx: FakeContext, monkeypatch: pytest.MonkeyPatch) -> None:
    bomb = with_parts({"xl/styles.xml": b" " * (21 * 1024 * 1024)})
    assert len(bomb) < 100_000
    with pytest.raises(PayloadTooLarge, match=r"xl/styles\.xml of the workbook has 21 MB unpacked; 20 MB are read"):
        run("read_xlsx", file_id=kept(ctx, bomb))
    monkeypatch.setattr(workbooks, "MOST_PARTS", 5)
    with pytest.raises(PayloadTooLarge, match="has 6 parts; 5 are read"):
        run("read_xlsx", file_id=kept(ctx, with_parts({"a": "b"})))


def test_rows_and_columns_far_away_cost_nothing(run: Run, ctx: FakeContext, refused: Refused) -> None:
    far = '<row r="999999999"><c r="A999999999"><v>1</v></c></row>'
    assert run("read_xlsx", file_id=kept(ctx, with_cells(far)), has_header=False)["items"] == [{"A": 1}]
    wide = kept(ctx, with_cells('<row><c r="ZZ1"><v>1</v></c></row><row><c r="ZZZ2"><v>1</v></c></row>'))
    assert run("read_xlsx", file_id=wide)["count"] == 0
    assert list(refused("read_xlsx", file_id=kept(ctx, with_cells('<row><c r="AZZ1"><v>1</v></c></row>')))) == ["sheet"]


def test_too_much_is_refused_with_what_to_do(refused: Refused, ctx: FakeContext) -> None:
    many = kept(ctx, with_cells("<row><c><v>1</v></c></row>" * 100_002))
    assert refused("read_xlsx", file_id=many) == {
        "max_items": "'Orders' has more than 100,000 rows. Read it in parts, with max_items and skip."
    }
    assert refused("write_xlsx", items=[{"a": "x" * 32_768}])["items.0"].startswith("A text has 32,768 letters")
    assert list(refused("write_xlsx", items=[], sheet="a/b")) == ["sheet"]
    assert list(refused("write_xlsx", items=[], more_sheets=[{"name": "SHEET1", "items": []}])) == [
        "more_sheets.0.name"
    ]
    assert list(refused("read_xlsx")) == ["file_id"]
    assert list(refused("read_xlsx", content_base64="§")) == ["content_base64"]


def test_what_no_cell_can_hold_is_replaced_and_told(run: Run) -> None:
    made = run("write_xlsx", items=[{"a": "x\x01y\r\nz"}])

    assert run("read_xlsx", file_id=made["file"])["items"] == [{"a": "x\ufffdy\nz"}]
    assert made["warnings"] == ["Texts had control characters, which no cell can hold; they were replaced by \ufffd."]


def test_a_large_workbook_goes_through(run: Run, ctx: FakeContext) -> None:
    large = with_parts({"xl/media/a.png": os.urandom(LARGE)})
    assert run("read_xlsx", file_id=kept(ctx, large))["count"] == 1
    words = [os.urandom(1_800).hex() for _ in range(2_600)]
    assert run("write_xlsx", items=[{"a": word} for word in words])["file"]["size"] > LARGE


def test_columns_are_named_as_spreadsheets_do() -> None:
    assert [letters(index) for index in (0, 25, 26, 701, 702, 16_383)] == ["A", "Z", "AA", "ZZ", "AAA", "XFD"]
