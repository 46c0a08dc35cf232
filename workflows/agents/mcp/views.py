"""``/mcp/``: who asks is settled here like for every request of the API; the rest is the protocol's."""

from __future__ import annotations

import asyncio
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpResponse
from drf_spectacular.utils import extend_schema
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from integrations import gate
from integrations.acting import actor_of
from integrations.actors import Actor
from integrations.errors import InputError, NotFound, PermissionDenied, Unauthenticated
from integrations.execution.awaited import IN_LOOP
from integrations.holders import Customer, Holder, get_customer
from integrations.json_values import MAX_VALUES, too_many_values
from workflows.agents.mcp.answer import McpAnswer
from workflows.agents.mcp.caller import HEADER, Caller
from workflows.agents.mcp.metadata import challenge
from workflows.agents.toolset.offered import require_services


class McpEndpoint(APIView):
    """Streamable HTTP without sessions: one message comes by POST, and its answer goes back as JSON."""

    http_method_names = ("post", "options")

    def perform_content_negotiation(self, request: Request, force: bool = False) -> tuple[BaseRenderer, str]:
        """Clients accept JSON and event streams; which one comes is the protocol's business."""
        renderer = self.get_renderers()[0]
        return renderer, renderer.media_type

    @extend_schema(exclude=True)
    def post(self, request: Request) -> HttpResponse:
        gate.require_open()
        _require_own_origin(request)
        if count := too_many_values(request._request.body):
            words = f"The message has about {count} values; {MAX_VALUES} are the most. Call several times."
            raise InputError(words, field="body")
        answer = McpAnswer(request._request, _caller(request))
        return answer if vars(request._request).get(IN_LOOP) else asyncio.run(answer.ended())

    def handle_exception(self, exc: Exception) -> Response:
        """Whoever has no key is told where one can be had."""
        response = super().handle_exception(exc)
        if response.status_code == Unauthenticated.status:
            response.headers["WWW-Authenticate"] = challenge()
        return response


def _caller(request: Request) -> Caller:
    """Raises Unauthenticated for a browser's session, NotFound for a customer the key cannot see."""
    actor = actor_of(request)
    if actor.kind != "api_key":
        raise Unauthenticated("Send an API key as: Authorization: Bearer mk_…")
    return Caller(actor, _holder(actor, request.headers.get(HEADER)), _services(request))


def _services(request: Request) -> tuple[str, ...] | None:
    """``/mcp/?services=gmail,slack`` offers the tools of these alone. Raises InputError for one there is not."""
    named = [key.strip() for each in request.query_params.getlist("services") for key in each.split(",") if key.strip()]
    require_services(named)
    return tuple(named) or None


def _holder(actor: Actor, named: str | None) -> Holder | None:
    if named is not None:
        return Holder.customer(get_customer(actor, named.strip()))
    if actor.customer_id is None:
        return None
    return Holder.customer(own_customer(actor))


def own_customer(actor: Actor) -> Customer:
    """The customer of a customer's key. Raises NotFound where it is gone."""
    found = Customer.objects.visible_to(actor).first()
    if found is None:
        raise NotFound("The customer of this key no longer exists.")
    return found


def _require_own_origin(request: Request) -> None:
    """Programs send no origin; a page of another one, which a browser was led to, is refused."""
    origin = request.headers.get("Origin")
    ours = urlsplit(settings.PUBLIC_URL)
    if origin is not None and origin != f"{ours.scheme}://{ours.netloc}":
        raise PermissionDenied(f"The origin {origin[:100]!r} is not ours.")
