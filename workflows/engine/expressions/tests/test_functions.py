"""Every function does what its example says, in both ways of calling, and refuses what it cannot take."""

from __future__ import annotations

from typing import Any

import pytest

from workflows.engine.expressions.functions import FUNCTIONS


@pytest.mark.parametrize("name", FUNCTIONS)
def test_the_example_gives_what_it_says(name: str, value: Any) -> None:
    function = FUNCTIONS[name]
    made = value(f"{{{{ {function.example} }}}}")
    assert made == function.gives
    assert type(made) is type(function.gives)
    assert function.words


@pytest.mark.parametrize("name", [each.name for each in FUNCTIONS.values() if each.is_method])
def test_it_is_also_a_method_of_its_first_value(name: str, value: Any) -> None:
    function = FUNCTIONS[name]
    source = function.example.removesuffix(".a")
    inside = source.removeprefix(f"{name}(").removesuffix(")")
    first, rest = _first_argument(inside)
    assert value(f"{{{{ ({first}).{name}({rest}) }}}}") == value(f"{{{{ {source} }}}}")


@pytest.mark.parametrize(
    ("written", "message"),
    [
        ("upper(null)", "upper() needs a text, not null."),
        ("sum([1, 'a'])", "sum() needs a list of numbers; the text 'a' is in it. number() makes one."),
        ("sort([1, 'a'])", "sort() needs all numbers or all texts; the text 'a' is among them."),
        ("number('1,5')", "number() cannot read the text '1,5'. Write it like 1234.5."),
        ("number('9' + '999999999999999999')", "the text '9999999999999999999' is too large to calculate with."),
        ("from_json('{')", "from_json() cannot read it: Expecting property name enclosed in double quotes"),
        ("from_json('NaN')", "from_json() cannot read it: NaN is no JSON number."),
        ("from_base64('??')", "from_base64() cannot read it: it is no Base64 of a UTF-8 text."),
        ("from_base64('AA==')", "A text in it holds the character U+0000"),
        ("format_date('soon', 'YYYY')", "'soon' is no time. Write it like 2026-12-01T09:30:00Z, or use parse_date()."),
        ("format_date('2026-12-01', 'YYYY', '../../etc/passwd')", "'../../etc/passwd' is no time zone."),
        ("format_date('2026-12-01', '%Y')", "'Y' is no part of a date. Put words in brackets"),
        ("add_time('9999-12-31T00:00:00Z', 1, 'day')", "1 day from '9999-12-31T00:00:00Z' is beyond the years"),
        ("add_time('2026-12-01', 1, 'fortnight')", "'fortnight' is no unit of time"),
        ("parse_date('31.02.2026', 'DD.MM.YYYY')", "'31.02.2026' is no date there ever is"),
        ("parse_date('2026', 'DD.MM.YYYY')", "'2026' is not written like 'DD.MM.YYYY'."),
        ("substring('abc', -1)", "substring() counts from 0; it takes no place below it."),
        ("round(1.5, 99)", "round() keeps 0 to 12 digits, not 99."),
        ("chunk([1], 0)", "chunk() needs a size of at least 1, not 0."),
        ("pad_left('a', 9999999)", "The expression makes more than 4 MB."),
    ],
)
def test_what_a_function_cannot_do_is_told(written: str, message: str, mistakes: Any) -> None:
    assert mistakes(f"{{{{ {written} }}}}")[0][1].startswith(message)


@pytest.mark.parametrize(
    ("written", "made"),
    [
        ("add_time('2026-10-24T09:00:00Z', 1, 'day', 'Europe/Berlin')", "2026-10-25T11:00:00+01:00"),
        ("add_time('2026-10-24T09:00:00Z', 24, 'hours', 'Europe/Berlin')", "2026-10-25T10:00:00+01:00"),
        ("add_time('2024-02-29T00:00:00Z', 1, 'year')", "2025-02-28T00:00:00Z"),
        ("add_time('2026-01-31T00:00:00Z', -2, 'months')", "2025-11-30T00:00:00Z"),
        ("start_of('2026-12-06T23:30:00Z', 'week', 'Europe/Berlin')", "2026-12-07T00:00:00+01:00"),
        ("parse_date('2026-12-01')", "2026-12-01T00:00:00Z"),
        ("parse_date('1/12/26 9:05 PM', 'D/M/YY h:mm A')", "2026-12-01T21:05:00Z"),
        ("parse_date('Tue, 01 Dec 2026 09:30:00 +0100', 'ddd, DD MMM YYYY HH:mm:ss Z')", "2026-12-01T09:30:00+01:00"),
        ("format_date('2026-12-01T00:05:09.007Z', 'dddd [the] D, h:mm A ss.SSS Z')",
         "Tuesday the 1, 12:05 AM 09.007 +00:00"),
        ("time_between('2026-12-02', '2026-12-01', 'hours')", -24),
        ("number('-1e3')", -1000.0),
        ("round(2.5)", 3),
        ("round(-2.5)", -3),
        ("unique(['b', 'a', 'b'])", ["b", "a"]),
        ("unique([1, 1.0, '1', [1], [1]])", [1, "1", [1]]),
        ("sort(['b', 'a']).first()", "a"),
        ("sum([])", 0),
        ("min([])", None),
        ("split('a b  c', '')", ["a", "b", "c"]),
        ("split('a,b,c', ',', 2)", ["a", "b,c"]),
        ("text({'b': 1, 'a': [null]})", '{"b": 1, "a": [null]}'),
    ],
)  # fmt: skip
def test_a_function_gives(written: str, made: Any, value: Any) -> None:
    assert value(f"{{{{ {written} }}}}") == made


def _first_argument(inside: str) -> tuple[str, str]:
    """The text before the first comma outside brackets and quotes, and what comes after it."""
    depth, quoted = 0, False
    for place, sign in enumerate(inside):
        quoted ^= sign == "'"
        depth += (sign in "([{") - (sign in ")]}")
        if sign == "," and not depth and not quoted:
            return inside[:place], inside[place + 1 :].strip()
    return inside, ""
