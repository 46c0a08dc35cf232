"""Drive's search: https://developers.google.com/workspace/drive/api/guides/ref-search-terms"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from integrations.sandbox.google.drive.resources import grants_on
from integrations.sandbox.google.drive.store import Tree
from integrations.sandbox.google.drive.types import is_own
from integrations.sandbox.google.errors import GoogleError, invalid
from integrations.sandbox.google.timestamps import read_timestamp
from integrations.sandbox.models import DriveItem

TOKEN = re.compile(r"\s*('(?:[^'\\]|\\.)*'|[A-Za-z]+|!=|<=|>=|[=<>(){}])")
WORDS = re.compile(r"\w+")
Test = Callable[[DriveItem], bool]
TIMES: dict[str, Callable[[DriveItem], object]] = {
    "modifiedTime": lambda item: item.modified_at,
    "createdTime": lambda item: item.created_at,
}
ROLES_IN = {"writers": ("writer", "fileOrganizer", "organizer"), "readers": ("reader", "commenter")}
COMPARE: dict[str, Callable[[object, object], bool]] = {
    "=": lambda one, other: one == other,
    "!=": lambda one, other: one != other,
    "<": lambda one, other: one < other,  # type: ignore[operator]  # both are times
    "<=": lambda one, other: one <= other,  # type: ignore[operator]
    ">": lambda one, other: one > other,  # type: ignore[operator]
    ">=": lambda one, other: one >= other,  # type: ignore[operator]
}


def search(query: str, tree: Tree, account_email: str) -> Test:
    """The test that a query stands for. Raises 400 for one that Drive does not understand."""
    parser = _Parser(query, tree, account_email)
    test = parser.any_of()
    parser.end()
    return test


def searches_text(query: str) -> bool:
    """Whether it searches in texts; such results are not sorted."""
    return "fullText" in TOKEN.findall(query)


@dataclass
class _Parser:
    query: str
    tree: Tree
    email: str

    def __post_init__(self) -> None:
        position, self.tokens = 0, []
        text = self.query.rstrip()
        while position < len(text):
            match = TOKEN.match(text, position)
            if match is None:
                raise self.wrong()
            self.tokens.append(match[1])
            position = match.end()

    def wrong(self) -> GoogleError:
        return invalid("Invalid Value", reason="invalid", location="q")

    def any_of(self) -> Test:
        tests = [self.all_of()]
        while self.takes("or"):
            tests.append(self.all_of())
        return tests[0] if len(tests) == 1 else lambda item: any(test(item) for test in tests)

    def all_of(self) -> Test:
        tests = [self.term()]
        while self.takes("and"):
            tests.append(self.term())
        return tests[0] if len(tests) == 1 else lambda item: all(test(item) for test in tests)

    def term(self) -> Test:
        if self.takes("not"):
            inner = self.term()
            return lambda item: not inner(item)
        if self.takes("("):
            inner = self.any_of()
            self.expect(")")
            return inner
        first = self.next()
        if first.startswith("'"):
            self.expect("in")
            return self.membership(_value(first), self.next())
        if first == "sharedWithMe":
            return lambda item: item.shared_drive is None and item.owner != self.email
        return self.comparison(first, self.next())

    def comparison(self, field: str, operator: str) -> Test:
        if field in ("properties", "appProperties") and operator == "has":
            return self.property(field)
        if field in ("trashed", "starred") and operator in ("=", "!="):
            wanted = self.boolean() is (operator == "=")
            if field == "trashed":
                return lambda item: self.tree.is_trashed(item) is wanted
            return lambda item: bool(item.body.get("starred")) is wanted
        value = self.text()
        if field in TIMES and operator in COMPARE:
            return self.moment(field, operator, value)
        if field in ("name", "mimeType") and operator in ("=", "!=", "contains"):
            return _text_test(field, operator, value)
        if field == "fullText" and operator == "contains":
            return lambda item: _words(value) <= _words(_all_text(item))
        if field == "visibility" and operator in ("=", "!="):
            return lambda item: (_visibility(item, self.tree) == value) is (operator == "=")
        raise self.wrong()

    def moment(self, field: str, operator: str, value: str) -> Test:
        try:
            # Times without an offset are UTC.
            moment = read_timestamp(value if re.search(r"(Z|[+-]\d\d:\d\d)$", value, re.IGNORECASE) else f"{value}Z")
        except ValueError:
            raise self.wrong() from None
        return lambda item: COMPARE[operator](TIMES[field](item), moment)

    def membership(self, value: str, collection: str) -> Test:
        if collection == "parents":
            wanted = self.tree.cloud.root_id if value == "root" else value
            if wanted not in self.tree.items:
                raise GoogleError(404, "notFound", f"File not found: {value}.", location="fileId")
            return lambda item: item.parent_id == wanted
        person = self.email if value == "me" else value
        if collection == "owners":
            return lambda item: item.owner == person
        roles = ROLES_IN.get(collection)
        if roles is None:
            raise self.wrong()
        return lambda item: (
            (person == self.email and item.role in roles)
            or any(each.email == person and each.role in roles for each in grants_on(item, self.tree))
        )

    def property(self, field: str) -> Test:
        self.expect("{")
        self.expect("key")
        self.expect("=")
        key = self.text()
        self.expect("and")
        self.expect("value")
        self.expect("=")
        value = self.text()
        self.expect("}")
        return lambda item: (item.body.get(field) or {}).get(key) == value

    def boolean(self) -> bool:
        word = self.next()
        if word not in ("true", "false"):
            raise self.wrong()
        return word == "true"

    def text(self) -> str:
        token = self.next()
        if not token.startswith("'"):
            raise self.wrong()
        return _value(token)

    def next(self) -> str:
        if not self.tokens:
            raise self.wrong()
        return str(self.tokens.pop(0))

    def takes(self, word: str) -> bool:
        if self.tokens and self.tokens[0] == word:
            self.tokens.pop(0)
            return True
        return False

    def expect(self, word: str) -> None:
        if not self.takes(word):
            raise self.wrong()

    def end(self) -> None:
        if self.tokens:
            raise self.wrong()


def _value(token: str) -> str:
    return re.sub(r"\\(.)", r"\1", token[1:-1])


def _text_test(field: str, operator: str, value: str) -> Test:
    def read(item: DriveItem) -> str:
        return item.name if field == "name" else item.mime_type

    if operator == "contains" and field == "name":
        # Names are searched by the beginnings of their words.
        wanted = value.casefold()
        return lambda item: re.search(rf"(?<!\w){re.escape(wanted)}", read(item).casefold()) is not None
    if operator == "contains":
        return lambda item: value.casefold() in read(item).casefold()
    return lambda item: (read(item).casefold() == value.casefold()) is (operator == "=")


def _words(text: str) -> set[str]:
    return set(WORDS.findall(text.casefold()))


def _all_text(item: DriveItem) -> str:
    is_text = item.mime_type.startswith("text/") or is_own(item.mime_type)
    content = bytes(item.content or b"").decode("utf-8", "replace") if is_text else ""
    return f"{item.name} {item.body.get('description', '')} {content}"


def _visibility(item: DriveItem, tree: Tree) -> str:
    grants = grants_on(item, tree)
    for kind, found, with_link in (
        ("anyone", "anyoneCanFind", "anyoneWithLink"),
        ("domain", "domainCanFind", "domainWithLink"),
    ):
        for grant in grants:
            if grant.kind == kind:
                return found if grant.body.get("allowFileDiscovery") else with_link
    return "limited"
