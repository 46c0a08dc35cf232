"""An operation added to a service's folder stands in the palette and has its form, without a line of TypeScript."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, Route, expect
from pydantic_core import to_json

from integrations.catalog.context import Ctx
from integrations.catalog.projections.node import nodes
from integrations.catalog.registry import catalog
from integrations.catalog.schema import Input, Output
from integrations.catalog.testing import declaring_on
from integrations.services.gmail.service import READ, service
from machina.tests.browser import steps

pytestmark = pytest.mark.browser


class RhymeSearch(Input):
    """What to find rhymes for."""

    rhyme_word: str
    """The word, in lower case."""
    is_strict: bool = False
    """Leave out what only sounds alike."""


class Rhymes(Output):
    """What rhymes."""

    count: int
    """How many were found."""


@pytest.fixture
def served() -> Iterator[bytes]:
    """The document of `/api/v1/nodes/` as it is with one more operation."""
    with declaring_on(service):

        @service.operation(effect="read", scopes=[READ], price="message_search", sample={"count": 1})
        def find_rhymes(ctx: Ctx, data: RhymeSearch) -> Rhymes:
            """Find rhymes in the mailbox."""
            return Rhymes(count=0)

        yield to_json({"results": nodes(catalog()), "next": None})


def test_the_palette_offers_it_and_its_form_is_drawn(operator: Page, served: bytes) -> None:
    def answer(route: Route) -> None:
        route.fulfill(body=served, content_type="application/json")

    operator.route("**/api/v1/nodes/", answer)
    operator.goto("/")
    steps.new_workflow(operator)
    steps.add_node(operator, "Find rhymes")
    inspector = operator.get_by_role("complementary").filter(has_text="Gmail · Find rhymes")
    inspector.get_by_label("Rhyme word").fill("mail")
    expect(inspector.get_by_label("Is strict")).to_be_visible()
    expect(operator.locator(".react-flow__node").filter(has_text="Find rhymes")).to_contain_text("mail")
    expect(inspector.get_by_role("button", name="Run node")).to_contain_text("$0.0010")
