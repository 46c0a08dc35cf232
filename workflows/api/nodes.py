"""The editor's catalog: every kind of node, as one document with an ETag, and choices of nodes that no service has."""

from __future__ import annotations

import hashlib
from dataclasses import asdict
from functools import lru_cache
from typing import Annotated, Literal

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from pydantic import Field
from pydantic_core import to_json
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from integrations.acting import actor_of
from integrations.catalog.projections.node import nodes
from integrations.catalog.registry import Catalog, catalog
from integrations.holders import find_holder
from integrations.margin import sees_cost, without_cost
from workflows.agents.choices import choices_of
from workflows.editor.messages import base
from workflows.engine.control.projection import control_nodes


class NodeList(APIView):
    """All kinds of nodes; 304 when the browser has them already."""

    @extend_schema(responses=OpenApiTypes.OBJECT, summary="List kinds of nodes", tags=["catalog"])
    def get(self, request: Request) -> HttpResponseBase:
        current = catalog()
        actor = actor_of(request)
        body, etag = _rendered(current, (*current.operations, *current.triggers), sees_cost(actor))
        response = HttpResponse(body, content_type="application/json")
        response.headers["ETag"] = etag
        response.headers["Cache-Control"] = "private, no-cache"
        answer = get_conditional_response(request._request, etag=etag, response=response)
        return answer if answer is not None else response


@lru_cache(maxsize=4)
def _rendered(current: Catalog, keys: tuple[str, ...], with_cost: bool) -> tuple[bytes, str]:
    """The document and its ETag, made once for each catalog, what is declared in it, and who may see what."""
    shown = [each if with_cost else {**each, "price": without_cost(each["price"])} for each in nodes(current)]
    body = to_json({"results": [*shown, *control_nodes()], "next": None})
    return body, f'"{hashlib.sha256(body).hexdigest()[:32]}"'


class ChoicesWanted(base.Request):
    """What the person has typed so far in a field with choices, and whose choices they are."""

    account_mode: Literal["owner", "customer"] | None = None
    """owner for those of the operator."""
    customer: str | None = None
    """Key of the customer whose they are."""
    query: Annotated[str, Field(max_length=200)] = ""
    """Words that a choice has to have."""


class NodeOptions(APIView):
    """Choices of a field of a node that no service has, such as the skills of agents: ``x-ui.options`` names them."""

    @extend_schema(request=ChoicesWanted, responses={200: dict}, summary="Load choices of nodes", tags=["catalog"])
    def post(self, request: Request, choices: str) -> Response:
        actor, body = actor_of(request), base.read(ChoicesWanted, request.data)
        holder = find_holder(actor, body.account_mode, body.customer, field="customer")
        found = choices_of(actor, holder, choices, words=body.query)
        return Response({"options": [asdict(each) for each in found], "next": None})
