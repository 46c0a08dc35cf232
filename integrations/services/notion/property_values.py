"""What stands in a page's properties: as plain values that people and expressions use, and as Notion wants it.

Source: https://developers.notion.com/reference/page-property-values
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any

from integrations.errors import FieldError, InputError
from integrations.services.notion.api import Resource
from integrations.services.notion.rich_text import fitted, plain, text_items

MOST_ENTRIES = 100
READ_ONLY = (
    "formula",
    "rollup",
    "created_time",
    "created_by",
    "last_edited_time",
    "last_edited_by",
    "unique_id",
    "button",
)


class Unfit(Exception):
    """A value that a property cannot have; the text says what to write instead."""


def plain_value(value: object) -> object:
    """The value of a property without Notion's wrapping; None for an empty one."""
    if not isinstance(value, Mapping):
        return value
    kind = str(value.get("type") or "")
    inner = value.get(kind)
    read = _READERS.get(kind)
    if read is None or inner is None:
        return inner
    return read(inner)


def sent_properties(given: Mapping[str, Any], kinds: Mapping[str, str], *, field: str = "properties") -> Resource:
    """Properties as Notion takes them, by the kinds that the page or data source has.

    A value that is Notion's own object already goes as it is. Raises InputError with every property that is unknown,
    cannot be written, or has a value that does not fit.
    """
    sent: Resource = {}
    errors: list[FieldError] = []
    by_name = {name.casefold(): name for name in kinds}
    for name, value in given.items():
        known = name if name in kinds else by_name.get(name.casefold(), name)
        place = f"{field}.{name}"
        kind = kinds.get(known)
        if kind is None:
            there = ", ".join(repr(each) for each in kinds) or "none"
            errors.append(FieldError(place, f"There is no property {name!r}; there are {there}."))
        elif isinstance(value, Mapping) and (kind in value or value.get("type") == kind):
            sent[known] = dict(value)
        elif kind in READ_ONLY or kind not in _WRITERS:
            errors.append(FieldError(place, f"Notion works out properties of the kind {kind} itself."))
        else:
            try:
                sent[known] = {kind: _WRITERS[kind](value)}
            except Unfit as error:
                errors.append(FieldError(place, str(error)))
    if errors:
        raise InputError(" ".join(each.message for each in errors), errors=errors)
    return sent


def kinds_of(properties: object) -> dict[str, str]:
    """The kind of each property of a page or a data source, by name."""
    if not isinstance(properties, dict):
        return {}
    return {str(name): str(each.get("type")) for name, each in properties.items() if isinstance(each, dict)}


def _name(option: Any) -> object:  # whatever Notion has put there
    return option.get("name") if isinstance(option, dict) else option


def _names(options: Any) -> object:
    return [_name(each) for each in options] if isinstance(options, list) else options


def _date(date: Any) -> object:
    if not isinstance(date, dict):
        return date
    return {"start": date.get("start"), "end": date.get("end"), "time_zone": date.get("time_zone")}


def _person(user: Any) -> object:
    if not isinstance(user, dict):
        return user
    person = user.get("person")
    email = person.get("email") if isinstance(person, dict) else None
    return {"user_id": user.get("id"), "name": user.get("name"), "email": email}


def _people(users: Any) -> object:
    return [_person(each) for each in users] if isinstance(users, list) else users


def _related(pages: Any) -> object:
    return [each.get("id") if isinstance(each, dict) else each for each in pages] if isinstance(pages, list) else pages


def _files(files: Any) -> object:
    return [_file(each) for each in files] if isinstance(files, list) else files


def _file(file: Any) -> object:
    if not isinstance(file, dict):
        return file
    inner = file.get(str(file.get("type")))
    return {"name": file.get("name"), "url": inner.get("url") if isinstance(inner, dict) else None}


def _number_of(unique: Any) -> object:
    if not isinstance(unique, dict):
        return unique
    prefix, number = unique.get("prefix"), unique.get("number")
    return f"{prefix}-{number}" if prefix else number


def _worked_out(result: Any) -> object:
    """Of a formula or a rollup: what came out, by its own kind."""
    if not isinstance(result, dict):
        return result
    inner = result.get(str(result.get("type")))
    if result.get("type") == "array" and isinstance(inner, list):
        return [plain_value(each) for each in inner]
    return _date(inner) if result.get("type") == "date" else inner


_READERS: Mapping[str, Callable[[Any], object]] = {
    "title": plain,
    "rich_text": plain,
    "select": _name,
    "status": _name,
    "multi_select": _names,
    "date": _date,
    "people": _people,
    "created_by": _person,
    "last_edited_by": _person,
    "relation": _related,
    "files": _files,
    "unique_id": _number_of,
    "formula": _worked_out,
    "rollup": _worked_out,
}


def _written_text(value: Any) -> object:
    if value is None:
        return []
    if isinstance(value, list) and all(isinstance(each, dict) for each in value):
        return fitted(value)
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise Unfit(f"{value!r} is no text.")
    items = text_items(str(value))
    if len(items) > MOST_ENTRIES:
        raise Unfit("A property takes 200,000 characters at most.")
    return items


def _written_number(value: Any) -> object:
    if value is None or value == "":
        return None
    if isinstance(value, str):
        try:
            value = float(value) if any(each in value for each in ".eE") else int(value)
        except ValueError:
            raise Unfit(f"{value!r} is no number; write for example 12.5.") from None
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise Unfit(f"{value!r} is no number; write for example 12.5.")
    return value


def _written_choice(value: Any) -> object:
    if value is None or value == "":
        return None
    if not isinstance(value, str):
        raise Unfit(f"{value!r} is no choice; write the name of one.")
    return {"name": value}


def _written_choices(value: Any) -> object:
    names = [] if value in (None, "") else [value] if isinstance(value, str) else value
    if not isinstance(names, list) or not all(isinstance(each, str) and each for each in names):
        raise Unfit(f"{value!r} are no choices; write a list of names.")
    return [{"name": each} for each in _few(names)]


def _written_date(value: Any) -> object:
    if value is None or value == "":
        return None
    if isinstance(value, str):
        return {"start": value}
    if isinstance(value, dict) and isinstance(value.get("start"), str):
        return {name: value[name] for name in ("start", "end", "time_zone") if value.get(name)}
    raise Unfit(f'{value!r} is no date; write "2026-03-09", or {{"start": …, "end": …}}.')


def _written_flag(value: Any) -> object:
    if not isinstance(value, bool):
        raise Unfit(f"{value!r} is neither true nor false.")
    return value


def _written_line(value: Any) -> object:
    if value is None or value == "":
        return None
    if not isinstance(value, str):
        raise Unfit(f"{value!r} is no text.")
    return value


def _written_people(value: Any) -> object:
    return [{"object": "user", "id": each} for each in _ids(value, "user_id")]


def _written_relation(value: Any) -> object:
    return [{"id": each} for each in _ids(value, "page_id")]


def _ids(value: Any, name: str) -> list[str]:
    """Ids, also out of what another step has returned."""
    entries = [] if value in (None, "") else value if isinstance(value, list) else [value]
    ids = [each.get(name) or each.get("id") if isinstance(each, dict) else each for each in entries]
    if not all(isinstance(each, str) and each for each in ids):
        raise Unfit(f"{value!r} are no ids; write a list of {name}.")
    return _few(ids)


def _written_files(value: Any) -> object:
    entries = [] if value in (None, "") else value if isinstance(value, list) else [value]
    return [_written_file(each) for each in _few(entries)]


def _written_file(value: Any) -> Resource:
    if isinstance(value, str) and value.startswith("https://"):
        return {"name": value.rpartition("/")[2][:100] or value[:100], "type": "external", "external": {"url": value}}
    if isinstance(value, dict) and isinstance(value.get("file_upload_id"), str):
        named = {"name": value["filename"]} if value.get("filename") else {}
        return {"type": "file_upload", "file_upload": {"id": value["file_upload_id"]}, **named}
    if isinstance(value, dict) and isinstance(value.get("url"), str):
        return {
            "name": str(value.get("name") or value["url"])[:100],
            "type": "external",
            "external": {"url": value["url"]},
        }
    raise Unfit(f"{value!r} is no file; give the result of upload_file, or an https address.")


def _few(entries: list[Any]) -> list[Any]:
    if len(entries) > MOST_ENTRIES:
        raise Unfit(f"{len(entries)} entries are too many; Notion takes {MOST_ENTRIES} at once.")
    return entries


_WRITERS: Mapping[str, Callable[[Any], object]] = {
    "title": _written_text,
    "rich_text": _written_text,
    "number": _written_number,
    "select": _written_choice,
    "status": _written_choice,
    "multi_select": _written_choices,
    "date": _written_date,
    "checkbox": _written_flag,
    "url": _written_line,
    "email": _written_line,
    "phone_number": _written_line,
    "people": _written_people,
    "relation": _written_relation,
    "files": _written_files,
    "place": lambda value: value,
    "verification": lambda value: value,
}
