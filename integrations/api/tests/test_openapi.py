"""The OpenAPI document: whole, valid, and honest about who may ask and how a refusal looks."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.core.management import call_command

from integrations.api.openapi import SchemaNameTakenError, add_operations


@pytest.fixture(scope="module")
def document(tmp_path_factory: pytest.TempPathFactory) -> Any:  # an OpenAPI document is plain JSON
    """As the command writes it, which fails on any warning and on what OpenAPI 3.1 does not allow."""
    file: Path = tmp_path_factory.mktemp("openapi") / "schema.yml"
    call_command("spectacular", "--validate", "--fail-on-warn", file=str(file))
    return yaml.safe_load(file.read_text())


def operations(document: Any) -> list[Any]:
    return [operation for path in document["paths"].values() for operation in path.values()]


def test_every_operation_says_who_may_ask_and_how_it_refuses(document: Any) -> None:
    assert document["components"]["securitySchemes"]["apiKey"]["scheme"] == "bearer"
    problem = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
    for operation in operations(document):
        assert operation["security"] == [{"apiKey": []}, {"session": []}], operation["operationId"]
        assert operation["responses"]["default"]["content"] == problem, operation["operationId"]


def test_operations_have_names_of_their_own(document: Any) -> None:
    names = [operation["operationId"] for operation in operations(document)]
    assert len(names) == len(set(names))
    assert not [name for name in names if name[-1].isdigit()]


def test_every_operation_of_the_catalog_is_a_path(document: Any) -> None:
    run = document["paths"]["/api/v1/operations/gmail.search_messages/run"]["post"]
    assert run["requestBody"]["required"]
    assert "MailMessageSearch" in document["components"]["schemas"]


def test_every_reference_leads_to_a_schema_that_says_something(document: Any) -> None:
    """An extension once described recursive models as empty."""
    schemas = document["components"]["schemas"]
    for reference in set(references(document)) - {"#/components/schemas/JsonValue"}:  # which may be anything
        assert schemas[reference.removeprefix("#/components/schemas/")].keys() - {"title", "description"}, reference


def references(node: Any) -> Iterator[str]:
    if isinstance(node, dict):
        found = node.get("$ref")
        if isinstance(found, str):
            yield found
        for each in node.values():
            yield from references(each)
    elif isinstance(node, list):
        for each in node:
            yield from references(each)


def test_a_second_model_of_a_name_is_refused(document: Any) -> None:
    """An extension once described it as the first one, silently."""
    known = {"components": {"schemas": {"MailMessageSearch": {"type": "object", "title": "Another"}}}, "paths": {}}
    with pytest.raises(SchemaNameTakenError, match="'MailMessageSearch'"):
        add_operations(known, None, None, True)
