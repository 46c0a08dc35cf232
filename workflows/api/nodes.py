"""The editor's catalog: every kind of node, as one document with an ETag."""

from __future__ import annotations

import hashlib
from functools import lru_cache

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from pydantic_core import to_json
from rest_framework.request import Request
from rest_framework.views import APIView

from integrations.acting import actor_of
from integrations.catalog.projections.node import nodes
from integrations.catalog.registry import Catalog, catalog
from integrations.margin import sees_cost, without_cost
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
