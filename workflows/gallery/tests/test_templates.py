"""The templates that come with services: sound as they stand, described, and made into workflows that run nothing."""

from __future__ import annotations

import pytest

from integrations.actors import SYSTEM
from integrations.catalog.registry import Catalog, catalog, using
from workflows.gallery.templates import Template, templates
from workflows.problems import problems_of
from workflows.tests.desk import Desk
from workflows.tests.published import drawing, node, with_template

ALL = templates(SYSTEM)
SERVICES = [key for key, service in catalog().services.items() if service.folder.parent.name == "services"]


def test_there_are_enough_of_them_and_each_service_is_used() -> None:
    assert len(ALL) >= 8
    assert set(SERVICES) <= {used for each in ALL for used in each.services}


@pytest.mark.django_db
@pytest.mark.parametrize("template", ALL, ids=[each.key for each in ALL])
def test_a_template_can_be_published_as_it_stands(template: Template) -> None:
    assert problems_of(template.graph) == []
    nodes = template.graph["nodes"]
    assert all(each["connection"] is None and each["customer_id"] is None for each in nodes)
    assert all(each["description"] for each in template.graph["variables"])
    assert {each["node"] for each in overlapping(nodes)} == set()


def overlapping(nodes: list[dict[str, object]]) -> list[dict[str, object]]:
    """Nodes that lie on one another."""
    places: dict[str, str] = {}
    return [
        {"node": each["id"]}
        for each in nodes
        if places.setdefault(str(each["position"]), str(each["id"])) != each["id"]
    ]


def test_one_that_is_broken_or_needs_what_is_not_there_is_left_out(desk: Desk) -> None:
    with_template(desk.service.folder, name="Fax", description="Sends a fax.", graph=drawing(node("fax", "fax.send")))
    (desk.service.folder / "templates" / "two.json").write_text('{"name": "Broken"}')
    with using(Catalog([desk.service])):
        assert templates(SYSTEM) == ()
