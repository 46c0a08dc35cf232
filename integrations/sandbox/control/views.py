"""The control endpoint: JSON in and out, for tests, benchmarks and demos."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import wraps
from typing import TypeVar
from urllib.parse import parse_qsl, urlsplit

from django.db import transaction
from django.db.models import Count, F, Q
from django.forms.models import model_to_dict
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods
from pydantic import BaseModel, ValidationError

from integrations.sandbox.control.access import for_operators
from integrations.sandbox.control.inputs import (
    AccountInput,
    ClockInput,
    ConsentInput,
    MailInput,
    RuleInput,
    SettingsInput,
)
from integrations.sandbox.google.demo import deliver_from_outside
from integrations.sandbox.models import Account, Behaviour, RequestRecord, Rule
from integrations.sandbox.oauth.page import Refused
from integrations.sandbox.vendor import Person
from integrations.sandbox.vendors import VENDORS, ensure_demo_accounts

SHOWN_REQUESTS = 200
MOUNTED = "/sandbox/"

Body = TypeVar("Body", bound=BaseModel)


class Unusable(Exception):
    """Told to the caller as 400."""


def control(*verbs: str) -> Callable[[Callable[[HttpRequest], object]], Callable[[HttpRequest], HttpResponse]]:
    """A view of the control endpoint: JSON for whatever the function returns, 400 for a body that cannot be used."""

    def decorate(perform: Callable[[HttpRequest], object]) -> Callable[[HttpRequest], HttpResponse]:
        @csrf_exempt
        @require_http_methods(verbs)
        @for_operators
        @wraps(perform)
        def view(request: HttpRequest) -> HttpResponse:
            try:
                return JsonResponse(perform(request), safe=False)
            except (Unusable, LookupError) as error:
                return JsonResponse({"error": str(error)}, status=400)

        return view

    return decorate


@control("GET", "POST", "DELETE")
def rules(request: HttpRequest) -> object:
    """GET lists, POST adds one, DELETE clears all."""
    if request.method == "POST":
        Rule.objects.create(**_body(request, RuleInput).model_dump())
    elif request.method == "DELETE":
        Rule.objects.all().delete()
    return {"rules": [model_to_dict(rule) | {"id": rule.pk} for rule in Rule.objects.all()]}


@control("GET", "POST")
def settings(request: HttpRequest) -> object:
    """GET shows, POST changes what it names."""
    if request.method == "POST":
        _change_behaviour(**_body(request, SettingsInput).model_dump(exclude_none=True))
    return model_to_dict(Behaviour.current())


@control("POST")
def clock(request: HttpRequest) -> object:
    """Moves the clock, so that tokens expire without waiting."""
    seconds = _body(request, ClockInput).advance_seconds
    _change_behaviour()
    Behaviour.objects.update(clock_offset_seconds=F("clock_offset_seconds") + seconds)
    return model_to_dict(Behaviour.current())


@control("POST")
def reset(request: HttpRequest) -> object:
    """Forgets everything, and makes the demo accounts anew."""
    _start_afresh()
    ensure_demo_accounts()
    return {"reset": True}


@control("GET", "DELETE")
def requests(request: HttpRequest) -> object:
    """GET counts requests by method, of all or of those under `?method=`; DELETE empties the log."""
    if request.method == "DELETE":
        RequestRecord.objects.all().delete()
    records = RequestRecord.objects.all()
    if method := request.GET.get("method"):
        records = records.filter(Q(method=method) | Q(method__startswith=f"{method}."))
    counts = records.order_by("method").values_list("method").annotate(Count("pk"))
    newest = records.values("provider", "method", "detail", "status", "account", "at")[:SHOWN_REQUESTS]
    return {"total": records.count(), "counts": dict(counts), "requests": list(newest)}


@control("GET", "POST")
def accounts(request: HttpRequest) -> object:
    """GET lists, POST adds one."""
    ensure_demo_accounts()
    if request.method == "POST":
        given = _body(request, AccountInput).model_dump()
        person = Person(**{name: given[name] for name in PERSON})
        VENDORS[given["provider"]].add_account(person, with_content=given["with_content"])
    fields = ("id", "provider", "subject", *PERSON)
    return {"accounts": list(Account.objects.filter(is_bot=False).values(*fields))}


PERSON = ("email", "given_name", "family_name", "hosted_domain", "time_zone")


@control("POST")
def consent(request: HttpRequest) -> object:
    """Decides in a person's place; answers with the address the browser would be sent to."""
    given = _body(request, ConsentInput)
    address = urlsplit(given.authorize_url)
    before, _, below = address.path.partition(MOUNTED)
    vendor = VENDORS.get(below.split("/", 1)[0])
    if vendor is None:
        raise Unusable(f"{given.authorize_url!r} is no vendor's address in this sandbox.")
    vendor.ensure_demo_accounts()
    root = f"{address.scheme}://{address.netloc}{before}{MOUNTED}{vendor.key}"
    scopes = None if given.scopes is None else frozenset(given.scopes)
    try:
        location = vendor.decide(
            given.account, dict(parse_qsl(address.query)), scopes=scopes, is_allowed=given.allow, root=root
        )
    except Refused as refusal:
        raise Unusable(refusal.detail) from refusal
    return {"location": location}


@control("POST")
def mail(request: HttpRequest) -> object:
    """Lets a message arrive."""
    VENDORS["google"].ensure_demo_accounts()
    given = _body(request, MailInput)
    account = Account.objects.filter(provider="google", email=given.account.lower()).first()
    if account is None:
        raise Unusable(f"There is no account {given.account!r}.")
    message = deliver_from_outside(account, **given.model_dump(exclude={"account"}))
    return {"id": message.message_id, "threadId": message.thread_id}


def _body(request: HttpRequest, model: type[Body]) -> Body:
    try:
        return model.model_validate(json.loads(request.body or b"{}"))
    except ValidationError as error:
        raise Unusable("; ".join(f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors())) from error
    except ValueError as error:
        raise Unusable(f"The body is not JSON: {error}") from error


def _change_behaviour(**changes: object) -> None:
    with transaction.atomic():
        Behaviour.objects.update_or_create(pk=1, defaults=changes)


def _start_afresh() -> None:
    """Forget accounts with all they own, rules, settings and the log; the key the sandbox signs with stays."""
    with transaction.atomic():
        for model in (Account, Behaviour, Rule, RequestRecord):
            model.objects.all().delete()
        for vendor in VENDORS.values():
            vendor.forget()
