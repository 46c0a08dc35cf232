"""Attempts to make an expression into code, or to make it take more than its share."""

from __future__ import annotations

import ast
import json
import random
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from integrations.errors import ExpressionError
from workflows.engine.expressions import compiled, condition, resolve
from workflows.engine.expressions.cel import evaluated
from workflows.engine.expressions.conversion import KeyOrder, prepared
from workflows.engine.expressions.faults import EvaluationFault, SyntaxFault
from workflows.engine.expressions.formula import Formula, formula_of
from workflows.engine.expressions.paths import Path as PlainPath
from workflows.engine.expressions.paths import read
from workflows.engine.expressions.tests.conftest import KNOWN

ENGINE = Path(__file__).resolve().parents[2]

CORPUS = [
    "__import__('os').system('id')",
    "eval('1+1')",
    "exec('import os')",
    "compile('1', '', 'eval')",
    "open('/etc/passwd')",
    "trigger.__class__.__mro__[1].__subclasses__()",
    "trigger.constructor.constructor('return process')()",
    "vars.name.__class__",
    "vars.name.format(trigger)",
    "'{0.__class__}'.format(vars)",
    "'%s'.format([trigger])",
    "getattr(trigger, 'body')",
    "globals()",
    "self",
    "config.items()",
    "cycler.__init__.__globals__.os.popen('id')",
    "lipsum.__globals__",
    "request.application",
    "$json.body",
    "$('node').item",
    "process.env",
    "this",
    "`id`",
    "(() => 1)()",
    "function() { return 1 }",
    "import os",
    "lambda: 1",
    "trigger.body['__class__']",
    "%7B7*7%7D",
    "#{7*7}",
    "${7*7}",
    "<%= 7*7 %>",
    "{% raw %}",
    "trigger.body.tags.map(x, trigger.body.tags.map(y, y))",
    "trigger.body.tags.map(x, trigger.body.tags.filter(y, y == x).size())",
    "cel.bind(x, 1, x)",
    "google.protobuf.Any{type_url: 'x'}",
    "google.protobuf.Struct{}",
    "type(trigger)",
    "optional.of(trigger)",
    "_0",
    "_1 + 1",
    "b'bytes'",
    "'a' /* c */ + 'b'",
    "a.b; c",
    "'\\u0000'",
    "trigger.body.tags.map(_0, _0)",
    "trigger.body.tags.map(true, true)",
    "[1].map(x, [1].map(x, x))",
    "wait_url(vars.name)",
    "wait_url()",
    "math.sqrt(2)",
    "timestamp(now).getHours('/etc/localtime')",
    "strings.quote('a')",
    "'a'.charAt(0)",
    "base64.encode('a')",
    "dyn(trigger).__dict__",
    "[?trigger.?a]",
    "{?'a': trigger.?a}",
]


@pytest.mark.parametrize("source", CORPUS)
def test_an_attempt_to_run_code_is_an_error(source: str) -> None:
    with pytest.raises(ExpressionError):
        resolve(compiled(f"{{{{ {source} }}}}"), KNOWN, node="note")


@pytest.mark.parametrize("source", [*CORPUS, "1", "'true'", "'a'", "[]", "null", "1 / 0", "missing"])
def test_and_no_condition_that_holds(source: str) -> None:
    with pytest.raises(ExpressionError):
        condition(compiled(f"{{{{ {source} }}}}"), KNOWN)


@pytest.mark.parametrize(
    "source",
    [
        "(" * 400 + ")" * 400,
        "[" * 400,
        "1" + "+1" * 490,
        "a" + ".a" * 499,
        "'" + "a" * 2000,
        "true?1:" * 120 + "1",
        "a" + "[0]" * 330,
        "{" * 20 + "}" * 20,
        "1" * 990,
        "1e999",
        "a.b(" * 24 + ")" * 24,
    ],
)
def test_what_is_nested_or_long_ends(source: str) -> None:
    spent = time.process_time()
    with pytest.raises(ExpressionError):
        resolve(compiled(f"{{{{ {source} }}}}"), KNOWN)
    assert time.process_time() - spent < 0.25


@pytest.mark.parametrize("source", ["!" * 900 + "true", "-" * 900 + "1", "1." + "1" * 900, " " * 900 + "1"])
def test_what_is_only_long_has_a_value(source: str) -> None:
    spent = time.process_time()
    assert resolve(compiled(f"{{{{ {source} }}}}"), {}) in (True, 1, 1 + 1 / 9)
    assert time.process_time() - spent < 0.25


@pytest.mark.parametrize(
    "source",
    [
        "text.replace('a', text).replace('a', text)",
        "text.replace('', text)",
        "join([text, text], text.replace('a', text))",
        "pad_left(text, 999999999)",
        "url_encode(text.replace('a', 'é').replace('é', text))",
        "json(text).replace('a', text).split('')",
    ],
)
def test_what_would_grow_without_bound_is_refused_before_it_grows(source: str) -> None:
    with pytest.raises(ExpressionError, match=r"makes more than 4 MB|larger than 2 MB|took longer"):
        resolve(compiled(f"{{{{ {source} }}}}"), {"text": "a" * 60_000})


@pytest.mark.parametrize("pattern", ["(a+)+$", "(a|a)*b", "a{1000}{1000}", "(.*)*x", "\\p{Greek}*$"])
def test_a_regular_expression_takes_linear_time(pattern: str) -> None:
    spent = time.process_time()
    with suppress(ExpressionError):
        resolve(compiled(f"{{{{ text.matches('{pattern}') }}}}"), {"text": "a" * 60_000})
    assert time.process_time() - spent < 1


def test_deep_data_is_refused_where_it_is_calculated_with() -> None:
    deep: Any = 1
    for _ in range(5_000):
        deep = [deep]
    with pytest.raises(ExpressionError, match="nested deeper than 100 levels"):
        resolve(compiled("{{ [deep] }}"), {"deep": deep})
    assert resolve(compiled("{{ deep }}"), {"deep": deep}) is deep
    with pytest.raises(ExpressionError, match="cannot be written as JSON"):
        resolve(compiled("so: {{ deep }}"), {"deep": deep})


@pytest.mark.parametrize("text", ["a\0b", "\0"])
def test_a_text_is_never_cut_off(text: str) -> None:
    with pytest.raises(ExpressionError, match=r"U\+0000"):
        resolve(compiled("{{ x + 'y' }}"), {"x": text})


def test_half_a_surrogate_pair_is_an_error() -> None:
    with pytest.raises(ExpressionError):
        resolve(compiled("{{ x + 'y' }}"), {"x": "\ud800"})


json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**63 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=8),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(["a", "b", "c d", "in"]), inner, max_size=4)
    ),
    max_leaves=12,
)
paths = st.lists(st.sampled_from(["a", "b", "c d", "in", 0, 1, 2]), max_size=4)


@settings(max_examples=300)
@given(json_values, paths)
def test_our_own_paths_agree_with_cel(value: Any, steps: list[str | int]) -> None:
    """The same path on the same data has the same value, key order included, or none in both."""
    cel = "_0" + "".join(f"[{step!r}]" for step in steps)
    formula = Formula(cel, cel=cel)
    try:
        expected: Any = evaluated(formula, {"_0": value})
    except EvaluationFault:
        with pytest.raises(EvaluationFault):
            read(PlainPath("x", tuple(steps)), {"x": value})
        return
    assert repr(read(PlainPath("x", tuple(steps)), {"x": value})) == repr(expected)


@given(json_values)
def test_a_value_survives_the_way_through_cel(value: Any) -> None:
    assert repr(resolve(compiled("{{ [x] }}"), {"x": value})) == repr([value])


@given(json_values)
def test_what_is_prepared_is_restored(value: Any) -> None:
    assert KeyOrder([value]).restored(prepared(value, [10**9])) == value


WORDS = [
    "(",
    ")",
    "[",
    "]",
    "{",
    "}",
    ".",
    "?",
    ":",
    ",",
    "'a'",
    "trigger",
    "vars.price",
    "x",
    "1",
    "2.5",
    "+",
    "-",
    "*",
    "/",
    "!",
    "&&",
    "||",
    "==",
    "<",
    "in",
    "has",
    "true",
    "null",
    "size",
    "upper",
    "r'x'",
    "now",
    "default",
    "string",
]


@pytest.mark.parametrize("seed", range(4))
def test_any_row_of_words_has_a_value_or_an_error(seed: int) -> None:
    """Nothing but the two kinds of fault leaves; what has a value can be stored."""
    chosen = random.Random(seed)
    for _ in range(500):
        source = " ".join(chosen.choices(WORDS, k=chosen.randint(1, 12)))
        try:
            formula = formula_of(source)
        except SyntaxFault:
            continue
        if not formula.has_functions:
            with suppress(ExpressionError):
                json.dumps(resolve(compiled(f"{{{{ {source} }}}}"), KNOWN), allow_nan=False)


def test_no_text_becomes_code_anywhere_in_the_engine() -> None:
    """No eval, exec, compile of text, no template library, no attribute by name, no format with a text from outside."""
    found = [
        f"{path.relative_to(ENGINE)}:{getattr(node, 'lineno', 0)}"
        for path in ENGINE.rglob("*.py")
        if "tests" not in path.parts
        for node in ast.walk(ast.parse(path.read_text()))
        if _is_code_from_text(node)
    ]
    assert found == []


def _is_code_from_text(node: ast.AST) -> bool:
    match node:
        case ast.Call(func=ast.Name(id="eval" | "exec" | "compile" | "__import__" | "globals" | "vars" | "setattr")):
            return True
        case ast.Call(func=ast.Name(id="getattr"), args=[_, ast.Constant(), *_]):
            return False
        case ast.Call(func=ast.Name(id="getattr")):
            return True
        case ast.Call(func=ast.Attribute(attr="format", value=ast.Name(id=name))):
            return name not in FORMATTED_BY_US
        case ast.Call(func=ast.Attribute(attr="format_map" | "import_module" | "literal_eval")):
            return True
        case ast.Import(names=names):
            return any(each.name.partition(".")[0] in ("jinja2", "pickle", "marshal", "importlib") for each in names)
        case ast.ImportFrom(module=str(module)):
            return module.partition(".")[0] in ("jinja2", "pickle", "marshal", "importlib")
    return False


FORMATTED_BY_US = {"words", "found"}
"""Names of our own sentences: in cel.py those of the table of messages, in check.py those of a shape."""
