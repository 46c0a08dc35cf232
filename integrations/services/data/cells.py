"""Cells of tables: which columns there are, what stands in each, and what a spreadsheet must not take for a formula."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence

from pydantic import JsonValue

from integrations.errors import InputError
from integrations.services.data.exact import is_lossless, is_plain_number
from integrations.services.data.models.tables import DataColumn
from integrations.services.data.paths import or_null, value_at
from integrations.services.data.warned import Warnings

MOST_COLUMNS = 1000
# What spreadsheets take for a formula, also behind space and our own apostrophe (https://owasp.org/www-community/attacks/CSV_Injection).
_RISKY = re.compile(r"['\s]*[=+\-@\uff1d\uff0b\uff0d\uff20\t\r\n]")


def letters(column: int) -> str:
    """A column as a spreadsheet names it: A for 0."""
    name = ""
    left = column + 1
    while left:
        left, rest = divmod(left - 1, 26)
        name = chr(ord("A") + rest) + name
    return name


def is_risky(text: str) -> bool:
    """Whether a spreadsheet may take a text for a formula; plain numbers are none."""
    return _RISKY.match(text) is not None and not is_plain_number(text)


def escaped(text: str) -> str:
    """With an apostrophe before it where that is so."""
    return f"'{text}" if is_risky(text) else text


def unescaped(text: str) -> str:
    """Without the apostrophe that ``escaped`` has put there."""
    return text[1:] if text.startswith("'") and is_risky(text) and is_risky(text[1:]) else text


def columns_of(items: Sequence[JsonValue], wanted: Sequence[DataColumn], *, field: str = "columns") -> list[DataColumn]:
    """The columns that were asked for, or all names of all items in the order in which they first come.

    Raises InputError where there are too many, or items have no fields.
    """
    if wanted:
        return list(wanted)
    names: dict[str, None] = {}
    for index, item in enumerate(items):
        if not isinstance(item, dict):
            words = (
                f"items[{index}] is no object, so it has no columns. Make objects of the items with map_fields before."
            )
            raise InputError(words, field=f"items.{index}")
        names.update(dict.fromkeys(item))
    if len(names) > MOST_COLUMNS:
        raise InputError(
            f"The items have {len(names):,} fields; choose up to {MOST_COLUMNS:,} in {field}.", field=field
        )
    return [DataColumn.model_construct(field=name, header="") for name in names]


def cell_of(item: JsonValue, column: DataColumn) -> JsonValue:
    """What stands in a cell: lists and objects as JSON."""
    value = or_null(
        item.get(column.field) if isinstance(item, dict) and column.field in item else value_at(item, column.field)
    )
    return json.dumps(value, ensure_ascii=False) if isinstance(value, list | dict) else value


def named(columns: Sequence[str], warnings: Warnings) -> list[str]:
    """Names that differ: a column without one is called by its number, one that comes again gets one behind it."""
    found: dict[str, None] = {}
    for index, given in enumerate(columns):
        name = given.strip() or f"column_{index + 1}"
        if name in found:
            number = next(each for each in range(2, len(columns) + 2) if f"{name}_{each}" not in found)
            warnings.add(f"There are several columns {name!r}; one was called '{name}_{number}'.")
            name = f"{name}_{number}"
        found[name] = None
    return list(found)


def converted(text: str) -> JsonValue:
    """A number, true or false where the text is wholly that and loses nothing by it."""
    if text in ("true", "false", "TRUE", "FALSE"):
        return text in ("true", "TRUE")
    if not is_lossless(text):
        return text
    if "." not in text:
        return int(text)
    return text if text.endswith("0") else float(text)
