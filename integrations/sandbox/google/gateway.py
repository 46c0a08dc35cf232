"""The one way into every API: route, misbehave, authenticate, check scopes, parameters and body, then handle."""

from __future__ import annotations

import json
from collections.abc import Mapping
from contextlib import nullcontext
from dataclasses import dataclass, field

from django.db import transaction

from integrations.sandbox.control.rules import take_rule, under_rule
from integrations.sandbox.google.call import ApiCall
from integrations.sandbox.google.errors import GoogleError, insufficient_scope, invalid, not_implemented, provoked
from integrations.sandbox.google.exchange import Exchange
from integrations.sandbox.google.fields import select
from integrations.sandbox.google.media import Media
from integrations.sandbox.google.parameters import read_parameters
from integrations.sandbox.google.resource import Resource
from integrations.sandbox.google.routing import Route, find_route
from integrations.sandbox.google.schemas import check_body
from integrations.sandbox.google.seed.filling import fill
from integrations.sandbox.oauth.tokens import Bearer
from integrations.sandbox.storable import storable


@dataclass(frozen=True, kw_only=True)
class ApiRequest:
    """A request of an API, as it came by itself, in a batch, or at the end of an upload."""

    verb: str
    path: str
    """Under the sandbox's root for Google, without a leading slash."""
    query: dict[str, list[str]]
    headers: Mapping[str, str]
    """By lower-case name."""
    body: bytes = b""
    media: bytes | None = None
    media_type: str = ""
    root: str = ""
    """The sandbox's own address for Google, which links in answers begin with."""


@dataclass(frozen=True, kw_only=True)
class ApiResponse:
    """An answer: an object, content, or nothing at all."""

    status: int
    body: object = None
    headers: dict[str, str] = field(default_factory=dict)


def answer(request: ApiRequest, exchange: Exchange) -> ApiResponse:
    """Answer one request and remember it. Raises AnswerLost where a rule says that the answer gets lost."""
    method, account, status = "unknown", "", 500
    try:
        route, path_values = find_route(request.verb, request.path)
        method = route.method.id
        with under_rule(take_rule(exchange.rules, method), provoked):
            bearer = exchange.authenticate(request.headers.get("authorization", ""))
            account = bearer.account.email
            body = perform(route, path_values, request, exchange, bearer)
        if isinstance(body, Media):
            status = body.status
            return ApiResponse(status=status, body=body, headers=body.headers)
        status = 200 if body is not None else 204
        return ApiResponse(status=status, body=body)
    except GoogleError as error:
        status = error.code
        return ApiResponse(status=status, body=error.as_resource(), headers=error.headers)
    finally:
        exchange.record(method, status, account=account, detail=request.path if method == "unknown" else "")


def perform(
    route: Route, path_values: Mapping[str, str], request: ApiRequest, exchange: Exchange, bearer: Bearer
) -> object:
    """Check everything the document says about the method, and run its handler; writes are one transaction."""
    call = check(route, path_values, request, exchange, bearer)
    if route.handler is None:
        raise not_implemented(route.method.id)
    with nullcontext() if route.method.verb == "GET" else transaction.atomic():
        result = route.handler(call)
    if result is None or isinstance(result, Media):
        return result
    return select(result, call.parameters.text("fields"))


def check(
    route: Route, path_values: Mapping[str, str], request: ApiRequest, exchange: Exchange, bearer: Bearer
) -> ApiCall:
    """The call as handlers get it. Raises 403 for the token's scopes, 400 for parameters and body."""
    method = route.method
    if bearer.scopes.isdisjoint(method.scopes):
        raise insufficient_scope(method.scopes, service=route.document.name, method=method.id)
    fill(bearer.account, route.document.name)
    parameters = read_parameters(method, storable(path_values), storable(request.query))
    body = _read_body(request) if method.request else {}
    if method.request:
        check_body(route.document, method.request, body, method=method.id)
    return ApiCall(
        method=method.id,
        account=bearer.account,
        scopes=bearer.scopes,
        parameters=parameters,
        body=body,
        media=request.media,
        media_type=request.media_type,
        root=request.root,
        headers=request.headers,
        behaviour=exchange.behaviour,
        now=exchange.now(),
    )


def _read_body(request: ApiRequest) -> Resource:
    if not request.body:
        return {}
    try:
        body = storable(json.loads(request.body))
    except (ValueError, RecursionError) as error:
        raise invalid(f"Invalid JSON payload received. {error}", reason="parseError") from error
    if not isinstance(body, dict):
        raise invalid("Invalid JSON payload received. Expected an object.", reason="parseError")
    return body
