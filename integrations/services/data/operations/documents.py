"""JSON: read, write."""

from __future__ import annotations

import json

from pydantic import JsonValue

from integrations.catalog.context import Ctx
from integrations.errors import InputError, PayloadTooLarge
from integrations.services.data import samples
from integrations.services.data.documents import Reader
from integrations.services.data.models.fields import LONGEST_TEXT, MOST_ITEMS
from integrations.services.data.models.tables import DataJsonMake, DataJsonParse, DataJsonParsed, DataWritten
from integrations.services.data.reading import MEGABYTE, file_text
from integrations.services.data.service import service

LARGEST = 16 * MEGABYTE
"""Bytes of a document: what a step may return."""


@service.operation(
    effect="read", scopes=[], price="data", icon="braces", sample=samples.PARSED_JSON, example=samples.PARSE_JSON
)
def parse_json(ctx: Ctx, data: DataJsonParse) -> DataJsonParsed:
    """Read JSON out of a text or a file: one document, or one in each line.

    Up to 16 MB and 100,000 lines. Long ids become texts, so that no digit gets lost; NaN and Infinity, which are no
    JSON, become texts and are named.
    """
    field = "text" if data.file_id is None else "file_id"
    text = (
        (data.text or "").removeprefix("\ufeff")
        if data.file_id is None
        else file_text(ctx, data.file_id, at_most=LARGEST)[0]
    )
    reader = Reader(keeps_digits=data.long_numbers == "text")
    if not text.strip():
        raise InputError("There is nothing in it. Give JSON, such as {} or [].", field=field)
    value = reader.read(text, "It ", field) if data.format == "json" else _lines(reader, text, field)
    count = len(value) if isinstance(value, list | dict) else 0
    return DataJsonParsed(value=value, kind=_kind(value), count=count, warnings=reader.warnings.words)


def _lines(reader: Reader, text: str, field: str) -> JsonValue:
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    numbered = [(number, line) for number, line in enumerate(lines, 1) if line.strip()]
    if len(numbered) > MOST_ITEMS:
        raise InputError(
            f"It has {len(numbered):,} lines; {MOST_ITEMS:,} are read at once. Split it before.", field=field
        )
    return [reader.read(line, f"Line {number} ", field) for number, line in numbered]


def _kind(value: JsonValue) -> str:
    names = {bool: "boolean", int: "number", float: "number", str: "text", list: "list", dict: "object"}
    return names.get(type(value), "null")


@service.operation(
    effect="read", scopes=[], price="data", icon="file-braces", sample=samples.MADE_JSON, example=samples.MAKE_JSON
)
def make_json(ctx: Ctx, data: DataJsonMake) -> DataWritten:
    """Write any value as JSON, as a text or as a file.

    As a text up to 5 million letters. Names stay in their order unless they are to be sorted.
    """
    lines = data.value if data.format == "json_lines" else [data.value]
    if not isinstance(lines, list):
        raise InputError("Only a list can be written as lines. Choose json.", field="format")
    indent = 2 if data.pretty and data.format == "json" else None
    separators = None if indent else (",", ":")
    text = "\n".join(
        json.dumps(each, indent=indent, separators=separators, sort_keys=data.sort_names, ensure_ascii=data.ascii_only)
        for each in lines
    )
    text += "\n" if data.format == "json_lines" and lines else ""
    count = len(data.value) if isinstance(data.value, list | dict) else 1
    if data.filename is not None:
        kind = "application/json" if data.format == "json" else "application/x-ndjson"
        return DataWritten(file=ctx.files.save(text.encode(), filename=data.filename, mime_type=kind), count=count)
    if len(text) > LONGEST_TEXT:
        raise PayloadTooLarge(f"The text has {len(text):,} letters. Give a filename to keep it as a file.")
    return DataWritten(text=text, count=count)
