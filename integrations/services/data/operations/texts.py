"""Texts: split, join, replace, change, extract."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator

from integrations.catalog.context import Ctx
from integrations.errors import InputError
from integrations.services.data import samples
from integrations.services.data.models.fields import LONGEST_TEXT, MOST_ITEMS
from integrations.services.data.models.texts import (
    DataTextChange,
    DataTextChanged,
    DataTextExtract,
    DataTextExtracted,
    DataTextJoin,
    DataTextReplace,
    DataTextReplaced,
    DataTexts,
    DataTextSplit,
)
from integrations.services.data.models.times import DataText
from integrations.services.data.paths import or_null, value_at
from integrations.services.data.service import service

_KINDS = {
    "email_addresses": re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}"),
    "links": re.compile(r"https?://[^\s<>\"'`{}|\\^]{1,2000}", re.IGNORECASE),
    "numbers": re.compile(r"(?<![\w.])[+-]?[0-9]{1,100}(?:\.[0-9]{1,100})?(?![\w]|\.[0-9])"),
    "dates": re.compile(
        r"(?<![0-9])[0-9]{4}-[0-9]{2}-[0-9]{2}(?:T[0-9]{2}:[0-9]{2}(?::[0-9]{2})?(?:Z|[+-][0-9]{2}:[0-9]{2})?)?(?![0-9])"
    ),
    "hashtags": re.compile(r"(?<![\w#&])#\w{1,200}"),
}
_WORD = re.compile(r"[^\W_]+")
_LETTERS = {
    ord(letter): plain
    for letter, plain in zip(
        "\u00df\u1e9e\u00e6\u00c6\u0153\u0152\u00f8\u00d8\u0142\u0141\u0111\u0110\u0131\u00fe\u00de",
        ("ss", "SS", "ae", "AE", "oe", "OE", "o", "O", "l", "L", "d", "D", "i", "th", "Th"),
        strict=True,
    )
}
"""Letters that are no others with an accent, and what is written for them."""


@service.operation(
    effect="read", scopes=[], price="data", icon="split", sample=samples.SPLIT_TEXT, example=samples.SPLIT_TEXT_ASKED
)
def split_text(ctx: Ctx, data: DataTextSplit) -> DataTexts:
    """Take a text apart: at a separator, by lines, words or paragraphs, or in pieces of a length.

    Up to 5 million letters and 100,000 parts. A family emoji or an accent may be taken apart by length.
    """
    parts: Iterable[str] = _parts(data)
    parts = [part.strip() if data.trim else part for part in parts]
    items = [part for part in parts if part or not data.skip_empty]
    if len(items) > MOST_ITEMS:
        words = f"The text has {len(items):,} parts, and at most {MOST_ITEMS:,} are given. Take larger parts."
        raise InputError(words, field="text")
    return DataTexts(items=items, count=len(items))


def _parts(data: DataTextSplit) -> list[str]:
    text, most = data.text, data.max_parts - 1 if data.max_parts else -1
    if data.by == "length":
        return [text[start : start + data.length] for start in range(0, len(text), data.length)]
    if data.by == "words":
        return text.split(maxsplit=most)
    text = text.replace("\r\n", "\n").replace("\r", "\n") if data.by != "separator" else text
    if data.by == "paragraphs":
        return re.split(r"\n[ \t]*\n\s*", text, maxsplit=max(0, most)) if most else [text]
    return text.split("\n" if data.by == "lines" else data.separator, most)


@service.operation(
    effect="read", scopes=[], price="data", icon="link", sample=samples.JOINED_TEXT, example=samples.JOIN_TEXT
)
def join_text(ctx: Ctx, data: DataTextJoin) -> DataText:
    """Put the texts of a list together, with something between them.

    Up to 100,000 items and 5 million letters. Numbers are written as they are, lists and objects are refused.
    """
    parts: list[str] = []
    for index, item in enumerate(data.items):
        value = or_null(value_at(item, data.field))
        if isinstance(value, list | dict):
            kind = "a list" if isinstance(value, list) else "an object"
            raise InputError(
                f"items[{index}] has {kind} there. Name the field that has the text.", field=f"items.{index}"
            )
        text = "" if value is None else str(value).lower() if isinstance(value, bool) else str(value)
        if text or not data.skip_empty:
            parts.append(text)
    last = data.separator if data.last_separator is None else data.last_separator
    text = data.separator.join(parts[:-1]) + (last if len(parts) > 1 else "") + (parts[-1] if parts else "")
    if len(text) > LONGEST_TEXT:
        raise InputError(f"The text would have {len(text):,} letters; {LONGEST_TEXT:,} is the limit.", field="items")
    return DataText(text=text)


@service.operation(
    effect="read", scopes=[], price="data", icon="replace", sample=samples.REPLACED, example=samples.REPLACE
)
def replace_text(ctx: Ctx, data: DataTextReplace) -> DataTextReplaced:
    """Replace words in a text by others, or take them out.

    Up to 200 replacements, all made at once, letter by letter: nothing has a special meaning.
    """
    folds = str.casefold if data.ignore_case else str
    by = {folds(each.find): each.replace for each in reversed(data.replacements)}
    names = sorted({each.find for each in data.replacements}, key=len, reverse=True)
    either = "|".join(map(re.escape, names))
    pattern = rf"(?<!\w)(?:{either})(?!\w)" if data.whole_words else either
    found = re.compile(pattern, re.IGNORECASE if data.ignore_case else 0)
    by_lower = {each.find.lower(): each.replace for each in reversed(data.replacements)}

    def put(match: re.Match[str]) -> str:
        word = match[0]
        return by.get(folds(word), by_lower.get(word.lower(), word))

    text, count = found.subn(put, data.text, count=int(data.first_only))
    if len(text) > LONGEST_TEXT:
        raise InputError(f"The text would have {len(text):,} letters; {LONGEST_TEXT:,} is the limit.", field="text")
    return DataTextReplaced(text=text, count=count)


@service.operation(
    effect="read", scopes=[], price="data", icon="case", sample=samples.CHANGED_TEXT, example=samples.CHANGE_TEXT
)
def change_text(ctx: Ctx, data: DataTextChange) -> DataTextChanged:
    """Trim a text, change its capital letters, cut it to a length, fill it up; and count its letters, words and lines.

    Up to 5 million letters. It is done in this order: accents, spaces, case, length, filling.
    """
    text = _without_accents(data.text) if data.without_accents else data.text
    text = text if data.spaces == "keep" else " ".join(text.split()) if data.spaces == "collapse" else text.strip()
    text = _in_case(text, data.case)
    if data.max_length and len(text) > data.max_length:
        ending = data.ending[: data.max_length]
        text = text[: data.max_length - len(ending)].rstrip() + ending
    text = text.rjust(data.pad_to, data.pad_with) if data.pad_side == "left" else text.ljust(data.pad_to, data.pad_with)
    lines = len(text.replace("\r\n", "\n").replace("\r", "\n").split("\n")) if text else 0
    return DataTextChanged(text=text, length=len(text), words=len(text.split()), lines=lines)


def _in_case(text: str, case: str) -> str:
    match case:
        case "lower":
            return text.lower()
        case "upper":
            return text.upper()
        case "title":
            return re.sub(r"[^\W_][^\s-]*", lambda word: word[0][:1].upper() + word[0][1:].lower(), text)
        case "sentence":
            return text[:1].upper() + text[1:].lower()
        case "slug" | "snake":
            return ("-" if case == "slug" else "_").join(_WORD.findall(_without_accents(text).lower()))
        case "camel":
            words = _WORD.findall(_without_accents(text).lower())
            return "".join([*words[:1], *(word.capitalize() for word in words[1:])])
        case _:
            return text


def _without_accents(text: str) -> str:
    apart = unicodedata.normalize("NFD", text.translate(_LETTERS))
    return unicodedata.normalize("NFC", "".join(each for each in apart if unicodedata.category(each) != "Mn"))


@service.operation(
    effect="read", scopes=[], price="data", icon="words", sample=samples.EXTRACTED, example=samples.EXTRACT
)
def extract_text(ctx: Ctx, data: DataTextExtract) -> DataTextExtracted:
    """Take out of a text what stands between two others, or all addresses, links, numbers or dates.

    Up to 5 million letters and 100,000 findings.
    """
    found: Iterable[str] = _between(data) if data.what == "between" else _of_kind(data)
    found = [each.strip() if data.trim else each for each in found]
    items = list(dict.fromkeys(found)) if data.unique else list(found)
    return DataTextExtracted(items=items, count=len(items), first=items[0] if items else None)


def _between(data: DataTextExtract) -> Iterator[str]:
    position, found = 0, 0
    while found < MOST_ITEMS:
        start = data.text.find(data.after, position) if data.after else position
        if start < 0:
            return
        start += len(data.after)
        end = data.text.find(data.before, start) if data.before else len(data.text)
        if end < 0:
            return
        if not data.before and data.after:  # up to the next one, or the end
            following = data.text.find(data.after, start)
            end = following if following >= 0 else end
        yield data.text[start:end]
        found += 1
        if not data.after:
            return
        position = end + len(data.before)


def _of_kind(data: DataTextExtract) -> Iterator[str]:
    for count, each in enumerate(_KINDS[data.what].finditer(data.text)):
        if count == MOST_ITEMS:
            return
        yield _without_closing(each[0]) if data.what == "links" else each[0]


def _without_closing(link: str) -> str:
    """A sentence that ends behind a link leaves its marks to it."""
    while link and (
        link[-1] in ".,;:!?*_"
        or (link[-1] in ")]" and link.count("([".__getitem__(")]".index(link[-1]))) < link.count(link[-1]))
    ):
        link = link[:-1]
    return link
