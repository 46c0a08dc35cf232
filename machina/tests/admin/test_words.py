"""Every page of the admin, with something in every room, in words: nothing as programs write it."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest
from django.contrib import admin

from machina.tests.admin.conftest import SignIn
from machina.tests.admin.house import House
from machina.tests.admin.pages import of_models

RAW = {
    "a Decimal's exponent": r"\b\d(?:\.\d+)?E[+-]?\d+\b",
    "a tuple": r"\('[^']*',",
    "a list": r"\[(?:'[^']*'|\"[^\"]*\")(?:,|\])|(?<![\w\"'])\[\]",
    "a dict": r"\{'[^']*':|(?<![\w\"'=(])\{\}",
    "nothing, as Python says it": r"(?<![\w.\"'-])None(?![\w\"'-])",
    "a truth value": r"(?<![\w.\"'-])(?:True|False)(?![\w\"'-])",
    "an object": r"<[\w. ]+ object(?: at 0x\w+| \(\w+\))?>|\w+ object \([\w-]+\)",
    "a Decimal": r"Decimal\(",
    "a moment as programs write it": r"\b\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d\.\d+|\+00:00",
    "an enum": r"\b(?:State|Status|Outcome|Kind|Verification|Health|Environment)\.[A-Z_]+\b",
    "a name of programs": r"(?<![\w./#-])[a-z]+(?:_[a-z]+)+(?![\w.@/-])",
    "an address of a scope": r"https://www\.googleapis\.com/auth/",
    "an id alone": r"\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b",
    "a sum without its sign": r"\d\.\d+ (?:USD|EUR|GBP|JPY)\b",
    "an actor of programs": r"\b(?:staff|system|api_key):\w",
}
UNREAD = frozenset({"script", "style", "svg", "template", "textarea", "pre"})
"""What nobody reads, what a person edits, and contents that are shown as they are."""
ICON = "material-symbols-outlined"
HOVERS = ("title", "aria-label", "alt")
WITHOUT_END = frozenset({"br", "hr", "img", "input", "link", "meta", "source", "wbr"})


class Words(HTMLParser):
    """The text a person reads on a page, and the hovers of what is not typed into."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self._open: list[bool] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag not in WITHOUT_END:
            self._open.append(tag in UNREAD or ICON in (given.get("class") or ""))
        if tag not in ("input", "textarea"):
            self.found.extend(given[name] or "" for name in HOVERS if name in given)

    def handle_endtag(self, tag: str) -> None:
        if tag not in WITHOUT_END and self._open:
            self._open.pop()

    def handle_data(self, data: str) -> None:
        if not any(self._open):
            self.found.append(data)


def words_of(page: str) -> str:
    """What a person reads on a page, hovers included."""
    words = Words()
    words.feed(page)
    return " ".join(words.found)


def raw_in(page: str) -> list[str]:
    """Each thing that was written for programs, with what stands around it."""
    text = words_of(page)
    return [
        f"{what}: {' '.join(text[max(0, found.start() - 40) : found.end() + 20].split())}"
        for what, pattern in RAW.items()
        for found in re.finditer(pattern, text)
    ]


@pytest.mark.parametrize("groups", [("viewer",), ("security", "billing"), ()])
def test_no_page_shows_what_was_written_for_programs(house: House, signed_in: SignIn, groups: tuple[str, ...]) -> None:
    client = signed_in(*groups, is_superuser=not groups)
    wrong: dict[str, list[str]] = {}
    rows = [address for address in of_models(rows=None) if address.endswith("/change/")]
    for address in dict.fromkeys(["/admin/", *of_models(), *rows]):
        answer = client.get(address)
        if answer.status_code == 200 and answer["Content-Type"].startswith("text/html"):
            found = raw_in(answer.content.decode())
            if found:
                wrong[address] = found
    assert wrong == {}


@pytest.mark.parametrize(
    "text",
    [
        "0E-10 USD",
        "('finished', 'Finished')",
        "['google']",
        "{'price': 1}",
        "Customer: None",
        "Default: True",
        "&lt;Call object at 0x7f&gt;",
        "Call object (12)",
        "2026-11-30 14:36:38.123456+00:00",
        "State.FAILED",
        "needs_reconnect",
        "3f2b8a52-1f2e-4d3c-9b1a-0123456789ab",
        "0.0010 USD",
        "staff:ada",
    ],
)
def test_the_look_for_raw_words_finds_them(text: str) -> None:
    assert raw_in(f"<p>{text}</p>")


def test_the_house_has_something_in_every_room(house: House) -> None:
    assert [model._meta.label for model in admin.site._registry if not model._default_manager.exists()] == []
