"""The page about expressions, computed from what there is: ``python -m workflows.engine.expressions.reference``."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from workflows.engine.expressions.cel import MOST_ITEMS
from workflows.engine.expressions.evaluator.pool import TIME_LIMIT
from workflows.engine.expressions.formula import BUILT_IN, BUILT_IN_METHODS, MACROS
from workflows.engine.expressions.functions import FUNCTIONS
from workflows.engine.expressions.lexer import MAX_LENGTH, MAX_NESTING
from workflows.engine.expressions.resolving import MAX_ELSEWHERE, MAX_INPUT, MAX_TEXT

PAGE: Final = Path(__file__).with_name("REFERENCE.md")

KNOWN: Final[dict[str, Any]] = {
    "gmail": {"messages": [{"subject": "Invoice 7", "size": 2}, {"subject": "Hello", "size": 3.5}]},
    "trigger": {"body": {"name": "Ada", "order no": 17, "tags": ["new", "paid"], "note": None}},
    "vars": {"price": 1.5},
    "now": "2026-12-01T09:30:00Z",
}
"""What the examples of the page are about."""

EXAMPLES: Final[dict[str, tuple[tuple[str, Any], ...]]] = {
    "paths": (
        ("{{ gmail.messages[0].subject }}", "Invoice 7"),
        ("{{ nodes.gmail.messages[1].size }}", 3.5),
        ('{{ trigger.body["order no"] }}', 17),
        ("{{ trigger.body.tags }}", ["new", "paid"]),
        ("Dear {{ trigger.body.name }}, {{ trigger.body.tags[0] }}", "Dear Ada, new"),
    ),
    "missing": (
        ("{{ trigger.?body.?phone }}", None),
        ("{{ trigger.?body.?phone.orValue('none') }}", "none"),
        ("{{ default(trigger.body.note, 'none') }}", "none"),
        ("{{ default(trigger.body.address.street, 'none') }}", "none"),
        ("{{ has(trigger.body.phone) }}", False),
    ),
    "operators": (
        ("{{ vars.price * 2 + 1 }}", 4.0),
        ("{{ 7 / 2 }}", 3),
        ("{{ 7 / 2.0 }}", 3.5),
        ("{{ trigger.body.name == 'Ada' && !('open' in trigger.body.tags) }}", True),
        ("{{ vars.price > 1 ? 'much' : 'little' }}", "much"),
        ("{{ trigger.body.tags + ['sent'] }}", ["new", "paid", "sent"]),
        ("{{ {'name': trigger.body.name, 'first': 1} }}", {"name": "Ada", "first": 1}),
    ),
    "lists": (
        ("{{ gmail.messages.filter(m, m.size > 2) }}", [{"subject": "Hello", "size": 3.5}]),
        ("{{ gmail.messages.map(m, m.subject.upper()) }}", ["INVOICE 7", "HELLO"]),
        ("{{ gmail.messages.map(m, m.size > 2, m.subject) }}", ["Hello"]),
        ("{{ gmail.messages.exists(m, m.subject.startsWith('Inv')) }}", True),
        ("{{ gmail.messages.all(m, m.size > 2) }}", False),
        ("{{ gmail.messages.exists_one(m, m.size > 2) }}", True),
    ),
    "times": (
        ("{{ format_date(now, 'DD.MM.YYYY HH:mm', 'Europe/Berlin') }}", "01.12.2026 10:30"),
        ("{{ timestamp(now) - duration('36h') }}", "2026-11-29T21:30:00Z"),
        ("{{ timestamp(now) > timestamp('2026-01-01T00:00:00Z') }}", True),
    ),
    "texts": (
        ("{{ vars.price }} {{ 2.0 }} {{ true }} [{{ trigger.body.note }}]", "1.5 2 true []"),
        ("{{ trigger.body.tags }}!", '["new", "paid"]!'),
        (r"\{{ these braces stay }}", "{{ these braces stay }}"),
    ),
}

_BUILT_IN_WORDS: Final = {
    "size": "how many items, fields or characters there are: `size(list)` or `list.size()`",
    "string": "the value as text: `string(1.5)`",
    "int": "a whole number: `int('7')`, `int(2.9)`",
    "double": "a number with a fraction: `double('1.5')`",
    "bool": "`bool('true')`",
    "timestamp": "a moment, from RFC 3339 text; moments can be compared and subtracted",
    "duration": "a span: `duration('1h30m')`; units h, m, s, ms",
    "has": "whether a field is there: `has(thing.field)`",
    "dyn": "the value itself; for people who know CEL",
    "contains": "`text.contains('part')`",
    "startsWith": "`text.startsWith('part')`",
    "endsWith": "`text.endsWith('part')`",
    "matches": "`text.matches('^A[0-9]+$')`: a regular expression (RE2) is found in the text",
    "orValue": "what counts where an optional value is missing",
    "hasValue": "whether an optional value is there",
    "value": "an optional value that has to be there",
}


def page() -> str:
    """The whole page as Markdown."""
    return "\n".join(_lines()).rstrip() + "\n"


def _lines() -> Iterator[str]:
    yield from (
        "# Expressions",
        "",
        "<!-- Computed by `python -m workflows.engine.expressions.reference`. Change the code, not this page. -->",
        "",
        "Any text in the parameters of a node may hold expressions between `{{` and `}}`. A text that is one",
        "expression and nothing else keeps the type of its value; in a longer text the value is written out.",
        "",
        "An expression sees every node before it by its key (`gmail`, or `nodes.gmail`), `trigger`, `item` and `index`",
        "inside a for-each, `customer`, `vars` (the variables of the deployment), `run` and `now` (RFC 3339, UTC; the",
        "same in the whole run).",
        "",
        "## Paths",
        "",
        "Names and places, as in `a.b[0][\"c d\"]`. A name that does not exist is an error that names node and field,",
        "never an empty text.",
        "",
    )  # fmt: skip
    yield from _examples("paths")
    yield from (
        "## What may be missing",
        "",
        "`.?name` and `[?0]` give null where there is nothing, also when something before is missing or null.",
        "`.orValue(other)` behind them says what counts then. `default(path, other)` is shorter, and takes the other",
        "value for null too. Behind a value that is computed, `.?name` has to end with `.orValue(…)`.",
        "",
    )
    yield from _examples("missing")
    yield from (
        "## Operators",
        "",
        "Everything else is [CEL](https://cel.dev): `+ - * / %`, `== != < <= > >=`, `&& || !`, `in`, `? :`, lists",
        "`[1, 2]` and objects `{'a': 1}`. Texts stand in single or double quotes, with `\\n`, `\\'` and `\\u00e9`,",
        "or as `r'\\d+'` without escapes. Whole and broken numbers may be mixed; two whole numbers divide to a whole",
        "number. A text and a number do not add up: write `string(7)` or `text(7)`. A condition is true only if its",
        "value is `true`.",
        "",
    )
    yield from _examples("operators")
    yield from (
        "## Lists",
        "",
        f"{_listed(MACROS)} go through a list.",
        "An expression may hold one of them, and no second one inside or beside it; a list may have up to",
        f"{MOST_ITEMS:,} items. For more, use the nodes under Data.",
        "",
    )
    yield from _examples("lists")
    yield from ("## Dates and times", "", "They are RFC 3339 text throughout.", "")
    yield from _examples("times")
    yield from (
        "## In the midst of text",
        "",
        "Text stands as it is, null as nothing, `true` and `false` as such, numbers without a needless `.0`, lists and",
        "objects as JSON. `\\{{` stands for two braces that begin no expression, `\\\\{{` for a backslash before one.",
        "",
    )
    yield from _examples("texts")
    yield from ("## Functions of CEL", "", "| function | |", "|---|---|")
    yield from (f"| `{each}` | {_BUILT_IN_WORDS[each]} |" for each in sorted(BUILT_IN | BUILT_IN_METHODS))
    yield ""
    for group in dict.fromkeys(each.group for each in FUNCTIONS.values()):
        yield from (f"## {group}", "", "| function | | example |", "|---|---|---|")
        for function in FUNCTIONS.values():
            if function.group == group:
                words = " ".join(function.words.split())
                example = _cell(f"`{function.example}` → `{_json(function.gives)}`")
                yield f"| `{function.signature}` | {_cell(words)} | {example} |"
        yield ""
    yield from (
        "Each can also be called on its first value: `upper(name)` is `name.upper()` (`default` cannot).",
        "",
        "## Waiting for a callback",
        "",
        "`wait_url('key')` is the address that ends the wait node of that key when it is called.",
        "",
        "## Limits",
        "",
        f"- An expression has at most {MAX_LENGTH:,} characters and {MAX_NESTING} levels of brackets.",
        f"- With a macro, functions or `matches`, or on more than {MAX_INPUT // 1024} KB it runs in a process of its",
        f"  own that can open nothing, and is ended after {TIME_LIMIT * 1000:.0f} ms.",
        f"- It calculates with at most {MAX_ELSEWHERE // 2**20} MB; a path alone passes on values of any size.",
        f"- The texts of one node come to at most {MAX_TEXT // 2**20} MB.",
        "- Whole numbers beyond 64 bits are text where something is calculated; a path alone hands them on.",
        "- The order of an object's fields is kept.",
    )


def _examples(name: str) -> Iterator[str]:
    yield from ("| written | value |", "|---|---|")
    yield from (f"| `{_cell(written)}` | `{_cell(_json(value))}` |" for written, value in EXAMPLES[name])
    yield ""


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


def _listed(names: frozenset[str]) -> str:
    return ", ".join(f"`{each}`" for each in sorted(names))


if __name__ == "__main__":
    PAGE.write_text(page())
