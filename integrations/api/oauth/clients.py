"""Programs that register themselves: by name and redirect addresses, a bounded number of them."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from urllib.parse import SplitResult, urlsplit
from uuid import UUID

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from integrations.api.oauth.errors import OAuthError, answer
from integrations.connect.handshake.browser import address_of
from integrations.connect.links.guessing import network_of
from integrations.connect.one_time import hashed
from integrations.models import AgentClient

LARGEST = 16_384
MOST_ADDRESSES, LONGEST_ADDRESS, LONGEST_NAME = 10, 2_000, 120
MOST_CLIENTS = 2_000
AN_HOUR, A_NETWORK_MAKES = 3_600, 20
UNUSED = timedelta(hours=1)
"""So old a client that nobody has let in gives way where there are too many: it registers again."""
LOOPBACK = ("127.0.0.1", "localhost", "::1")
_PORT_HERE = re.compile(r"\A(http://(?:127\.0\.0\.1|localhost|\[::1\])):\d{1,5}(?=[/?]|\Z)")
_HOST = re.compile(r"(?:[A-Za-z0-9.-]+|\[[0-9A-Fa-f:.]+\])(?::\d{1,5})?")
"""What may stand in a policy for browsers: a name or number, and a port."""
APPS = ("cursor", "vscode", "vscode-insiders", "claude", "windsurf", "zed")
"""Schemes that editors and chats register with the system."""


@csrf_exempt
@require_POST
def register(request: HttpRequest) -> HttpResponse:
    """``POST /oauth/register``."""
    try:
        _require_room(request)
        name, addresses = _read(request.body)
    except OAuthError as error:
        return answer(error)
    client = AgentClient.objects.create(name=name, redirect_uris=addresses)
    body = {
        "client_id": str(client.pk),
        "client_id_issued_at": int(client.created_at.timestamp()),
        "client_name": name,
        "redirect_uris": addresses,
        "grant_types": ["authorization_code", "refresh_token"],
        "response_types": ["code"],
        "token_endpoint_auth_method": "none",
    }
    return JsonResponse(body, status=201, headers={"Cache-Control": "no-store"})


def find_client(client_id: str) -> AgentClient:
    """Raises OAuthError."""
    try:
        found = AgentClient.objects.filter(pk=UUID(client_id)).first()
    except ValueError:
        found = None
    if found is None:
        raise OAuthError("invalid_client", "This client is not registered. Register again.", status=401)
    return found


def accepts(client: AgentClient, address: str) -> bool:
    """Whether the client has registered the address; a program on the own machine may take any port (RFC 8252)."""
    return _without_port(address) in map(_without_port, client.redirect_uris)


def _without_port(address: str) -> str:
    """The address to the letter, but for the port of one on this machine."""
    return _PORT_HERE.sub(r"\1", address)


def _read(body: bytes) -> tuple[str, list[str]]:
    """Raises OAuthError."""
    if len(body) > LARGEST:
        raise OAuthError("invalid_client_metadata", "The registration is too large.")
    try:
        said = json.loads(body)
    except (ValueError, RecursionError):
        said = None
    if not isinstance(said, dict):
        raise OAuthError("invalid_client_metadata", "Send a JSON object with redirect_uris.")
    addresses = said.get("redirect_uris")
    if not isinstance(addresses, list) or not 1 <= len(addresses) <= MOST_ADDRESSES:
        raise OAuthError("invalid_redirect_uri", f"Name 1 to {MOST_ADDRESSES} redirect_uris.")
    for each in addresses:
        if not isinstance(each, str) or not _is_fit(each):
            words = f"{str(each)[:100]!r} is not possible: https, http on this machine, or the scheme of a known app."
            raise OAuthError("invalid_redirect_uri", words)
    name = said.get("client_name")
    shown = "".join(each for each in name if each.isprintable()) if isinstance(name, str) else ""
    return shown.strip()[:LONGEST_NAME] or "A program without a name", addresses


def _is_fit(address: str) -> bool:
    if len(address) > LONGEST_ADDRESS or not address.isascii() or not address.isprintable():
        return False
    parts = _parts(address)
    if parts is None or parts.fragment or not _HOST.fullmatch(parts.netloc):
        return False
    return parts.scheme == "https" or parts.scheme in APPS or (parts.scheme == "http" and parts.hostname in LOOPBACK)


def _parts(address: str) -> SplitResult | None:
    try:
        return urlsplit(address)
    except ValueError:  # half of a bracket
        return None


def _require_room(request: HttpRequest) -> None:
    """Raises OAuthError: nobody needs to be signed in here, so rows are bounded."""
    key = f"oauth:register:{hashed(network_of(address_of(request)) if address_of(request) else '')[:32]}"
    if not cache.add(key, 1, timeout=AN_HOUR) and cache.incr(key) > A_NETWORK_MAKES:
        raise OAuthError("temporarily_unavailable", "Too many registrations came from here. Wait an hour.", status=429)
    if AgentClient.objects.count() >= MOST_CLIENTS:
        AgentClient.objects.filter(consents__isnull=True, created_at__lt=timezone.now() - UNUSED).delete()
        if AgentClient.objects.count() >= MOST_CLIENTS:
            words = "Too many programs register at this moment. Try again in an hour."
            raise OAuthError("temporarily_unavailable", words, status=503)
