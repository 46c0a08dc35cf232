"""A document of Google's own types written as a file of another type."""

from __future__ import annotations

import csv
import html
import io
import zipfile
from collections.abc import Callable
from xml.sax.saxutils import escape

from integrations.sandbox.google.drive.types import EXCEL, EXPORTS, PDF, WORD
from integrations.sandbox.google.errors import GoogleError
from integrations.sandbox.models import DriveItem

XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
LINKS = "http://schemas.openxmlformats.org/package/2006/relationships"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
MAIN = "application/vnd.openxmlformats-officedocument"


def exported(item: DriveItem, mime_type: str) -> bytes:
    """The content in another type. Raises 403 for what is no document, 400 for a type it is not exported to."""
    if item.mime_type not in EXPORTS:
        message = "Export only supports Docs Editors files."
        raise GoogleError(403, "fileNotExportable", message)
    if mime_type not in EXPORTS[item.mime_type]:
        message = f"The requested conversion is not supported: {mime_type}"
        raise GoogleError(400, "badRequest", message, location="convertTo")
    return WRITERS[mime_type](bytes(item.content or b"").decode())


def _html(text: str) -> bytes:
    paragraphs = "".join(f"<p>{html.escape(line)}</p>" for line in text.splitlines())
    return f'<html><head><meta charset="utf-8"></head><body>{paragraphs}</body></html>'.encode()


def _tabs(text: str) -> bytes:
    rows = csv.reader(io.StringIO(text))
    return "\r\n".join("\t".join(row) for row in rows).encode()


def _pdf(text: str) -> bytes:
    """One page with the first lines of the text, in Latin letters."""
    lines = [line.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)") for line in text.splitlines()[:60]]
    shown = "".join(f"({line}) Tj T*\n" for line in lines).encode("latin-1", "replace")
    stream = b"BT /F1 10 Tf 12 TL 40 800 Td\n" + shown + b"ET"
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(stream), stream),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    ]
    body = b"".join(b"%d 0 obj%s endobj\n" % (number, each) for number, each in enumerate(objects, start=1))
    return b"%PDF-1.4\n" + body + b"trailer<</Root 1 0 R>>\n%%EOF\n"


def _word(text: str) -> bytes:
    space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    lines = (f'<w:p><w:r><w:t xml:space="preserve">{escape(line)}</w:t></w:r></w:p>' for line in text.splitlines())
    document = f'{XML}<w:document xmlns:w="{space}"><w:body>{"".join(lines)}</w:body></w:document>'
    return _package({"word/document.xml": document}, "word/document.xml", f"{MAIN}.wordprocessingml.document.main+xml")


def _excel(text: str) -> bytes:
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    rows = "".join(f"<row>{''.join(_cell(each) for each in row)}</row>" for row in csv.reader(io.StringIO(text)))
    book = '<sheets><sheet name="Sheet1" sheetId="1" r:id="rId1"/></sheets>'
    sheet = f"{OFFICE}/worksheet"
    files = {
        "xl/workbook.xml": f'{XML}<workbook xmlns="{space}" xmlns:r="{OFFICE}">{book}</workbook>',
        "xl/_rels/workbook.xml.rels": f'{XML}<Relationships xmlns="{LINKS}"><Relationship Id="rId1" Type="{sheet}" '
        'Target="worksheets/sheet1.xml"/></Relationships>',
        "xl/worksheets/sheet1.xml": f'{XML}<worksheet xmlns="{space}"><sheetData>{rows}</sheetData></worksheet>',
    }
    parts = {"xl/worksheets/sheet1.xml": f"{MAIN}.spreadsheetml.worksheet+xml"}
    return _package(files, "xl/workbook.xml", f"{MAIN}.spreadsheetml.sheet.main+xml", parts)


def _cell(text: str) -> str:
    return f'<c t="inlineStr"><is><t xml:space="preserve">{escape(text)}</t></is></c>'


def _package(files: dict[str, str], main: str, main_type: str, parts: dict[str, str] | None = None) -> bytes:
    """An Office file: a zip archive with a list of what is in it (ECMA-376)."""
    types = {main: main_type, **(parts or {})}
    overrides = "".join(f'<Override PartName="/{name}" ContentType="{kind}"/>' for name, kind in types.items())
    defaults = (
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
    )
    root = f'<Relationship Id="rId1" Type="{OFFICE}/officeDocument" Target="{main}"/>'
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", f'{XML}<Types xmlns="{TYPES}">{defaults}{overrides}</Types>')
        archive.writestr("_rels/.rels", f'{XML}<Relationships xmlns="{LINKS}">{root}</Relationships>')
        for name, text in files.items():
            archive.writestr(name, text)
    return target.getvalue()


WRITERS: dict[str, Callable[[str], bytes]] = {
    "text/plain": str.encode,
    "text/html": _html,
    "text/markdown": str.encode,
    "text/csv": str.encode,
    "text/tab-separated-values": _tabs,
    PDF: _pdf,
    WORD: _word,
    EXCEL: _excel,
}
