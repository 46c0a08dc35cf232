"""The snippets of the README: they are Python, and name addresses that there are."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from django.urls import resolve

from integrations.catalog.projections.tool_shapes import SHAPES
from integrations.catalog.registry import catalog

README = (Path(__file__).parents[1] / "README.md").read_text()
SNIPPETS = re.findall(r"```python\n(.*?)```", README, flags=re.DOTALL)


@pytest.mark.parametrize("snippet", SNIPPETS)
def test_a_snippet_is_python_and_its_addresses_exist(snippet: str) -> None:
    texts = [each.value for each in ast.walk(ast.parse(snippet)) if isinstance(each, ast.Constant)]
    addresses = [urlsplit(each) for each in texts if isinstance(each, str) and each.startswith("/api/")]
    assert addresses
    for each in addresses:
        assert resolve(each.path).view_name in ("workflows-api:tools", "workflows-api:tool-call")
        asked = parse_qs(each.query)
        assert set(asked.get("format", [])) <= set(SHAPES)
        assert set(asked.get("services", [])) <= set(catalog().services)


def test_every_framework_has_one() -> None:
    assert len(SNIPPETS) == 6
