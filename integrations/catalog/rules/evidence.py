"""What a service's tests say they show: ``@pytest.mark.shows("rule", "subject", …)`` above a test function.

Some rules are about behaviour, which no declaration can prove. A test that does carries the mark; the test run shows
that it passes, and this reads which marks there are. A test that is skipped or expected to fail shows nothing.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

MARK = "shows"
_VOID = frozenset({"skip", "skipif", "xfail"})


@cache
def shown(folder: Path) -> Mapping[str, frozenset[str]]:
    """Subjects by rule name, gathered from all tests below the folder."""
    found: dict[str, frozenset[str]] = {}
    for path in sorted((folder / "tests").rglob("test_*.py")):
        for rule, subjects in _marks(ast.parse(path.read_text(encoding="utf-8"), str(path))):
            found[rule] = found.get(rule, frozenset()) | subjects
    return found


def _marks(module: ast.Module) -> Iterator[tuple[str, frozenset[str]]]:
    for function in module.body:
        if not isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef) or not function.name.startswith("test_"):
            continue
        if any(_mark_name(decorator) in _VOID for decorator in function.decorator_list):
            continue
        for decorator in function.decorator_list:
            if isinstance(decorator, ast.Call) and _mark_name(decorator) == MARK:
                texts = [each.value for each in decorator.args if isinstance(each, ast.Constant)]
                if texts:
                    yield str(texts[0]), frozenset(map(str, texts[1:]))


def _mark_name(decorator: ast.expr) -> str:
    """The last word of ``pytest.mark.<name>``, called or not."""
    target = decorator.func if isinstance(decorator, ast.Call) else decorator
    return target.attr if isinstance(target, ast.Attribute) else ""
