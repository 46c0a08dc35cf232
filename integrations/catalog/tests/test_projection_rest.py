"""REST endpoints as OpenAPI."""

from __future__ import annotations

import pytest
from syrupy.assertion import SnapshotAssertion

from integrations.catalog.context import Ctx
from integrations.catalog.declare import DeclarationError, Service
from integrations.catalog.projections.rest import operation_paths
from integrations.catalog.registry import Catalog
from integrations.catalog.schema import Input, Output
from integrations.catalog.tests.post import READ, Letter


class NothingToSay(Input):
    """Nothing to say."""


class Stamp(Output):
    """Another thing with the name of one in the service."""

    shape: str = ""
    """How it looks."""


def test_one_operation(post: Service, snapshot: SnapshotAssertion) -> None:
    paths, schemas = operation_paths(Catalog([post]))

    assert list(paths) == ["/api/v1/operations/post.send_letter/run"]
    endpoint = paths["/api/v1/operations/post.send_letter/run"]["post"]
    assert isinstance(endpoint, dict)
    assert endpoint["requestBody"] == snapshot(name="request")
    assert endpoint["responses"]["200"] == snapshot(name="answer")
    assert schemas == snapshot(name="schemas")


def test_nested_models_are_components_of_their_own(post: Service) -> None:
    _, schemas = operation_paths(Catalog([post]))

    assert sorted(schemas) == ["Letter", "LetterSend", "Problem", "Stamp"]
    assert "$defs" not in str(schemas)
    assert schemas["Letter"]["properties"]["stamps"]["items"] == {  # type: ignore[index]  # JSON
        "$ref": "#/components/schemas/Stamp"
    }


def test_hints_of_forms_stay_out_of_openapi(post: Service) -> None:
    assert "x-ui" not in str(operation_paths(Catalog([post])))


def test_params_are_required_where_a_field_is(post: Service) -> None:
    @post.operation(effect="read", scopes=[READ], price="letter_poll", sample={})
    def list_letters(ctx: Ctx, data: NothingToSay) -> Letter:
        """List letters."""
        return Letter(letter_id="1")

    paths, _ = operation_paths(Catalog([post]))
    required = [
        path["post"]["requestBody"]["content"]["application/json"]["schema"]["required"]  # type: ignore[index]  # JSON
        for path in paths.values()
    ]

    assert required == [["params"], []]


def test_two_models_with_one_name_are_refused(post: Service) -> None:
    @post.operation(effect="read", scopes=[READ], price="letter_poll", sample={})
    def show_stamp(ctx: Ctx, data: NothingToSay) -> Stamp:
        """Show a stamp."""
        return Stamp(shape="round")

    with pytest.raises(DeclarationError, match="Two schemas are called 'Stamp'"):
        operation_paths(Catalog([post]))
