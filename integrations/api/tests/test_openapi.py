"""The OpenAPI document: whole, valid, and honest about who may ask and how a refusal looks."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from django.core.management import call_command


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
