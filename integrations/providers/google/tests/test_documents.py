"""Google's descriptions, prepared: everything that can be called is there, and nothing is written that nobody reads."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import httplib2
import pytest
from googleapiclient.discovery import build_from_document
from googleapiclient.discovery_cache import get_static_doc

from integrations.providers.google.documents import google_api

APIS = [("gmail", "v1"), ("calendar", "v3"), ("drive", "v3"), ("sheets", "v4"), ("tasks", "v1"), ("people", "v1")]


def methods(resource: Any, path: str = "") -> Iterator[tuple[str, str]]:  # googleapiclient's own has no types
    """Each method below a resource with its docstring, those that it makes for next pages too."""
    for name in dir(resource):
        member = getattr(resource, name)
        if getattr(member, "__is_resource__", False):
            yield from methods(member(), f"{path}{name}.")
        elif callable(member) and not name.startswith("_"):
            yield f"{path}{name}", member.__doc__ or ""


@pytest.mark.parametrize(("name", "version"), APIS)
def test_every_method_is_there_without_the_texts_of_its_schemas(name: str, version: str) -> None:
    whole = build_from_document(json.loads(str(get_static_doc(name, version))), http=httplib2.Http())
    prepared = dict(methods(google_api(name, version, None).resource))
    assert prepared.keys() == {method for method, _ in methods(whole)}
    assert any(method.endswith("list_next") for method in prepared) or name == "sheets"
    assert sum(map(len, prepared.values())) < 300_000
