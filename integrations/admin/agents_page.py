"""How outside agents are let in: the address for each client, the keys that are live, and what was called lately."""

from __future__ import annotations

import json

from django.conf import settings
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from integrations.acting import actor_of
from integrations.admin.display import STATE_WORDS, operation_label
from integrations.admin.written import when
from integrations.api.oauth.metadata import resource
from integrations.models import ApiKey, Call

SHOWN = 20


@require_safe
def agents_page(request: HttpRequest) -> HttpResponse:
    """For everybody who may look; what calls said is not shown."""
    if not actor_of(request).may("view"):
        raise PermissionDenied
    content = {
        "title": "Outside agents",
        "address": resource(),
        "clients": _clients(),
        "keys": [
            {"row": each, "level": each.get_tools_display(), "used": when(each.last_used_at)}
            for each in ApiKey.objects.select_related("customer").filter(
                revoked_at__isnull=True, expires_at__gt=timezone.now()
            )[:SHOWN]
        ],
        "calls": [
            {
                "row": each,
                "what": operation_label(each.operation),
                "how": "Refused" if each.is_refused else STATE_WORDS[each.state],
                "at": when(each.created_at),
            }
            for each in Call.objects.select_related("customer").filter(source="mcp").order_by("-created_at")[:SHOWN]
        ],
    }
    return TemplateResponse(request, "admin/catalog/agents.html", {**admin.site.each_context(request), **content})


def _clients() -> list[tuple[str, str, str]]:
    """The name of a client, what to do there, and the text to copy."""
    url = resource()
    claude = f'claude mcp add --transport http machina {url} --header "Authorization: Bearer mk_…"'
    vscode = json.dumps({"servers": {"machina": {"type": "http", "url": url}}})
    cursor = json.dumps({"mcpServers": {"machina": {"url": url}}})
    reachable = "" if settings.IS_HTTPS else " They reach Machina only at an https address of the internet."
    return [
        ("Claude Code", "Run this in a shell, with a key.", claude),
        ("Claude and ChatGPT", f"Add a custom connector with this address; it leads to the sign-in.{reachable}", url),
        ("VS Code", "Write this to .vscode/mcp.json; it leads to the sign-in.", vscode),
        ("Cursor", "Write this to .cursor/mcp.json; it leads to the sign-in.", cursor),
        ("Programs", "Send a key. An operator's names the customer by the header Machina-Customer.", url),
    ]
