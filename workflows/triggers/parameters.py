"""A trigger's parameters for one deployment: its expressions see the variables and the customer, and nothing else."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, cast

from pydantic import JsonValue

from workflows.models import Deployment


def has_expressions(parameters: Mapping[str, Any]) -> bool:
    """Whether a part of them is an expression that has no value yet."""
    return "{{" in json.dumps(parameters)


def parameters_for(deployment: Deployment, node: Mapping[str, Any]) -> dict[str, Any]:
    """The parameters of a stored node with the values of their expressions. Raises ExpressionError.

    Events are known by them, so they are fixed when the deployment is registered, and again when it changes. That is
    in the web process, which reads paths; what is more than a path an evaluator process works out.
    """
    given: dict[str, Any] = dict(node.get("parameters") or {})
    if not has_expressions(given):
        return given
    from workflows.engine.expressions import compiled, resolve  # loads CEL, which a deployment seldom needs

    customer = deployment.customer
    facts: dict[str, Any] | None = None
    if customer is not None:
        names = ("key", "name", "email", "domain", "metadata")
        facts = {name: getattr(customer, name) for name in names}
    context = cast(dict[str, JsonValue], {"vars": deployment.resolved_variables, "customer": facts})
    template = compiled(cast(JsonValue, given))
    return cast(dict[str, Any], resolve(template, context, node=str(node.get("key") or ""), only_elsewhere=True))
