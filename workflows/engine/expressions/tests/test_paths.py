"""Plain paths: read in as many steps as they have, whatever lies beside."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflows.engine.expressions.faults import EvaluationFault, SyntaxFault
from workflows.engine.expressions.lexer import tokens_of
from workflows.engine.expressions.paths import Path, path_at, read


class Counted(dict[str, Any]):
    """An object that counts how often it is asked."""

    asked = 0

    def __getitem__(self, key: str) -> Any:
        self.asked += 1
        return super().__getitem__(key)


@pytest.mark.parametrize(
    ("source", "path"),
    [
        ("a", Path("a")),
        ("a.b[0]['c d'].e", Path("a", ("b", 0, "c d", "e"))),
        ("a . b\n[ 12 ]", Path("a", ("b", 12))),
        (r'a["\"é\n"]', Path("a", ('"é\n',))),
        (r"a[r'\d']", Path("a", ("\\d",))),
        ("nodes.a.b", Path("a", ("b",), said_nodes=True)),
        ("nodes.item.b", Path("nodes.item", ("b",), said_nodes=True)),
        ("a.?b.c[?0]", Path("a", ("b", "c", 0), lenient_from=0)),
        ("a.in.for", Path("a", ("in", "for"))),
    ],
)
def test_a_path_is_a_name_and_steps(source: str, path: Path) -> None:
    tokens = tokens_of(source)
    assert path_at(tokens, 0) == (path, len(tokens))


@pytest.mark.parametrize(("source", "end"), [("a.b(1)", 1), ("a.b[i]", 3), ("a.b[-1]", 3), ("a.b[1.0]", 3), ("a+b", 1)])
def test_it_ends_where_something_is_computed(source: str, end: int) -> None:
    found = path_at(tokens_of(source), 0)
    assert found is not None
    assert found[1] == end


@pytest.mark.parametrize("source", ["true", "nodes", "nodes[0]", "nodes.?a", "1", "'a'", "(a)"])
def test_what_is_no_name_begins_no_path(source: str) -> None:
    assert path_at(tokens_of(source), 0) is None


@given(st.lists(st.one_of(st.text(max_size=5), st.integers(0, 3)), max_size=30))
def test_reading_takes_one_look_for_each_step(steps: list[str | int]) -> None:
    leaf: Any = "leaf"
    objects: list[Counted] = []
    for step in reversed(steps):
        if isinstance(step, str):
            leaf = Counted({step: leaf, **{f"other{number}": number for number in range(50)}})
            objects.append(leaf)
        else:
            leaf = [None] * step + [leaf]
    assert read(Path("a", tuple(steps)), {"a": leaf}) == "leaf"
    assert [each.asked for each in objects] == [1] * len(objects)


def test_a_written_path_reads_as_itself() -> None:
    path = Path("a", ("b", 0, "c d", "é", "'"), said_nodes=True)
    tokens = tokens_of(path.written())
    assert path_at(tokens, 0) == (path, len(tokens))


@pytest.mark.parametrize("step", ["__class__", "__init__", "keys", "items", "append"])
@pytest.mark.parametrize("value", [{}, [], "text", 1, None, True])
def test_no_attribute_is_ever_read(step: str, value: Any) -> None:
    with pytest.raises(EvaluationFault):
        read(Path("a", (step,)), {"a": value})


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("a" * 1001, "The expression has 1,001 characters; 1,000 is the limit."),
        ("(" * 25 + ")" * 25, "Brackets are nested deeper than 24 levels."),
        ("(]", "A ']' closes nothing."),
        ("12ab", "'12ab' is neither a number nor a name."),
        ("`a`", "'`' cannot be read here."),
        ("$json.a", "'$' cannot be read here. Write the name alone."),
        (r"'\q'", r"\q is no escape; write \\ for a backslash."),
        (r"'\u0000'", "holds a character that cannot be stored."),
        (r"'\ud800'", "holds a character that cannot be stored."),
        ("a ; b", "';' cannot be read here."),
        ("\uff41.b", "'\uff41' cannot be read here."),
    ],
)
def test_what_is_no_expression_is_refused(source: str, message: str) -> None:
    with pytest.raises(SyntaxFault) as caught:
        tokens_of(source)
    assert message in str(caught.value)
