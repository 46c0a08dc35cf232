"""The endpoints: an operator consents on a page, programs exchange, refresh and give back."""

from __future__ import annotations

from typing import cast
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse, QueryDict
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from integrations import gate
from integrations.acting import actor_of
from integrations.actors import Actor, ToolLevel
from integrations.api.oauth import consents
from integrations.api.oauth.clients import APPS, accepts, find_client
from integrations.api.oauth.consents import CHALLENGE, Access, Wish
from integrations.api.oauth.errors import OAuthError, answer
from integrations.api.oauth.metadata import LEVELS, is_resource, resource
from integrations.connect.handshake.views import pages
from integrations.errors import MachinaError
from integrations.holders import get_customer
from integrations.models import ApiKey, Customer

LONGEST_STATE = 2_000
MOST_LISTED = 500
"""Customers to choose from; with more of them their keys are typed."""


class _Back(HttpResponseRedirect):
    """To the program; its address was registered and looked at then."""

    allowed_schemes = ["https", "http", *APPS]


@require_http_methods(["GET", "HEAD", "POST"])
def authorize(request: HttpRequest) -> HttpResponse:
    """``/oauth/authorize``: asks an operator, who signs in first. A wrong client or address leads nowhere."""
    if not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path())
    try:
        actor = actor_of(request)
        wish = _client_of(request)
    except OAuthError as error:
        return pages.message(request, "This cannot be allowed", error.words, status=400)
    except MachinaError as error:
        return pages.message(request, error.title, error.detail, status=error.status)
    try:
        wish = _checked(request, wish)
        if request.method == "POST":
            return _decided(request, actor, wish)
    except OAuthError as error:
        return _back(wish, error=error.code, error_description=error.words)
    except MachinaError as error:
        pages.say(request, error.detail, is_error=True)
    return _asks(request, actor, wish)


@csrf_exempt
@require_POST
def token(request: HttpRequest) -> HttpResponse:
    """``POST /oauth/token``."""
    try:
        gate.require_open()
        given = _given(request.POST)
    except OAuthError as error:
        return answer(error)
    except MachinaError as error:
        return answer(OAuthError("temporarily_unavailable", error.detail, status=error.status))
    return JsonResponse(_as_body(given), headers={"Cache-Control": "no-store"})


@csrf_exempt
@require_POST
def revoke(request: HttpRequest) -> HttpResponse:
    """``POST /oauth/revoke``: 200 whatever the token was."""
    consents.end_by_token(request.POST.get("token", ""))
    return HttpResponse(status=200, headers={"Cache-Control": "no-store"})


def _given(said: QueryDict) -> Access:
    """Raises OAuthError."""
    client = find_client(said.get("client_id", ""))
    if not is_resource(str(said.get("resource", resource()))):
        raise OAuthError("invalid_target", f"Access is given to {resource()} alone.")
    if said.get("grant_type") == "authorization_code":
        code, verifier = said.get("code", ""), said.get("code_verifier", "")
        return consents.exchange(client, code, verifier, said.get("redirect_uri", ""))
    if said.get("grant_type") == "refresh_token":
        return consents.refresh(client, said.get("refresh_token", ""))
    raise OAuthError("unsupported_grant_type", "Use authorization_code or refresh_token.")


def _as_body(given: Access) -> dict[str, object]:
    return {
        "access_token": given.token,
        "token_type": "Bearer",
        "expires_in": consents.ACCESS_SECONDS,
        "refresh_token": given.refresh,
        "scope": given.level,
    }


def _client_of(request: HttpRequest) -> Wish:
    """Who asks and where the answer goes. Raises OAuthError for what must not be redirected."""
    said = request.GET
    client = find_client(said.get("client_id", ""))
    address = said.get("redirect_uri", "")
    if not accepts(client, address):
        raise OAuthError("invalid_request", f"{address[:200]!r} is not an address that {client.name} has registered.")
    return Wish(client, address, "", resource(), said.get("state", "")[:LONGEST_STATE], "read")


def _checked(request: HttpRequest, wish: Wish) -> Wish:
    """Raises OAuthError, to be told to the program."""
    said = request.GET
    if said.get("response_type") != "code":
        raise OAuthError("unsupported_response_type", "Use response_type=code.")
    challenge = said.get("code_challenge", "")
    if said.get("code_challenge_method") != "S256" or not CHALLENGE.fullmatch(challenge):
        raise OAuthError("invalid_request", "PKCE is required: send code_challenge with code_challenge_method=S256.")
    if "resource" in said and not is_resource(said["resource"]):
        raise OAuthError("invalid_target", f"Access is given to {resource()} alone.")
    asked = [each for each in LEVELS if each in said.get("scope", "").split()]
    level = cast(ToolLevel, asked[-1] if asked else LEVELS[0])
    return Wish(wish.client, wish.redirect_uri, challenge, wish.resource, wish.state, level)


def _decided(request: HttpRequest, actor: Actor, wish: Wish) -> HttpResponse:
    if request.POST.get("decision") != "allow":
        raise OAuthError("access_denied", "The operator has refused.")
    level = request.POST.get("level", "read")
    if level not in LEVELS:
        raise OAuthError("invalid_scope", "There is no such level.")
    customer = get_customer(actor, request.POST.get("customer", ""))
    code = consents.consent(actor, wish, customer, cast(ToolLevel, level))
    return _back(wish, code=code)


def _asks(request: HttpRequest, actor: Actor, wish: Wish) -> HttpResponse:
    customers = Customer.objects.visible_to(actor).filter(is_active=True).order_by("name")[: MOST_LISTED + 1]
    context = {
        "client": wish.client,
        "goes_to": urlsplit(wish.redirect_uri).netloc or wish.redirect_uri,
        "customers": customers if len(customers) <= MOST_LISTED else None,
        "levels": [(value, label, value == wish.level) for value, label in ApiKey.Tools.choices],
    }
    return pages.page(request, "agent_consent", context, leads_to=[wish.redirect_uri])


def _back(wish: Wish, **told: str) -> HttpResponse:
    state = {"state": wish.state} if wish.state else {}
    query = urlencode({**told, **state, "iss": settings.PUBLIC_URL})
    joint = "&" if urlsplit(wish.redirect_uri).query else "?"
    response = _Back(f"{wish.redirect_uri}{joint}{query}")
    for name, value in pages.HEADERS.items():
        response.headers[name] = value
    return response
