"""What drf-spectacular cannot see: one path for each operation, how to sign in, and how a refusal looks."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework.request import Request

from integrations.acting import actor_of
from integrations.catalog.projections.rest import COMPONENT, OPERATORS_MARK, PROBLEM_TYPE, operation_paths
from integrations.catalog.registry import catalog
from integrations.margin import sees_cost

JsonObject = dict[str, Any]  # an OpenAPI document is plain JSON


class ApiKeyScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]  # registers itself
    """``Authorization: Bearer mk_…``"""

    target_class = "integrations.api.authentication.ApiKeyAuthentication"
    name = "apiKey"

    def get_security_definition(self, auto_schema: object) -> JsonObject:
        return {"type": "http", "scheme": "bearer", "description": "An API key, which begins with `mk_`."}


class StaffSessionScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]  # registers itself
    """The cookie of a signed-in operator."""

    target_class = "integrations.api.authentication.StaffSessionAuthentication"
    name = "session"

    def get_security_definition(self, auto_schema: object) -> JsonObject:
        description = "A signed-in operator's session. Requests that change something need the CSRF token as well."
        return {"type": "apiKey", "in": "cookie", "name": settings.SESSION_COOKIE_NAME, "description": description}


class SchemaNameTakenError(ValueError):
    """Two different schemas want one name; OpenAPI would silently keep the last."""


def add_operations(result: JsonObject, generator: object, request: object, public: bool) -> JsonObject:
    """Post-processing hook: add ``/api/v1/operations/<key>/run`` for every operation, and its models.

    Raises SchemaNameTakenError when a model's name is already in use by another schema.
    """
    paths, schemas = operation_paths(catalog())
    known = result.setdefault("components", {}).setdefault("schemas", {})
    for name, schema in schemas.items():
        if name in known and known[name] != schema:
            raise SchemaNameTakenError(f"Two schemas are called {name!r}. Rename one of the models.")
        known[name] = schema
    result["paths"].update(paths)
    return result


def add_refusals(result: JsonObject, generator: object, request: object, public: bool) -> JsonObject:
    """Post-processing hook: every operation may be refused, and says who may ask it."""
    refused = {
        "description": "Refused, with the reason in words.",
        "content": {PROBLEM_TYPE: {"schema": {"$ref": COMPONENT.format(model="Problem")}}},
    }
    for path in result["paths"].values():
        for operation in path.values():
            operation["responses"].setdefault("default", refused)
            operation.setdefault("security", [{ApiKeyScheme.name: []}, {StaffSessionScheme.name: []}])
    return result


def hide_from_customers(result: JsonObject, generator: object, request: Request | None, public: bool) -> JsonObject:
    """Post-processing hook: a customer's key is not shown what it finds in no answer. A command sees everything."""
    if request is None or sees_cost(actor_of(request)):
        return result
    hidden: JsonObject = _without_operators_own(result)
    return hidden


def _without_operators_own(node: Any) -> Any:  # an OpenAPI document is plain JSON
    if isinstance(node, list):
        return [_without_operators_own(each) for each in node]
    if not isinstance(node, dict):
        return node
    own = {
        name
        for name, each in _properties(node).items()
        if isinstance(each, dict) and OPERATORS_MARK.items() <= each.items()
    }
    kept = dict(node)
    if own:
        kept["properties"] = {name: each for name, each in node["properties"].items() if name not in own}
        kept["required"] = [name for name in node.get("required", []) if name not in own]
    return {name: _without_operators_own(each) for name, each in kept.items()}


def _properties(node: JsonObject) -> JsonObject:
    found = node.get("properties")
    return found if isinstance(found, dict) else {}
