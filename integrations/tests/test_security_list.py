"""The list of attacks that were tried names tests that are there, for every line that it speaks of."""

from __future__ import annotations

import ast
import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
LIST = ROOT / "integrations" / "SECURITY.md"
NAMED = re.compile(r"`([\w/]+\.py)(?:::(\w+))?`")
LINES = (*range(1, 17), 19, 20, 23, 24, 25)


def rows() -> list[str]:
    return [line for line in LIST.read_text(encoding="utf-8").splitlines() if re.match(r"\| \d+ \|", line)]


def names_in(path: str) -> set[str]:
    tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    functions = (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))
    return {node.name for node in functions if node.name.startswith("test_")}


def test_every_named_test_is_there() -> None:
    named = [each for row in rows() for each in NAMED.findall(row)]
    missing = [f"{path}::{name}" for path, name in named if not (ROOT / path).is_file() or not names_in(path) - {""}]
    missing += [f"{path}::{name}" for path, name in named if name and name not in names_in(path)]
    assert missing == []


def test_every_row_names_a_test_and_every_line_has_a_row() -> None:
    assert [row for row in rows() if not NAMED.search(row)] == []
    assert {row.split("|")[1].strip() for row in rows()} == {str(number) for number in LINES}
