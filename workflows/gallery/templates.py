"""The templates of all services: read from their folders, shown, and made into workflows.

A template is a document ``templates/<name>.json`` in a service's folder: ``{name, description, graph}``. It belongs to
the service whose point it makes, and may use any others.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Any

from django.db import transaction
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from integrations import audit
from integrations.actors import Actor
from integrations.catalog.declare import Service
from integrations.catalog.registry import Catalog, catalog
from integrations.errors import NotFound
from workflows.engine.control.registry import kind_of_node
from workflows.engine.graph import Graph
from workflows.models import Workflow
from workflows.revisions import create_workflow

logger = logging.getLogger(__name__)
FOLDER = "templates"


class TemplateDocument(BaseModel):
    """What a file holds."""

    model_config = ConfigDict(extra="forbid", use_attribute_docstrings=True)

    name: Annotated[str, Field(min_length=1, max_length=100)]
    """What people call it."""
    description: Annotated[str, Field(min_length=1, max_length=500)]
    """What it does, in a sentence or two."""
    graph: Graph
    """The drawing: without accounts, and with a variable for whatever differs between those who use it."""


@dataclass(frozen=True)
class Template:
    """A template as it is shown."""

    key: str
    """Its service and the name of its file, with a point between."""
    name: str
    description: str
    services: tuple[str, ...]
    """Keys of the services it uses, in the order in which they first appear."""
    graph: dict[str, Any]
    """As documents are stored."""


def templates(actor: Actor) -> tuple[Template, ...]:
    """All whose nodes there are here, by service and name; none for a customer, as with all drawings."""
    return _templates(catalog()) if actor.sees_all else ()


def get_template(actor: Actor, key: str) -> Template:
    """Raises NotFound."""
    for each in templates(actor):
        if each.key == key:
            return each
    raise NotFound(f"There is no template {key[:100]!r}. GET /api/v1/templates/ lists them.")


@transaction.atomic
def use_template(actor: Actor, key: str, *, name: str = "") -> Workflow:
    """A new workflow with the template's drawing; nothing of it runs. Raises NotFound, InputError, PermissionDenied."""
    template = get_template(actor, key)
    made = create_workflow(actor, name=name or template.name, graph=template.graph)
    audit.record(actor, "workflow.use_template", made, after={"template": key})
    return made


@lru_cache(maxsize=4)
def _templates(current: Catalog) -> tuple[Template, ...]:
    return tuple(
        each
        for service in sorted(current.services.values(), key=lambda service: service.key)
        for path in sorted((service.folder / FOLDER).glob("*.json"))
        for each in _read(service, path)
    )


def _read(service: Service, path: Path) -> Iterator[Template]:
    """The template of a file; none where it is broken or uses what is not installed."""
    key = f"{service.key}.{path.stem}"
    try:
        document = TemplateDocument.model_validate_json(path.read_bytes())
    except ValidationError:
        logger.exception("gallery.template_broken", extra={"template": key})
        return
    types = [node.type for node in document.graph.nodes]
    if not all(map(_is_installed, types)):
        return
    used = dict.fromkeys(each.partition(".")[0] for each in types)
    services = tuple(each for each in used if each in catalog().services)
    yield Template(key, document.name, document.description, services, document.graph.as_dict())


def _is_installed(node_type: str) -> bool:
    try:
        kind_of_node(node_type)
    except NotFound:
        return False
    return True
