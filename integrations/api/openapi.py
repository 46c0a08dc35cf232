"""What drf-spectacular cannot see: one path for each operation, from the registry."""

from __future__ import annotations

from typing import Any

from integrations.catalog.projections.rest import operation_paths
from integrations.catalog.registry import catalog

JsonObject = dict[str, Any]  # an OpenAPI document is plain JSON


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
