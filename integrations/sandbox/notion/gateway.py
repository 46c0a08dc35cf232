"""The one way into Notion's API: route, misbehave, check version, token, capability and request, then handle."""

from __future__ import annotations

import json
from contextlib import nullcontext
from uuid import uuid4

from django.db import transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt

from integrations.sandbox import clock
from integrations.sandbox.control.log import record_request
from integrations.sandbox.control.lost import AnswerLost, unreadable_answer
from integrations.sandbox.control.rules import active_rules, take_rule, under_rule
from integrations.sandbox.notion.call import Call
from integrations.sandbox.notion.errors import (
    NotionError,
    Resource,
    invalid,
    provoked,
    restricted,
    unauthorized,
)
from integrations.sandbox.notion.handlers import HANDLERS
from integrations.sandbox.notion.methods import Method, find_method
from integrations.sandbox.notion.oauth.tokens import PROVIDER
from integrations.sandbox.notion.users import bot_id
from integrations.sandbox.oauth.tokens import Bearer, bearer_token, find_bearer
from integrations.sandbox.storable import storable

VERSION = "2026-03-11"
MOST_BYTES = 512_000
"""Of a JSON body, about 500 KB."""
MOST_FORM = 21 * 1024 * 1024
MOST_BLOCKS = 1000


@csrf_exempt
def api(request: HttpRequest, path: str) -> HttpResponse:
    """Answer one request and remember it."""
    name, account, status = "notion.unknown", "", 200
    try:
        method, values = find_method(request.method or "", path)
        name = method.id
        with under_rule(take_rule(active_rules(PROVIDER), name), provoked):
            bearer = _bearer(request)
            account = bearer.account.email
            body = _handled(request, method, values, bearer)
        return JsonResponse({**body, "request_id": str(uuid4())})
    except AnswerLost:
        return unreadable_answer()
    except NotionError as error:
        status = error.status
        return JsonResponse(error.as_resource(), status=status, headers=error.headers)
    finally:
        record_request(PROVIDER, name, status, detail=path if name == "notion.unknown" else "", account=account)


def _handled(request: HttpRequest, method: Method, values: dict[str, str], bearer: Bearer) -> Resource:
    if method.needs and method.needs not in bearer.scopes:
        raise restricted(method.needs)
    query = {name: str(value) for name, value in request.GET.items()}
    for name, value in query.items():
        if name not in method.query:
            raise invalid(f'query failed validation: query.{name} should be not present, instead was `"{value}"`.')
        given: object = int(value) if name == "page_size" and value.isdecimal() else value
        method.query[name](given, f"query.{name}")
    body = _body(request, method)
    if method.body is not None:
        method.body(body, "body")
    form, file = _form(request) if method.is_form else ({}, None)
    call = Call(
        account=bearer.account,
        client_id=bearer.token.consent.client_id,
        bot_id=bot_id(bearer.account, bearer.token.consent.client_id),
        path={name: str(storable(value)) for name, value in values.items()},
        query=storable(query),
        body=body,
        root=request.build_absolute_uri(reverse("sandbox:notion:root")).rstrip("/"),
        moment=clock.now(),
        form=form,
        file=file,
    )
    with nullcontext() if request.method == "GET" else transaction.atomic():
        return HANDLERS[method.id](call)


def _bearer(request: HttpRequest) -> Bearer:
    version = request.headers.get("Notion-Version")
    if version is None:
        message = "Notion-Version header failed validation: Notion-Version header should be defined"
        raise NotionError(400, "missing_version", f"{message}, instead was `undefined`.")
    if version != VERSION:
        raise invalid(f'Notion-Version header failed validation: should be `"{VERSION}"`, instead was `"{version}"`.')
    bearer = find_bearer(PROVIDER, bearer_token(request.headers.get("Authorization", "")), clock.now())
    if bearer is None:
        raise unauthorized()
    return bearer


def _body(request: HttpRequest, method: Method) -> Resource:
    if method.body is None:
        return {}
    content = request.read(MOST_BYTES + 1)
    if len(content) > MOST_BYTES:
        raise NotionError(413, "validation_error", f"The request body is too large: at most {MOST_BYTES} bytes.")
    if not content:
        return {}
    try:
        body = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise NotionError(400, "invalid_json", "Error parsing JSON body.") from error
    if not isinstance(body, dict):
        raise NotionError(400, "invalid_json", "Error parsing JSON body.")
    if content.count(b'"children"') and _blocks(body.get("children")) > MOST_BLOCKS:
        raise invalid(f"body failed validation: body.children should have at most {MOST_BLOCKS} block elements.")
    return storable(body)


def _blocks(children: object) -> int:
    if not isinstance(children, list):
        return 0
    below = [
        value.get("children")
        for each in children
        if isinstance(each, dict)
        for value in each.values()
        if isinstance(value, dict)
    ]
    return len(children) + sum(map(_blocks, below))


def _form(request: HttpRequest) -> tuple[dict[str, str], bytes | None]:
    if int(request.headers.get("Content-Length") or 0) > MOST_FORM:
        raise NotionError(413, "validation_error", "The file is too large for one part.")
    if request.content_type != "multipart/form-data":
        raise invalid("body failed validation: Content-Type should be `multipart/form-data`.")
    file = request.FILES.get("file")
    form = {name: str(value) for name, value in request.POST.items()}
    if unknown := sorted((set(form) | set(request.FILES)) - {"file", "part_number"}):
        raise invalid(f"body failed validation: body.{unknown[0]} should be not present.")
    return form, file.read() if file else None
