"""The addresses in exportLinks: the same exports, of any size (https://docs.google.com/feeds/download/…)."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt

from integrations.sandbox.control.lost import AnswerLost, unreadable_answer
from integrations.sandbox.control.rules import take_rule, under_rule
from integrations.sandbox.google.drive.exports import exported
from integrations.sandbox.google.drive.types import EXTENSIONS
from integrations.sandbox.google.errors import GoogleError, not_found, provoked
from integrations.sandbox.google.exchange import Exchange
from integrations.sandbox.google.gateway import ApiResponse
from integrations.sandbox.google.seed.filling import fill
from integrations.sandbox.google.views import http_response
from integrations.sandbox.models import DriveItem

METHOD = "drive.exportLinks"


@csrf_exempt
def export_link(request: HttpRequest) -> HttpResponse:
    """A document in the type that the address names, to whoever may read it."""
    exchange, status, account = Exchange(), 200, ""
    try:
        with under_rule(take_rule(exchange.rules, METHOD), provoked):
            bearer = exchange.authenticate(request.headers.get("Authorization", ""))
            account = bearer.account.email
            fill(bearer.account, "drive")
            item = DriveItem.objects.filter(cloud=bearer.account.pk, file_id=request.GET.get("id", "")).first()
            types = {extension: kind for kind, extension in EXTENSIONS.items()}
            kind = types.get(request.GET.get("exportFormat", ""))
            if item is None or kind is None or request.method != "GET":
                raise not_found()
            content = exported(item, kind)
        return HttpResponse(content, content_type=kind)
    except GoogleError as error:
        status = error.code
        return http_response(ApiResponse(status=error.code, body=error.as_resource(), headers=error.headers))
    except AnswerLost:
        return unreadable_answer()
    finally:
        exchange.record(METHOD, status, account=account)
        exchange.close()
