"""The editor's catalog over REST."""

from __future__ import annotations

from rest_framework.test import APIClient

from integrations.catalog.context import Ctx
from integrations.catalog.projections.node import nodes
from integrations.catalog.registry import catalog
from workflows.engine.control.projection import control_nodes
from workflows.tests.desk import SCOPE, Desk, DeskNote, DeskNoteRead


def test_the_catalog_is_what_the_projection_says(desk: Desk, ada: APIClient) -> None:
    answer = ada.get("/api/v1/nodes/")
    assert answer.headers["Content-Type"] == "application/json"
    assert answer.json() == {"results": [*nodes(catalog()), *control_nodes()], "next": None}


def test_a_browser_that_has_it_gets_304(desk: Desk, ada: APIClient) -> None:
    etag = ada.get("/api/v1/nodes/").headers["ETag"]
    again = ada.get("/api/v1/nodes/", headers={"If-None-Match": etag})
    assert (again.status_code, again.content, again.headers["ETag"]) == (304, b"", etag)
    assert ada.get("/api/v1/nodes/", headers={"If-None-Match": '"other"'}).status_code == 200


def test_a_new_operation_is_there_at_once(desk: Desk, ada: APIClient) -> None:
    before = ada.get("/api/v1/nodes/")

    @desk.service.operation(effect="read", scopes=[SCOPE], price="call", sample={"text": "a"})
    def find_note(ctx: Ctx, data: DeskNoteRead) -> DeskNote:
        """Find a note."""
        raise NotImplementedError

    after = ada.get("/api/v1/nodes/")
    added = {each["type"] for each in after.json()["results"]} - {each["type"] for each in before.json()["results"]}
    assert added == {"desk.find_note"}
    assert before.headers["ETag"] != after.headers["ETag"]
